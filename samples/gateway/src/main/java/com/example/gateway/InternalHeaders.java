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

package com.example.gateway;

import java.security.Principal;
import java.util.Locale;

import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter.RequestHttpHeadersFilter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;

/**
 * What services are told about a caller comes from here, and never from the caller.
 */
@Component
class InternalHeaders implements RequestHttpHeadersFilter {

	private static final String PREFIX = "x-internal-";

	@Override
	public HttpHeaders apply(HttpHeaders input, ServerRequest request) {
		HttpHeaders headers = new HttpHeaders();
		input.forEach((name, values) -> {
			if (!name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
				headers.addAll(name, values);
			}
		});
		request.principal().map(Principal::getName).ifPresent((name) -> headers.set(PREFIX + "caller", name));
		return headers;
	}

}
