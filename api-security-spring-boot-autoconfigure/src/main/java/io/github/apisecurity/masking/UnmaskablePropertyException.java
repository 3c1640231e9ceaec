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

package io.github.apisecurity.masking;

import io.github.apisecurity.config.RefusedStartException;

/**
 * Thrown at start-up, or when a type is written for the first time, where a property
 * should be masked and cannot be.
 *
 * @since 0.1.0
 */
public class UnmaskablePropertyException extends RefusedStartException {

	/**
	 * Create a new exception.
	 * @param location where the property is
	 * @param reason why it cannot be masked
	 * @param action what to do about it
	 */
	public UnmaskablePropertyException(String location, String reason, String action) {
		super("Masking of " + location + " cannot be honoured: " + reason + ".", action);
	}

}
