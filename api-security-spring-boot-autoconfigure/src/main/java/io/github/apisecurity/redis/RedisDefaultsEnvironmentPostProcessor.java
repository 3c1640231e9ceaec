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

package io.github.apisecurity.redis;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps quiet about Redis while nobody has configured one. The starter brings Spring Data
 * Redis along, whose health indicator would otherwise report the server on localhost as
 * missing. The default has the lowest precedence.
 */
class RedisDefaultsEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final Map<String, Object> DEFAULTS = Map.of("management.health.redis.enabled", "false");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!RedisConfigured.byProperties(environment)) {
			environment.getPropertySources().addLast(new MapPropertySource("apiSecurityRedisDefaults", DEFAULTS));
		}
	}

	@Override
	public int getOrder() {
		// After the configuration files have been read.
		return Ordered.LOWEST_PRECEDENCE;
	}

}
