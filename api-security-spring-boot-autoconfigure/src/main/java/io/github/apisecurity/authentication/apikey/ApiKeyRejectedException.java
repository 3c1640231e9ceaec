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

package io.github.apisecurity.authentication.apikey;

import io.github.apisecurity.audit.SecurityReason;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an API key is refused.
 */
class ApiKeyRejectedException extends RuntimeException implements SecurityReason {

	private final String reason;

	private final @Nullable String keyId;

	ApiKeyRejectedException(String reason, @Nullable String keyId) {
		super("The API key is not valid", null, false, false);
		this.reason = reason;
		this.keyId = keyId;
	}

	@Nullable String keyId() {
		return this.keyId;
	}

	@Override
	public String getReason() {
		return this.reason;
	}

}
