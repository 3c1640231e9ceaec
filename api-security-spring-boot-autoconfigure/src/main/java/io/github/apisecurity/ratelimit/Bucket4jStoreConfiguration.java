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

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.apisecurity.ratelimit.bucket4j.Bucket4jRateLimitStore;
import io.github.apisecurity.ratelimit.bucket4j.LettuceProxyManagerFactory;
import io.github.apisecurity.ratelimit.engine.RateLimitStore;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Stores of Bucket4j: the proxy manager of the application, or else Bucket4j's own for
 * Redis.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = RateLimitStoreConfiguration.STORE, havingValue = "bucket4j")
@ConditionalOnMissingBean(RateLimitStore.class)
@Import({ Bucket4jStoreConfiguration.OfApplication.class, Bucket4jStoreConfiguration.OfRedis.class })
class Bucket4jStoreConfiguration {

	private static final Duration TIMEOUT = Duration.ofMillis(50);

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ProxyManager.class)
	static class OfApplication {

		@Bean
		RateLimitStore apiSecurityBucket4jRateLimitStore(ObjectProvider<ProxyManager<String>> textManagers,
				ObjectProvider<ProxyManager<byte[]>> binaryManagers, ObjectProvider<RedisScriptExecutor> executors) {
			ProxyManager<String> manager = textManagers.getIfAvailable(
					() -> binaryManagers.getObject().withMapper((key) -> key.getBytes(StandardCharsets.UTF_8)));
			return new Bucket4jRateLimitStore(() -> manager,
					executors.stream().map(RedisScriptExecutor::timeout).findFirst().orElse(TIMEOUT));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Bucket4jLettuce.class, LettuceConnectionFactory.class })
	@ConditionalOnBean(RedisScriptExecutor.class)
	@ConditionalOnMissingBean(ProxyManager.class)
	static class OfRedis {

		@Bean
		RateLimitStore apiSecurityBucket4jRateLimitStore(LettuceConnectionFactory connectionFactory,
				RedisScriptExecutor executor, RateLimitProperties properties) {
			// Opens a connection, and so at the first request only.
			return new Bucket4jRateLimitStore(SingletonSupplier
				.of(() -> LettuceProxyManagerFactory.create(connectionFactory.getRequiredNativeClient(),
						properties.getRedis().getKeyPrefix(), executor.timeout())),
					executor.timeout());
		}

	}

}
