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

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.ratelimit.Admission.Refusal;

import org.springframework.http.HttpHeaders;

/**
 * Makes the answer to a refused request.
 */
final class RateLimitProblems {

	private static final ProblemType REDUCED_CAPACITY = new ProblemType(
			"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity", 503,
			"Request cannot be satisfied due to temporary server capacity constraints",
			"The service is temporarily unavailable. Try again after the time given in Retry-After.");

	private RateLimitProblems() {
	}

	/**
	 * Make the answer.
	 * @param admission the admission, which has a refusal
	 * @return the answer
	 */
	static Problem of(Admission admission) {
		if (admission.refusal() == Refusal.KEY_MISSING) {
			return Problem.of(ProblemType.FORBIDDEN);
		}
		List<String> policies = admission.violated().stream().map(RateLimitPolicy::name).toList();
		long seconds = Math.max(1, RateLimitHeaders.toSeconds(admission.nanosToWait()));
		return Problem.of((admission.refusal() == Refusal.UNAVAILABLE) ? REDUCED_CAPACITY : ProblemType.QUOTA_EXCEEDED)
			.withMember("violated-policies", policies)
			.withHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
	}

}
