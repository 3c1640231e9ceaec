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

package io.github.apisecurity.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * Claims of the access token of a caller, where the application has tokens at all.
 *
 * @since 0.1.0
 */
public final class TokenClaims {

	private static final boolean tokenPresent = ClassUtils.isPresent(
			"org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken",
			TokenClaims.class.getClassLoader());

	private TokenClaims() {
	}

	/**
	 * Return the claims.
	 * @param caller the caller
	 * @return the claims, none when there is no token
	 */
	public static Map<String, Object> of(Authentication caller) {
		return (tokenPresent) ? Tokens.claims(caller) : Map.of();
	}

	/**
	 * Return the token itself.
	 * @param caller the caller
	 * @return the token or {@code null}
	 */
	public static @Nullable String value(Authentication caller) {
		return (tokenPresent) ? Tokens.value(caller) : null;
	}

	/**
	 * Return the time that a claim tells, of whatever type its issuer and a decoder made
	 * it.
	 * @param claim the value of a claim
	 * @return the time, {@code null} when it is none
	 */
	public static @Nullable Instant time(@Nullable Object claim) {
		try {
			return (claim instanceof Instant instant) ? instant
					: (claim instanceof Number seconds) ? Instant.ofEpochSecond(seconds.longValue())
							: (claim instanceof String text) ? Instant.parse(text) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Keeps the optional token support out of the outer class.
	 */
	private static final class Tokens {

		static Map<String, Object> claims(Authentication caller) {
			return (caller instanceof AbstractOAuth2TokenAuthenticationToken<?> token) ? token.getTokenAttributes()
					: Map.of();
		}

		static @Nullable String value(Authentication caller) {
			return (caller instanceof AbstractOAuth2TokenAuthenticationToken<?> token)
					? token.getToken().getTokenValue()
					: (caller instanceof BearerTokenAuthenticationToken sent) ? sent.getToken() : null;
		}

	}

}
