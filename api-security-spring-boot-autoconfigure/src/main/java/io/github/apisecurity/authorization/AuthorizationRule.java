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

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.authorization.AuthorizationProperties.Access;
import io.github.apisecurity.authorization.AuthorizationProperties.Rule;
import io.github.apisecurity.config.PropertyValue;

import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;

/**
 * Who may pass.
 *
 * @param access the kind of access
 * @param authorities the authorities of which one is needed, none when empty
 */
record AuthorizationRule(Access access, Set<String> authorities) {

	static AuthorizationRule of(String key, Rule rule) {
		PropertyValue.refuseIf(rule.getAccess() != Access.AUTHENTICATED && !rule.getAuthorities().isEmpty(),
				key + ".authorities", rule.getAuthorities(),
				"Authorities are checked with access 'authenticated' only. Remove them or change 'access'.");
		return new AuthorizationRule(rule.getAccess(), Set.copyOf(rule.getAuthorities()));
	}

	<T> AuthorizationManager<T> manager(AuthorizationManagerFactory<T> factory) {
		return switch (this.access) {
			case PERMIT_ALL -> factory.permitAll();
			case DENY_ALL -> factory.denyAll();
			case AUTHENTICATED -> (this.authorities.isEmpty()) ? factory.authenticated()
					: factory.hasAnyAuthority(this.authorities.toArray(String[]::new));
		};
	}

	Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("access", this.access);
		if (!this.authorities.isEmpty()) {
			description.put("authorities", this.authorities.stream().sorted().toList());
		}
		return description;
	}

}
