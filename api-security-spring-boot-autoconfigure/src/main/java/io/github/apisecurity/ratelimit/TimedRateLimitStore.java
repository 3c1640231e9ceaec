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

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * {@link RateLimitStore} that measures how long another takes to decide:
 * {@code api.security.ratelimit.store} by outcome.
 */
final class TimedRateLimitStore implements RateLimitStore {

	private final RateLimitStore store;

	private final Timer success;

	private final Timer error;

	/**
	 * Create a store.
	 * @param store the store that decides
	 * @param registry the registry
	 */
	TimedRateLimitStore(RateLimitStore store, MeterRegistry registry) {
		this.store = store;
		this.success = timer(registry, "success");
		this.error = timer(registry, "error");
	}

	private static Timer timer(MeterRegistry registry, String outcome) {
		return Timer.builder("api.security.ratelimit.store")
			.description("Time the shared store takes to decide")
			.tag("outcome", outcome)
			.register(registry);
	}

	@Override
	public StoreDecision tryConsume(List<Charge> charges) {
		long start = System.nanoTime();
		try {
			StoreDecision decision = this.store.tryConsume(charges);
			this.success.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
			return decision;
		}
		catch (StoreUnavailableException ex) {
			this.error.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
			throw ex;
		}
	}

	@Override
	public void refund(List<Charge> charges) {
		this.store.refund(charges);
	}

	@Override
	public @Nullable BucketLevel peek(Charge charge) {
		return this.store.peek(charge);
	}

	@Override
	public void reset(Charge charge) {
		this.store.reset(charge);
	}

	@Override
	public boolean isRemote() {
		return this.store.isRemote();
	}

}
