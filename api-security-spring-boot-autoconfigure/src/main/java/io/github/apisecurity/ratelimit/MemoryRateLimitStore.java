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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

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

	private static final Comparator<MemoryBucket> BY_ID = Comparator.comparingLong(MemoryBucket::id);

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
		if (charges.size() == 1) {
			Charge charge = charges.get(0);
			BucketLevel level = locked(charge, (bucket) -> bucket.pay(charge, true));
			return new StoreDecision(level.granted() || charge.isShadow(), List.of(level));
		}
		MemoryBucket[] buckets = lock(charges);
		try {
			long now = this.nanoTime.getAsLong();
			boolean granted = true;
			for (int i = 0; i < buckets.length; i++) {
				buckets[i].refill(charges.get(i).limits(), now);
				granted &= charges.get(i).isShadow() || buckets[i].has(charges.get(i).cost());
			}
			List<BucketLevel> levels = new ArrayList<>(buckets.length);
			for (int i = 0; i < buckets.length; i++) {
				levels.add(buckets[i].pay(charges.get(i), granted));
			}
			return new StoreDecision(granted, levels);
		}
		finally {
			unlock(buckets);
		}
	}

	/**
	 * Lock the buckets of all charges, always in the same order, and one that two charges
	 * share twice.
	 * @param charges the charges
	 * @return the buckets in the order of the charges
	 */
	private MemoryBucket[] lock(List<Charge> charges) {
		while (true) {
			MemoryBucket[] buckets = new MemoryBucket[charges.size()];
			for (int i = 0; i < buckets.length; i++) {
				buckets[i] = find(charges.get(i));
			}
			MemoryBucket[] ordered = buckets.clone();
			Arrays.sort(ordered, BY_ID);
			boolean removed = false;
			for (MemoryBucket bucket : ordered) {
				bucket.lock().lock();
				removed |= bucket.isRemoved();
			}
			if (!removed) {
				return buckets;
			}
			unlock(buckets);
		}
	}

	private static void unlock(MemoryBucket[] buckets) {
		for (MemoryBucket bucket : buckets) {
			bucket.lock().unlock();
		}
	}

	private <T> T locked(Charge charge, Function<MemoryBucket, T> action) {
		while (true) {
			MemoryBucket bucket = find(charge);
			bucket.lock().lock();
			try {
				if (!bucket.isRemoved()) {
					bucket.refill(charge.limits(), this.nanoTime.getAsLong());
					return action.apply(bucket);
				}
			}
			finally {
				bucket.lock().unlock();
			}
		}
	}

	private MemoryBucket find(Charge charge) {
		MemoryBucket bucket = this.buckets.get(charge.localKey());
		if (bucket != null) {
			return bucket;
		}
		String key = charge.localKey();
		if (this.buckets.size() >= this.maxBuckets && !makeRoom()) {
			String policy = charge.policy().name();
			String network = "network:" + charge.network() + ":" + policy;
			boolean known = this.buckets.containsKey(network);
			key = (known || (charge.network() != null && this.buckets.size() < this.maxBuckets + NETWORK_BUCKETS))
					? network : "shared:" + Math.floorMod(key.hashCode(), SHARED_BUCKETS) + ":" + policy;
		}
		return this.buckets.computeIfAbsent(key,
				(missing) -> new MemoryBucket(charge.limits(), this.nanoTime.getAsLong()));
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
		// A bucket in use is not idle, and waiting for it would hold up the sweep.
		if (bucket.lock().tryLock()) {
			try {
				if (bucket.isFull(now)) {
					remove(key, bucket);
				}
			}
			finally {
				bucket.lock().unlock();
			}
		}
	}

	private boolean remove(String key, MemoryBucket bucket) {
		boolean removed = this.buckets.remove(key, bucket);
		if (removed) {
			bucket.markRemoved();
		}
		return removed;
	}

	@Override
	public void refund(List<Charge> charges) {
		charges.forEach((charge) -> {
			MemoryBucket bucket = charge.paidFrom();
			if (bucket != null) {
				bucket.giveBack(charge.cost());
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
		return (this.buckets.containsKey(charge.localKey())) ? locked(charge, (bucket) -> bucket.pay(charge, false))
				: null;
	}

	@Override
	public void reset(Charge charge) {
		if (this.buckets.containsKey(charge.localKey())) {
			locked(charge, (bucket) -> remove(charge.localKey(), bucket));
		}
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
