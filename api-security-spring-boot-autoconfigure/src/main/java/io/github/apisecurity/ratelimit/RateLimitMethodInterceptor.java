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
import java.util.function.Supplier;

import io.github.apisecurity.guard.GuardedCall;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Applies {@link RateLimited @RateLimited} to the methods of beans that are not
 * controllers. What a method returns to be completed later is in progress until then.
 *
 * @param guards the policies of methods
 * @param enforcer applies them
 */
record RateLimitMethodInterceptor(Guards<List<PolicyUse>> guards,
		Supplier<RateLimitEnforcer> enforcer) implements MethodInterceptor {

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		RateLimitEnforcer enforcer = this.enforcer.get();
		List<PolicyUse> uses = this.guards.get(invocation);
		ServletRequestAttributes attributes = (RequestContextHolder
			.getRequestAttributes() instanceof ServletRequestAttributes servlet) ? servlet : null;
		HttpServletResponse response = (attributes != null && isHandler(attributes.getRequest(), invocation))
				? attributes.getResponse() : null;
		if (attributes != null && response != null) {
			// What the interceptor could not decide, since the arguments were not bound.
			Problem problem = enforcer.admit(uses, attributes.getRequest(), response, invocation.getArguments());
			if (problem != null) {
				throw new ProblemException(problem);
			}
			return invocation.proceed();
		}
		Admission admission = enforcer.admitCall(uses, (attributes != null) ? attributes.getRequest() : null,
				invocation.getArguments());
		if (admission.refusal() != null) {
			throw new RateLimitExceededException(enforcer.problem(admission), admission.violatedPolicies(),
					Duration.ofNanos(admission.nanosToWait()));
		}
		return GuardedCall.proceed(invocation, (failure) -> enforcer.endCall(admission, failure));
	}

	private static boolean isHandler(HttpServletRequest request, MethodInvocation invocation) {
		return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
				&& handler.getMethod().equals(invocation.getMethod());
	}

}
