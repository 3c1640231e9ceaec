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

import java.util.concurrent.CompletableFuture;

import com.github.benmanes.caffeine.cache.Caffeine;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ApplicationCacheConfiguration}.
 */
class ApplicationCacheConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CacheAutoConfiguration.class, ConfigAutoConfiguration.class))
		.withUserConfiguration(CachingConfiguration.class);

	@Test
	void whenApplicationSaysNothingOfCaffeineCachesHoldFuturesAsBefore() {
		this.runner.run((context) -> assertThat(rate(context.getBean(CacheManager.class)).join()).isEqualTo("1.1"));
	}

	@Test
	void whenApplicationSaysSomethingOfCaffeineItIsThat() {
		this.runner.withBean(Caffeine.class, Caffeine::newBuilder)
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> rate(context.getBean(CacheManager.class))));
		this.runner.withPropertyValues("spring.cache.type=caffeine")
			.run((context) -> assertThatIllegalStateException()
				.isThrownBy(() -> rate(context.getBean(CacheManager.class))));
	}

	// As @Cacheable on a method that returns a future does.
	private static CompletableFuture<String> rate(CacheManager caches) {
		Cache rates = caches.getCache("rates");
		return rates.retrieve("EUR", () -> CompletableFuture.completedFuture("1.1"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class CachingConfiguration {

	}

}
