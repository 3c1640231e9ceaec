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

import java.util.Map;

import io.github.apisecurity.chain.QueryParameters;
import io.github.apisecurity.network.ClientAddressResolver;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * {@link RateLimitContext} of a servlet request, or of a call that is part of one.
 */
class ServletRateLimitContext extends CallContext {

	private final HttpServletRequest request;

	private final ClientAddressResolver addressResolver;

	private @Nullable String clientAddress;

	ServletRateLimitContext(HttpServletRequest request, ClientAddressResolver addressResolver,
			@Nullable Object... arguments) {
		super(arguments);
		this.request = request;
		this.addressResolver = addressResolver;
	}

	@Override
	public @Nullable String clientAddress() {
		if (this.clientAddress == null) {
			this.clientAddress = this.addressResolver.resolve(this.request);
		}
		return this.clientAddress;
	}

	@Override
	public @Nullable String header(String name) {
		return this.request.getHeader(name);
	}

	@Override
	public @Nullable String query(String name) {
		// Not getParameter, which would read a form before the application does.
		return QueryParameters.first(this.request.getQueryString(), name);
	}

	@Override
	public @Nullable String path(String name) {
		return (this.request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> path
				&& path.get(name) instanceof String value) ? value : null;
	}

}
