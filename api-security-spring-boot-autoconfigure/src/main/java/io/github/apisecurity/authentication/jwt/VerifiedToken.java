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

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * What is known of a token whose signature was verified. It can be shared by requests: it
 * cannot be changed, has nothing of a request, and not the token itself.
 *
 * @param header the header
 * @param claims the claims, with the types that {@link Jwt} has
 * @param key the key that verified the token
 * @param decoder the decoder that accepted it
 */
record VerifiedToken(Map<String, Object> header, Map<String, Object> claims, VerificationKey key, JwtDecoder decoder) {

	Jwt toJwt(String value) {
		return new Jwt(value, (Instant) this.claims.get(JwtClaimNames.IAT),
				(Instant) this.claims.get(JwtClaimNames.EXP), this.header, this.claims);
	}

	@Override
	public String toString() {
		return "VerifiedToken";
	}

}
