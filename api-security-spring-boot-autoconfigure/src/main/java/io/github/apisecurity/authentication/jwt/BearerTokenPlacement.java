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

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.github.apisecurity.chain.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
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

	private BearerTokenPlacement() {
	}

	/**
	 * Return why the request is refused.
	 * @param request the request
	 * @return a reason code or {@code null}
	 */
	static @Nullable String findViolation(HttpServletRequest request) {
		Enumeration<String> headers = request.getHeaders(HttpHeaders.AUTHORIZATION);
		String header = headers.hasMoreElements() ? headers.nextElement() : null;
		if (headers.hasMoreElements()) {
			return "multiple_authorization_headers";
		}
		if (QueryParameters.anyMatch(request.getQueryString(), (name, value) -> PARAMETER.equalsIgnoreCase(name))) {
			return "token_in_query";
		}
		return (header != null && (hasScheme(header) || header.regionMatches(true, 0, "dpop", 0, 4))
				&& isInForm(request)) ? "token_in_form" : null;
	}

	/**
	 * Return whether the header has the scheme of bearer tokens but is malformed, which
	 * is refused without an authentication event.
	 * @param request the request
	 * @return whether it is malformed
	 */
	static boolean isMalformed(HttpServletRequest request) {
		String header = request.getHeader(HttpHeaders.AUTHORIZATION);
		return header != null && hasScheme(header) && !isCredentials(header);
	}

	private static boolean hasScheme(String header) {
		return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
	}

	private static boolean isCredentials(String header) {
		int start = SCHEME.length() + 1;
		int end = header.length();
		while (end > start && header.charAt(end - 1) == '=') {
			end--;
		}
		if (end <= start || header.charAt(start - 1) != ' ') {
			return false;
		}
		for (int i = start; i < end; i++) {
			char character = header.charAt(i);
			if (!(character < 128 && Character.isLetterOrDigit(character)) && "-._~+/".indexOf(character) == -1) {
				return false;
			}
		}
		return true;
	}

	private static boolean isInForm(HttpServletRequest request) {
		String contentType = request.getContentType();
		// Only beside a token in the header: elsewhere the body is the application's,
		// which
		// may need it as it was sent. Only this type: asking for the parameters of a
		// multipart request would store
		// its parts before anybody is authenticated.
		if (contentType == null || !contentType.regionMatches(true, 0, MediaType.APPLICATION_FORM_URLENCODED_VALUE, 0,
				MediaType.APPLICATION_FORM_URLENCODED_VALUE.length())) {
			return false;
		}
		List<String> names = Collections.list(request.getParameterNames());
		return names.stream().anyMatch(PARAMETER::equalsIgnoreCase);
	}

}
