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

package io.github.apisecurity.cors;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.chain.RequestRules;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsUtils;

/**
 * Finds the rule of a request, or what the application has configured with Spring MVC,
 * and refuses what that does not allow with a problem. Preflight requests without either
 * are refused; other requests pass without CORS headers, which keeps their response from
 * the script: the origin cannot be told from the own one behind a proxy that hides scheme
 * and host.
 */
class RestrictiveCorsConfigurationSource implements CorsConfigurationSource {

	private static final CorsConfiguration NOTHING_ALLOWED = new CorsConfiguration();

	private final RequestRules<CorsConfiguration> rules;

	private final Supplier<@Nullable CorsConfigurationSource> springMvc;

	private final SecurityEventPublisher publisher;

	RestrictiveCorsConfigurationSource(RequestRules<CorsConfiguration> rules,
			Supplier<@Nullable CorsConfigurationSource> springMvc, SecurityEventPublisher publisher) {
		this.rules = rules;
		this.springMvc = springMvc;
		this.publisher = publisher;
	}

	@Override
	public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
		if (!CorsUtils.isCorsRequest(request)) {
			return null;
		}
		boolean preflight = CorsUtils.isPreFlightRequest(request);
		CorsConfiguration configuration = this.rules.first(request);
		CorsConfigurationSource source = (configuration != null) ? null : this.springMvc.get();
		if (source != null) {
			configuration = source.getCorsConfiguration(request);
		}
		if (configuration == null && preflight) {
			configuration = NOTHING_ALLOWED;
		}
		if (configuration != null && !isAllowed(request, preflight, configuration)) {
			this.publisher.publish(SecurityEventType.CORS_REJECTED, null, Map.of());
			throw new ProblemException(Problem.of(ProblemType.FORBIDDEN));
		}
		return configuration;
	}

	private boolean isAllowed(HttpServletRequest request, boolean preflight, CorsConfiguration configuration) {
		if (configuration.checkOrigin(request.getHeader(HttpHeaders.ORIGIN)) == null) {
			return false;
		}
		String method = (preflight) ? request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
				: request.getMethod();
		if (configuration.checkHttpMethod(HttpMethod.valueOf(method)) == null) {
			return false;
		}
		String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
		return !preflight
				|| configuration.checkHeaders(List.of(StringUtils.tokenizeToStringArray(headers, ","))) != null;
	}

}
