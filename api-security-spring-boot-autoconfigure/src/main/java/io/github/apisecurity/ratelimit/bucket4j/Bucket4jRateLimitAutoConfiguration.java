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

package io.github.apisecurity.ratelimit.bucket4j;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.apisecurity.config.ConditionalOnValue;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.ratelimit.RateLimitAutoConfiguration;
import io.github.apisecurity.ratelimit.RateLimitProperties;
import io.github.apisecurity.ratelimit.RateLimitStore;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for rate limits in stores of
 * Bucket4j: the proxy manager of the application, or else Bucket4j's own for Redis.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = RateLimitAutoConfiguration.class, after = RedisAutoConfiguration.class)
@ConditionalOnClass({ ProxyManager.class, Cache.class })
@ConditionalOnBooleanProperty(name = "api-security.rate-limit.enabled", matchIfMissing = true)
@ConditionalOnValue(name = "api-security.rate-limit.store", value = "bucket4j")
@ConditionalOnMissingBean(RateLimitStore.class)
@EnableConfigurationProperties(RateLimitProperties.class)
@Import({ Bucket4jRateLimitAutoConfiguration.OfApplication.class, Bucket4jRateLimitAutoConfiguration.OfRedis.class })
public final class Bucket4jRateLimitAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ProxyManager.class)
	static class OfApplication {

		@Bean
		RateLimitStore apiSecurityBucket4jRateLimitStore(ObjectProvider<ProxyManager<String>> textManagers,
				ObjectProvider<ProxyManager<byte[]>> binaryManagers) {
			ProxyManager<String> manager = textManagers.getIfAvailable(
					() -> binaryManagers.getObject().withMapper((key) -> key.getBytes(StandardCharsets.UTF_8)));
			return new Bucket4jRateLimitStore(() -> manager);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Bucket4jLettuce.class, LettuceConnectionFactory.class })
	@ConditionalOnBean(RedisScriptExecutor.class)
	@ConditionalOnMissingBean(ProxyManager.class)
	static class OfRedis {

		@Bean
		RateLimitStore apiSecurityBucket4jRateLimitStore(ObjectProvider<LettuceConnectionFactory> connectionFactories,
				ObjectProvider<RedisScriptExecutor> executors, RateLimitProperties properties) {
			RedisScriptExecutor executor = executors.getIfAvailable();
			LettuceConnectionFactory connectionFactory = connectionFactories.getIfUnique();
			PropertyValue.refuseIf(connectionFactory == null || executor == null, "api-security.rate-limit.store",
					"bucket4j", "Make one LettuceConnectionFactory the only one, or @Primary, or add a bean of type "
							+ "ProxyManager<String>.");
			// Opens a connection, and so at the first request only.
			return new Bucket4jRateLimitStore(SingletonSupplier.of(() -> LettuceProxyManagerFactory.create(
					connectionFactory.getRequiredNativeClient(), Objects
						.requireNonNullElse(properties.getRedis().getKeyPrefix(), executor.keyPrefix() + "rate-limit:"),
					executor.timeout())));
		}

	}

}
