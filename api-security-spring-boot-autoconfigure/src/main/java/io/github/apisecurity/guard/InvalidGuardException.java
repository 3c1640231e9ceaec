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

package io.github.apisecurity.guard;

import io.github.apisecurity.config.RefusedStartException;

/**
 * Thrown at start-up when an annotation that guards a method is wrong, or stands where it
 * cannot be enforced.
 *
 * @since 0.1.0
 */
public class InvalidGuardException extends RefusedStartException {

	/**
	 * Create an exception.
	 * @param guard the annotation and where it is, such as {@code @RateLimited on
	 * com.example.Search#find()}
	 * @param reason what is wrong with it, a sentence
	 * @param action how to mend it, a sentence
	 */
	public InvalidGuardException(String guard, String reason, String action) {
		super(guard + ": " + reason, action);
	}

}
