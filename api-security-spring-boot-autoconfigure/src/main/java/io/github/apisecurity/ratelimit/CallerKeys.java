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

package io.github.apisecurity.ratelimit;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import io.github.apisecurity.audit.CredentialDetails;
import io.github.apisecurity.audit.TokenClaims;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;

/**
 * Keys of an authenticated caller.
 */
final class CallerKeys {

	private CallerKeys() {
	}

	static @Nullable String user(RateLimitContext context) {
		Authentication caller = context.authentication();
		return (caller != null) ? caller.getName() : null;
	}

	static @Nullable String apiKey(RateLimitContext context) {
		return (context.authentication() instanceof CredentialDetails credential) ? credential.getCredentialId() : null;
	}

	static @Nullable String rateTier(RateLimitContext context) {
		return (context.authentication() instanceof CredentialDetails credential) ? credential.getRateTier() : null;
	}

	static @Nullable String claim(RateLimitContext context, String name) {
		Object value = claims(context).get(name);
		return (value != null) ? value.toString() : null;
	}

	static @Nullable String token(RateLimitContext context) {
		Map<String, Object> claims = claims(context);
		if (claims.isEmpty()) {
			return null;
		}
		// Not the text of the token: the same token can be spelled in many ways.
		if (claims.get("jti") instanceof String id) {
			return claims.get("iss") + " " + id;
		}
		Map<String, Object> sorted = new TreeMap<>(claims);
		sorted.replaceAll((name, value) -> (value instanceof Instant instant) ? instant.getEpochSecond() : value);
		return sorted.toString();
	}

	private static Map<String, Object> claims(RateLimitContext context) {
		Authentication caller = context.authentication();
		return (caller != null) ? TokenClaims.of(caller) : Map.of();
	}

}
