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

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.CaffeineSpec;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Has the caches of an application that knows nothing of Caffeine, which comes along with
 * the starter, hold futures and publishers as the simple ones did, without a WARN about
 * their metrics.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ CacheManagerCustomizer.class, CaffeineCacheManager.class, Caffeine.class })
@ConditionalOnMissingBean({ CacheManagerCustomizer.class, Caffeine.class, CaffeineSpec.class, CacheLoader.class })
class ApplicationCacheConfiguration {

	@Bean
	CacheManagerCustomizer<CaffeineCacheManager> apiSecurityApplicationCacheCustomizer(Environment environment) {
		return (manager) -> {
			if (!environment.containsProperty("spring.cache.type")
					&& !environment.containsProperty("spring.cache.caffeine.spec")) {
				manager.setCaffeine(Caffeine.newBuilder().recordStats());
				manager.setAsyncCacheMode(true);
			}
		};
	}

}
