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

package io.github.apisecurity.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Takes back what an application has configured and a slice of a test has no connection
 * for: there stores are in memory, and the trail is the log.
 */
class TestSliceInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final Map<String, List<String>> KEYS = Map.of("memory", List.of("shared.store", "rate-limit.store"),
			"yaml", List.of("authentication.api-keys.store"), "false",
			List.of("audit.sinks.jdbc.enabled", "audit.sinks.redis.enabled", "audit.sinks.opentelemetry.enabled",
					"audit.access-log.jdbc", "detection.alert.mail-to"));

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (TestSlice.isActive(environment)) {
			Map<String, Object> values = new TreeMap<>();
			KEYS.forEach((value, keys) -> keys.stream()
				.map("api-security."::concat)
				.filter(environment::containsProperty)
				.forEach((key) -> values.put(key, value)));
			environment.getPropertySources().addFirst(new MapPropertySource("apiSecurityTestSlice", values));
		}
	}

}
