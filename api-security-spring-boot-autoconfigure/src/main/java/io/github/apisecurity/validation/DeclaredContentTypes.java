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

import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Whether the handler of a request says itself that it takes the media type of the body:
 * in {@code consumes}, or by being no controller, as the transports of SockJS. Asked only
 * where the type would be refused.
 */
class DeclaredContentTypes implements Predicate<HttpServletRequest> {

	private final Supplier<List<RequestMappingInfo>> declarations;

	private final Supplier<List<AbstractUrlHandlerMapping>> urlMappings;

	DeclaredContentTypes(ObjectProvider<RequestMappingInfoHandlerMapping> mappings,
			ObjectProvider<AbstractUrlHandlerMapping> urlMappings) {
		this.declarations = SingletonSupplier.of(() -> mappings.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().keySet().stream())
			.filter((info) -> !info.getConsumesCondition().isEmpty())
			.toList());
		this.urlMappings = SingletonSupplier.of(() -> urlMappings.stream().toList());
	}

	@Override
	public boolean test(HttpServletRequest request) {
		ServletRequestPathUtils.parseAndCache(request);
		return this.declarations.get().stream().anyMatch((info) -> info.getMatchingCondition(request) != null)
				|| this.urlMappings.get().stream().anyMatch((mapping) -> readsItself(mapping, request));
	}

	private static boolean readsItself(AbstractUrlHandlerMapping mapping, HttpServletRequest request) {
		try {
			HandlerExecutionChain chain = mapping.getHandler(request);
			return chain != null && chain.getHandler() instanceof HttpRequestHandler handler
					&& !(handler instanceof ResourceHttpRequestHandler);
		}
		catch (Exception ex) {
			// The mapping will say it again when the request gets there.
			return false;
		}
	}

}
