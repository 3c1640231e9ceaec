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

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.log.LogMessage;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Warns where a caller writes into an entity: every column that has a property can be
 * set, whether the API means it or not (mass assignment). And where a body is read as a
 * projection of Spring Data, which the mapper of the server does not read.
 *
 * @param mappings have the handlers
 */
record EntityBodyWarning(ObjectProvider<RequestMappingHandlerMapping> mappings) implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(EntityBodyWarning.class);

	@Override
	public void afterSingletonsInstantiated() {
		warn("jakarta.persistence.Entity", List.of(RequestBody.class, ModelAttribute.class),
				"%s takes a JPA entity from the request, so that a caller "
						+ "can set every property it has. Take a type that has only what a caller may say.");
		warn("org.springframework.data.web.ProjectedPayload", List.of(RequestBody.class),
				"%s takes a projection from the request, which is read without the rules of "
						+ "'api-security.validation.json' and takes masks for values. Take a class or record.");
	}

	private void warn(String annotation, List<Class<? extends Annotation>> parameters, String message) {
		this.mappings.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.filter((method) -> Stream.of(method.getMethodParameters())
				.anyMatch((parameter) -> parameters.stream().anyMatch(parameter::hasParameterAnnotation)
						&& takes(annotation, parameter)))
			.map(HandlerMethod::getShortLogMessage)
			.distinct()
			.sorted()
			.forEach((method) -> log.warn(LogMessage.format(message, method)));
	}

	private static boolean takes(String annotation, MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		return Stream.concat(Stream.of(type), Stream.of(type.getGenerics()))
			.anyMatch((part) -> MergedAnnotations.from(part.toClass()).isPresent(annotation));
	}

}
