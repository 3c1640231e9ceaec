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

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * {@link RateLimitContext} of a call that is part of no request.
 */
class CallContext implements RateLimitContext {

	private final @Nullable Object[] arguments;

	CallContext(@Nullable Object... arguments) {
		this.arguments = arguments;
	}

	/**
	 * Return the arguments of the method that is called.
	 * @return the arguments, none before they are bound
	 */
	@Nullable Object[] arguments() {
		return this.arguments;
	}

	@Override
	public @Nullable Authentication authentication() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return (authentication == null || !authentication.isAuthenticated()
				|| authentication instanceof AnonymousAuthenticationToken) ? null : authentication;
	}

	@Override
	public @Nullable String clientAddress() {
		return null;
	}

	@Override
	public @Nullable String header(String name) {
		return null;
	}

}
