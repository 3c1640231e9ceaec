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

import java.util.Map;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/**
 * Makes the converter that reads each token as its issuer is configured.
 */
final class IssuerIdentities {

	private final Map<String, IssuerIdentity> byIssuer;

	IssuerIdentities(Map<String, IssuerIdentity> byIssuer) {
		this.byIssuer = Map.copyOf(byIssuer);
	}

	JwtAuthenticationConverter createConverter() {
		JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
		converter.setJwtGrantedAuthoritiesConverter((jwt) -> find(jwt).authorities(jwt));
		converter.setJwtPrincipalConverter((jwt) -> find(jwt).principal(jwt));
		return converter;
	}

	private IssuerIdentity find(Jwt jwt) {
		IssuerIdentity identity = this.byIssuer.get(jwt.getClaimAsString("iss"));
		if (identity == null) {
			throw new TokenRejectedException("issuer_unknown");
		}
		return identity;
	}

}
