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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisDefaultsEnvironmentPostProcessor}.
 */
class RedisDefaultsEnvironmentPostProcessorTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void whenRedisIsNotConfiguredItsHealthIsNotReported() {
		process();
		assertThat(this.environment.getProperty("management.health.redis.enabled")).isEqualTo("false");
	}

	@Test
	void whenOnlyDetailsAreSetRedisIsNotConfigured() {
		this.environment.setProperty("spring.data.redis.timeout", "1s");
		process();
		assertThat(this.environment.getProperty("management.health.redis.enabled")).isEqualTo("false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "host", "url", "sentinel.nodes[0]", "cluster.nodes" })
	void whenRedisIsConfiguredNothingChanges(String key) {
		this.environment.setProperty("spring.data.redis." + key, "redis.example.com:6379");
		process();
		assertThat(this.environment.getProperty("management.health.redis.enabled")).isNull();
	}

	@Test
	void whenUserDecidesOnHealthTheUserWins() {
		this.environment.setProperty("management.health.redis.enabled", "true");
		process();
		assertThat(this.environment.getProperty("management.health.redis.enabled")).isEqualTo("true");
	}

	private void process() {
		new RedisDefaultsEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
	}

}
