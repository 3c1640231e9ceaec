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

import java.util.List;
import java.util.regex.Pattern;

import io.github.apisecurity.chain.AnonymousAccess;
import io.github.apisecurity.chain.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;

/**
 * Where an access token may stand: once, in the header. A token in a URL ends in logs and
 * histories, and a second token is one that some other part of the system looks at.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700.html#section-4.3.2">RFC 9700,
 * section 4.3.2</a>
 */
final class BearerTokenPlacement {

	private static final String PARAMETER = "access_token";

	private static final String SCHEME = "bearer";

	private static final Pattern CREDENTIALS = Pattern.compile("bearer [a-z0-9._~+/-]+=*", Pattern.CASE_INSENSITIVE);

	private BearerTokenPlacement() {
	}

	/**
	 * Return why the request is refused.
	 * @param request the request
	 * @param credentials the Authorization headers
	 * @param access knows what needs no caller, and may have tokens in its query that are
	 * not ours
	 * @return a reason code or {@code null}
	 */
	static @Nullable String findViolation(HttpServletRequest request, List<String> credentials,
			AnonymousAccess access) {
		if (credentials.size() > 1) {
			return "multiple_authorization_headers";
		}
		return (QueryParameters.anyMatch(request.getQueryString(), (name, value) -> isToken(name))
				&& !access.isGranted(request)) ? "token_in_query" : null;
	}

	static boolean isToken(String parameter) {
		return PARAMETER.equalsIgnoreCase(parameter);
	}

	/**
	 * Return whether there is a token in the header, and room for another in a form.
	 * @param request the request
	 * @param header the Authorization header
	 * @return whether both are
	 */
	static boolean isBesideForm(HttpServletRequest request, @Nullable String header) {
		String type = request.getContentType();
		return type != null && header != null
				&& (startsWith(type, MediaType.APPLICATION_FORM_URLENCODED_VALUE) || startsWith(type, "multipart/"))
				&& (startsWith(header, SCHEME) || startsWith(header, "dpop"));
	}

	/**
	 * Return whether the header has the scheme of bearer tokens but is malformed, which
	 * is refused without an authentication event.
	 * @param header the Authorization header
	 * @return whether it is malformed
	 */
	static boolean isMalformed(@Nullable String header) {
		return header != null && startsWith(header, SCHEME) && !CREDENTIALS.matcher(header).matches();
	}

	private static boolean startsWith(String header, String start) {
		return header.regionMatches(true, 0, start, 0, start.length());
	}

}
