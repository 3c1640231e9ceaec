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

package io.github.apisecurity.token.issuer;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Reads the tokens of this issuer of which the store knows no more, since others have
 * taken their place.
 *
 * @param keys the keys of the issuer, {@code null} when it has none here
 */
record IssuedTokens(Supplier<@Nullable JWKSource<SecurityContext>> keys) {

	/**
	 * Read a token, that may have expired.
	 * @param token the token
	 * @return the token, {@code null} when it is none that was issued here
	 */
	@Nullable Jwt read(String token) {
		JWKSource<SecurityContext> source = this.keys.get();
		if (source == null) {
			return null;
		}
		Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.SIGNATURE);
		algorithms.addAll(JWSAlgorithm.Family.HMAC_SHA);
		NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(source).jwtProcessorCustomizer((processor) -> {
			processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, source));
			processor.setJWSTypeVerifier(
					new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
		}).build();
		decoder.setJwtValidator((any) -> OAuth2TokenValidatorResult.success());
		try {
			return decoder.decode(token);
		}
		catch (JwtException ex) {
			return null;
		}
	}

}
