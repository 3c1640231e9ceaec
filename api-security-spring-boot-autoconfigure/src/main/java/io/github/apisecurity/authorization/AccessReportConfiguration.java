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

import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.apisecurity.authorization.AuthorizationProperties.Linter;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.config.PropertyValue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Classifies all endpoints once the application is there, and tells what is odd.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DispatcherServlet.class)
class AccessReportConfiguration {

	private static final Log log = LogFactory.getLog(AccessReport.class);

	@Bean
	@Lazy
	AccessReport apiSecurityAccessReport(WebApplicationContext context, RequestRuleFactory factory,
			RequestRules<AuthorizationRule> rules, AuthorizationProperties properties,
			AuthorizationChainCustomizer customizer, ObjectProvider<SecurityFilterChain> chains,
			ObjectProvider<AnnotationTemplateExpressionDefaults> templates) {
		return new RuleLinter(rules, producible(context.getEnvironment()), ActuatorAccess.of(properties)).report(
				new Endpoints(context, factory).find(),
				new EndpointChains(chains.orderedStream().toList(), customizer::isAppliedTo,
						context.getServletContext()),
				properties.getDefaultAccess().toString(), new MethodRules(templates.getIfAvailable()));
	}

	// Other sources than the claim of the tokens of Spring Boot give what nobody knows
	// here.
	private static Predicate<String> producible(Environment environment) {
		String prefix = environment.getProperty("spring.security.oauth2.resourceserver.jwt.authority-prefix");
		Binder binder = Binder.get(environment);
		boolean others = Stream.of("issuers", "api-keys")
			.anyMatch((key) -> binder.bind("api-security.authentication." + key, Bindable.of(Object.class)).isBound());
		return (authority) -> prefix == null || others || authority.startsWith(prefix)
				|| authority.startsWith("FACTOR_");
	}

	@Bean
	SmartInitializingSingleton apiSecurityRuleLint(ObjectProvider<AccessReport> report,
			AuthorizationProperties properties, Environment environment) {
		// A slice of a test has rules for more than it has handlers.
		boolean slice = !environment.getProperty(EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY, Boolean.class,
				true);
		Linter linter = (slice) ? Linter.OFF : properties.getLinter();
		return () -> {
			if (linter != Linter.OFF) {
				AccessReport found = report.getObject();
				PropertyValue.refuseIf(linter == Linter.FAIL && !found.findings().isEmpty(),
						"api-security.authorization.linter", linter, String.join(" ", found.findings()));
				found.findings().forEach(log::warn);
			}
		};
	}

}
