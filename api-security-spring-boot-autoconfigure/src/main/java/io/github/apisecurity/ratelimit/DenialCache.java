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
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * Remembers refusals, since a bucket that refused until T cannot allow before T: others
 * only consume. A reset by an operator is noticed after a second, and what another
 * instance gives back after a tenth of one.
 */
class DenialCache {

	private static final long MAX_NANOS = Duration.ofSeconds(1).toNanos();

	private static final long MAX_NANOS_GIVEN_BACK = MAX_NANOS / 10;

	private static final long MAX_SIZE = 100_000;

	private final LongSupplier nanoTime;

	private final Cache<String, Denial> denials = Caffeine.newBuilder()
		.maximumSize(MAX_SIZE)
		.expireAfterWrite(Duration.ofSeconds(1))
		.build();

	DenialCache(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	void remember(Charge charge, BucketLevel level) {
		// The wait is rounded down, so that the token is there one nanosecond later.
		long wait = level.nanosToWait(charge.cost()) + 1;
		this.denials.put(charge.localKey(), new Denial(charge.cost(), this.nanoTime.getAsLong(), wait, level));
	}

	void forget(Charge charge) {
		this.denials.invalidate(charge.localKey());
	}

	@Nullable Outcome find(Charge charge) {
		Denial denial = this.denials.getIfPresent(charge.localKey());
		if (denial == null || charge.cost() < denial.cost() || !charge.limits().equals(denial.level().limits())) {
			return null;
		}
		long known = Math.min(denial.delay(), (charge.mayBeGivenBack()) ? MAX_NANOS_GIVEN_BACK : MAX_NANOS);
		long elapsed = this.nanoTime.getAsLong() - denial.since();
		return (elapsed < known)
				? new Outcome(charge, Outcome.Result.DENIED_LOCALLY, denial.level(), denial.delay() - elapsed) : null;
	}

	/**
	 * One refusal.
	 *
	 * @param cost the tokens that were not there
	 * @param since when it was refused
	 * @param delay how long it is to be refused
	 * @param level the bucket
	 */
	record Denial(long cost, long since, long delay, BucketLevel level) {

	}

}
