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

package io.github.apisecurity.audit.detection;

import java.time.Duration;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.springframework.util.function.SingletonSupplier;

/**
 * Lets whoever guesses passwords wait: each failure of a user from one network, with one
 * factor, doubles the time in which further attempts are refused, whether the password is
 * right or not and whether there is such a user or not. A stranger elsewhere does not
 * delay the user.
 */
class LoginGuard {

	static final String DELAYED = "login_delayed";

	private static final int MAX_KEYS = 50_000;

	private final int freeAttempts;

	private final long delay;

	private final long maxDelay;

	private final LongSupplier millis;

	private final SingletonSupplier<Cache<String, Failures>> failures;

	LoginGuard(int freeAttempts, Duration delay, Duration maxDelay, LongSupplier millis) {
		this.freeAttempts = freeAttempts;
		this.delay = delay.toMillis();
		this.maxDelay = maxDelay.toMillis();
		this.millis = millis;
		this.failures = SingletonSupplier.of(() -> Caffeine.newBuilder()
			.maximumSize(MAX_KEYS)
			.expireAfterWrite(maxDelay.plusHours(1))
			.ticker(() -> millis.getAsLong() * 1_000_000)
			.build());
	}

	/**
	 * Note the result of an attempt.
	 * @param key who tries from where with what
	 * @param success whether the credential was right
	 * @return how many milliseconds the caller has to wait until the result is told, 0
	 * when it may be told now
	 */
	long attempt(String key, boolean success) {
		long now = this.millis.getAsLong();
		long[] wait = new long[1];
		this.failures.obtain().asMap().compute(key, (same, known) -> {
			if (known != null && now < known.until()) {
				wait[0] = known.until() - now;
				return known;
			}
			int count = (known != null) ? known.count() + 1 : 1;
			return (success) ? null : new Failures(count, now + delay(count));
		});
		return wait[0];
	}

	private long delay(int count) {
		int exponent = count - this.freeAttempts;
		return (exponent < 0) ? 0 : Math.min(this.maxDelay, this.delay << Math.min(exponent, 30));
	}

	/**
	 * What has failed.
	 *
	 * @param count how often
	 * @param until when the next attempt is looked at
	 */
	private record Failures(int count, long until) {

	}

}
