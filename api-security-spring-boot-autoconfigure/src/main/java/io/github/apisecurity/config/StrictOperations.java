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

package io.github.apisecurity.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses calls of the endpoints of this library that an {@link OperationCheck} refuses,
 * or with fields or parameters that the operation does not have, which would be ignored.
 * Other endpoints are left alone.
 */
class StrictOperations implements OperationInvokerAdvisor {

	private static final String BASE_PACKAGE = "io.github.apisecurity.";

	private static final boolean webMvcPresent = ClassUtils.isPresent("org.springframework.web.servlet.HandlerMapping",
			StrictOperations.class.getClassLoader());

	private final ListableBeanFactory beanFactory;

	/**
	 * Looked for once, and not for each operation of all endpoints.
	 */
	private final SingletonSupplier<Set<EndpointId>> endpoints = SingletonSupplier.of(this::endpointsOfThisLibrary);

	StrictOperations(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!this.endpoints.obtain().contains(endpointId)) {
			return invoker;
		}
		List<OperationCheck> checks = this.beanFactory.getBeanProvider(OperationCheck.class).orderedStream().toList();
		return (context) -> {
			checks.forEach((check) -> check.check(endpointId, context));
			check(parameters, context);
			checkValues(parameters, context.getArguments());
			checkPath(context.getArguments());
			return invoker.invoke(context);
		};
	}

	private Set<EndpointId> endpointsOfThisLibrary() {
		return Stream.of(this.beanFactory.getBeanNamesForAnnotation(Endpoint.class)).filter((name) -> {
			Class<?> type = this.beanFactory.getType(name);
			return type != null && type.getName().startsWith(BASE_PACKAGE);
		})
			.flatMap((name) -> this.beanFactory.findAllAnnotationsOnBean(name, Endpoint.class, false).stream())
			.map((endpoint) -> EndpointId.of(endpoint.id()))
			.collect(Collectors.toUnmodifiableSet());
	}

	private static void check(OperationParameters parameters, InvocationContext context) {
		Set<String> known = parameters.stream()
			.filter((parameter) -> !context.canResolve(parameter.getType()))
			.map(OperationParameter::getName)
			.collect(Collectors.toCollection(TreeSet::new));
		if (!known.containsAll(context.getArguments().keySet())) {
			// An answer repeats no input.
			throw new InvalidEndpointRequestException("Unknown field",
					"Unknown field. Known here: " + String.join(", ", known));
		}
	}

	// Spring Boot takes 'yes', 'on' and '1' for true as well, and '30' for milliseconds.
	private static void checkValues(OperationParameters parameters, Map<String, Object> arguments) {
		parameters.forEach((parameter) -> {
			Object value = arguments.get(parameter.getName());
			boolean noBoolean = parameter.getType() == Boolean.class && value != null
					&& !Set.of("true", "false").contains(value.toString());
			if (noBoolean || (parameter.getType() == Duration.class && PropertyValue.isWithoutUnit(value))) {
				throw new InvalidEndpointRequestException("Not a value of this type",
						((noBoolean) ? "Use \"true\" or \"false\" for " : "Write the unit, such as \"30d\", for ")
								+ parameter.getName() + ".");
			}
		});
	}

	// Spring Boot lets fields and parameters replace what the path names, by which access
	// may be decided.
	private static void checkPath(Map<String, Object> arguments) {
		if (webMvcPresent && RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
				&& attributes.getRequest()
					.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> path
				&& !arguments.entrySet().containsAll(path.entrySet())) {
			throw new InvalidEndpointRequestException("Path contradicted", "The path says what is addressed.");
		}
	}

}
