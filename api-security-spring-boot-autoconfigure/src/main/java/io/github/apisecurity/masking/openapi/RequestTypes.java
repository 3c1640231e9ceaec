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

package io.github.apisecurity.masking.openapi;

import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.jackson.MaskedTypes;
import tools.jackson.databind.JavaType;

import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds the types that requests consist of and responses do not. They are annotated so
 * that masks are refused, and a mask as an example would be one that is.
 *
 * @param types looks at what a type consists of
 */
record RequestTypes(MaskedTypes types) {

	Set<Class<?>> find(Stream<RequestMappingHandlerMapping> mappings) {
		Set<Class<?>> requests = new HashSet<>();
		Set<Class<?>> responses = new HashSet<>();
		mappings.flatMap((mapping) -> mapping.getHandlerMethods().values().stream()).forEach((method) -> {
			responses.addAll(consistsOf(method.getReturnType().getGenericParameterType()));
			bodies(method).map(this::consistsOf).forEach(requests::addAll);
		});
		requests.removeAll(responses);
		return requests;
	}

	private static Stream<Type> bodies(HandlerMethod method) {
		return Stream.of(method.getMethodParameters())
			.filter((parameter) -> parameter.hasParameterAnnotation(RequestBody.class))
			.map(MethodParameter::getGenericParameterType);
	}

	private Set<Class<?>> consistsOf(Type type) {
		try {
			return this.types.scan(type).seen().stream().map(JavaType::getRawClass).collect(Collectors.toSet());
		}
		catch (UnmaskablePropertyException ex) {
			// A type that is never written, or the application would not have started.
			return Set.of();
		}
	}

}
