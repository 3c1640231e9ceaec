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

package io.github.apisecurity.versioning;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * Counts requests by version, where the application has metrics.
 */
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
class VersionMetrics {

	private final MeterRegistry registry;

	// Versions are bounded by the code and the configuration.
	private final Map<String, Counter> counters = new ConcurrentHashMap<>();

	VersionMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Count a request.
	 * @param version the version as the API writes it
	 * @param outcome {@code current}, {@code deprecated}, {@code refused} or
	 * {@code would_refuse}
	 */
	void record(String version, String outcome) {
		this.counters
			.computeIfAbsent(version + ' ' + outcome,
					(key) -> Counter.builder("api.security.versioning.requests")
						.description("Requests by version of the API")
						.tag("version", version)
						.tag("outcome", outcome)
						.register(this.registry))
			.increment();
	}

}
