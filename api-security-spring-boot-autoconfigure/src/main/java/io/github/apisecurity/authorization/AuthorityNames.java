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
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.authorization.AuthorizationProperties.Condition;
import io.github.apisecurity.config.PropertyValue;

/**
 * What the names in a condition are as authorities.
 *
 * @param roles the prefix of roles
 * @param permissions what roles may do
 */
record AuthorityNames(RolePrefix roles, RolePermissions permissions) {

	private static final RolePrefix SCOPES = new RolePrefix("SCOPE_");

	Set<String> authorities(String key, Condition condition, Set<String> names) {
		return names.stream().flatMap((name) -> switch (condition) {
			case ROLES -> Stream.of(this.roles.authority(name));
			case SCOPES -> Stream.of(SCOPES.authority(name));
			case PERMISSIONS -> permitted(key + ".permissions", name).stream();
			default -> Stream.of(name);
		}).collect(Collectors.toCollection(TreeSet::new));
	}

	private Set<String> permitted(String key, String permission) {
		int colon = permission.indexOf(':');
		Set<String> authorities = (colon > 0)
				? this.permissions.authorities(permission.substring(0, colon), permission.substring(colon + 1))
				: Set.of();
		PropertyValue.refuseIf(authorities.isEmpty(), key, permission, "No role in '" + RolePermissions.PROPERTY
				+ "' has it. Write a resource and an action, such as 'customer:write'.");
		return authorities;
	}

}
