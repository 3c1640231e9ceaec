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

package io.github.apisecurity.authentication.jwt;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.PatternMatchUtils;

/**
 * Authorities that say how a caller authenticated or that Spring Security gives out
 * itself. A claim of a token cannot grant them, whatever it is mapped to.
 */
class ReservedAuthorities {

	private static final List<String> DEFAULTS = List.of("FACTOR_*", "ROLE_ANONYMOUS", "ROLE_PREVIOUS_ADMINISTRATOR",
			"IS_AUTHENTICATED_*", "RUN_AS_*", "ROLE_RUN_AS_*");

	private final String[] patterns;

	ReservedAuthorities(Set<String> additional) {
		this.patterns = Stream.concat(DEFAULTS.stream(), additional.stream()).toArray(String[]::new);
	}

	boolean isForged(GrantedAuthority authority) {
		// Factors made by code, not by a claim, have a type of their own.
		String name = authority.getAuthority();
		return name != null && !(authority instanceof FactorGrantedAuthority)
				&& PatternMatchUtils.simpleMatchIgnoreCase(this.patterns, name);
	}

	/**
	 * Return the factor "presented a bearer token" with the time the caller authenticated
	 * instead of now, which every request would renew.
	 * @param authority the authority
	 * @param token the token
	 * @return the authority
	 */
	static GrantedAuthority date(GrantedAuthority authority, JwtAuthenticationToken token) {
		if (!(authority instanceof FactorGrantedAuthority)
				|| !FactorGrantedAuthority.BEARER_AUTHORITY.equals(authority.getAuthority())) {
			return authority;
		}
		Object time = token.getTokenAttributes().get("auth_time");
		Instant issuedAt = token.getToken().getIssuedAt();
		Instant authenticatedAt = (time instanceof Number seconds) ? Instant.ofEpochSecond(seconds.longValue())
				: (time != null) ? null : issuedAt;
		return FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.BEARER_AUTHORITY)
			.issuedAt((authenticatedAt != null) ? authenticatedAt : Instant.EPOCH)
			.build();
	}

}
