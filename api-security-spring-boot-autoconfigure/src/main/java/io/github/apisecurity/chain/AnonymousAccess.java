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

package io.github.apisecurity.chain;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/**
 * Knows which requests of a chain need no caller. What credentials they carry, and where,
 * is a matter of the application.
 *
 * @param http the chain
 * @since 0.1.0
 */
public record AnonymousAccess(HttpSecurity http) {

	private static final String ASKING = AnonymousAccess.class.getName() + ".asking";

	private static final Authentication ANONYMOUS = new AnonymousAuthenticationToken("anonymous", "anonymousUser",
			AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS"));

	/**
	 * Return whether the rules of the chain let everybody pass.
	 * @param request the request
	 * @return whether they do
	 */
	public boolean isGranted(HttpServletRequest request) {
		// Asked of the chain once it is made, whatever configured it in whatever order.
		return this.http.getObject()
			.getFilters()
			.stream()
			.anyMatch((filter) -> filter instanceof AuthorizationFilter rules && isGranted(rules, request));
	}

	private static boolean isGranted(AuthorizationFilter rules, HttpServletRequest request) {
		try {
			request.setAttribute(ASKING, true);
			AuthorizationResult result = rules.getAuthorizationManager().authorize(() -> ANONYMOUS, request);
			return result != null && result.isGranted();
		}
		catch (RuntimeException ex) {
			// A rule of the application that cannot do without a caller.
			return false;
		}
		finally {
			request.removeAttribute(ASKING);
		}
	}

	/**
	 * Return whether rules are asked about nobody's request.
	 * @param request the request
	 * @return whether what they would do is not to be counted
	 */
	public static boolean isAsking(HttpServletRequest request) {
		return request.getAttribute(ASKING) != null;
	}

}
