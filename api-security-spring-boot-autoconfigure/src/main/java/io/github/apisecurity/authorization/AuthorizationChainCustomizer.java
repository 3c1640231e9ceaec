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
import java.util.Set;

import io.github.apisecurity.authorization.AuthorizationProperties.Access;
import io.github.apisecurity.chain.ApiSecurityChainCustomizer;
import jakarta.servlet.DispatcherType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
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

	private final List<AuthorizationRule> rules;

	private final Set<String> actuatorAuthorities;

	private volatile boolean applied;

	AuthorizationChainCustomizer(List<AuthorizationRule> rules, Set<String> actuatorAuthorities) {
		this.rules = List.copyOf(rules);
		this.actuatorAuthorities = Set.copyOf(actuatorAuthorities);
	}

	@Override
	public void customize(HttpSecurity http) {
		http.with(new RulesConfigurer());
	}

	private void apply(
			AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
			PathPatternRequestMatcher.Builder matchers) {
		requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
		if (actuatorPresent) {
			Actuator.apply(requests, this.actuatorAuthorities);
		}
		for (AuthorizationRule rule : this.rules) {
			if (rule.methods().isEmpty()) {
				apply(rule, requests.requestMatchers(matchers.matcher(rule.pattern())));
			}
			for (HttpMethod method : rule.methods()) {
				apply(rule, requests.requestMatchers(matchers.matcher(method, rule.pattern())));
			}
		}
		requests.anyRequest().authenticated();
	}

	private void apply(AuthorizationRule rule, AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizedUrl url) {
		if (rule.access() == Access.PERMIT_ALL) {
			url.permitAll();
		}
		else if (rule.access() == Access.DENY_ALL) {
			url.denyAll();
		}
		else if (rule.authorities().isEmpty()) {
			url.authenticated();
		}
		else {
			url.hasAnyAuthority(rule.authorities().toArray(String[]::new));
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.rules.isEmpty() && !this.applied) {
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
						(requests) -> apply(requests, http.getSharedObject(PathPatternRequestMatcher.Builder.class)));
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
