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

import org.jspecify.annotations.Nullable;

/**
 * Exception that ends a request with a {@link Problem}. Thrown from controllers, filters
 * and interceptors; it carries no stack trace, since it is an answer and not a failure.
 *
 * @since 0.1.0
 */
public class ProblemException extends RuntimeException {

	private final transient Problem problem;

	/**
	 * Create a new exception.
	 * @param problem the answer
	 */
	public ProblemException(Problem problem) {
		this(problem, problem.getType().title(), null);
	}

	/**
	 * Create a new exception.
	 * @param problem the answer
	 * @param message what the application may log
	 * @param cause the cause or {@code null}
	 */
	protected ProblemException(Problem problem, String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
		this.problem = problem;
	}

	/**
	 * Return the answer.
	 * @return the answer
	 */
	public Problem getProblem() {
		return this.problem;
	}

}
