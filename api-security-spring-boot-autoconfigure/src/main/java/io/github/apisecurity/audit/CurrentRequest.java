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

package io.github.apisecurity.audit;

import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The request of the current thread, for applications that have requests.
 */
class CurrentRequest implements Supplier<@Nullable RequestDetails> {

	private static final Pattern SESSION = Pattern.compile("(?i)(;jsessionid=)[^;/]*");

	private final ClientAddressResolver addressResolver;

	CurrentRequest(ClientAddressResolver addressResolver) {
		this.addressResolver = addressResolver;
	}

	static @Nullable HttpServletRequest servlet() {
		return (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)
				? attributes.getRequest() : null;
	}

	@Override
	public @Nullable RequestDetails get() {
		HttpServletRequest request = servlet();
		if (request != null) {
			return new RequestDetails(RequestId.of(request), this.addressResolver.resolveOrUnknown(request),
					request.getMethod(), path(request), template(request), variables(request), userAgent(request));
		}
		return null;
	}

	// A session is a credential, wherever it stands.
	private static String path(HttpServletRequest request) {
		String path = request.getRequestURI();
		return (path.indexOf(';') >= 0) ? SESSION.matcher(path).replaceAll("$1***") : path;
	}

	private static @Nullable String template(HttpServletRequest request) {
		return (request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern)
				? pattern : null;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> variables(HttpServletRequest request) {
		return (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables)
				? (Map<String, String>) variables : Map.of();
	}

	private static @Nullable String userAgent(HttpServletRequest request) {
		try {
			return request.getHeader(HttpHeaders.USER_AGENT);
		}
		catch (RuntimeException ex) {
			// The firewall refuses the value whenever it is read.
			return null;
		}
	}

}
