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
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Applies policies to a request: finds the key, asks the limiter and makes the answer.
 */
class RateLimitEnforcer {

	private final RateLimiter limiter;

	private final ClientAddressResolver addressResolver;

	private final SecurityEventPublisher publisher;

	RateLimitEnforcer(RateLimiter limiter, ClientAddressResolver addressResolver, SecurityEventPublisher publisher) {
		this.limiter = limiter;
		this.addressResolver = addressResolver;
		this.publisher = publisher;
	}

	/**
	 * Apply the policies in order.
	 * @param policies the policies
	 * @param request the request
	 * @return the answer when the request is over a limit, or {@code null}
	 */
	@Nullable Problem enforce(List<RateLimitPolicy> policies, HttpServletRequest request) {
		for (RateLimitPolicy policy : policies) {
			Duration wait = this.limiter.tryConsume(policy, key(policy.key(), request));
			if (!wait.isZero()) {
				this.publisher.publish(SecurityEventType.RATE_LIMIT_EXCEEDED, null, Map.of("policy", policy.name()));
				return Problem.of(ProblemType.QUOTA_EXCEEDED)
					.withMember("violated-policies", List.of(policy.name()))
					.withHeader(HttpHeaders.RETRY_AFTER, Long.toString(toWholeSeconds(wait)));
			}
		}
		return null;
	}

	private String key(RateLimitKey key, HttpServletRequest request) {
		return switch (key) {
			case CLIENT_IP -> this.addressResolver.resolve(request);
			case USER -> user(request);
			case GLOBAL -> "";
		};
	}

	private String user(HttpServletRequest request) {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		if (authentication == null || !authentication.isAuthenticated()
				|| authentication instanceof AnonymousAuthenticationToken) {
			return "ip:" + this.addressResolver.resolve(request);
		}
		return "user:" + authentication.getName();
	}

	private static long toWholeSeconds(Duration wait) {
		return wait.plusNanos(999_999_999).toSeconds();
	}

}
