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

package io.github.apisecurity.config;

/**
 * Thrown at start-up when the application must not run as it is. Spring Boot prints the
 * message and what to do, and no stack.
 *
 * @since 0.1.0
 */
public class RefusedStartException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception.
	 * @param message what is wrong
	 * @param action how to mend it
	 */
	public RefusedStartException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * Return how to mend it.
	 * @return a sentence
	 */
	public String getAction() {
		return this.action;
	}

}
