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

package io.github.apisecurity.masking.jackson;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.jackson.MaskedTypes.Scan;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * Lets the answer be clear once the handler has returned it, and tells caches to keep
 * away before a body that may hold clear values is written. The types are those of
 * handler methods and of what they return, so their number is bounded by the code of the
 * application.
 */
@ControllerAdvice
class RevealAdvice implements ResponseBodyAdvice<Object>, SmartInitializingSingleton {

	private final MaskingMappers mappers;

	private final Map<Type, Scan> scans = new ConcurrentHashMap<>();

	private final ObjectProvider<RouterFunctionMapping> routers;

	RevealAdvice(MaskingMappers mappers, ObjectProvider<RouterFunctionMapping> routers) {
		this.mappers = mappers;
		this.routers = routers;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.routers.forEach((router) -> {
			RouterFunction<?> functions = router.getRouterFunction();
			if (functions != null) {
				router.setRouterFunction(revealing(functions));
			}
		});
	}

	private static <T extends ServerResponse> RouterFunction<T> revealing(RouterFunction<T> functions) {
		return functions.filter((request, next) -> {
			T response = next.handle(request);
			RequestReveal reveal = RequestReveal.of(request.servletRequest());
			if (reveal != null) {
				reveal.open();
			}
			return response;
		});
	}

	@Override
	public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
		return AbstractJacksonHttpMessageConverter.class.isAssignableFrom(converterType)
				&& !ResponseBodyEmitter.class.isAssignableFrom(returnType.getParameterType());
	}

	@Override
	public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter returnType, MediaType contentType,
			Class<? extends HttpMessageConverter<?>> converterType, ServerHttpRequest request,
			ServerHttpResponse response) {
		if (body != null && request instanceof ServletServerHttpRequest servletRequest) {
			RequestReveal reveal = RequestReveal.of(servletRequest.getServletRequest());
			if (reveal != null) {
				reveal.open();
				reveal.prepare(rules(body, returnType.getGenericParameterType()), response.getHeaders());
			}
		}
		return body;
	}

	private Map<MaskingRule, Set<String>> rules(Object body, Type type) {
		Scan declared = scan(type);
		if (!declared.isOpen()) {
			return declared.rules();
		}
		Object sample = (body instanceof Collection<?> collection && !collection.isEmpty())
				? collection.iterator().next() : body;
		return (sample != null) ? scan(sample.getClass()).rules() : Map.of();
	}

	private Scan scan(Type type) {
		return this.scans.computeIfAbsent(type, (key) -> this.mappers.types().scan(key));
	}

}
