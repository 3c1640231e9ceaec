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

import java.util.HashMap;
import java.util.Map;

import io.github.apisecurity.authorization.AuthorizationProperties.DefaultAccess;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.posture.FeaturePosture;
import io.github.apisecurity.posture.PostureContributor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for authorization.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class, after = GuardAutoConfiguration.class)
@ConditionalOnClass(HttpSecurity.class)
@ConditionalOnBooleanProperty(name = "api-security.authorization.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AuthorizationProperties.class)
@Import(MethodAuthorizationConfiguration.class)
public final class AuthorizationAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@Import({ RequestRuleFactory.class, HandlerAuthorizationConfiguration.class })
	static class ServletConfiguration {

		@Bean
		RequestRules<AuthorizationRule> apiSecurityAuthorizationRules(AuthorizationProperties properties,
				RequestRuleFactory rules, RolePermissions permissions) {
			return RuleLinter.checkOrder(rules.allMatches("api-security.authorization.rules", properties.getRules(),
					(key, rule) -> AuthorizationRule.of(key, rule, permissions)));
		}

		@Bean
		AuthorizationChainCustomizer apiSecurityAuthorizationChainCustomizer(RequestRules<AuthorizationRule> rules,
				AuthorizationProperties properties, ApplicationContext context) {
			return new AuthorizationChainCustomizer(rules, ActuatorAccess.of(properties),
					properties.getDefaultAccess() == DefaultAccess.DENY, context);
		}

		@Bean
		PostureContributor apiSecurityAuthorizationPosture(RequestRules<AuthorizationRule> rules,
				AuthorizationProperties properties, AuthorizationChainCustomizer customizer,
				ObjectProvider<AccessReport> report) {
			Map<String, Object> description = Map.of("rules", rules.describe(AuthorizationRule::describe), "default",
					properties.getDefaultAccess(), "actuator-authorities", ActuatorAccess.of(properties).describe());
			return () -> {
				RuleAuthorizationManager applied = customizer.applied();
				if (applied == null) {
					return new FeaturePosture("authorization",
							Map.of("rules", "none, the application defines its own filter chains"));
				}
				Map<String, Object> details = new HashMap<>(description);
				details.put("would-deny", applied.wouldDeny());
				report.ifAvailable((found) -> {
					details.put("endpoints", found.endpoints());
					details.put("findings", found.findings());
				});
				return new FeaturePosture("authorization", details);
			};
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(OperationInvokerAdvisor.class)
		static class ActuatorConfiguration {

			@Bean
			OperationGuard apiSecurityOperationGuard(ApplicationContext context, AuthorizationProperties properties) {
				return new OperationGuard(context, ActuatorAccess.of(properties));
			}

		}

	}

}
