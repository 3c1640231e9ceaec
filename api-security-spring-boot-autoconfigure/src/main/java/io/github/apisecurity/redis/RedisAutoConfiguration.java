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

import io.github.apisecurity.config.PropertyValue;
import io.lettuce.core.RedisClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for state that is shared over Redis.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@Conditional(OnRedisCondition.class)
@EnableConfigurationProperties(RedisProperties.class)
public final class RedisAutoConfiguration {

	private static final Log log = LogFactory.getLog(RedisAutoConfiguration.class);

	private static String keyPrefix(RedisProperties properties, Environment environment) {
		if (properties.getKeyPrefix() != null) {
			return properties.getKeyPrefix();
		}
		String application = environment.getProperty("spring.application.name", "");
		if (application.isBlank()) {
			log.warn(
					"Applications without 'spring.application.name' share their keys in Redis, and so their rate limits."
							+ " Set it, or 'api-security.redis.key-prefix'.");
			return "api-security:";
		}
		// Braces would decide on the slot in a cluster.
		return "api-security:" + application.replaceAll("[^A-Za-z0-9._-]", "_") + ":";
	}

	private static Duration positive(String property, Duration value) {
		PropertyValue.refuseIf(value.isNegative() || value.isZero(), property, value,
				"Use a positive duration, such as '50ms'.");
		return value;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class, DataRedisAutoConfiguration.class })
	static class ClientConfiguration {

		@Bean
		@ConditionalOnMissingBean(RedisScriptExecutor.class)
		@ConditionalOnSingleCandidate(LettuceConnectionFactory.class)
		LettuceScriptExecutor apiSecurityRedisScriptExecutor(LettuceConnectionFactory connectionFactory,
				RedisProperties properties, Environment environment) {
			Duration timeout = positive("api-security.redis.timeout", properties.getTimeout());
			RedisProperties.CircuitBreaker breaker = properties.getCircuitBreaker();
			PropertyValue.refuseIf(breaker.getFailureThreshold() < 1,
					"api-security.redis.circuit-breaker.failure-threshold", breaker.getFailureThreshold(),
					"Use a positive number, such as 3.");
			return new LettuceScriptExecutor(connectionFactory, keyPrefix(properties, environment), timeout,
					new CircuitBreaker(breaker.getFailureThreshold(),
							positive("api-security.redis.circuit-breaker.probe-interval", breaker.getProbeInterval()),
							System::nanoTime));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass({ "io.lettuce.core.RedisClient",
			"org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory" })
	static class MissingClientConfiguration {

		@Bean
		SmartInitializingSingleton apiSecurityMissingRedisClientWarning() {
			return () -> log.warn("'spring.data.redis' is configured and not used: each instance counts for itself. Add"
					+ " the dependency 'org.springframework.boot:spring-boot-starter-data-redis' to share limits and keys.");
		}

	}

}
