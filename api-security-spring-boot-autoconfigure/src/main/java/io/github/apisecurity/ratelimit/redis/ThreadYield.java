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

package io.github.apisecurity.ratelimit.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Lets threads that were woken run before the thread that woke them goes on. On an idle
 * processor that takes no time; where threads with much to do keep the processor it would
 * take their time slice, so after several of those it is left out for a while.
 */
class ThreadYield {

	/**
	 * Longer than woken requests need to come back, shorter than most time slices.
	 */
	private static final long SLOW_NANOS = Duration.ofMillis(2).toNanos();

	private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

	private static final int MAX_SLOW = 16;

	private final Runnable yield;

	private final LongSupplier nanoTime;

	/**
	 * Slow ones not yet made up for by quick ones. Calls that overtake each other may
	 * lose a count, which does no harm.
	 */
	private final AtomicInteger slow = new AtomicInteger();

	private volatile long pausedUntil;

	ThreadYield() {
		this(Thread::yield, System::nanoTime);
	}

	ThreadYield(Runnable yield, LongSupplier nanoTime) {
		this.yield = yield;
		this.nanoTime = nanoTime;
		this.pausedUntil = nanoTime.getAsLong();
	}

	void giveWay() {
		long start = this.nanoTime.getAsLong();
		if (start - this.pausedUntil < 0) {
			return;
		}
		this.yield.run();
		long end = this.nanoTime.getAsLong();
		int before = this.slow.get();
		if (end - start < SLOW_NANOS) {
			if (before > 0) {
				this.slow.compareAndSet(before, before - 1);
			}
		}
		else if (before + 1 < MAX_SLOW) {
			this.slow.compareAndSet(before, before + 1);
		}
		else {
			// Still busy after the pause: found out sooner than the first time.
			this.slow.compareAndSet(before, MAX_SLOW - 2);
			this.pausedUntil = end + PAUSE_NANOS;
		}
	}

}
