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

package io.github.apisecurity.guard;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.util.PatternMatchUtils;

/**
 * Authorities that say how a caller authenticated or that Spring Security gives out
 * itself. Neither a claim of a token, whatever it is mapped to, nor an API key can grant
 * them.
 *
 * @since 0.1.0
 */
public final class ReservedAuthorities {

	private static final List<String> DEFAULTS = List.of("FACTOR_*", "ROLE_ANONYMOUS", "ROLE_PREVIOUS_ADMINISTRATOR",
			"IS_AUTHENTICATED_*", "RUN_AS_*", "ROLE_RUN_AS_*");

	/**
	 * Those that are reserved whatever the configuration says.
	 */
	public static final ReservedAuthorities DEFAULT = new ReservedAuthorities(Set.of());

	private final String[] patterns;

	/**
	 * Create a new instance.
	 * @param additional further authorities, an asterisk at the end stands for any rest
	 */
	public ReservedAuthorities(Set<String> additional) {
		this.patterns = Stream.concat(DEFAULTS.stream(), additional.stream()).toArray(String[]::new);
	}

	/**
	 * Refuse the authorities of a caller that is configured, when one is reserved.
	 * @param key the key they are at
	 * @param authorities the authorities
	 * @throws InvalidConfigurationPropertyValueException when one is reserved
	 */
	public static void refuse(String key, Set<String> authorities) {
		PropertyValue.refuseIf(DEFAULT.isAnyForged(authorities), key, authorities,
				"Leave out those that say how somebody authenticated, such as 'FACTOR_*': no credential grants them.");
	}

	/**
	 * Return whether a credential cannot grant some of the authorities.
	 * @param authorities the names of authorities
	 * @return whether one is reserved
	 */
	public boolean isAnyForged(Set<String> authorities) {
		return AuthorityUtils.createAuthorityList(authorities).stream().anyMatch(this::isForged);
	}

	/**
	 * Return whether a credential cannot grant the authority.
	 * @param authority the authority
	 * @return whether it is reserved and was not made by code
	 */
	public boolean isForged(GrantedAuthority authority) {
		// Factors made by code, not by a claim, have a type of their own.
		String name = authority.getAuthority();
		return name != null && !(authority instanceof FactorGrantedAuthority)
				&& PatternMatchUtils.simpleMatchIgnoreCase(this.patterns, name);
	}

}
