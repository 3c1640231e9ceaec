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

import io.github.apisecurity.audit.SecurityReason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.lang.Contract;
import org.springframework.security.oauth2.jwt.BadJwtException;

/**
 * Thrown when a token is refused. The reason is for the audit trail; the message, which
 * may reach the caller, is the same for all of them.
 *
 * @since 0.1.0
 */
public class TokenRejectedException extends BadJwtException implements SecurityReason {

	/**
	 * The only thing a caller learns.
	 */
	public static final String MESSAGE = "The access token is not valid";

	private static final Log log = LogFactory.getLog(TokenRejectedException.class);

	private static final int MAX_LOGGED = 200;

	private final String reason;

	/**
	 * Create a new exception.
	 * @param reason the reason code
	 */
	public TokenRejectedException(String reason) {
		this(reason, null);
	}

	private TokenRejectedException(String reason, @Nullable String values) {
		super(MESSAGE);
		this.reason = reason;
		if (log.isDebugEnabled()) {
			log.debug("Access token refused (" + reason + ")" + ((values != null) ? ": " + values : ""));
		}
	}

	/**
	 * Create an exception, and tell whoever debugs what was found and what was wanted.
	 * The value is that of a claim or parameter that names no person.
	 * @param reason the reason code
	 * @param found the value of the token
	 * @param wanted the value that would be accepted
	 * @return the exception
	 */
	static TokenRejectedException of(String reason, @Nullable Object found, @Nullable Object wanted) {
		return new TokenRejectedException(reason,
				log.isDebugEnabled() ? "found " + printable(found) + ", wanted " + printable(wanted) : null);
	}

	@Contract("true, _ -> fail")
	static void throwIf(boolean refused, String reason) {
		if (refused) {
			throw new TokenRejectedException(reason);
		}
	}

	@Contract("true, _, _, _ -> fail")
	static void throwIf(boolean refused, String reason, @Nullable Object found, @Nullable Object wanted) {
		if (refused) {
			throw of(reason, found, wanted);
		}
	}

	private static String printable(@Nullable Object value) {
		String text = String.valueOf(value);
		String shown = text.substring(0, Math.min(text.length(), MAX_LOGGED)).replaceAll("[^\\x20-\\x7e]", "?");
		return "'" + shown + ((text.length() > MAX_LOGGED) ? "...'" : "'");
	}

	@Override
	public String getReason() {
		return this.reason;
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		// Whoever sends forged tokens does not get to choose what the server spends on
		// them.
		return this;
	}

}
