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

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.ratelimit.Outcome.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * {@link RateLimitMetrics} in Micrometer: {@code api.security.ratelimit.decisions} by
 * policy and outcome, {@code api.security.ratelimit.store} by outcome, never by key.
 */
final class MicrometerRateLimitMetrics implements RateLimitMetrics {

	/**
	 * Has an entry for each policy, and so is bounded by the configuration.
	 */
	private final Map<String, Counter[]> counters = new ConcurrentHashMap<>();

	private final Map<String, Timer> timers = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	MicrometerRateLimitMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void record(String policy, Result result) {
		Counter[] counters = this.counters.get(policy);
		if (counters == null) {
			counters = this.counters.computeIfAbsent(policy, this::register);
		}
		counters[result.ordinal()].increment();
	}

	private Counter[] register(String policy) {
		return Arrays.stream(Result.values())
			.map((result) -> Counter.builder("api.security.ratelimit.decisions")
				.description("Decisions of rate-limit policies")
				.tag("policy", policy)
				.tag("outcome", result.name().toLowerCase(Locale.ROOT))
				.register(this.registry))
			.toArray(Counter[]::new);
	}

	@Override
	public void recordStore(String outcome, long nanos) {
		this.timers
			.computeIfAbsent(outcome,
					(missing) -> Timer.builder("api.security.ratelimit.store")
						.description("Time the shared store takes to decide")
						.tag("outcome", outcome)
						.register(this.registry))
			.record(nanos, TimeUnit.NANOSECONDS);
	}

}
