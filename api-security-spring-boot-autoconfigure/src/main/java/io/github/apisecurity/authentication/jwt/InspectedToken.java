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

import io.github.apisecurity.audit.TokenClaims;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * A token that may be accepted, should its signature be good.
 *
 * @param value the token
 * @param header the header
 * @param claims the claims
 * @param issuer the issuer it names
 * @param verified what is known of it since an earlier request or {@code null}
 */
record InspectedToken(String value, Map<String, Object> header, Map<String, Object> claims, TrustedIssuer issuer,
		@Nullable VerifiedToken verified) {

	/**
	 * Return whether a token has all claims and not a time of issue that decoders invent.
	 * @param token what was made of the token
	 * @return whether it is whole
	 */
	boolean isWhole(Authentication token) {
		return token.getClass() == JwtAuthenticationToken.class && this.claims.get("iat") != null
				&& ((JwtAuthenticationToken) token).getTokenAttributes().size() >= this.claims.size();
	}

	Jwt toJwt() {
		return (this.verified != null) ? this.verified.toJwt(this.value)
				: new Jwt(this.value, TokenClaims.time(this.claims.get("iat")),
						TokenClaims.time(this.claims.get("exp")), this.header, this.claims);
	}

	@Override
	public String toString() {
		return "InspectedToken";
	}

}
