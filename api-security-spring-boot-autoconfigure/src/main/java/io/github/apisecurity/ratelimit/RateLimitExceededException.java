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

package io.github.apisecurity.ratelimit;

import java.time.Duration;
import java.util.List;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;

/**
 * Thrown when a call of a bean is over a limit.
 *
 * @since 0.1.0
 */
public class RateLimitExceededException extends ProblemException {

	private final transient List<String> policies;

	private final Duration retryAfter;

	/**
	 * Create a new exception.
	 * @param problem the answer
	 * @param policies the names of the policies that refuse the call
	 * @param retryAfter how long until the same call could be allowed
	 */
	public RateLimitExceededException(Problem problem, List<String> policies, Duration retryAfter) {
		super(problem);
		this.policies = List.copyOf(policies);
		this.retryAfter = retryAfter;
	}

	/**
	 * Return the policies that refuse the call.
	 * @return the names
	 */
	public List<String> getPolicies() {
		return this.policies;
	}

	/**
	 * Return how long until the same call could be allowed.
	 * @return the time
	 */
	public Duration getRetryAfter() {
		return this.retryAfter;
	}

}
