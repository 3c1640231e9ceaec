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

package io.github.apisecurity.chain;

import org.springframework.core.Ordered;

/**
 * The links of the request chain in the order in which a request meets them. Filters,
 * interceptors and advisors take their place from here.
 *
 * @since 0.1.0
 */
public enum ChainOrder {

	/**
	 * The access log, which sees the answer as it leaves. Within a chain it learns who
	 * the caller is.
	 */
	ACCESS_LOG,

	/**
	 * Errors become problems, and every rejection gets a body.
	 */
	PROBLEMS,

	/**
	 * Requests that came without TLS.
	 */
	PLAIN_HTTP,

	/**
	 * Answers are turned into those of an old version, after everything else has written
	 * them.
	 */
	VERSION_CHANGES,

	/**
	 * Size, time and shape of the request.
	 */
	REQUEST_LIMITS,

	/**
	 * Empty and asynchronous answers get their headers too.
	 */
	COMPLETE_HEADERS,

	/**
	 * What was refused and has no event gets one.
	 */
	REFUSALS,

	/**
	 * Addresses that are allowed or denied.
	 */
	ADDRESSES,

	/**
	 * Addresses that a rule of detection has blocked for a time.
	 */
	BLOCKED_ADDRESSES,

	/**
	 * Rate limits that need no caller, before any credential is verified.
	 */
	ADDRESS_RATE_LIMITS,

	/**
	 * Credentials in wrong places, before any of them is read.
	 */
	CREDENTIAL_PLACEMENT,

	/**
	 * API keys, beside the access tokens of Spring Security.
	 */
	API_KEYS,

	/**
	 * Certificates of clients, where there is no other credential.
	 */
	CLIENT_CERTIFICATES,

	/**
	 * Callers that a rule of detection has blocked for a time.
	 */
	BLOCKED_CALLERS,

	/**
	 * Rate limits by caller.
	 */
	CALLER_RATE_LIMITS,

	/**
	 * Step-up authentication, never before the limits of the caller have counted.
	 */
	STEP_UP,

	/**
	 * Rules of methods that can be decided before arguments are bound.
	 */
	METHOD_RULES,

	/**
	 * Life cycles of API versions.
	 */
	API_VERSION,

	/**
	 * Rate limits of methods.
	 */
	METHOD_RATE_LIMITS,

	/**
	 * Names and number of parameters, before they are bound.
	 */
	PARAMETERS,

	/**
	 * Who may see masked values, next to the handler, so that nothing else runs while an
	 * answer may be clear.
	 */
	REVEALED_VALUES,

	/**
	 * Calls that are recorded, which are those that no rule has refused.
	 */
	AUDITED_CALLS;

	/**
	 * Return the order of a servlet filter. Filters that record or trace the whole
	 * exchange, such as the observation filter of Spring Boot, stay outside.
	 * @return the order
	 */
	public int filterOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 10 * (ordinal() + 1);
	}

	/**
	 * Return the order of a handler interceptor. Those of the application come before,
	 * unless it orders them, since a rule may ask for what they provide.
	 * @return the order
	 */
	int interceptorOrder() {
		return (this == REVEALED_VALUES) ? Ordered.LOWEST_PRECEDENCE
				: Ordered.LOWEST_PRECEDENCE - 1000 + 10 * ordinal();
	}

	/**
	 * Return the order of an advisor, after the ones of Spring Security that check before
	 * a call and before the ones that check its result.
	 * @return the order
	 */
	public int advisorOrder() {
		return 401 + ordinal();
	}

}
