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

package io.github.apisecurity.authentication.apikey;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.apisecurity.chain.AnonymousAccess;
import io.github.apisecurity.chain.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Where an API key may stand: once, in a header, alone.
 *
 * @param headerName the name of the header of keys
 * @param format tells what looks like a key
 */
record ApiKeyPlacement(String headerName, ApiKeyFormat format) {

	private static final String SCHEME = "apikey ";

	private static final Set<String> PARAMETERS = Set.of("apikey", "api_key", "api-key", "x-api-key");

	/**
	 * Return why the request is refused.
	 * @param request the request
	 * @param access knows what needs no caller, and may have keys in its query that are
	 * not ours
	 * @return a reason code or {@code null}
	 */
	@Nullable String findViolation(HttpServletRequest request, AnonymousAccess access) {
		if (QueryParameters.anyMatch(request.getQueryString(), this::isKey) && !access.isGranted(request)) {
			return "api_key_in_query";
		}
		List<String> keys = Collections.list(request.getHeaders(this.headerName));
		List<String> authorizations = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		boolean present = !keys.isEmpty() || authorizations.stream().anyMatch(ApiKeyPlacement::hasScheme);
		return (present && keys.size() + authorizations.size() > 1) ? "multiple_credentials" : null;
	}

	@Nullable String find(HttpServletRequest request) {
		String key = request.getHeader(this.headerName);
		if (key != null) {
			return key;
		}
		String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
		return (authorization != null && hasScheme(authorization)) ? authorization.substring(SCHEME.length()) : null;
	}

	private static boolean hasScheme(String authorization) {
		return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
	}

	private boolean isKey(String name, String value) {
		return PARAMETERS.contains(name.toLowerCase(Locale.ROOT)) || name.equalsIgnoreCase(this.headerName)
				|| this.format.isKeyLike(value);
	}

}
