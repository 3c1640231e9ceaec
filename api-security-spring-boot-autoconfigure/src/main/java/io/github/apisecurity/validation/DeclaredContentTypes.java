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

package io.github.apisecurity.validation;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.apisecurity.chain.HandlerMappings;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The media types that the handler of a request says itself that it takes: in
 * {@code consumes}, by the predicate of a functional endpoint, or by being no controller,
 * as the transports of SockJS, or another servlet. {@code null} if it says nothing. Asked
 * only where the type would be refused.
 */
class DeclaredContentTypes implements Function<HttpServletRequest, @Nullable Set<MediaType>> {

	private static final String UNDECLARED = "application/x-undeclared";

	private final Supplier<List<HandlerMapping>> mappings;

	private final Supplier<Map<HandlerMethod, Set<MediaType>>> declarations;

	DeclaredContentTypes(ObjectProvider<HandlerMapping> mappings) {
		this.mappings = SingletonSupplier.of(() -> HandlerMappings.of(mappings.orderedStream()).toList());
		this.declarations = SingletonSupplier.of(() -> this.mappings.get()
			.stream()
			.filter(RequestMappingInfoHandlerMapping.class::isInstance)
			.flatMap((mapping) -> ((RequestMappingInfoHandlerMapping) mapping).getHandlerMethods().entrySet().stream())
			.filter((entry) -> !entry.getKey().getConsumesCondition().isEmpty())
			.collect(Collectors.groupingBy(Map.Entry::getValue,
					Collectors.flatMapping(
							(entry) -> entry.getKey().getConsumesCondition().getConsumableMediaTypes().stream(),
							Collectors.toSet()))));
	}

	@Override
	public @Nullable Set<MediaType> apply(HttpServletRequest request) {
		if (isForAnotherServlet(request)) {
			return Set.of();
		}
		ServletRequestPathUtils.parseAndCache(request);
		for (HandlerMapping mapping : this.mappings.get()) {
			Object handler = handler(mapping, request);
			if (handler instanceof HandlerMethod method) {
				// Controllers that inherit a method are mapped each for itself.
				HandlerMethod mapped = method.getResolvedFromHandlerMethod();
				return this.declarations.get().get((mapped != null) ? mapped : method);
			}
			if (handler != null) {
				return (readsItself(handler)
						|| (handler instanceof HandlerFunction && handler(mapping, new Untyped(request)) == null))
								? Set.of() : null;
			}
		}
		return null;
	}

	private static boolean isForAnotherServlet(HttpServletRequest request) {
		ServletRegistration servlet = request.getServletContext()
			.getServletRegistration(request.getHttpServletMapping().getServletName());
		return servlet != null && servlet.getClassName() != null
				&& !DispatcherServlet.class.isAssignableFrom(ClassUtils.resolveClassName(servlet.getClassName(), null));
	}

	private static boolean readsItself(Object handler) {
		return handler instanceof HttpRequestHandler && !(handler instanceof ResourceHttpRequestHandler);
	}

	private static @Nullable Object handler(HandlerMapping mapping, HttpServletRequest request) {
		try {
			HandlerExecutionChain chain = mapping.getHandler(request);
			return (chain != null) ? chain.getHandler() : null;
		}
		catch (Exception ex) {
			// The mapping will say it again when the request gets there.
			return null;
		}
	}

	/**
	 * The same request with a body that nobody asks for.
	 */
	private static final class Untyped extends HttpServletRequestWrapper {

		Untyped(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getContentType() {
			return UNDECLARED;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return (HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)) ? UNDECLARED : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return (HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)) ? Collections.enumeration(List.of(UNDECLARED))
					: super.getHeaders(name);
		}

	}

}
