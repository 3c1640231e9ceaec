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

import java.io.IOException;

import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Checks the rules by path, and answers with the challenge whoever raised the demand.
 */
class StepUpFilter extends OncePerRequestFilter {

	private final RequestRules<StepUpRequirement> rules;

	private final ProblemWriter problemWriter;

	private final AuthorizationEventPublisher events;

	StepUpFilter(RequestRules<StepUpRequirement> rules, ProblemWriter problemWriter,
			AuthorizationEventPublisher events) {
		this.rules = rules;
		this.problemWriter = problemWriter;
		this.events = events;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		try {
			checkRules(request);
			filterChain.doFilter(request, response);
		}
		catch (AuthorizationDeniedException ex) {
			Problem problem = StepUpDecision.problem(ex);
			if (problem == null) {
				throw ex;
			}
			this.problemWriter.write(request, response, problem);
		}
	}

	private void checkRules(HttpServletRequest request) {
		StepUpRequirement requirement = this.rules.first(request);
		if (requirement == null) {
			return;
		}
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		AuthorizationResult result = requirement.evaluate(authentication);
		if (!result.isGranted()) {
			this.events.publishAuthorizationEvent(() -> authentication, request, result);
			throw new AuthorizationDeniedException("Access Denied", result);
		}
	}

}
