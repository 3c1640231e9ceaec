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

package io.github.apisecurity.ratelimit.redis;

import java.util.Objects;

import io.github.apisecurity.config.ConditionalOnValue;
import io.github.apisecurity.ratelimit.RateLimitAutoConfiguration;
import io.github.apisecurity.ratelimit.RateLimitProperties;
import io.github.apisecurity.ratelimit.RateLimitStore;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.bucket4j.Bucket;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for rate limits that are counted in
 * Redis, where the application has one.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = RateLimitAutoConfiguration.class, after = RedisAutoConfiguration.class)
@ConditionalOnClass(Bucket.class)
@ConditionalOnBooleanProperty(name = "api-security.rate-limit.enabled", matchIfMissing = true)
@ConditionalOnValue(name = "api-security.rate-limit.store", value = { "auto", "redis" }, matchIfMissing = true)
@EnableConfigurationProperties(RateLimitProperties.class)
public final class RedisRateLimitAutoConfiguration {

	@Bean
	@ConditionalOnBean(RedisScriptExecutor.class)
	@ConditionalOnMissingBean(RateLimitStore.class)
	@Nullable RateLimitStore apiSecurityRedisRateLimitStore(ObjectProvider<RedisScriptExecutor> executors,
			RateLimitProperties properties) {
		RedisScriptExecutor executor = executors.getIfAvailable();
		return (executor != null) ? new RedisRateLimitStore(executor,
				Objects.requireNonNullElse(properties.getRedis().getKeyPrefix(), executor.keyPrefix() + "rate-limit:"),
				properties.getRedis().isCoalesce()) : null;
	}

}
