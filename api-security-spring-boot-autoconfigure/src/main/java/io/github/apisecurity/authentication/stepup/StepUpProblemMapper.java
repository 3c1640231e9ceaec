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

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDeniedException;

/**
 * {@link ProblemMapper} for demands raised inside controllers.
 */
class StepUpProblemMapper implements ProblemMapper {

	private static final ProblemType TYPE = new ProblemType("step-up-required", 401, "Step-up Required",
			"This operation requires stronger or more recent authentication.");

	@Override
	public @Nullable Problem map(Exception exception) {
		return (exception instanceof AuthorizationDeniedException denied
				&& denied.getAuthorizationResult() instanceof StepUpDecision decision) ? problem(decision) : null;
	}

	static Problem problem(StepUpDecision decision) {
		return Problem.of(TYPE).withHeader(HttpHeaders.WWW_AUTHENTICATE, decision.requirement().challenge());
	}

}
