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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.network.IpRange;

import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Makes what decides about the requests of a rule, with the means of Spring Security.
 *
 * @param context has the beans that rules name
 * @param factory makes the managers of Spring Security
 */
record RuleManagerFactory(ApplicationContext context,
		AuthorizationManagerFactory<RequestAuthorizationContext> factory) {

	private static final AuthorizationDecision DENIED = new AuthorizationDecision(false);

	RuleManagerFactory(ApplicationContext context) {
		this(context, factory(context));
	}

	// As Spring Security chooses it.
	private static AuthorizationManagerFactory<RequestAuthorizationContext> factory(ApplicationContext context) {
		return find(context, RequestAuthorizationContext.class).or(() -> find(context, Object.class)).orElseGet(() -> {
			DefaultAuthorizationManagerFactory<RequestAuthorizationContext> factory = new DefaultAuthorizationManagerFactory<>();
			context.getBeanProvider(RoleHierarchy.class).ifAvailable(factory::setRoleHierarchy);
			return factory;
		});
	}

	private static Optional<AuthorizationManagerFactory<RequestAuthorizationContext>> find(ApplicationContext context,
			Class<?> type) {
		return Optional.ofNullable(
				context
					.<AuthorizationManagerFactory<RequestAuthorizationContext>>getBeanProvider(
							ResolvableType.forClassWithGenerics(AuthorizationManagerFactory.class, type))
					.getIfAvailable());
	}

	AuthorizationManager<RequestAuthorizationContext> create(AuthorizationRule rule) {
		List<AuthorizationManager<RequestAuthorizationContext>> managers = new ArrayList<>();
		switch (rule.access()) {
			case AuthorizationRule.PERMIT_ALL -> managers.add(this.factory.permitAll());
			case AuthorizationRule.DENY_ALL -> managers.add(this.factory.denyAll());
			case AuthorizationRule.AUTHENTICATED -> {
				if (rule.conditions().authorities().isEmpty()) {
					managers.add(this.factory.authenticated());
				}
			}
			default -> managers.add(bean(rule));
		}
		managers.addAll(managers(rule.conditions()));
		if (!rule.anyOf().isEmpty()) {
			managers.add(AuthorizationManagers.anyOf(DENIED,
					array(rule.anyOf().stream().map((conditions) -> all(managers(conditions))).toList())));
		}
		return all(managers);
	}

	@SuppressWarnings("unchecked")
	private AuthorizationManager<RequestAuthorizationContext> bean(AuthorizationRule rule) {
		String name = rule.access().substring(AuthorizationRule.BEAN.length());
		PropertyValue.refuseIf(
				!this.context.containsBean(name) || !(this.context.getBean(name) instanceof AuthorizationManager<?>),
				rule.key() + ".access", rule.access(),
				"Define a bean of this name that is an AuthorizationManager<RequestAuthorizationContext>.");
		// One that abstains has granted nothing.
		return AuthorizationManagers.allOf(DENIED,
				(AuthorizationManager<RequestAuthorizationContext>) this.context.getBean(name));
	}

	private List<AuthorizationManager<RequestAuthorizationContext>> managers(RuleConditions conditions) {
		List<AuthorizationManager<RequestAuthorizationContext>> managers = new ArrayList<>();
		conditions.authorities()
			.forEach((authorities) -> managers.add(this.factory.hasAnyAuthority(authorities.toArray(String[]::new))));
		conditions.addresses().forEach((ranges) -> managers.add(isFrom(ranges)));
		return managers;
	}

	private AuthorizationManager<RequestAuthorizationContext> isFrom(Set<IpRange> ranges) {
		ClientAddressResolver resolver = this.context.getBean(ClientAddressResolver.class);
		return (authentication, request) -> {
			IpAddress client = IpAddress.parse(resolver.resolve(request.getRequest()));
			return new AuthorizationDecision(ranges.stream().anyMatch((range) -> range.contains(client)));
		};
	}

	private static AuthorizationManager<RequestAuthorizationContext> all(
			List<AuthorizationManager<RequestAuthorizationContext>> managers) {
		return (managers.size() == 1) ? managers.get(0) : AuthorizationManagers.allOf(DENIED, array(managers));
	}

	@SuppressWarnings("unchecked")
	private static AuthorizationManager<RequestAuthorizationContext>[] array(
			List<AuthorizationManager<RequestAuthorizationContext>> managers) {
		return managers.toArray(AuthorizationManager[]::new);
	}

}
