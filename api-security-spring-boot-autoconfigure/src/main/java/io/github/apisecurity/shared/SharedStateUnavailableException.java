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

package io.github.apisecurity.shared;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Thrown when a change of shared state could not be stored. Whether it was is then
 * unknown; the next refresh tells. What an application does not handle is answered with
 * status 503.
 *
 * @since 0.1.0
 */
public class SharedStateUnavailableException extends ProblemException {

	/**
	 * Create a new exception.
	 * @param message the message
	 * @param cause the cause or {@code null}
	 */
	public SharedStateUnavailableException(String message, @Nullable Throwable cause) {
		super(Problem.of(ProblemType.SERVICE_UNAVAILABLE).withHeader(HttpHeaders.RETRY_AFTER, "1"), message, cause);
	}

}
