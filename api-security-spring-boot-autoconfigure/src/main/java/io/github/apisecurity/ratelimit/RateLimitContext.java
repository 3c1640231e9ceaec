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

import org.springframework.security.core.Authentication;

/**
 * What a key can be made of.
 *
 * @since 0.1.0
 */
public interface RateLimitContext {

	/**
	 * Return the caller.
	 * @return the caller, {@code null} when unknown or anonymous
	 */
	@Nullable Authentication authentication();

	/**
	 * Return the address of the client.
	 * @return the address, {@code null} outside of a request
	 */
	@Nullable String clientAddress();

	/**
	 * Return a header of the request.
	 * @param name the name of the header
	 * @return the first value, {@code null} when there is none
	 */
	@Nullable String header(String name);

	/**
	 * Return a parameter of the query.
	 * @param name the name of the parameter
	 * @return the first value, {@code null} when there is none
	 */
	default @Nullable String query(String name) {
		return null;
	}

	/**
	 * Return a variable of the path, which is known once the handler is: not to policies
	 * of routes.
	 * @param name the name of the variable
	 * @return the value, {@code null} when there is none
	 */
	default @Nullable String path(String name) {
		return null;
	}

}
