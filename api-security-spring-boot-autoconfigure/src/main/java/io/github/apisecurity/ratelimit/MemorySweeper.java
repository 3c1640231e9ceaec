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
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Removes buckets that are full again, when there is no room for another.
 */
class MemorySweeper {

	/**
	 * A sweep looks at every bucket: during a flood it must not be done for each request.
	 */
	private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

	private final ConcurrentMap<String, MemoryBucket> buckets;

	private final LongSupplier nanoTime;

	private final AtomicInteger size = new AtomicInteger();

	private final AtomicLong nextSweep;

	MemorySweeper(ConcurrentMap<String, MemoryBucket> buckets, LongSupplier nanoTime) {
		this.buckets = buckets;
		this.nanoTime = nanoTime;
		this.nextSweep = new AtomicLong(nanoTime.getAsLong());
	}

	int size() {
		return this.size.get();
	}

	void added() {
		this.size.incrementAndGet();
	}

	/**
	 * Remove the buckets that are full, at most once per interval.
	 * @param maxBuckets the number of buckets at most
	 * @return whether there is room now
	 */
	boolean makeRoom(int maxBuckets) {
		long now = this.nanoTime.getAsLong();
		long due = this.nextSweep.get();
		if (now - due >= 0 && this.nextSweep.compareAndSet(due, now + INTERVAL)) {
			for (Map.Entry<String, MemoryBucket> entry : this.buckets.entrySet()) {
				removeIfFull(entry.getKey(), entry.getValue(), now);
			}
		}
		return size() < maxBuckets;
	}

	private void removeIfFull(String key, MemoryBucket bucket, long now) {
		// A bucket in use is not idle, and waiting for it would hold up the sweep.
		if (bucket.lock().tryLock()) {
			try {
				if (bucket.isFull(now)) {
					removeLocked(key, bucket);
				}
			}
			finally {
				bucket.lock().unlock();
			}
		}
	}

	void remove(String key, MemoryBucket bucket) {
		bucket.lock().lock();
		try {
			removeLocked(key, bucket);
		}
		finally {
			bucket.lock().unlock();
		}
	}

	private void removeLocked(String key, MemoryBucket bucket) {
		if (this.buckets.remove(key, bucket)) {
			bucket.markRemoved();
			this.size.decrementAndGet();
		}
	}

}
