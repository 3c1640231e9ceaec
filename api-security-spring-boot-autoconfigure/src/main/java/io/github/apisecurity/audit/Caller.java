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

import java.security.Principal;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Who is named in an event: only callers that were authenticated, since the principal of
 * a refused credential is the credential.
 *
 * @param name the name of the caller
 * @param issuer who vouches for the name
 * @param tokenId the identifier of the access token
 * @since 0.1.0
 */
public record Caller(@Nullable String name, @Nullable String issuer, @Nullable String tokenId) {

	private static final Caller UNKNOWN = new Caller(null, null, null);

	/**
	 * Return what is said about a caller.
	 * @param caller the caller
	 * @return what is said, nothing about one that was not authenticated
	 */
	public static Caller of(@Nullable Principal caller) {
		if (!(caller instanceof Authentication authentication) || !authentication.isAuthenticated()
				|| authentication instanceof AnonymousAuthenticationToken) {
			return UNKNOWN;
		}
		Map<String, Object> claims = TokenClaims.of(authentication);
		Object issuer = claims.get("iss");
		return new Caller(authentication.getName(), (issuer != null) ? issuer.toString() : null,
				(claims.get("jti") instanceof String token) ? token : null);
	}

	/**
	 * Return the name and who vouches for it, since two issuers may each know one.
	 * @return the name, {@code null} when it is not known
	 */
	public @Nullable String qualifiedName() {
		return (this.name != null && this.issuer != null) ? this.name + " (" + this.issuer + ")" : this.name;
	}

}
