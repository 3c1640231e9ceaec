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

import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.util.Map;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.X509CertUtils;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * The thumbprint of the key that a caller proves to have with DPoP (RFC 9449), or of the
 * certificate that tokens are bound to (RFC 8705), empty when there is neither.
 */
final class KeyBinding {

	private KeyBinding() {
	}

	static String of(OAuth2Authorization authorization) {
		return (LoginRevocation.claims(authorization).get("cnf") instanceof Map<?, ?> confirmation
				&& (confirmation.containsKey("jkt") ? confirmation.get("jkt")
						: confirmation.get("x5t#S256")) instanceof String thumbprint) ? thumbprint : "";
	}

	/**
	 * Return the key of the proof, which Spring Authorization Server verifies with the
	 * very key before anything is issued, or the certificate of the connection.
	 * @param request the request
	 * @return the thumbprint
	 */
	static String of(OAuth2RefreshTokenAuthenticationToken request) {
		if (request.getAdditionalParameters().get("dpop_proof") instanceof String proof) {
			return of(proof);
		}
		return (request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client
				&& client.getCredentials() instanceof X509Certificate[] certificates
				&& isBound(client.getRegisteredClient()))
						? X509CertUtils.computeSHA256Thumbprint(certificates[0]).toString() : "";
	}

	private static boolean isBound(@Nullable RegisteredClient client) {
		return client != null && client.getTokenSettings().isX509CertificateBoundAccessTokens();
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
