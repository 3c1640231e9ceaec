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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the state that is shared over Redis. The server itself is
 * configured with {@code spring.data.redis}.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.redis")
public class RedisProperties {

	/**
	 * Prefix of all keys, by default 'api-security:' with the name of the application.
	 */
	private @Nullable String keyPrefix;

	/**
	 * Maximum time a request waits for Redis.
	 */
	private Duration timeout = Duration.ofMillis(50);

	private final CircuitBreaker circuitBreaker = new CircuitBreaker();

	public @Nullable String getKeyPrefix() {
		return this.keyPrefix;
	}

	public void setKeyPrefix(@Nullable String keyPrefix) {
		this.keyPrefix = keyPrefix;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public CircuitBreaker getCircuitBreaker() {
		return this.circuitBreaker;
	}

	/**
	 * When to stop asking a Redis that does not answer.
	 */
	public static class CircuitBreaker {

		/**
		 * Number of failures in a row after which Redis is no longer asked.
		 */
		private int failureThreshold = 3;

		/**
		 * Time between two attempts to reach Redis again.
		 */
		private Duration probeInterval = Duration.ofSeconds(1);

		public int getFailureThreshold() {
			return this.failureThreshold;
		}

		public void setFailureThreshold(int failureThreshold) {
			this.failureThreshold = failureThreshold;
		}

		public Duration getProbeInterval() {
			return this.probeInterval;
		}

		public void setProbeInterval(Duration probeInterval) {
			this.probeInterval = probeInterval;
		}

	}

}
