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

package io.github.apisecurity.authentication.stepup;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;

/**
 * {@link AuthorizationManager} for methods with {@link RequireStepUp @RequireStepUp}. The
 * annotation of the method goes before that of the class.
 */
class StepUpMethodManager implements AuthorizationManager<MethodInvocation> {

	private final StepUpEvaluator evaluator;

	private final Map<MethodClassKey, StepUpRequirement> requirements = new ConcurrentHashMap<>();

	StepUpMethodManager(StepUpEvaluator evaluator) {
		this.evaluator = evaluator;
	}

	@Override
	public @Nullable AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			MethodInvocation invocation) {
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		StepUpRequirement requirement = this.requirements.computeIfAbsent(
				new MethodClassKey(invocation.getMethod(), targetClass),
				(key) -> find(invocation.getMethod(), targetClass));
		return this.evaluator.evaluate(authentication.get(), requirement);
	}

	private static StepUpRequirement find(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		RequireStepUp annotation = AnnotatedElementUtils.findMergedAnnotation(specific, RequireStepUp.class);
		if (annotation == null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(targetClass, RequireStepUp.class);
		}
		if (annotation == null) {
			throw new IllegalStateException("No @RequireStepUp on " + specific);
		}
		return StepUpRequirement.of(annotation);
	}

}
