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
import java.util.List;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Applies the policies of the routes that match a request. There is one filter before and
 * one after authentication, each with the policies it has the keys for.
 */
class RateLimitFilter extends OncePerRequestFilter {

	private final String name;

	private final List<RateLimitRoute> routes;

	private final RateLimitEnforcer enforcer;

	private final ProblemWriter problemWriter;

	RateLimitFilter(String name, List<RateLimitRoute> routes, RateLimitEnforcer enforcer, ProblemWriter problemWriter) {
		this.name = name;
		this.routes = List.copyOf(routes);
		this.enforcer = enforcer;
		this.problemWriter = problemWriter;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		for (RateLimitRoute route : this.routes) {
			Problem problem = (route.matches(request)) ? this.enforcer.enforce(route.policies(), request) : null;
			if (problem != null) {
				this.problemWriter.write(request, response, problem);
				return;
			}
		}
		filterChain.doFilter(request, response);
	}

	@Override
	protected String getAlreadyFilteredAttributeName() {
		return RateLimitFilter.class.getName() + "." + this.name;
	}

}
