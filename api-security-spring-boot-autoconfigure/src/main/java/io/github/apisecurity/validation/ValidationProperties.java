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

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for input validation.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.validation")
public class ValidationProperties {

	/**
	 * Whether to answer invalid input field by field and to record it.
	 */
	private boolean enabled = true;

	/**
	 * What is done with input that the strictness of requests, parameters and JSON would
	 * refuse. Each of them can have a mode of its own.
	 */
	private ValidationMode mode = ValidationMode.ENFORCE;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public ValidationMode getMode() {
		return this.mode;
	}

	public void setMode(ValidationMode mode) {
		this.mode = mode;
	}

}
