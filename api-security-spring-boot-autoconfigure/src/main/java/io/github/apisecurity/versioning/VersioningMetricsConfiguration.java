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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Metrics, where the application has any.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
class VersioningMetricsConfiguration {

	@Bean
	VersionMetrics apiSecurityVersionMetrics(MeterRegistry registry) {
		// Versions are bounded by the code and the configuration.
		Map<String, Counter> counters = new ConcurrentHashMap<>();
		return (version, outcome) -> counters
			.computeIfAbsent(version + ' ' + outcome,
					(key) -> Counter.builder("api.security.versioning.requests")
						.description("Requests by version of the API")
						.tag("version", version)
						.tag("outcome", outcome)
						.register(registry))
			.increment();
	}

}
