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

import java.util.List;

import io.github.apisecurity.authorization.AuthorizationProperties.Linter;
import io.github.apisecurity.authorization.Endpoints.Endpoint;
import io.github.apisecurity.chain.ChainInterceptor;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.FilterChains;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.config.TestSlice;
import io.github.apisecurity.guard.AuthorityUse;
import io.github.apisecurity.guard.Guards;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springdoc.core.customizers.GlobalOperationCustomizer;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Rules of handler methods before binding, and the classification of all endpoints once
 * the application is there, with what is odd.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DispatcherServlet.class)
class HandlerAuthorizationConfiguration {

	private static final Log log = LogFactory.getLog(AccessReport.class);

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

	@Bean
	@Lazy
	AccessReport apiSecurityAccessReport(WebApplicationContext context, RequestRuleFactory factory,
			RequestRules<AuthorizationRule> rules, AuthorizationProperties properties,
			AuthorizationChainCustomizer customizer, AnnotationTemplateExpressionDefaults templates,
			Guards<TenantRule> tenants) {
		RuleLinter linter = new RuleLinter(rules, GrantableAuthorities.of(context), ActuatorAccess.of(properties),
				new EndpointChains(FilterChains.of(context), customizer::isAppliedTo, context.getServletContext()));
		List<Endpoint> endpoints = new Endpoints(context, factory).find();
		linter.check(factory.written().stream(), endpoints);
		linter.check(context.getBeanProvider(AuthorityUse.class).stream());
		return linter.report(endpoints, properties.getDefaultAccess().toString(), new MethodRules(templates, tenants));
	}

	@Bean
	SmartInitializingSingleton apiSecurityRuleLint(ObjectProvider<AccessReport> report,
			AuthorizationProperties properties, Environment environment) {
		// A slice of a test has rules for more than it has handlers.
		Linter linter = TestSlice.isActive(environment) ? Linter.OFF : properties.getLinter();
		return () -> {
			if (linter != Linter.OFF) {
				AccessReport found = report.getObject();
				PropertyValue.refuseIf(linter == Linter.FAIL && !found.findings().isEmpty(),
						"api-security.authorization.linter", linter, String.join(" ", found.findings()));
				found.findings().forEach(log::warn);
			}
		};
	}

	/**
	 * The description of the API with OpenAPI says what needs no authentication.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(GlobalOperationCustomizer.class)
	static class OpenApiConfiguration {

		@Bean
		GlobalOperationCustomizer apiSecurityOpenOperationCustomizer(ObjectProvider<AccessReport> report) {
			return (operation, handler) -> {
				List<EndpointAccess> accesses = report.getObject()
					.endpoints()
					.stream()
					.filter((endpoint) -> endpoint.handler().equals(handler.toString()))
					.toList();
				return (operation.getSecurity() == null && !accesses.isEmpty()
						&& accesses.stream().allMatch(EndpointAccess::isOpen)) ? operation.security(List.of())
								: operation;
			};
		}

	}

}
