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

package io.github.apisecurity.problem;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Writes a {@link Problem} to a response, as {@code application/problem+json} or, when
 * the caller prefers it, {@code application/problem+xml}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProblemWriter {

	/**
	 * Write the problem and complete the response.
	 * @param request the request
	 * @param response the response, not yet committed
	 * @param problem the problem
	 * @throws IOException when the response cannot be written
	 */
	void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException;

}
