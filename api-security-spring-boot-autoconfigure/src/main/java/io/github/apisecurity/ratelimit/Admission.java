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

import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.ratelimit.ConcurrencyLimiter.Permit;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Answer to a request at one point of its way.
 *
 * @param refusal why it is refused, {@code null} when it may go on
 * @param violated the policies that refuse it
 * @param nanosToWait how long until the same request could be allowed
 * @param outcomes the outcome of each policy that was decided on
 * @param permits what is to be released when the request ends
 */
record Admission(@Nullable Refusal refusal, List<RateLimitPolicy> violated, long nanosToWait, List<Outcome> outcomes,
		List<Permit> permits) {

	private static final ProblemType REDUCED_CAPACITY = new ProblemType(
			"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity", 503,
			"Request cannot be satisfied due to temporary server capacity constraints",
			"The service is temporarily unavailable. Try again after the time given in Retry-After.");

	static Admission refused(Refusal refusal, RateLimitPolicy policy) {
		return new Admission(refusal, List.of(policy), 0, List.of(), List.of());
	}

	/**
	 * Make the answer to a request that is refused.
	 * @return the answer
	 */
	Problem problem() {
		if (this.refusal == Refusal.KEY_MISSING) {
			return Problem.of(ProblemType.FORBIDDEN);
		}
		long seconds = Math.max(1, RateLimitHeaders.toSeconds(this.nanosToWait));
		return Problem.of((this.refusal == Refusal.UNAVAILABLE) ? REDUCED_CAPACITY : ProblemType.QUOTA_EXCEEDED)
			.withMember("violated-policies", violatedPolicies())
			.withHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
	}

	List<String> violatedPolicies() {
		return this.violated.stream().map(RateLimitPolicy::name).toList();
	}

	/**
	 * Return the buckets under which the request is.
	 * @return their names in this process
	 */
	List<String> buckets() {
		return Stream.concat(this.outcomes.stream().map(Outcome::charge), this.permits.stream().map(Permit::charge))
			.map(Charge::localKey)
			.toList();
	}

	/**
	 * Why a request is refused.
	 */
	enum Refusal {

		/**
		 * There are no tokens left.
		 */
		QUOTA,

		/**
		 * Too many requests are in progress.
		 */
		CONCURRENCY,

		/**
		 * The request lacks the key of a policy that demands it.
		 */
		KEY_MISSING,

		/**
		 * The store cannot be asked.
		 */
		UNAVAILABLE

	}

}
