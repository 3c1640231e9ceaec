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

import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.chain.AsyncCompletion;
import io.github.apisecurity.ratelimit.ConcurrencyLimiter.Permit;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * What one request has taken so far, to be released or given back when it ends.
 */
class RateLimitExchange {

	private static final String ATTRIBUTE = RateLimitExchange.class.getName();

	private final RateLimitEnforcer enforcer;

	private final List<String> policies = new ArrayList<>(4);

	private final List<Outcome> outcomes = new ArrayList<>(4);

	private final List<Permit> permits = new ArrayList<>(0);

	RateLimitExchange(RateLimitEnforcer enforcer) {
		this.enforcer = enforcer;
	}

	static RateLimitExchange of(HttpServletRequest request, RateLimitEnforcer enforcer) {
		RateLimitExchange exchange = find(request);
		if (exchange == null) {
			exchange = new RateLimitExchange(enforcer);
			request.setAttribute(ATTRIBUTE, exchange);
		}
		return exchange;
	}

	private static @Nullable RateLimitExchange find(HttpServletRequest request) {
		return (RateLimitExchange) request.getAttribute(ATTRIBUTE);
	}

	/**
	 * Return the uses of policies that a request has not met by a route or its handler.
	 * @param request the request
	 * @param uses the uses
	 * @return those that are left for a bean that it calls
	 */
	static List<PolicyUse> left(HttpServletRequest request, List<PolicyUse> uses) {
		RateLimitExchange exchange = find(request);
		return (exchange != null) ? exchange.left(uses) : uses;
	}

	private synchronized List<PolicyUse> left(List<PolicyUse> uses) {
		return uses.stream().filter((use) -> !this.policies.contains(use.policy().get().name())).toList();
	}

	/**
	 * Return the uses of policies that have not been decided on for this request: one
	 * that reaches it twice counts once.
	 * @param uses the uses
	 * @param bound whether the arguments of the handler are bound
	 * @return those that are left
	 */
	synchronized List<PolicyUse> begin(List<PolicyUse> uses, boolean bound) {
		List<PolicyUse> left = new ArrayList<>(uses.size());
		for (PolicyUse use : uses) {
			String policy = use.policy().get().name();
			if (!this.policies.contains(policy) && (bound || !use.needsArguments())) {
				this.policies.add(policy);
				left.add(use);
			}
		}
		return left;
	}

	synchronized List<Outcome> add(Admission admission) {
		if (admission.refusal() != null) {
			// All or nothing. What was decided before authentication stays taken: it is
			// what protects authentication itself from those without quota.
			List<Outcome> taken = this.outcomes.stream()
				.filter((outcome) -> outcome.isConsumed() && outcome.policy().needsCaller())
				.toList();
			this.enforcer.refund(taken);
			this.outcomes.replaceAll((outcome) -> (taken.contains(outcome)) ? outcome.givenBack() : outcome);
		}
		this.outcomes.addAll(admission.outcomes());
		this.permits.addAll(admission.permits());
		return this.outcomes;
	}

	/**
	 * End the exchange of a request, if there is one, now or when the asynchronous
	 * processing ends.
	 * @param request the request
	 * @param response the response
	 * @param failure what nobody has answered yet, {@code null} when the response is
	 * there
	 */
	static void end(HttpServletRequest request, HttpServletResponse response, @Nullable Throwable failure) {
		RateLimitExchange exchange = find(request);
		if (exchange == null) {
			return;
		}
		if (failure != null && DisconnectedClientHelper.isClientDisconnectedException(failure)) {
			// Who gives up gets nothing back.
			exchange.release();
		}
		else if (failure == null && request.isAsyncStarted()) {
			AsyncCompletion.of(request, () -> exchange.complete(request, response, null));
		}
		else {
			exchange.complete(request, response, failure);
		}
	}

	private synchronized void complete(HttpServletRequest request, HttpServletResponse response,
			@Nullable Throwable unanswered) {
		// What was answered, be it by an advice of the application.
		Throwable failure = (Throwable) request.getAttribute(DispatcherServlet.EXCEPTION_ATTRIBUTE);
		int status = response.getStatus();
		if (unanswered != null) {
			failure = (unanswered instanceof ServletException && unanswered.getCause() != null) ? unanswered.getCause()
					: unanswered;
			status = response.isCommitted() ? status : RateLimitEnforcer.status(failure);
		}
		List<Outcome> ended = List.copyOf(this.outcomes);
		release();
		this.enforcer.end(ended, status, failure, response::getHeader);
	}

	private synchronized void release() {
		this.outcomes.clear();
		this.enforcer.release(this.permits);
		this.permits.clear();
	}

}
