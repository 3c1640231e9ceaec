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

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.apisecurity.ratelimit.RateLimitDecision.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * {@link RateLimitMetrics} in Micrometer: {@code api.security.ratelimit.decisions} by
 * policy and outcome, never by key.
 */
final class MicrometerRateLimitMetrics implements RateLimitMetrics {

	/**
	 * Has an entry for each policy and result, and so is bounded by the configuration.
	 */
	private final Map<Name, Counter> counters = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	/**
	 * Create the metrics.
	 * @param registry the registry
	 */
	MicrometerRateLimitMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void record(String policy, Result result) {
		Name name = new Name(policy, result);
		Counter counter = this.counters.get(name);
		if (counter == null) {
			counter = this.counters.computeIfAbsent(name, this::register);
		}
		counter.increment();
	}

	private Counter register(Name name) {
		return Counter.builder("api.security.ratelimit.decisions")
			.description("Decisions of rate-limit policies")
			.tag("policy", name.policy())
			.tag("outcome", name.result().name().toLowerCase(Locale.ROOT))
			.register(this.registry);
	}

	private record Name(String policy, Result result) {

	}

}
