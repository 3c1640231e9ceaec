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
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Applies policies to requests, and to the calls of beans that may be part of one.
 */
final class ServletRateLimitEnforcer extends RateLimitEnforcer {

	private final ClientAddressResolver addressResolver;

	/**
	 * Create an enforcer.
	 * @param engine decides on the tokens
	 * @param publisher the audit trail
	 * @param format the response headers
	 * @param addressResolver finds the client
	 */
	ServletRateLimitEnforcer(RateLimitEngine engine, SecurityEventPublisher publisher, HeaderFormat format,
			ClientAddressResolver addressResolver) {
		super(engine, publisher, format);
		this.addressResolver = addressResolver;
	}

	/**
	 * Apply policies to a request.
	 * @param uses the policies
	 * @param request the request
	 * @param response the response, which gets the headers
	 * @param arguments the arguments of the handler, none before they are bound
	 * @return the answer when the request is refused, or {@code null}
	 */
	@Nullable Problem admit(List<PolicyUse> uses, HttpServletRequest request, HttpServletResponse response,
			@Nullable Object... arguments) {
		RateLimitExchange exchange = RateLimitExchange.of(request, this);
		List<PolicyUse> left = exchange.begin(uses, arguments.length > 0);
		if (left.isEmpty()) {
			return null;
		}
		Admission admission = admit(left, new ServletRateLimitContext(request, this.addressResolver, arguments));
		List<Outcome> outcomes = exchange.add(admission);
		if (!response.isCommitted()) {
			writeHeaders(outcomes, response::setHeader);
		}
		return (admission.refusal() != null) ? admission.problem() : null;
	}

	@Override
	@Nullable Supplier<Admission> prepareCall(List<PolicyUse> uses, MethodInvocation invocation) {
		if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
			return super.prepareCall(uses, invocation);
		}
		HttpServletRequest request = attributes.getRequest();
		HttpServletResponse response = attributes.getResponse();
		if (response == null || !isHandler(request, invocation)) {
			return prepare(RateLimitExchange.left(request, uses),
					new ServletRateLimitContext(request, this.addressResolver, invocation.getArguments()));
		}
		// What the interceptor could not decide, since the arguments were not bound.
		Problem problem = admit(uses, request, response, invocation.getArguments());
		if (problem != null) {
			throw new ProblemException(problem);
		}
		// It ends with the request.
		return null;
	}

	private static boolean isHandler(HttpServletRequest request, MethodInvocation invocation) {
		return request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler
				&& handler.getMethod().equals(invocation.getMethod());
	}

	/**
	 * End a request that no filter ends, since it is in no filter chain.
	 * @param request the request
	 * @param response the response
	 * @param failure what nobody has answered yet, {@code null} when the response is
	 * there
	 */
	void endUnfiltered(HttpServletRequest request, HttpServletResponse response, @Nullable Exception failure) {
		if (request.getAttribute(RateLimitFilter.ENDS_EXCHANGE) == null) {
			RateLimitExchange.end(request, response, failure);
		}
	}

}
