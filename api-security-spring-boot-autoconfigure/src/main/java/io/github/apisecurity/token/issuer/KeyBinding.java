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

import java.text.ParseException;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;

import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;

/**
 * The thumbprint of the key that a caller proves to have with DPoP (RFC 9449), empty when
 * there is none.
 */
final class KeyBinding {

	private KeyBinding() {
	}

	static String of(OAuth2Authorization authorization) {
		Token<OAuth2AccessToken> accessToken = authorization.getAccessToken();
		Map<String, Object> claims = (accessToken != null) ? accessToken.getClaims() : null;
		return (claims != null && claims.get("cnf") instanceof Map<?, ?> confirmation
				&& confirmation.get("jkt") instanceof String thumbprint) ? thumbprint : "";
	}

	/**
	 * Return the key of the proof, which Spring Authorization Server verifies with the
	 * very key before anything is issued.
	 * @param request the request
	 * @return the thumbprint
	 */
	static String of(OAuth2RefreshTokenAuthenticationToken request) {
		return (request.getAdditionalParameters().get("dpop_proof") instanceof String proof) ? of(proof) : "";
	}

	static String of(String proof) {
		try {
			JWK key = SignedJWT.parse(proof).getHeader().getJWK();
			return (key != null) ? key.computeThumbprint().toString() : "";
		}
		catch (ParseException | JOSEException | RuntimeException ex) {
			return "";
		}
	}

}
