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

package io.github.apisecurity.authorization;

import io.github.apisecurity.chain.ChainInterceptor;
import io.github.apisecurity.chain.ChainOrder;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Rules of handler methods before binding.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(WebMvcConfigurer.class)
class MethodRuleConfiguration {

	@Bean
	MethodRuleInterceptor apiSecurityMethodRuleInterceptor(ListableBeanFactory beanFactory,
			ObjectProvider<MethodSecurityExpressionHandler> handlers, AnnotationTemplateExpressionDefaults templates) {
		MethodSecurityExpressionHandler handler = handlers.getIfAvailable();
		return new MethodRuleInterceptor(beanFactory, new ArgumentUse(
				(handler != null) ? handler.getExpressionParser() : new SpelExpressionParser(), templates));
	}

	@Bean
	WebMvcConfigurer apiSecurityMethodRuleWebMvcConfigurer(MethodRuleInterceptor interceptor) {
		return new ChainInterceptor(ChainOrder.METHOD_RULES, interceptor);
	}

}
