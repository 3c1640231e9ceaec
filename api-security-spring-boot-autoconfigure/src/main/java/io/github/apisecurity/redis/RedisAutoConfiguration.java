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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

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

	private static final String[] CLIENT_CLASSES = { "io.lettuce.core.RedisClient",
			"org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" };

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

	@Bean
	PostureContributor apiSecurityRedisPosture(ObjectProvider<RedisScriptExecutor> executors,
			ConfigurableListableBeanFactory beanFactory) {
		RedisScriptExecutor executor = executors.getIfAvailable();
		if (executor == null) {
			String finding = "Redis is configured and not used, each instance counts and remembers for itself: "
					+ mend(beanFactory);
			log.warn(finding);
			return () -> new FeaturePosture("redis", Map.of("available", false, "findings", List.of(finding)));
		}
		return () -> new FeaturePosture("redis",
				Map.of("available", executor.isAvailable(), "key-prefix", executor.keyPrefix(), "findings",
						executor.isAvailable() ? List.of()
								: List.of("Redis does not answer: instances do not share what they know")));
	}

	private static String mend(ConfigurableListableBeanFactory beanFactory) {
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		if (!Stream.of(CLIENT_CLASSES).allMatch((type) -> ClassUtils.isPresent(type, classLoader))) {
			return "add the dependency 'org.springframework.boot:spring-boot-starter-data-redis', which has Lettuce.";
		}
		return "make one LettuceConnectionFactory the only one, or @Primary, of "
				+ Arrays.toString(beanFactory
					.getBeanNamesForType(ClassUtils.resolveClassName(OnRedisCondition.CONNECTION_FACTORY, classLoader)))
				+ ".";
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MeterBinder apiSecurityRedisMetrics(ObjectProvider<RedisScriptExecutor> executors) {
			return (registry) -> executors.ifAvailable((executor) -> Gauge
				.builder("api.security.redis.available", executor, (redis) -> redis.isAvailable() ? 1 : 0)
				.description("Whether Redis answered when it was last asked")
				.register(registry));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class, DataRedisAutoConfiguration.class })
	static class ClientConfiguration {

		/**
		 * Whether a bean is of Lettuce is often known only once it is there.
		 * @param connectionFactories those of the application
		 * @param lettuce those known to be of Lettuce
		 * @param properties the properties
		 * @param environment has the name of the application
		 * @return the executor, {@code null} without one factory of Lettuce
		 */
		@Bean
		@ConditionalOnMissingBean(RedisScriptExecutor.class)
		@ConditionalOnBean(RedisConnectionFactory.class)
		@Nullable LettuceScriptExecutor apiSecurityRedisScriptExecutor(ObjectProvider<RedisConnectionFactory> connectionFactories,
				ObjectProvider<LettuceConnectionFactory> lettuce, RedisProperties properties, Environment environment) {
			LettuceConnectionFactory connectionFactory = (connectionFactories
				.getIfUnique() instanceof LettuceConnectionFactory found) ? found : lettuce.getIfUnique();
			if (connectionFactory == null) {
				return null;
			}
			Duration timeout = PropertyValue.positive("api-security.redis.timeout", properties.getTimeout(), "50ms");
			RedisProperties.CircuitBreaker breaker = properties.getCircuitBreaker();
			int threshold = PropertyValue.positive("api-security.redis.circuit-breaker.failure-threshold",
					breaker.getFailureThreshold(), 3);
			Duration interval = PropertyValue.positive("api-security.redis.circuit-breaker.probe-interval",
					breaker.getProbeInterval(), "500ms");
			return new LettuceScriptExecutor(connectionFactory, keyPrefix(properties, environment), timeout,
					() -> new RedisNode(threshold, interval, System::nanoTime));
		}

	}

}
