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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.chain.OpenFilterChain;
import io.github.apisecurity.guard.AuthoritySource;

import org.springframework.context.ApplicationContext;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The authorities that some caller may have.
 *
 * @param sources what grants them, nothing where it is not known
 * @param implied those that others include
 */
record GrantableAuthorities(List<AuthoritySource> sources, Set<String> implied) implements Predicate<String> {

	private static final String HIERARCHY = "apiSecurityRoleHierarchy";

	private static final List<Class<?>> UNKNOWN = List.of(AuthenticationManager.class,
			AuthenticationManagerResolver.class, AuthenticationProvider.class, UserDetailsService.class);

	static GrantableAuthorities of(ApplicationContext context) {
		List<AuthoritySource> sources = context.getBeanProvider(AuthoritySource.class).stream().toList();
		boolean hierarchy = context.containsBean(HIERARCHY);
		return (isMoreThanConfigured(context, hierarchy)) ? new GrantableAuthorities(List.of(), Set.of())
				: new GrantableAuthorities(sources, (hierarchy) ? implied(context, sources) : Set.of());
	}

	// What the application has of its own gives what nobody knows here.
	private static boolean isMoreThanConfigured(ApplicationContext context, boolean hierarchy) {
		return UNKNOWN.stream().anyMatch((type) -> context.getBeanNamesForType(type).length > 0)
				|| context.getBeanNamesForType(RoleHierarchy.class).length > (hierarchy ? 1 : 0)
				|| context.getBeansOfType(SecurityFilterChain.class)
					.entrySet()
					.stream()
					.anyMatch((chain) -> !chain.getKey().equals("apiSecurityFilterChain")
							&& !(chain.getValue() instanceof OpenFilterChain));
	}

	private static Set<String> implied(ApplicationContext context, List<AuthoritySource> sources) {
		RolePrefix prefix = RolePrefix.of(context.getBeanProvider(GrantedAuthorityDefaults.class));
		GrantableAuthorities granted = new GrantableAuthorities(sources, Set.of());
		String[] roles = Stream
			.of(context.getEnvironment().getProperty("api-security.authorization.role-hierarchy", "").split("[>\\s]+"))
			.map(prefix::authority)
			.filter(granted)
			.toArray(String[]::new);
		return context.getBean(HIERARCHY, RoleHierarchy.class)
			.getReachableGrantedAuthorities(AuthorityUtils.createAuthorityList(roles))
			.stream()
			.map(GrantedAuthority::getAuthority)
			.collect(Collectors.toSet());
	}

	@Override
	public boolean test(String authority) {
		return this.sources.isEmpty() || this.implied.contains(authority) || authority.startsWith("FACTOR_")
				|| authority.equals("ROLE_ANONYMOUS")
				|| this.sources.stream().anyMatch((source) -> source.canGrant(authority));
	}

}
