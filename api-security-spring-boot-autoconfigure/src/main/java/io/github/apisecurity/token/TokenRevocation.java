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

package io.github.apisecurity.token;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;

/**
 * Revokes access tokens, API keys and clients with a certificate before they expire, on
 * all nodes within a second. What was revoked stays so.
 *
 * @since 0.1.0
 */
public interface TokenRevocation {

	/**
	 * Issuer of API keys.
	 */
	String API_KEYS = "api-key";

	/**
	 * Issuer of the certificates of clients, which are revoked by the name of the client.
	 */
	String CERTIFICATES = "certificate";

	/**
	 * Revoke what somebody has presented, such as on logout.
	 * @param credential the authentication of a request
	 * @throws IllegalArgumentException when it is neither an access token nor an API key
	 * @throws io.github.apisecurity.shared.SharedStateUnavailableException when the other
	 * nodes could not be told yet; here it is revoked
	 * @throws IllegalStateException when there is no room for another entry
	 */
	void revoke(Authentication credential);

	/**
	 * Revoke all that was issued until now.
	 * @param kind what the value names
	 * @param issuer the {@code iss} of the tokens, {@link #API_KEYS},
	 * {@link #CERTIFICATES}, or {@code null} for tokens without
	 * @param value the value of the claim; that of the issuer when it is the issuer
	 * @throws io.github.apisecurity.shared.SharedStateUnavailableException when the other
	 * nodes could not be told yet; here it is revoked
	 * @throws IllegalStateException when there is no room for another entry
	 */
	default void revoke(Kind kind, @Nullable String issuer, String value) {
		revoke(kind, issuer, value, Instant.now());
	}

	/**
	 * Revoke all that was issued until then. A token, a session and a grant are revoked
	 * as a whole.
	 * @param kind what the value names
	 * @param issuer the {@code iss} of the tokens, {@link #API_KEYS},
	 * {@link #CERTIFICATES}, or {@code null} for tokens without
	 * @param value the value of the claim; that of the issuer when it is the issuer
	 * @param time tokens issued in this second or before are refused, as are those that
	 * do not say when they were issued; not in the future
	 * @throws io.github.apisecurity.shared.SharedStateUnavailableException when the other
	 * nodes could not be told yet; here it is revoked
	 * @throws IllegalStateException when there is no room for another entry
	 */
	void revoke(Kind kind, @Nullable String issuer, String value, Instant time);

	/**
	 * Revoke all that was issued until then, and forget it when it has expired instead of
	 * after {@code api-security.token.revocation.retention}.
	 * @param kind what the value names
	 * @param issuer the {@code iss} of the tokens, {@link #API_KEYS},
	 * {@link #CERTIFICATES}, or {@code null} for tokens without
	 * @param value the value of the claim; that of the issuer when it is the issuer
	 * @param time tokens issued in this second or before are refused
	 * @param end when the last of them expires
	 * @throws io.github.apisecurity.shared.SharedStateUnavailableException when the other
	 * nodes could not be told yet; here it is revoked
	 * @throws IllegalStateException when there is no room for another entry
	 */
	void revoke(Kind kind, @Nullable String issuer, String value, Instant time, Instant end);

	/**
	 * Return whether something was revoked, such as a login from which tokens are issued.
	 * @param kind what the value names
	 * @param issuer the {@code iss}, {@link #API_KEYS}, {@link #CERTIFICATES}, or
	 * {@code null}
	 * @param value the value of the claim
	 * @param issuedAt when it was issued
	 * @return whether it is refused
	 * @throws org.springframework.security.authentication.AuthenticationServiceException
	 * when this is not known
	 */
	boolean isRevoked(Kind kind, @Nullable String issuer, String value, Instant issuedAt);

	/**
	 * What is revoked.
	 */
	enum Kind {

		/**
		 * One token by its {@code jti}, or one API key by its identifier.
		 */
		TOKEN,

		/**
		 * All tokens of a {@code sub}, or all API keys of an owner or all certificates of
		 * a client, those that are made later included.
		 */
		SUBJECT,

		/**
		 * All tokens of a session by its {@code sid}.
		 */
		SESSION,

		/**
		 * All tokens of a client by its {@code client_id} or {@code azp}.
		 */
		CLIENT,

		/**
		 * All tokens of a grant by its {@code grant_id}.
		 */
		GRANT,

		/**
		 * All tokens of the issuer.
		 */
		ISSUER

	}

}
