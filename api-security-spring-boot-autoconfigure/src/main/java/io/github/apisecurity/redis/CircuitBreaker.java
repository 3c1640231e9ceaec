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

package io.github.apisecurity.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Opens after a number of failures in a row. While it is open, one caller per interval is
 * told to start a probe; the probe closes it. Starts open, until the first probe has
 * succeeded.
 *
 * @since 0.1.0
 */
public class CircuitBreaker {

	private final int failureThreshold;

	private final long probeIntervalNanos;

	private final LongSupplier nanoTime;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicLong nextProbe;

	/**
	 * Create a circuit breaker.
	 * @param failureThreshold the failures in a row that open it
	 * @param probeInterval the time between two probes
	 * @param nanoTime the clock
	 */
	public CircuitBreaker(int failureThreshold, Duration probeInterval, LongSupplier nanoTime) {
		this.failureThreshold = failureThreshold;
		this.probeIntervalNanos = probeInterval.toNanos();
		this.nanoTime = nanoTime;
		this.nextProbe = new AtomicLong(nanoTime.getAsLong());
	}

	/**
	 * Return whether the server is to be asked.
	 * @return whether the breaker is closed
	 */
	public boolean isClosed() {
		return this.closed.get();
	}

	/**
	 * Claim the probe of this interval.
	 * @return whether the caller is the one to start it
	 */
	public boolean claimProbe() {
		long now = this.nanoTime.getAsLong();
		long due = this.nextProbe.get();
		return !isClosed() && now - due >= 0 && this.nextProbe.compareAndSet(due, now + this.probeIntervalNanos);
	}

	void success() {
		// A plain read first: the counter is shared by all request threads.
		if (this.failures.get() != 0) {
			this.failures.set(0);
		}
	}

	/**
	 * Count a failure.
	 * @return whether it opened the breaker
	 */
	public boolean failure() {
		return this.failures.incrementAndGet() >= this.failureThreshold && open();
	}

	boolean open() {
		return this.closed.compareAndSet(true, false);
	}

	/**
	 * Close the breaker.
	 * @return whether it was open
	 */
	public boolean close() {
		this.failures.set(0);
		return this.closed.compareAndSet(false, true);
	}

}
