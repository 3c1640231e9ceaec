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

import org.jspecify.annotations.Nullable;

/**
 * Configuration properties that each part of validation has. What they are in a part is
 * said in the additional metadata.
 *
 * @since 0.1.0
 */
public abstract class PartProperties {

	/**
	 * Whether the part is there.
	 */
	private boolean enabled = true;

	/**
	 * What is done with input that the part would refuse. That of
	 * 'api-security.validation.mode' when not set.
	 */
	private @Nullable ValidationMode mode;

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable ValidationMode getMode() {
		return this.mode;
	}

	public void setMode(@Nullable ValidationMode mode) {
		this.mode = mode;
	}

}
