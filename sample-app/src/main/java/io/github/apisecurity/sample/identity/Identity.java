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

package io.github.apisecurity.sample.identity;

/**
 * Names that the authorization server, the login page and the API agree on.
 */
final class Identity {

	static final String LOGIN_PAGE = "/login";

	/**
	 * The {@code aud} claim of every access token.
	 */
	static final String AUDIENCE = "bank-api";

	/**
	 * The claim that holds the roles, also
	 * {@code spring.security.oauth2.resourceserver.jwt.authorities-claim-name}.
	 */
	static final String ROLES_CLAIM = "roles";

	/**
	 * The claim that says when the caller authenticated, for {@code @RequireStepUp}.
	 */
	static final String AUTH_TIME_CLAIM = "auth_time";

	/**
	 * The scope by which a machine asks for a token that may transfer money.
	 */
	static final String TRANSFERS_SCOPE = "transfers";

	private Identity() {
	}

}
