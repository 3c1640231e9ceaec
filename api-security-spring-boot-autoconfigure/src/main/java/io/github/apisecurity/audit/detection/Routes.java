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

package io.github.apisecurity.audit.detection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.apisecurity.chain.HandlerMappings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Finds the endpoint of a request that was refused, also when Spring MVC was not asked
 * for it yet.
 */
class Routes {

	/**
	 * What is asked for names somebody, and an endpoint does not.
	 */
	private static final String OTHER = "(without a pattern, or of another method or type)";

	private final Supplier<List<HandlerMapping>> mappings;

	Routes(Supplier<Stream<HandlerMapping>> mappings) {
		this.mappings = SingletonSupplier.of(() -> HandlerMappings.of(mappings.get())
			.filter((mapping) -> mapping instanceof RequestMappingInfoHandlerMapping
					|| mapping instanceof RouterFunctionMapping)
			.toList());
	}

	/**
	 * Return the pattern of the endpoint that Spring MVC has chosen.
	 * @param request the request
	 * @return the pattern, {@code null} when there is none
	 */
	static @Nullable String chosen(HttpServletRequest request) {
		return (isEndpoint(request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE))
				&& request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern)
						? pattern : null;
	}

	// Files are served below a pattern for everything.
	private static boolean isEndpoint(@Nullable Object handler) {
		return handler instanceof HandlerMethod || handler instanceof HandlerFunction;
	}

	/**
	 * Return the pattern of the endpoint that the request is for.
	 * @param request the request
	 * @return the pattern, {@code null} when there is no endpoint
	 */
	@Nullable String find(HttpServletRequest request) {
		String chosen = chosen(request);
		if (chosen != null) {
			return chosen;
		}
		// What the search leaves in the request would change metrics of others.
		Looked looked = new Looked(request);
		ServletRequestPathUtils.parseAndCache(looked);
		for (HandlerMapping mapping : this.mappings.get()) {
			try {
				HandlerExecutionChain handler = mapping.getHandler(looked);
				if (handler != null) {
					return (looked
						.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern)
								? pattern : OTHER;
				}
			}
			catch (Exception ex) {
				// There is an endpoint, for another method or type.
				return OTHER;
			}
		}
		return null;
	}

	/**
	 * A request that keeps its attributes.
	 */
	private static final class Looked extends HttpServletRequestWrapper {

		private final Map<String, @Nullable Object> attributes = new HashMap<>();

		Looked(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Object getAttribute(String name) {
			return (this.attributes.containsKey(name)) ? this.attributes.get(name) : super.getAttribute(name);
		}

		@Override
		public void setAttribute(String name, @Nullable Object value) {
			this.attributes.put(name, value);
		}

		@Override
		public void removeAttribute(String name) {
			this.attributes.put(name, null);
		}

	}

}
