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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.authorization.RuleAuthorizationManager.RuleManager;
import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import io.github.apisecurity.chain.AsyncCompletion;
import io.github.apisecurity.chain.RequestRules;
import jakarta.servlet.DispatcherType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.util.ClassUtils;

/**
 * Adds the rules by path and, last, the demand for an authenticated caller to a chain
 * that has no rules of its own.
 */
class AuthorizationChainCustomizer implements ApiSecurityChainCustomizer, SmartInitializingSingleton, Ordered {

	private static final Log log = LogFactory.getLog(AuthorizationChainCustomizer.class);

	private static final boolean actuatorPresent = isPresent(
			"org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints");

	private static final boolean healthPresent = isPresent(
			"org.springframework.boot.health.actuate.endpoint.HealthEndpoint");

	private final RequestRules<AuthorizationRule> rules;

	private final ActuatorAccess actuator;

	private final boolean denied;

	private final ApplicationContext context;

	private final List<AuthorizationFilter> filters = new CopyOnWriteArrayList<>();

	private volatile @Nullable RuleAuthorizationManager applied;

	AuthorizationChainCustomizer(RequestRules<AuthorizationRule> rules, ActuatorAccess actuator, boolean denied,
			ApplicationContext context) {
		this.rules = rules;
		this.actuator = actuator;
		this.denied = denied;
		this.context = context;
	}

	@Override
	public void customize(HttpSecurity http) {
		http.with(new RulesConfigurer());
	}

	private void apply(
			AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
		RuleManagerFactory factory = new RuleManagerFactory(this.context);
		// The application chooses the target, once its caller has been authorized.
		requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD, DispatcherType.INCLUDE)
			.permitAll();
		// Its handler was called, and is not called again.
		requests.requestMatchers(AsyncCompletion::isResult).permitAll();
		if (actuatorPresent) {
			Actuator.apply(requests, this.actuator, factory.factory());
		}
		if (this.applied == null) {
			this.applied = new RuleAuthorizationManager(
					this.rules.map((rule) -> new RuleManager(rule, factory.create(rule), new LongAdder())),
					(this.denied) ? factory.factory().denyAll() : factory.factory().authenticated(),
					this.context.getBeanProvider(SecurityEventPublisher.class)
						.getIfAvailable(SecurityEventPublisher::none));
		}
		requests.anyRequest().access(this.applied);
		requests.withObjectPostProcessor(new ObjectPostProcessor<AuthorizationFilter>() {
			@Override
			public <F extends AuthorizationFilter> F postProcess(F filter) {
				AuthorizationChainCustomizer.this.filters.add(filter);
				return filter;
			}
		});
	}

	@Override
	public void afterSingletonsInstantiated() {
		// With lazy initialization nobody has asked for the chains, and a slice has none.
		boolean asked = !this.rules.isEmpty()
				&& this.context.getBeanProvider(SecurityFilterChain.class).stream().findAny().isPresent();
		if (asked && this.applied == null) {
			log.warn(
					"'api-security.authorization.rules' apply to no filter chain, since the application defines its own."
							+ " Add http.with(ApiSecurityHttpConfigurer.apiSecurity()) to the chain they are for, and no"
							+ " 'authorizeHttpRequests' beside it.");
		}
	}

	/**
	 * Return what decides by the rules.
	 * @return the manager, {@code null} while no chain has it
	 */
	@Nullable RuleAuthorizationManager applied() {
		return this.applied;
	}

	boolean isAppliedTo(SecurityFilterChain chain) {
		return chain.getFilters().stream().anyMatch(this.filters::contains);
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, AuthorizationChainCustomizer.class.getClassLoader());
	}

	@Override
	public int getOrder() {
		return 100;
	}

	/**
	 * Waits until the application has said what it has to say about the chain.
	 */
	private final class RulesConfigurer extends AbstractHttpConfigurer<RulesConfigurer, HttpSecurity> {

		@Override
		@SuppressWarnings("unchecked")
		public void init(HttpSecurity http) {
			if (http.getConfigurer(AuthorizeHttpRequestsConfigurer.class) == null) {
				http.authorizeHttpRequests(AuthorizationChainCustomizer.this::apply);
			}
		}

	}

	/**
	 * Keeps the optional actuator out of the outer class.
	 */
	private static final class Actuator {

		static void apply(
				AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
				ActuatorAccess access, AuthorizationManagerFactory<RequestAuthorizationContext> factory) {
			if (healthPresent) {
				requests
					.requestMatchers(EndpointRequest.to("health"),
							EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, "health"))
					.access(access.manager("health", factory));
			}
			access.endpoints()
				.keySet()
				.forEach((endpoint) -> requests.requestMatchers(EndpointRequest.to(endpoint))
					.access(access.manager(endpoint, factory)));
			requests.requestMatchers(EndpointRequest.toAnyEndpoint()).access(access.manager("*", factory));
		}

	}

}
