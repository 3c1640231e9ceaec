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

import io.github.apisecurity.config.OperationCheck;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.context.ApplicationContext;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Asks for the authorities of the actuator before each operation of this library, which a
 * chain of the application may let everybody reach.
 *
 * @param context has what makes the managers of Spring Security
 * @param access the authorities
 */
record OperationGuard(ApplicationContext context, ActuatorAccess access) implements OperationCheck {

	@Override
	public void check(EndpointId endpoint, InvocationContext call) {
		// Whoever has reached the beans for management (JMX) has no request.
		if (call.resolveArgument(SecurityContext.class) == SecurityContext.NONE) {
			return;
		}
		AuthorizationResult result = (RequestContextHolder
			.getRequestAttributes() instanceof ServletRequestAttributes request)
					? this.access.manager(endpoint.toLowerCaseString(), new RuleManagerFactory(this.context).factory())
						.authorize(() -> SecurityContextHolder.getContext().getAuthentication(),
								new RequestAuthorizationContext(request.getRequest()))
					: null;
		if (result == null || !result.isGranted()) {
			throw new AccessDeniedException("The endpoint '" + endpoint + "' needs 'actuator-authorities'");
		}
	}

}
