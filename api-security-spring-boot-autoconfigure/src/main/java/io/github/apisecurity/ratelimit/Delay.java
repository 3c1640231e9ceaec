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
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Requests that wait for their tokens: a bounded number, for a bounded time. No lock is
 * held meanwhile.
 */
final class Delay {

	private final long maxNanos;

	private final Semaphore places;

	Delay(Duration max, int places) {
		this.maxNanos = max.toNanos();
		this.places = new Semaphore(places);
	}

	/**
	 * Wait.
	 * @param delays those of all policies that make the request wait
	 * @param nanos how long
	 * @param waited how long the request has waited already
	 * @return whether it did, {@code false} at once when it would be too long or too many
	 * wait
	 */
	static boolean await(List<Delay> delays, long nanos, long waited) {
		if (delays.isEmpty()) {
			return sleep(nanos);
		}
		Delay first = delays.get(0);
		if (nanos > first.maxNanos - waited || !first.places.tryAcquire()) {
			return false;
		}
		try {
			return await(delays.subList(1, delays.size()), nanos, waited);
		}
		finally {
			first.places.release();
		}
	}

	private static boolean sleep(long nanos) {
		try {
			TimeUnit.NANOSECONDS.sleep(nanos);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
