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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Applies the policies of all routes that match a request, together. There is one filter
 * before and one after authentication, each with the policies it has the keys for; the
 * first also ends the exchange.
 */
class RateLimitFilter extends OncePerRequestFilter {

	/**
	 * Attribute of requests whose exchange this filter ends, since it knows the status of
	 * the response.
	 */
	static final String ENDS_EXCHANGE = RateLimitFilter.class.getName() + ".ends";

	private final boolean first;

	private final RequestRules<List<PolicyUse>> routes;

	private final ServletRateLimitEnforcer enforcer;

	private final ProblemWriter problemWriter;

	RateLimitFilter(boolean first, RequestRules<List<PolicyUse>> routes, ServletRateLimitEnforcer enforcer,
			ProblemWriter problemWriter) {
		this.first = first;
		this.routes = routes;
		this.enforcer = enforcer;
		this.problemWriter = problemWriter;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		List<PolicyUse> policies = policies(request);
		Problem problem = (policies.isEmpty()) ? null : this.enforcer.admit(policies, request, response);
		if (problem != null) {
			this.problemWriter.write(request, response, problem);
			return;
		}
		if (!this.first) {
			filterChain.doFilter(request, response);
			return;
		}
		request.setAttribute(ENDS_EXCHANGE, Boolean.TRUE);
		Throwable failure = null;
		try {
			filterChain.doFilter(request, response);
		}
		catch (ServletException | IOException | RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			RateLimitExchange.end(request, response, failure);
		}
	}

	private List<PolicyUse> policies(HttpServletRequest request) {
		List<PolicyUse> policies = List.of();
		for (List<PolicyUse> uses : this.routes.all(request)) {
			for (PolicyUse use : uses) {
				if (use.policy().get().needsCaller() != this.first) {
					policies = (policies.isEmpty()) ? new ArrayList<>(4) : policies;
					policies.add(use);
				}
			}
		}
		return policies;
	}

	@Override
	protected String getAlreadyFilteredAttributeName() {
		return RateLimitFilter.class.getName() + "." + this.first;
	}

}
