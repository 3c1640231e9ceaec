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

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsUtils;

/**
 * Refuses preflight requests to paths without a rule. Other requests pass without CORS
 * headers, which keeps their response from the script: the origin cannot be told from the
 * own one behind a proxy that hides scheme and host.
 */
class RestrictiveCorsConfigurationSource implements CorsConfigurationSource {

	private static final CorsConfiguration NOTHING_ALLOWED = new CorsConfiguration();

	private final CorsConfigurationSource delegate;

	RestrictiveCorsConfigurationSource(CorsConfigurationSource delegate) {
		this.delegate = delegate;
	}

	@Override
	public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
		CorsConfiguration configuration = this.delegate.getCorsConfiguration(request);
		if (configuration == null && CorsUtils.isPreFlightRequest(request)) {
			return NOTHING_ALLOWED;
		}
		return configuration;
	}

}
