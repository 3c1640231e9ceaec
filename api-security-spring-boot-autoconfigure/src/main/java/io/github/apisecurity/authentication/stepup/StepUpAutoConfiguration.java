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

package io.github.apisecurity.authentication.stepup;

import java.util.List;

import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemWriter;

import org.springframework.aop.Advisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.SpringAuthorizationEventPublisher;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for step-up authentication.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = ChainAutoConfiguration.class,
		afterName = "io.github.apisecurity.authorization.AuthorizationAutoConfiguration")
@ConditionalOnClass(EnableMethodSecurity.class)
@ConditionalOnBooleanProperty(name = "api-security.authentication.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "api-security.authentication.step-up.enabled", matchIfMissing = true)
@EnableConfigurationProperties(StepUpProperties.class)
public final class StepUpAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Guards<StepUpRequirement> apiSecurityStepUpGuards(ConfigurableBeanFactory beanFactory) {
		return new Guards<>(beanFactory, (annotations, method, member) -> StepUpRequirement.of(annotations.get(0)),
				List.of(RequireStepUp.class), List.of());
	}

	// Static, as the advisor is made before the beans it applies to.
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Advisor apiSecurityStepUpAdvisor(Guards<StepUpRequirement> guards,
			ApplicationEventPublisher applicationEvents) {
		AuthorizationManagerBeforeMethodInterceptor interceptor = new AuthorizationManagerBeforeMethodInterceptor(
				guards, (authentication, invocation) -> guards.get(invocation).evaluate(authentication.get()));
		interceptor.setAuthorizationEventPublisher(new SpringAuthorizationEventPublisher(applicationEvents));
		interceptor.setOrder(ChainOrder.STEP_UP.advisorOrder());
		return interceptor;
	}

	@Bean
	ProblemMapper apiSecurityStepUpProblemMapper() {
		return StepUpDecision::problem;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(HttpSecurity.class)
	@Import(RequestRuleFactory.class)
	static class ServletConfiguration {

		@Bean
		ChainFilter apiSecurityStepUpChainFilter(StepUpProperties properties, RequestRuleFactory rules,
				ProblemWriter problemWriter, ObjectProvider<AuthorizationEventPublisher> events,
				ApplicationEventPublisher applicationEvents) {
			return new ChainFilter(ChainOrder.STEP_UP,
					new StepUpFilter(
							rules.firstMatch("api-security.authentication.step-up.rules", properties.getRules(),
									StepUpRequirement::of),
							problemWriter,
							events.getIfAvailable(() -> new SpringAuthorizationEventPublisher(applicationEvents))));
		}

	}

}
