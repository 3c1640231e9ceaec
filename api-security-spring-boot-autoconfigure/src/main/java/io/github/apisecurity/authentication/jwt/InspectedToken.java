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
import java.util.Map;

import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.Jwt;

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
	 * Return whether the token is bound to a key of the client, which then has to prove
	 * that it has it.
	 * @return whether it is bound
	 */
	boolean isBoundToKey() {
		return this.claims.get("cnf") instanceof Map<?, ?> confirmation && confirmation.containsKey("jkt");
	}

	Jwt toJwt() {
		return (this.verified != null) ? this.verified.toJwt(this.value)
				: new Jwt(this.value, date("iat"), date("exp"), this.header, this.claims);
	}

	private @Nullable Instant date(String name) {
		Long seconds = new ClaimReader(this.claims).date(name);
		return (seconds != null) ? Instant.ofEpochSecond(seconds) : null;
	}

	@Override
	public String toString() {
		return "InspectedToken";
	}

}
