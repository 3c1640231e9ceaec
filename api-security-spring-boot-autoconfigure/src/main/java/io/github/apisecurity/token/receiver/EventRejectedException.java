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

package io.github.apisecurity.token.receiver;

import io.github.apisecurity.audit.SecurityReason;

import org.springframework.lang.Contract;
import org.springframework.security.oauth2.jwt.BadJwtException;

/**
 * Thrown when a token is no event that can be acted on.
 */
@SuppressWarnings("serial")
class EventRejectedException extends BadJwtException implements SecurityReason {

	private final String reason;

	EventRejectedException(String reason) {
		super("The event is not valid");
		this.reason = reason;
	}

	@Contract("true, _ -> fail")
	static void throwIf(boolean rejected, String reason) {
		if (rejected) {
			throw new EventRejectedException(reason);
		}
	}

	@Override
	public String getReason() {
		return this.reason;
	}

}
