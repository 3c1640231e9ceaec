/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.apisecurity.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * {@link RateLimitStore} with Bucket4j's buckets in memory.
 * <p>
 * Their number is bounded, and yet nobody can make the store forget a bucket by filling
 * it with others: only buckets that are full again are removed, which changes nothing.
 * While there is no room, new keys share a bucket of their network and policy, and when
 * there are too many of these a fixed number of buckets, so that a flood of keys uses up
 * its own quota and none of those already there.
 */
final class MemoryRateLimitStore implements RateLimitStore {

	/**
	 * Buckets of each policy that the keys share for which there is no room.
	 */
	private static final int SHARED_BUCKETS = 1024;

	/**
	 * Buckets that the keys of one network share before: whoever has a whole network does
	 * not take the room of all others.
	 */
	private static final int NETWORK_BUCKETS = 16_384;

	/**
	 * A sweep looks at every bucket: during a flood it must not be done for each request.
	 */
	private static final long SWEEP_INTERVAL = Duration.ofSeconds(1).toNanos();

	/**
	 * So many that hardly ever two requests with other keys wait for each other.
	 */
	private static final int LOCKS = 1024;

	private final ReentrantLock[] locks = Stream.generate(ReentrantLock::new)
		.limit(LOCKS)
		.toArray(ReentrantLock[]::new);

	private final ConcurrentMap<String, MemoryBucket> buckets = new ConcurrentHashMap<>();

	private final int maxBuckets;

	private final LongSupplier nanoTime;

	private final AtomicLong nextSweep;

	/**
	 * Create a store.
	 * @param maxBuckets the number of buckets at most, besides the shared ones
	 * @param nanoTime the clock
	 */
	MemoryRateLimitStore(int maxBuckets, LongSupplier nanoTime) {
		this.maxBuckets = maxBuckets;
		this.nanoTime = nanoTime;
		this.nextSweep = new AtomicLong(nanoTime.getAsLong());
	}

	@Override
	public StoreDecision tryConsume(List<Charge> charges) {
		return locked(charges, (buckets) -> {
			boolean granted = true;
			for (int i = 0; i < buckets.length; i++) {
				granted &= charges.get(i).isShadow() || buckets[i].has(charges.get(i).cost());
			}
			List<BucketLevel> levels = new ArrayList<>(buckets.length);
			for (int i = 0; i < buckets.length; i++) {
				levels.add(buckets[i].pay(charges.get(i), granted));
			}
			return new StoreDecision(granted, levels);
		});
	}

	/**
	 * Do something with the buckets of all charges, whose locks are always taken in the
	 * same order.
	 * @param <T> the type of the result
	 * @param charges the charges
	 * @param action takes the buckets in the order of the charges
	 * @return the result
	 */
	private <T> T locked(List<Charge> charges, Function<MemoryBucket[], T> action) {
		String[] keys = new String[charges.size()];
		int[] locks = new int[keys.length];
		for (int i = 0; i < keys.length; i++) {
			keys[i] = key(charges.get(i));
			locks[i] = lock(keys[i]);
		}
		Arrays.sort(locks);
		for (int lock : locks) {
			this.locks[lock].lock();
		}
		try {
			long now = this.nanoTime.getAsLong();
			MemoryBucket[] buckets = new MemoryBucket[keys.length];
			for (int i = 0; i < keys.length; i++) {
				Limits limits = charges.get(i).limits();
				// Most are there, and to look for them takes no lock of the map.
				MemoryBucket found = this.buckets.get(keys[i]);
				buckets[i] = (found != null) ? found
						: this.buckets.computeIfAbsent(keys[i], (key) -> new MemoryBucket(key, limits, now));
				buckets[i].refill(limits, now);
			}
			return action.apply(buckets);
		}
		finally {
			for (int lock : locks) {
				this.locks[lock].unlock();
			}
		}
	}

	private static int lock(String key) {
		return Math.floorMod(key.hashCode(), LOCKS);
	}

	private <T> T locked(Charge charge, Function<MemoryBucket, T> action) {
		return locked(List.of(charge), (buckets) -> action.apply(buckets[0]));
	}

	/**
	 * Return the name of the bucket that pays.
	 * @param charge the charge
	 * @return its own, or one that others share while there is no room
	 */
	private String key(Charge charge) {
		String key = charge.localKey();
		if (this.buckets.containsKey(key) || this.buckets.size() < this.maxBuckets || makeRoom()) {
			return key;
		}
		String policy = charge.policy().name();
		String network = "network:" + charge.network() + ":" + policy;
		return (this.buckets.containsKey(network)
				|| (charge.network() != null && this.buckets.size() < this.maxBuckets + NETWORK_BUCKETS)) ? network
						: "shared:" + Math.floorMod(key.hashCode(), SHARED_BUCKETS) + ":" + policy;
	}

	/**
	 * Remove the buckets that are full, at most once per interval.
	 * @return whether there is room now
	 */
	private boolean makeRoom() {
		long now = this.nanoTime.getAsLong();
		long due = this.nextSweep.get();
		if (now - due >= 0 && this.nextSweep.compareAndSet(due, now + SWEEP_INTERVAL)) {
			this.buckets.forEach((key, bucket) -> removeIfFull(key, bucket, now));
		}
		return this.buckets.size() < this.maxBuckets;
	}

	private void removeIfFull(String key, MemoryBucket bucket, long now) {
		ReentrantLock lock = this.locks[lock(key)];
		// A bucket in use is not idle, and waiting for it would hold up the sweep.
		if (lock.tryLock()) {
			try {
				if (bucket.isFull(now)) {
					this.buckets.remove(key, bucket);
				}
			}
			finally {
				lock.unlock();
			}
		}
	}

	@Override
	public void refund(List<Charge> charges) {
		charges.forEach((charge) -> {
			MemoryBucket bucket = charge.paidFrom();
			if (bucket != null) {
				ReentrantLock lock = this.locks[lock(bucket.key())];
				lock.lock();
				try {
					bucket.giveBack(charge.cost());
				}
				finally {
					lock.unlock();
				}
			}
		});
	}

	@Override
	public CompletableFuture<?> settle(Charge charge, long tokens) {
		return CompletableFuture.completedFuture(
				locked(charge, (bucket) -> bucket.pay(charge.withCost(Math.min(tokens, bucket.available())), true)));
	}

	/**
	 * Continue with a bucket of another store, unless it shares one here.
	 * @param charge names the bucket
	 * @param level the level there
	 * @param settled the tokens that it had not heard of
	 * @param since when it had this level
	 */
	void continueFrom(Charge charge, BucketLevel level, long settled, long since) {
		locked(charge, (bucket) -> this.buckets.get(charge.localKey()) == bucket
				&& bucket.continueFrom(level, settled, since));
	}

	@Override
	public @Nullable BucketLevel peek(Charge charge) {
		return (this.buckets.containsKey(key(charge))) ? locked(charge, (bucket) -> bucket.pay(charge, false)) : null;
	}

	@Override
	public void reset(Charge charge) {
		this.buckets.remove(charge.localKey());
	}

	@Override
	public boolean keepsCalendar() {
		return true;
	}

	@Override
	public boolean isRemote() {
		return false;
	}

	/**
	 * Return the number of buckets.
	 * @return the number
	 */
	int size() {
		return this.buckets.size();
	}

}
