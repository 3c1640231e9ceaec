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

package io.github.apisecurity.ratelimit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Applies {@link RateLimited @RateLimited} before the arguments of the controller method
 * are bound. The annotations are read at start-up.
 */
class RateLimitInterceptor implements HandlerInterceptor, SmartInitializingSingleton {

	private final RateLimitPolicies policies;

	private final RateLimitEnforcer enforcer;

	private final ObjectProvider<RequestMappingInfoHandlerMapping> handlerMappings;

	/**
	 * Holds an entry for each annotated controller method, and so is bounded by the code.
	 */
	private final Map<MethodClassKey, List<RateLimitPolicy>> methods = new ConcurrentHashMap<>();

	RateLimitInterceptor(RateLimitPolicies policies, RateLimitEnforcer enforcer,
			ObjectProvider<RequestMappingInfoHandlerMapping> handlerMappings) {
		this.policies = policies;
		this.enforcer = enforcer;
		this.handlerMappings = handlerMappings;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.handlerMappings.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.forEach(this::register);
	}

	private void register(HandlerMethod method) {
		RateLimited annotation = find(method);
		if (annotation == null) {
			return;
		}
		RateLimitPolicy policy = this.policies.find(annotation.value());
		if (policy == null) {
			throw new UnknownRateLimitPolicyException(annotation.value(), method.getShortLogMessage(),
					this.policies.names());
		}
		this.methods.put(new MethodClassKey(method.getMethod(), method.getBeanType()), List.of(policy));
	}

	private static @Nullable RateLimited find(HandlerMethod method) {
		RateLimited annotation = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), RateLimited.class);
		return (annotation != null) ? annotation
				: AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), RateLimited.class);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (handler instanceof HandlerMethod method) {
			List<RateLimitPolicy> policies = this.methods
				.get(new MethodClassKey(method.getMethod(), method.getBeanType()));
			Problem problem = (policies != null) ? this.enforcer.enforce(policies, request) : null;
			if (problem != null) {
				throw new ProblemException(problem);
			}
		}
		return true;
	}

}
