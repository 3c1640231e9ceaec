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

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.authorization.AuthorizationProperties.Condition;
import io.github.apisecurity.authorization.AuthorizationProperties.Mode;
import io.github.apisecurity.authorization.AuthorizationProperties.Rule;
import io.github.apisecurity.config.PropertyValue;

/**
 * Who may pass.
 *
 * @param key the name of the property that has the rule
 * @param access the kind of access, or {@code bean:} and the name of one
 * @param conditions what has to hold as well
 * @param anyOf conditions of which one has to hold as well, none when empty
 * @param shadow whether the rule only tells whom it would deny
 */
record AuthorizationRule(String key, String access, RuleConditions conditions, List<RuleConditions> anyOf,
		boolean shadow) {

	static final String PERMIT_ALL = "permit-all";

	static final String AUTHENTICATED = "authenticated";

	static final String DENY_ALL = "deny-all";

	static final String BEAN = "bean:";

	static AuthorizationRule of(String key, Rule rule, RolePermissions permissions) {
		String access = (rule.getAccess().startsWith(BEAN)) ? rule.getAccess()
				: rule.getAccess().toLowerCase(Locale.ROOT).replace('_', '-');
		PropertyValue.refuseIf(
				!Set.of(PERMIT_ALL, AUTHENTICATED, DENY_ALL).contains(access)
						&& !(access.startsWith(BEAN) && access.length() > BEAN.length()),
				key + ".access", rule.getAccess(),
				"Use 'permit-all', 'authenticated', 'deny-all', or 'bean:' with the name of an AuthorizationManager.");
		Map<Condition, Set<String>> own = new EnumMap<>(Condition.class);
		own.put(Condition.AUTHORITIES, rule.getAuthorities());
		own.put(Condition.ROLES, rule.getRoles());
		own.put(Condition.SCOPES, rule.getScopes());
		own.put(Condition.PERMISSIONS, rule.getPermissions());
		own.put(Condition.ADDRESSES, rule.getAddresses());
		own.values().removeIf(Set::isEmpty);
		RuleConditions conditions = Stream
			.concat((own.isEmpty()) ? Stream.empty() : Stream.of(RuleConditions.of(key, own, permissions)),
					conditions(key + ".all-of", rule.getAllOf(), permissions).stream())
			.reduce(RuleConditions.NONE, RuleConditions::and);
		List<RuleConditions> anyOf = conditions(key + ".any-of", rule.getAnyOf(), permissions);
		boolean authorities = Stream.concat(Stream.of(conditions), anyOf.stream())
			.anyMatch((any) -> !any.authorities().isEmpty());
		PropertyValue.refuseIf(access.equals(PERMIT_ALL) && authorities, key + ".access", access,
				"A caller without credentials has no authorities: with 'permit-all' only addresses can be a condition. "
						+ "Remove the others or change 'access'.");
		PropertyValue.refuseIf(access.equals(DENY_ALL) && !(conditions.isEmpty() && anyOf.isEmpty()), key + ".access",
				access, "Nobody passes, whatever the conditions are. Remove them or change 'access'.");
		return new AuthorizationRule(key, access, conditions, anyOf, rule.getMode() == Mode.SHADOW);
	}

	private static List<RuleConditions> conditions(String key, List<Map<Condition, Set<String>>> written,
			RolePermissions permissions) {
		return IntStream.range(0, written.size())
			.mapToObj((index) -> RuleConditions.of(key + "[" + index + "]", written.get(index), permissions))
			.toList();
	}

	// Whether nobody passes this rule whom the other denies, as far as can be told.
	boolean isAsStrictAs(AuthorizationRule other) {
		if (this.access.equals(DENY_ALL) || other
			.equals(new AuthorizationRule(other.key, PERMIT_ALL, RuleConditions.NONE, List.of(), other.shadow))) {
			return true;
		}
		boolean access = this.access.equals(other.access) || (!this.access.startsWith(BEAN)
				&& !this.access.equals(PERMIT_ALL) && other.access.equals(AUTHENTICATED))
				|| other.access.equals(PERMIT_ALL);
		return access && this.conditions.isWithin(other.conditions)
				&& (other.anyOf.isEmpty() || this.anyOf.equals(other.anyOf));
	}

	Stream<Set<String>> authorities() {
		return Stream.concat(Stream.of(this.conditions), this.anyOf.stream())
			.flatMap((any) -> any.authorities().stream());
	}

	Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("access", this.access);
		description.putAll(this.conditions.describe());
		if (!this.anyOf.isEmpty()) {
			description.put("any-of", this.anyOf.stream().map(RuleConditions::describe).toList());
		}
		if (this.shadow) {
			description.put("mode", Mode.SHADOW);
		}
		return description;
	}

}
