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

package io.github.apisecurity.authorization;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.context.ApplicationContext;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Asks for the authorities of the actuator before each operation of this library, which a
 * chain of the application may let everybody reach.
 */
class OperationGuard implements OperationInvokerAdvisor {

	private static final String BASE_PACKAGE = "io.github.apisecurity.";

	private final ApplicationContext context;

	private final ActuatorAccess access;

	/**
	 * Looked for once, and not for each operation of all endpoints.
	 */
	private final SingletonSupplier<Set<EndpointId>> endpoints = SingletonSupplier.of(this::endpointsOfThisLibrary);

	/**
	 * Has an entry for each endpoint.
	 */
	private final Map<EndpointId, AuthorizationManager<RequestAuthorizationContext>> managers = new ConcurrentHashMap<>();

	OperationGuard(ApplicationContext context, ActuatorAccess access) {
		this.context = context;
		this.access = access;
	}

	@Override
	public OperationInvoker apply(EndpointId endpoint, OperationType type, OperationParameters parameters,
			OperationInvoker invoker) {
		return (!this.endpoints.obtain().contains(endpoint)) ? invoker : (call) -> {
			// Whoever has reached the beans for management (JMX) has no request.
			if (call.resolveArgument(SecurityContext.class) != SecurityContext.NONE) {
				check(endpoint);
			}
			return invoker.invoke(call);
		};
	}

	private Set<EndpointId> endpointsOfThisLibrary() {
		return Stream.of(this.context.getBeanNamesForAnnotation(Endpoint.class)).filter((name) -> {
			Class<?> type = this.context.getType(name);
			return type != null && type.getName().startsWith(BASE_PACKAGE);
		})
			.flatMap((name) -> this.context.findAllAnnotationsOnBean(name, Endpoint.class, false).stream())
			.map((endpoint) -> EndpointId.of(endpoint.id()))
			.collect(Collectors.toUnmodifiableSet());
	}

	private void check(EndpointId endpoint) {
		AuthorizationResult result = (RequestContextHolder
			.getRequestAttributes() instanceof ServletRequestAttributes request)
					? this.managers.computeIfAbsent(endpoint, this::manager)
						.authorize(() -> SecurityContextHolder.getContext().getAuthentication(),
								new RequestAuthorizationContext(request.getRequest()))
					: null;
		if (result == null || !result.isGranted()) {
			throw new AccessDeniedException("The endpoint '" + endpoint + "' needs 'actuator-authorities'");
		}
	}

	private AuthorizationManager<RequestAuthorizationContext> manager(EndpointId endpoint) {
		String[] authorities = this.access.of(endpoint.toLowerCaseString()).toArray(String[]::new);
		AuthorizationManagerFactory<RequestAuthorizationContext> factory = new RuleManagerFactory(this.context)
			.factory();
		return (authorities.length == 0) ? factory.denyAll() : factory.hasAnyAuthority(authorities);
	}

}
