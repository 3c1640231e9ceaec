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

package io.github.apisecurity.network;

import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Strategy that finds the address of the client of a request. Every feature that counts,
 * allows, blocks or records by address asks the same bean.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ClientAddressResolver {

	/**
	 * What stands for an address that nobody can tell: no list of allowed addresses
	 * contains it, and a list of refused ones has to refuse it.
	 */
	String UNKNOWN = "unknown";

	/**
	 * Return the address of the client.
	 * @param request the request
	 * @return the address, an IP literal without port and zone, or {@link #UNKNOWN}
	 * @throws ProblemException when the request contradicts itself about its address, so
	 * that it must not be served
	 */
	String resolve(HttpServletRequest request);

	/**
	 * Return the address of the client, also when the request is refused for what it says
	 * about it.
	 * @param request the request
	 * @return the address, or {@link #UNKNOWN}
	 */
	default String resolveOrUnknown(HttpServletRequest request) {
		try {
			return resolve(request);
		}
		catch (RuntimeException ex) {
			return UNKNOWN;
		}
	}

}
