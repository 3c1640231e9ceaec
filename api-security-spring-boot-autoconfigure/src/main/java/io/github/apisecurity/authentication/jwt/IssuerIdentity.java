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

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/**
 * Who the tokens of an issuer speak of, and what they grant.
 *
 * @param principalClaims the claims that name the caller, of which the first that a token
 * has counts
 * @param principalPrefix the text put before the name
 * @param mappings the claims that become authorities
 */
record IssuerIdentity(List<String> principalClaims, String principalPrefix, List<AuthorityMapping> mappings) {

	IssuerIdentity {
		mappings = mappings.isEmpty() ? List.of(AuthorityMapping.scopes("scope"), AuthorityMapping.scopes("scp"))
				: List.copyOf(mappings);
	}

	/**
	 * Make the converter that reads each token as its issuer is configured.
	 * @param issuers the issuers
	 * @return the converter
	 */
	static JwtAuthenticationConverter createConverter(TrustedIssuers issuers) {
		JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
		converter.setJwtGrantedAuthoritiesConverter((jwt) -> of(issuers, jwt).authorities(jwt.getClaims()));
		converter
			.setJwtPrincipalConverter((jwt) -> new AccessTokenPrincipal(jwt, of(issuers, jwt).name(jwt.getClaims())));
		return converter;
	}

	private static IssuerIdentity of(TrustedIssuers issuers, Jwt jwt) {
		return issuers.find(jwt.getClaimAsString("iss")).identity();
	}

	boolean canGrant(String authority) {
		return this.mappings.stream().anyMatch((mapping) -> mapping.canGrant(authority));
	}

	Set<GrantedAuthority> authorities(Map<String, Object> claims) {
		return this.mappings.stream()
			.flatMap((mapping) -> mapping.authorities(claims))
			.map(SimpleGrantedAuthority::new)
			.collect(Collectors.toSet());
	}

	String name(Map<String, Object> claims) {
		for (String claim : this.principalClaims) {
			if (claims.get(claim) instanceof String name && !ClaimReader.isBlank(name)) {
				TokenRejectedException.throwIf(!ClaimReader.isClean(name), ClaimReader.MALFORMED, claim,
						"a text that can be seen");
				return this.principalPrefix + name;
			}
		}
		throw TokenRejectedException.of("principal_missing", "none of them", this.principalClaims);
	}

}
