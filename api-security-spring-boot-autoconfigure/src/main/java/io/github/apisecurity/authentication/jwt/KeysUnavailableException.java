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

package io.github.apisecurity.authentication.jwt;

import java.time.Duration;

import io.github.apisecurity.audit.SecurityReason;

import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Thrown when a token can be neither accepted nor refused, because there is no usable key
 * and the provider cannot be asked. Not an error of the caller.
 *
 * @since 0.1.0
 */
public class KeysUnavailableException extends JwtException implements SecurityReason {

	private final Duration retryAfter;

	/**
	 * Create a new exception.
	 * @param retryAfter how long to wait before the next attempt can succeed
	 */
	public KeysUnavailableException(Duration retryAfter) {
		super("The keys of the issuer are not available");
		this.retryAfter = retryAfter;
	}

	/**
	 * Return how long to wait before the next attempt can succeed.
	 * @return the duration
	 */
	public Duration getRetryAfter() {
		return this.retryAfter;
	}

	@Override
	public String getReason() {
		return "keys_unavailable";
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		// Raised once per request while a provider is down.
		return this;
	}

}
