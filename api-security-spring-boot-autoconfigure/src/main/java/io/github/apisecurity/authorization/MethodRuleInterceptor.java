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

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.github.apisecurity.chain.AsyncCompletion;
import io.github.apisecurity.chain.HandlerMappings;
import io.github.apisecurity.guard.Guards;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.MethodClassKey;
import org.springframework.security.authorization.method.AuthorizationAdvisor;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Asks the interceptors of method security before the arguments of a handler method are
 * bound, so that who may not call it does not learn what it expects. Rules that need
 * arguments are left to the call, where Spring Security asks for all of them.
 */
class MethodRuleInterceptor implements HandlerInterceptor, SmartInitializingSingleton {

	private static final String PRE_AUTHORIZE = "preAuthorizeAuthorizationMethodInterceptor";

	private static final List<String> OTHERS = List.of("securedAuthorizationMethodInterceptor",
			"jsr250AuthorizationMethodInterceptor");

	private final ListableBeanFactory beanFactory;

	private final ArgumentUse argumentUse;

	/**
	 * Has an entry for each handler method, and so is bounded by the code.
	 */
	private final Map<MethodClassKey, List<AuthorizationAdvisor>> rules = new ConcurrentHashMap<>();

	MethodRuleInterceptor(ListableBeanFactory beanFactory, ArgumentUse argumentUse) {
		this.beanFactory = beanFactory;
		this.argumentUse = argumentUse;
	}

	@Override
	public void afterSingletonsInstantiated() {
		HandlerMappings.of(this.beanFactory, RequestMappingInfoHandlerMapping.class)
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.forEach(this::rules);
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (handler instanceof HandlerMethod method && !AsyncCompletion.isResult(request)) {
			for (AuthorizationAdvisor rule : rules(method)) {
				apply(rule, method);
			}
		}
		return true;
	}

	private static void apply(AuthorizationAdvisor rule, HandlerMethod method) {
		Object singleton = AopProxyUtils.getSingletonTarget(method.getBean());
		Object target = (singleton != null) ? singleton : method.getBean();
		try {
			rule.invoke(new UnboundInvocation(target, method.getMethod()));
		}
		catch (Throwable ex) {
			ReflectionUtils.rethrowRuntimeException(ex);
		}
	}

	private List<AuthorizationAdvisor> rules(HandlerMethod handler) {
		Method method = handler.getMethod();
		Class<?> type = handler.getBeanType();
		return this.rules.computeIfAbsent(new MethodClassKey(method, type), (key) -> {
			Stream<String> names = this.argumentUse.isNeeded(method, type) ? OTHERS.stream()
					: Stream.concat(Stream.of(PRE_AUTHORIZE), OTHERS.stream());
			Stream<AuthorizationAdvisor> ofSpring = names.filter(this.beanFactory::containsBean)
				.map((name) -> this.beanFactory.getBean(name, AuthorizationAdvisor.class));
			Stream<? extends AuthorizationAdvisor> ours = this.beanFactory
				.getBeanProvider(AuthorizationManagerBeforeMethodInterceptor.class)
				.stream()
				.filter((advisor) -> advisor.getPointcut() instanceof Guards);
			return Stream.concat(ofSpring, ours)
				.filter((advisor) -> matches(advisor.getPointcut(), method, type))
				.toList();
		});
	}

	private static boolean matches(Pointcut pointcut, Method method, Class<?> type) {
		return pointcut.getClassFilter().matches(type) && pointcut.getMethodMatcher().matches(method, type);
	}

	/**
	 * Call of a handler method before its arguments are known. It ends with the last
	 * interceptor.
	 */
	private static final class UnboundInvocation extends ReflectiveMethodInvocation {

		UnboundInvocation(Object target, Method method) {
			super(target, target, method, new Object[method.getParameterCount()], target.getClass(), List.of());
		}

		@Override
		protected @Nullable Object invokeJoinpoint() {
			return null;
		}

	}

}
