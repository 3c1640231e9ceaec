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

package io.github.apisecurity.audit;

import java.util.Locale;

import org.springframework.util.Assert;

/**
 * Kind of a {@link SecurityEvent}. The constants have the names of the OWASP logging
 * vocabulary; a feature or an application makes further kinds of its own.
 *
 * @param id the name in the audit trail: lower case letters, digits and underscores
 * @param outcome how it ended for the caller
 * @param severity how much it matters
 * @since 0.1.0
 * @see <a href=
 * "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html">OWASP
 * Logging Vocabulary</a>
 */
public record SecurityEventType(String id, Outcome outcome, Severity severity) {

	/**
	 * A credential was accepted.
	 */
	public static final SecurityEventType AUTHENTICATION_SUCCESS = new SecurityEventType("authn_login_success",
			Outcome.SUCCESS);

	/**
	 * A credential was refused, or none was given.
	 */
	public static final SecurityEventType AUTHENTICATION_FAILURE = new SecurityEventType("authn_login_fail",
			Outcome.FAILURE);

	/**
	 * A known caller was not allowed to do something.
	 */
	public static final SecurityEventType ACCESS_DENIED = new SecurityEventType("authz_fail", Outcome.FAILURE,
			Severity.CRITICAL);

	/**
	 * A rate limit was exceeded.
	 */
	public static final SecurityEventType RATE_LIMIT_EXCEEDED = new SecurityEventType("excess_rate_limit_exceeded",
			Outcome.FAILURE);

	/**
	 * The content of a request was refused.
	 */
	public static final SecurityEventType VALIDATION_FAILED = new SecurityEventType("input_validation_fail",
			Outcome.FAILURE);

	/**
	 * Masked properties were shown to a caller who may see them.
	 */
	public static final SecurityEventType SENSITIVE_READ = new SecurityEventType("sensitive_read", Outcome.SUCCESS,
			Severity.WARNING);

	/**
	 * A cross-origin request was refused.
	 */
	public static final SecurityEventType CORS_REJECTED = new SecurityEventType("malicious_cors", Outcome.FAILURE,
			Severity.CRITICAL);

	/**
	 * A stored value could not be decrypted.
	 */
	public static final SecurityEventType DECRYPTION_FAILED = new SecurityEventType("crypt_decrypt_fail",
			Outcome.FAILURE);

	/**
	 * A value could not be encrypted, and was not stored.
	 */
	public static final SecurityEventType ENCRYPTION_FAILED = new SecurityEventType("crypt_encrypt_fail",
			Outcome.FAILURE);

	public SecurityEventType {
		Assert.isTrue(id.matches("[a-z0-9_]{1,64}"), "'id' must have lower case letters, digits and underscores only");
	}

	/**
	 * Create a type of the usual severity: a success is information, a failure a warning.
	 * @param id the name in the audit trail: lower case letters, digits and underscores
	 * @param outcome how it ended for the caller
	 */
	public SecurityEventType(String id, Outcome outcome) {
		this(id, outcome, (outcome == Outcome.SUCCESS) ? Severity.INFO : Severity.WARNING);
	}

	/**
	 * How much an event matters.
	 */
	public enum Severity {

		/**
		 * Part of ordinary use.
		 */
		INFO,

		/**
		 * Ordinary once, and an attack when it repeats itself.
		 */
		WARNING,

		/**
		 * Nothing an ordinary client does.
		 */
		CRITICAL

	}

	/**
	 * How it ended for the caller.
	 */
	public enum Outcome {

		/**
		 * The caller got what was asked for.
		 */
		SUCCESS,

		/**
		 * The caller was refused.
		 */
		FAILURE;

		/**
		 * Return the name in the audit trail.
		 * @return the name
		 */
		public String id() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
