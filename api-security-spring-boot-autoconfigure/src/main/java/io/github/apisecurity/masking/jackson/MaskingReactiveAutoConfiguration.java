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

package io.github.apisecurity.masking.jackson;

import io.github.apisecurity.masking.MaskingRules;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.web.context.reactive.ReactiveWebApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for reactive applications, where
 * nothing masks and whoever counts on it is told.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Conditional(MaskingReactiveAutoConfiguration.OnReactive.class)
@ConditionalOnClass({ JsonMapper.class, RequestMapping.class })
@ConditionalOnBooleanProperty(name = "api-security.masking.enabled", matchIfMissing = true)
public final class MaskingReactiveAutoConfiguration {

	@Bean
	ReactiveMaskingCheck apiSecurityReactiveMaskingCheck(ListableBeanFactory beanFactory) {
		return new ReactiveMaskingCheck(beanFactory, MaskingRules.ofAnnotations(beanFactory));
	}

	static class OnReactive implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return context.getResourceLoader() instanceof ReactiveWebApplicationContext;
		}

	}

}
