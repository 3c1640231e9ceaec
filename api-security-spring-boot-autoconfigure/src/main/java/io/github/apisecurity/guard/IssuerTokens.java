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

package io.github.apisecurity.guard;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Verifies signed tokens of the trusted issuers that are no access tokens, such as logout
 * tokens. There is a bean of this type where access tokens are verified with keys of
 * their issuers.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IssuerTokens {

	/**
	 * Verify who made a token and what kind it is, and nothing else about it.
	 * @param token the token
	 * @param types the values of the header {@code typ} of which it has to have one, in
	 * lower case and without {@code application/}
	 * @return the claims, of which {@code iss} is a text
	 * @throws org.springframework.security.oauth2.jwt.BadJwtException when the token is
	 * not good; a {@link io.github.apisecurity.audit.SecurityReason} as well
	 * @throws org.springframework.security.oauth2.jwt.JwtException when the keys of the
	 * issuer cannot be had
	 */
	Map<String, Object> verify(String token, Set<String> types);

	/**
	 * Return a type as it is compared. Its case does not matter, and the prefix may be
	 * left out (RFC 7515, section 4.1.9).
	 * @param text the text of a header or of the configuration
	 * @return the type in lower case and without {@code application/}
	 */
	static String type(String text) {
		String lowerCase = text.toLowerCase(Locale.ROOT);
		return lowerCase.startsWith("application/") ? lowerCase.substring("application/".length()) : lowerCase;
	}

}
