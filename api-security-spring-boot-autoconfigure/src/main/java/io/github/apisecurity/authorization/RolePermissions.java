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

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.security.access.PermissionEvaluator;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.util.ClassUtils;

/**
 * What roles may do with which resources.
 */
class RolePermissions implements PermissionEvaluator {

	static final String PROPERTY = "api-security.authorization.permissions";

	private static final String ANY = "*";

	private final Map<String, Map<String, Set<String>>> permissions = new LinkedHashMap<>();

	private final RolePrefix prefix;

	private final RoleHierarchy hierarchy;

	RolePermissions(Map<String, Map<String, Set<String>>> permissions, RolePrefix prefix, RoleHierarchy hierarchy) {
		permissions.forEach((role, resources) -> this.permissions.put(prefix.authority(role), resources));
		this.prefix = prefix;
		this.hierarchy = hierarchy;
	}

	RolePrefix prefix() {
		return this.prefix;
	}

	/**
	 * Return who may do something.
	 * @param resource the resource
	 * @param action the action
	 * @return the authorities of the roles
	 */
	Set<String> authorities(String resource, String action) {
		Set<String> authorities = new TreeSet<>();
		this.permissions.forEach((authority, resources) -> {
			if (isGranted(resources.get(resource), action) || isGranted(resources.get(ANY), action)) {
				authorities.add(authority);
			}
		});
		return authorities;
	}

	private static boolean isGranted(@Nullable Set<String> actions, String action) {
		return actions != null && (actions.contains(action) || actions.contains(ANY));
	}

	@Override
	public boolean hasPermission(@Nullable Authentication authentication, @Nullable Object target, Object permission) {
		return target != null && hasPermission(authentication, (target instanceof String resource) ? resource
				: ClassUtils.getUserClass(target).getSimpleName().toLowerCase(Locale.ROOT), permission);
	}

	@Override
	public boolean hasPermission(@Nullable Authentication authentication, Serializable id, String resource,
			Object permission) {
		return hasPermission(authentication, resource, permission);
	}

	private boolean hasPermission(@Nullable Authentication authentication, String resource, Object permission) {
		if (authentication == null || !authentication.isAuthenticated()) {
			return false;
		}
		Set<String> authorities = authorities(resource, permission.toString());
		Collection<? extends GrantedAuthority> reachable = this.hierarchy
			.getReachableGrantedAuthorities(authentication.getAuthorities());
		return reachable.stream().map(GrantedAuthority::getAuthority).anyMatch(authorities::contains);
	}

}
