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

import io.github.apisecurity.ratelimit.RateLimitProperties.StoreType;
import io.github.apisecurity.ratelimit.engine.RateLimitStore;
import io.github.apisecurity.ratelimit.memory.MemoryRateLimitStore;
import io.github.apisecurity.ratelimit.redis.RedisRateLimitStore;
import io.github.apisecurity.redis.RedisScriptExecutor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Selects the store, when the application has none of its own.
 */
@Configuration(proxyBeanMethods = false)
@ImportRuntimeHints(RateLimitRuntimeHints.class)
class RateLimitStoreConfiguration {

	static final String STORE = "api-security.rate-limit.store";

	@Bean
	@ConditionalOnMissingBean
	RateLimitStore apiSecurityRateLimitStore(RateLimitProperties properties,
			ObjectProvider<RedisScriptExecutor> executors) {
		StoreType type = properties.getStore();
		RedisScriptExecutor executor = executors.getIfAvailable();
		if (type == StoreType.MEMORY || (type == StoreType.AUTO && executor == null)) {
			return memory(properties);
		}
		if (type == StoreType.BUCKET4J || executor == null) {
			throw new InvalidConfigurationPropertyValueException(STORE, type, (type == StoreType.BUCKET4J)
					? "Add a bean of type ProxyManager<String>, or configure 'spring.data.redis' for Bucket4j's own."
					: "Configure the server with 'spring.data.redis', or use 'memory'.");
		}
		return new RedisRateLimitStore(executor, properties.getRedis().getKeyPrefix(),
				properties.getRedis().isCoalesce());
	}

	static MemoryRateLimitStore memory(RateLimitProperties properties) {
		int maxBuckets = properties.getMemory().getMaxBuckets();
		if (maxBuckets < 1) {
			throw new InvalidConfigurationPropertyValueException("api-security.rate-limit.memory.max-buckets",
					maxBuckets, "Use a positive number, such as 100000.");
		}
		return new MemoryRateLimitStore(maxBuckets, System::nanoTime);
	}

}
