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

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainInterceptor;
import io.github.apisecurity.chain.ChainOrder;
import io.github.apisecurity.chain.HandlerMappings;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.ProblemWriter;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.stereotype.Controller;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Limits of requests: those of routes, and those of the methods of controllers.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(HttpSecurity.class)
@Import(RequestRuleFactory.class)
class RateLimitServletConfiguration {

	/**
	 * Methods of controllers that are called for something else than a request, which a
	 * proxy guards.
	 */
	private static final List<String> OTHER_HANDLERS = List.of(
			"org.springframework.messaging.handler.annotation.MessageMapping",
			"org.springframework.messaging.simp.annotation.SubscribeMapping",
			"org.springframework.graphql.data.method.annotation.SchemaMapping",
			"org.springframework.graphql.data.method.annotation.BatchMapping");

	@Bean
	ServletRateLimitEnforcer apiSecurityRateLimitEnforcer(RateLimitEngine engine, SecurityEventPublisher publisher,
			RateLimitProperties properties, ClientAddressResolver addressResolver) {
		return new ServletRateLimitEnforcer(engine, publisher, properties.getHeaders(), addressResolver);
	}

	@Bean
	RequestRules<List<PolicyUse>> apiSecurityRateLimitRoutes(RateLimitProperties properties, RateLimitPolicies policies,
			RequestRuleFactory rules) {
		return rules.allMatches("api-security.rate-limit.routes", properties.getRoutes(),
				(key, route) -> policies.uses(key + ".policies", route.getPolicies()));
	}

	@Bean
	ChainFilter apiSecurityAddressRateLimitChainFilter(RequestRules<List<PolicyUse>> routes,
			ServletRateLimitEnforcer enforcer, ProblemWriter problemWriter) {
		return new ChainFilter(ChainOrder.ADDRESS_RATE_LIMITS,
				new RateLimitFilter(true, routes, enforcer, problemWriter));
	}

	@Bean
	ChainFilter apiSecurityCallerRateLimitChainFilter(RequestRules<List<PolicyUse>> routes,
			ServletRateLimitEnforcer enforcer, ProblemWriter problemWriter) {
		return new ChainFilter(ChainOrder.CALLER_RATE_LIMITS,
				new RateLimitFilter(false, routes, enforcer, problemWriter));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static Guards<List<PolicyUse>> apiSecurityRateLimitGuards(ConfigurableBeanFactory beanFactory,
			ObjectProvider<RateLimitPolicies> policies, ListableBeanFactory beans) {
		Supplier<Set<MethodClassKey>> handlers = SingletonSupplier.of(() -> HandlerMappings.intercepted(beans));
		Guards<List<PolicyUse>> guards = RateLimitAutoConfiguration.guards(beanFactory, policies);
		return guards.without(
				(type) -> AnnotatedElementUtils.hasAnnotation(type, Controller.class) && !isProxied(type, beanFactory),
				(method, type) -> handlers.get().contains(new MethodClassKey(method, type))
						&& Objects.requireNonNull(guards.find(method, type))
							.stream()
							.noneMatch(PolicyUse::needsArguments));
	}

	// The interceptor of requests does not hear of other calls, and not of arguments.
	private static boolean isProxied(Class<?> type, ConfigurableBeanFactory beanFactory) {
		return Stream.concat(Stream.of(type), Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type)))
			.map((member) -> MergedAnnotations.from(member, SearchStrategy.TYPE_HIERARCHY))
			.anyMatch((annotations) -> OTHER_HANDLERS.stream().anyMatch(annotations::isPresent)
					|| annotations.stream(RateLimited.class)
						.flatMap((annotation) -> Arrays.stream(annotation.getStringArray("key")))
						.anyMatch((key) -> String.valueOf(beanFactory.resolveEmbeddedValue(key)).startsWith("#")));
	}

	@Bean
	WebMvcConfigurer apiSecurityRateLimitWebMvcConfigurer(Guards<List<PolicyUse>> guards,
			ServletRateLimitEnforcer enforcer) {
		return new ChainInterceptor(ChainOrder.METHOD_RATE_LIMITS, new RateLimitInterceptor(guards, enforcer));
	}

}
