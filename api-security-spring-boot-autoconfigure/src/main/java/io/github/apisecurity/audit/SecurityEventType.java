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

/**
 * Kinds of {@link SecurityEvent}, with the names of the OWASP logging vocabulary.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Vocabulary_Cheat_Sheet.html">OWASP
 * Logging Vocabulary</a>
 */
public enum SecurityEventType {

	/**
	 * A credential was accepted.
	 */
	AUTHENTICATION_SUCCESS("authn_login_success", Outcome.SUCCESS),

	/**
	 * A credential was refused, or none was given.
	 */
	AUTHENTICATION_FAILURE("authn_login_fail", Outcome.FAILURE),

	/**
	 * A known caller was not allowed to do something.
	 */
	ACCESS_DENIED("authz_fail", Outcome.FAILURE),

	/**
	 * A rate limit was exceeded.
	 */
	RATE_LIMIT_EXCEEDED("excess_rate_limit_exceeded", Outcome.FAILURE),

	/**
	 * The content of a request was refused.
	 */
	VALIDATION_FAILED("input_validation_fail", Outcome.FAILURE),

	/**
	 * Masked properties were shown to a caller who may see them.
	 */
	SENSITIVE_READ("sensitive_read", Outcome.SUCCESS),

	/**
	 * A cross-origin request was refused.
	 */
	CORS_REJECTED("malicious_cors", Outcome.FAILURE);

	private final String id;

	private final Outcome outcome;

	SecurityEventType(String id, Outcome outcome) {
		this.id = id;
		this.outcome = outcome;
	}

	/**
	 * Return the name of the kind in the OWASP logging vocabulary.
	 * @return the name
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Return the outcome.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return this.outcome;
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
		FAILURE

	}

}
