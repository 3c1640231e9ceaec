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

import java.util.Arrays;
import java.util.stream.Collectors;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.core.GrantedAuthorityDefaults;

/**
 * What stands before the name of a role in its authority.
 *
 * @param prefix the prefix
 */
record RolePrefix(String prefix) {

	static RolePrefix of(ObjectProvider<GrantedAuthorityDefaults> defaults) {
		GrantedAuthorityDefaults found = defaults.getIfAvailable();
		return new RolePrefix((found != null) ? found.getRolePrefix() : "ROLE_");
	}

	String authority(String role) {
		return role.startsWith(this.prefix) ? role : this.prefix + role;
	}

	RoleHierarchy hierarchy(String key, Environment environment) {
		String written = environment.getRequiredProperty(key);
		try {
			return RoleHierarchyImpl
				.fromHierarchy(written.lines().map(this::authorities).collect(Collectors.joining("\n")));
		}
		catch (RuntimeException ex) {
			throw new InvalidConfigurationPropertyValueException(key, written,
					"Write roles from the most to the least powerful, such as 'ADMIN > EDITOR > VIEWER', one line for each hierarchy and without a circle.",
					ex);
		}
	}

	private String authorities(String line) {
		return Arrays.stream(line.split(">", -1))
			.map((role) -> authority(role.strip()))
			.collect(Collectors.joining(" > "));
	}

}
