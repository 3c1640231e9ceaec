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

import io.github.apisecurity.problem.ProblemWriter;

import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.filter.CorsFilter;

/**
 * Adds the filters to every chain: limits by address before any credential is verified,
 * the others once the caller is known.
 */
final class RateLimitHttpSecurityCustomizer implements Customizer<HttpSecurity> {

	private final RateLimitFilter beforeAuthentication;

	private final RateLimitFilter afterAuthentication;

	/**
	 * Create a customizer.
	 * @param routes the routes
	 * @param limiter applies their policies
	 * @param problemWriter writes the answer to a refused request
	 */
	RateLimitHttpSecurityCustomizer(List<RateLimitRoute> routes, WebRateLimiter limiter, ProblemWriter problemWriter) {
		this.beforeAuthentication = new RateLimitFilter(true, routes, limiter, problemWriter);
		this.afterAuthentication = new RateLimitFilter(false, routes, limiter, problemWriter);
	}

	@Override
	public void customize(HttpSecurity http) {
		http.addFilterAfter(this.beforeAuthentication, CorsFilter.class);
		http.addFilterBefore(this.afterAuthentication, AuthorizationFilter.class);
	}

}
