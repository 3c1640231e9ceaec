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

import java.util.List;

import io.github.apisecurity.guard.Guards;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications that lack a library
 * of the limits: annotations that would have no effect stop the start.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RateLimitAutoConfiguration.class)
@ConditionalOnClass(EnableMethodSecurity.class)
@ConditionalOnBooleanProperty(name = "api-security.rate-limit.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(name = "apiSecurityRateLimitGuards")
public final class RateLimitAnnotationsAutoConfiguration {

	@Bean
	Guards<Boolean> apiSecurityUnlimitedGuards(ConfigurableBeanFactory beanFactory) {
		return new Guards<>(beanFactory, (annotations, method, member) -> true,
				List.of(RateLimited.class, RateLimited.Container.class), List.of(RateLimitExempt.class));
	}

}
