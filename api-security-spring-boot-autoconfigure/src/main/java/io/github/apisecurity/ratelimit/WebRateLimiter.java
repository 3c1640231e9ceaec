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

import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Applies policies to servlet requests.
 */
final class WebRateLimiter {

	private final RateLimitEnforcer enforcer;

	private final ClientAddressResolver addressResolver;

	private final RateLimitHeaders headers;

	/**
	 * Create a limiter.
	 * @param enforcer applies the policies
	 * @param addressResolver finds the client
	 * @param format the response headers
	 */
	WebRateLimiter(RateLimitEnforcer enforcer, ClientAddressResolver addressResolver, HeaderFormat format) {
		this.enforcer = enforcer;
		this.addressResolver = addressResolver;
		this.headers = new RateLimitHeaders(format);
	}

	/**
	 * Apply policies to a request.
	 * @param uses the policies
	 * @param request the request
	 * @param response the response, which gets the headers
	 * @return the answer when the request is refused, or {@code null}
	 */
	@Nullable Problem admit(List<PolicyUse> uses, HttpServletRequest request, HttpServletResponse response) {
		RateLimitExchange exchange = exchange(request);
		List<PolicyUse> left = exchange.begin(uses);
		if (left.isEmpty()) {
			return null;
		}
		Admission admission = this.enforcer.admit(left, new ServletRateLimitContext(request, this.addressResolver));
		this.headers.write(exchange.add(admission), response);
		return (admission.refusal() != null) ? RateLimitProblems.of(admission) : null;
	}

	/**
	 * End a request that no filter ends, since it is in no filter chain.
	 * @param request the request
	 * @param response the response
	 */
	void endUnfiltered(HttpServletRequest request, HttpServletResponse response) {
		RateLimitExchange exchange = RateLimitExchange.find(request);
		if (exchange != null && request.getAttribute(RateLimitFilter.ENDS_EXCHANGE) == null) {
			exchange.end(request, response);
		}
	}

	/**
	 * Apply policies to a call of a bean, which may be outside of any request.
	 * @param uses the policies
	 * @return the answer, whose permits are to be released
	 */
	Admission admitCall(List<PolicyUse> uses) {
		HttpServletRequest request = (RequestContextHolder
			.getRequestAttributes() instanceof ServletRequestAttributes attributes) ? attributes.getRequest() : null;
		return this.enforcer.admit(uses, new ServletRateLimitContext(request, this.addressResolver));
	}

	/**
	 * Release the permits of a call that has ended.
	 * @param admission the answer to the call
	 */
	void release(Admission admission) {
		this.enforcer.release(admission.permits());
	}

	RateLimitExchange exchange(HttpServletRequest request) {
		return RateLimitExchange.of(request, this.enforcer);
	}

}
