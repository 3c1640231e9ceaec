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

package io.github.apisecurity.validation;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What is done with input that strictness would refuse.
 */
enum ValidationMode {

	/**
	 * It is refused.
	 */
	ENFORCE,

	/**
	 * It is let pass, counted by endpoint and rule, and recorded as the event
	 * {@code input_validation_would_fail}.
	 */
	SHADOW;

	/**
	 * Return whether a part of validation only tells what it would refuse. A part without
	 * a mode has that of all of validation.
	 * @param environment the environment
	 * @param part the part, as in {@code api-security.validation.<part>}
	 * @return whether the mode is {@link #SHADOW}
	 */
	static boolean isShadow(Environment environment, String part) {
		Binder binder = Binder.get(environment);
		return binder.bind("api-security.validation." + part + ".mode", ValidationMode.class)
			.orElseGet(
					() -> binder.bind("api-security.validation.mode", ValidationMode.class).orElse(ENFORCE)) == SHADOW;
	}

}
