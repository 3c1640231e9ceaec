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

package io.github.apisecurity.authentication.stepup;

import io.github.apisecurity.audit.SecurityReason;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationResult;

/**
 * Refusal of a caller who is known, but not well enough.
 *
 * @param requirement what is required
 */
record StepUpDecision(StepUpRequirement requirement) implements AuthorizationResult, SecurityReason {

	private static final ProblemType TYPE = new ProblemType("step-up-required", 401, "Step-up Required",
			"This operation requires stronger or more recent authentication.");

	/**
	 * Return the answer to a demand, whoever raised it.
	 * @param exception the exception
	 * @return the problem or {@code null} when it is no such demand
	 */
	static @Nullable Problem problem(Exception exception) {
		return (exception instanceof AuthorizationDeniedException denied
				&& denied.getAuthorizationResult() instanceof StepUpDecision decision)
						? Problem.of(TYPE).withHeader(HttpHeaders.WWW_AUTHENTICATE, decision.requirement().challenge())
						: null;
	}

	@Override
	public boolean isGranted() {
		return false;
	}

	@Override
	public String getReason() {
		return "step_up_required";
	}

}
