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

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Answers a caller who was denied one object as if there were none.
 */
class ObjectDenial implements ProblemMapper {

	private static final String DENIED = ObjectDenial.class.getName();

	private static final AuthenticationTrustResolver trustResolver = new AuthenticationTrustResolverImpl();

	private static final Problem NOT_FOUND = Problem.of(ProblemType.NOT_FOUND);

	/**
	 * Remember that an object was denied. An expression may grant it for another reason.
	 * @param granted whether it was not
	 * @return the same
	 */
	static boolean markUnless(boolean granted) {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		if (!granted && request != null
				&& trustResolver.isAuthenticated(SecurityContextHolder.getContext().getAuthentication())) {
			request.setAttribute(DENIED, true, RequestAttributes.SCOPE_REQUEST);
		}
		return granted;
	}

	@Override
	public @Nullable Problem map(Exception exception) {
		RequestAttributes request = RequestContextHolder.getRequestAttributes();
		return (exception instanceof AccessDeniedException && request != null
				&& request.getAttribute(DENIED, RequestAttributes.SCOPE_REQUEST) != null) ? NOT_FOUND : null;
	}

}
