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
 * set, whether the API means it or not (mass assignment).
 *
 * @param mappings have the handlers
 */
record EntityBodyWarning(ObjectProvider<RequestMappingHandlerMapping> mappings) implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(EntityBodyWarning.class);

	private static final String ENTITY = "jakarta.persistence.Entity";

	@Override
	public void afterSingletonsInstantiated() {
		this.mappings.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.filter((method) -> Stream.of(method.getMethodParameters()).anyMatch(EntityBodyWarning::takesEntity))
			.map(HandlerMethod::getShortLogMessage)
			.distinct()
			.sorted()
			.forEach((method) -> log.warn(LogMessage.format(
					"%s takes a JPA entity from the request, so that a caller "
							+ "can set every property it has. Take a type that has only what a caller may say.",
					method)));
	}

	private static boolean takesEntity(MethodParameter parameter) {
		if (!parameter.hasParameterAnnotation(RequestBody.class)
				&& !parameter.hasParameterAnnotation(ModelAttribute.class)) {
			return false;
		}
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		return isEntity(type.toClass())
				|| Stream.of(type.getGenerics()).anyMatch((generic) -> isEntity(generic.toClass()));
	}

	private static boolean isEntity(Class<?> type) {
		return MergedAnnotations.from(type).isPresent(ENTITY);
	}

}
