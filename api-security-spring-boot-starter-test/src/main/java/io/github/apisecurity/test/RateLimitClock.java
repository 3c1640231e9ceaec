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

package io.github.apisecurity.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.util.Assert;

/**
 * The clock of rate limits in memory, which stands still until a test moves it. A test
 * has it with {@code @Import(RateLimitClock.class)} and injects it.
 *
 * @since 0.1.0
 */
@Qualifier("apiSecurityRateLimitClock")
public final class RateLimitClock implements LongSupplier {

	private final AtomicLong nanos = new AtomicLong();

	/**
	 * Move the clock forward.
	 * @param duration how far, zero or more
	 */
	public void advance(Duration duration) {
		Assert.isTrue(!duration.isNegative(), "'duration' must not be negative");
		this.nanos.addAndGet(duration.toNanos());
	}

	@Override
	public long getAsLong() {
		return this.nanos.get();
	}

}
