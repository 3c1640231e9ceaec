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

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets threads that were woken run before the thread that woke them, usually the event
 * loop of all Redis traffic, goes on. On an idle processor that takes no time; where
 * threads with much to do keep the processor it takes their time slice. Hence the budget:
 * what is longer than quick may be a tenth of the time, after ten milliseconds at once. A
 * single one takes as long as the scheduler lets the others run, and is paid off then.
 */
final class ThreadYield {

	/**
	 * About what requests need that come back at once.
	 */
	private static final long QUICK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

	private static final long TENTH = 10;

	private static final long MAX_AHEAD_NANOS = TENTH * TimeUnit.MILLISECONDS.toNanos(10);

	private final Runnable action;

	private final LongSupplier nanoTime;

	/**
	 * When what was spent is earned again. Threads that overtake each other may lose some
	 * of it, which does no harm.
	 */
	private volatile long earned;

	ThreadYield() {
		this(Thread::yield, System::nanoTime);
	}

	ThreadYield(Runnable action, LongSupplier nanoTime) {
		this.action = action;
		this.nanoTime = nanoTime;
		this.earned = nanoTime.getAsLong();
	}

	void giveWay() {
		long start = this.nanoTime.getAsLong();
		long ahead = Math.max(0, this.earned - start);
		if (ahead >= MAX_AHEAD_NANOS) {
			return;
		}
		this.action.run();
		long spent = this.nanoTime.getAsLong() - start - QUICK_NANOS;
		if (spent > 0) {
			this.earned = start + ahead + TENTH * spent;
		}
	}

}
