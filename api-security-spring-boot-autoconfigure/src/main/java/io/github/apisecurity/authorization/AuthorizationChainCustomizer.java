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

import java.util.Set;

import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import io.github.apisecurity.chain.RequestRules;
import jakarta.servlet.DispatcherType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.SecurityFilterChain;
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

	private final Set<String> actuatorAuthorities;

	private final ObjectProvider<SecurityFilterChain> chains;

	private volatile boolean applied;

	AuthorizationChainCustomizer(RequestRules<AuthorizationRule> rules, Set<String> actuatorAuthorities,
			ObjectProvider<SecurityFilterChain> chains) {
		this.rules = rules;
		this.chains = chains;
		this.actuatorAuthorities = Set.copyOf(actuatorAuthorities);
	}

	@Override
	public void customize(HttpSecurity http) {
		http.with(new RulesConfigurer());
	}

	private void apply(
			AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
			ApplicationContext context) {
		// The application chooses the target, once its caller has been authorized.
		requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD, DispatcherType.INCLUDE)
			.permitAll();
		if (actuatorPresent) {
			Actuator.apply(requests, this.actuatorAuthorities);
		}
		AuthorizationManagerFactory<RequestAuthorizationContext> factory = factory(context);
		RequestRules<AuthorizationManager<RequestAuthorizationContext>> managers = this.rules
			.map((rule) -> rule.manager(factory));
		AuthorizationManager<RequestAuthorizationContext> otherwise = factory.authenticated();
		requests.anyRequest().access((authentication, request) -> {
			AuthorizationManager<RequestAuthorizationContext> manager = managers.first(request.getRequest());
			return ((manager != null) ? manager : otherwise).authorize(authentication, request);
		});
	}

	// As Spring Security finds it for the rules of the application.
	private static AuthorizationManagerFactory<RequestAuthorizationContext> factory(ApplicationContext context) {
		return AuthorizationChainCustomizer
			.<AuthorizationManagerFactory<RequestAuthorizationContext>>provider(context,
					RequestAuthorizationContext.class)
			.getIfAvailable(() -> AuthorizationChainCustomizer
				.<AuthorizationManagerFactory<RequestAuthorizationContext>>provider(context, Object.class)
				.getIfAvailable(() -> {
					DefaultAuthorizationManagerFactory<RequestAuthorizationContext> factory = new DefaultAuthorizationManagerFactory<>();
					context.getBeanProvider(RoleHierarchy.class).ifAvailable(factory::setRoleHierarchy);
					return factory;
				}));
	}

	private static <T> ObjectProvider<T> provider(ApplicationContext context, Class<?> type) {
		return context.getBeanProvider(ResolvableType.forClassWithGenerics(AuthorizationManagerFactory.class, type));
	}

	@Override
	public void afterSingletonsInstantiated() {
		// With lazy initialization nobody has asked for the chains, and a slice has none.
		boolean asked = !this.rules.isEmpty() && !this.chains.stream().toList().isEmpty();
		if (asked && !this.applied) {
			log.warn(
					"'api-security.authorization.rules' apply to no filter chain, since the application defines its own."
							+ " Add http.with(ApiSecurityHttpConfigurer.apiSecurity()) to the chain they are for, and no"
							+ " 'authorizeHttpRequests' beside it.");
		}
	}

	boolean isApplied() {
		return this.applied;
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
				AuthorizationChainCustomizer.this.applied = true;
				http.authorizeHttpRequests(
						(requests) -> apply(requests, http.getSharedObject(ApplicationContext.class)));
			}
		}

	}

	/**
	 * Keeps the optional actuator out of the outer class.
	 */
	private static final class Actuator {

		static void apply(
				AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
				Set<String> authorities) {
			if (healthPresent) {
				requests
					.requestMatchers(EndpointRequest.to("health"),
							EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, "health"))
					.permitAll();
			}
			AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizedUrl others = requests
				.requestMatchers(EndpointRequest.toAnyEndpoint());
			if (authorities.isEmpty()) {
				others.denyAll();
			}
			else {
				others.hasAnyAuthority(authorities.toArray(String[]::new));
			}
		}

	}

}
