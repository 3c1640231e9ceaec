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

import io.github.apisecurity.chain.AsyncCompletion;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Applies {@link RateLimited @RateLimited} before the arguments of the controller method
 * are bound.
 *
 * @param guards find the limits of a handler
 * @param enforcer enforces them
 */
record RateLimitInterceptor(Guards<List<PolicyUse>> guards,
		ServletRateLimitEnforcer enforcer) implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		// A handler that is forwarded or dispatched to has not been counted, and a policy
		// that the request has met counts once.
		if (handler instanceof HandlerMethod method && !AsyncCompletion.isResult(request)) {
			List<PolicyUse> uses = this.guards.find(method.getMethod(), method.getBeanType());
			Problem problem = (uses != null) ? this.enforcer.admit(uses, request, response) : null;
			if (problem != null) {
				throw new ProblemException(problem);
			}
		}
		return true;
	}

	@Override
	public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
			@Nullable Exception ex) {
		this.enforcer.endUnfiltered(request, response, ex);
	}

}
