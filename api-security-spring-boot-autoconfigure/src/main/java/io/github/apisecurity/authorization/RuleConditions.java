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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.authorization.AuthorizationProperties.Condition;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.IpRange;

/**
 * What has to hold of a request: one authority of each set and one range of each list.
 *
 * @param authorities the sets of authorities
 * @param addresses the lists of ranges
 */
record RuleConditions(List<Set<String>> authorities, List<Set<IpRange>> addresses) {

	private static final RolePrefix SCOPES = new RolePrefix("SCOPE_");

	static final RuleConditions NONE = new RuleConditions(List.of(), List.of());

	static RuleConditions of(String key, Map<Condition, Set<String>> conditions, RolePermissions permissions) {
		List<Set<String>> authorities = new ArrayList<>();
		List<Set<IpRange>> addresses = new ArrayList<>();
		new TreeMap<>(conditions).forEach((condition, values) -> {
			if (condition == Condition.ADDRESSES) {
				addresses.add(Set.copyOf(IpRange.parseAll(key + ".addresses", List.copyOf(values))));
			}
			else {
				authorities.add(authorities(key, condition, values, permissions));
			}
		});
		boolean empty = authorities.stream().anyMatch(Set::isEmpty) || addresses.stream().anyMatch(Set::isEmpty);
		PropertyValue.refuseIf(empty || authorities.size() + addresses.size() == 0, key, conditions,
				"Name at least one of its authorities, roles, scopes, permissions or addresses.");
		return new RuleConditions(List.copyOf(authorities), List.copyOf(addresses));
	}

	private static Set<String> authorities(String key, Condition condition, Set<String> names,
			RolePermissions permissions) {
		return names.stream().flatMap((name) -> switch (condition) {
			case ROLES -> Stream.of(permissions.prefix().authority(name));
			case SCOPES -> Stream.of(SCOPES.authority(name));
			case PERMISSIONS -> permitted(key + ".permissions", name, permissions).stream();
			default -> Stream.of(name);
		}).collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> permitted(String key, String permission, RolePermissions permissions) {
		int colon = permission.indexOf(':');
		Set<String> authorities = (colon > 0)
				? permissions.authorities(permission.substring(0, colon), permission.substring(colon + 1)) : Set.of();
		PropertyValue.refuseIf(authorities.isEmpty(), key, permission, "No role in '" + RolePermissions.PROPERTY
				+ "' has it. Write a resource and an action, such as 'customer:write'.");
		return authorities;
	}

	RuleConditions and(RuleConditions other) {
		return new RuleConditions(Stream.concat(this.authorities.stream(), other.authorities.stream()).toList(),
				Stream.concat(this.addresses.stream(), other.addresses.stream()).toList());
	}

	boolean isEmpty() {
		return this.authorities.isEmpty() && this.addresses.isEmpty();
	}

	// Whether these hold only where the others do, as far as can be told.
	boolean isWithin(RuleConditions others) {
		return isWithin(this.authorities, others.authorities) && isWithin(this.addresses, others.addresses);
	}

	private static <T> boolean isWithin(List<Set<T>> sets, List<Set<T>> others) {
		return others.stream().allMatch((other) -> sets.stream().anyMatch(other::containsAll));
	}

	Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		if (!this.authorities.isEmpty()) {
			description.put("authorities", this.authorities);
		}
		if (!this.addresses.isEmpty()) {
			description.put("addresses",
					this.addresses.stream()
						.map((ranges) -> ranges.stream().map(IpRange::toString).sorted().toList())
						.toList());
		}
		return description;
	}

}
