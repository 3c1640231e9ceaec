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

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The store in memory, when neither the application nor an integration has another.
 */
@Configuration(proxyBeanMethods = false)
class RateLimitStoreConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RateLimitStore apiSecurityRateLimitStore(RateLimitProperties properties) {
		StoreType type = properties.getStore();
		if (type == StoreType.REDIS || type == StoreType.BUCKET4J) {
			throw new InvalidConfigurationPropertyValueException("api-security.rate-limit.store", type,
					(type == StoreType.REDIS) ? "Configure the server with 'spring.data.redis', or use 'memory'."
							: "Add a bean of type ProxyManager<String>, or configure 'spring.data.redis' for "
									+ "Bucket4j's own.");
		}
		return memory(properties);
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
