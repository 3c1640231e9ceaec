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

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Controller;

/**
 * Applies {@link RateLimited @RateLimited} to the methods of beans that are not
 * controllers.
 */
@SuppressWarnings("serial")
class RateLimitBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	RateLimitBeanPostProcessor(Supplier<RateLimitAnnotations> annotations, Supplier<WebRateLimiter> limiter) {
		setProxyTargetClass(true);
		this.advisor = new DefaultPointcutAdvisor(new LimitedMethods(annotations), new Limiter(annotations, limiter));
	}

	private static final class LimitedMethods extends StaticMethodMatcherPointcut {

		private final Supplier<RateLimitAnnotations> annotations;

		LimitedMethods(Supplier<RateLimitAnnotations> annotations) {
			this.annotations = annotations;
			setClassFilter((type) -> !type.getName().startsWith("org.springframework.")
					&& !AnnotatedElementUtils.hasAnnotation(type, Controller.class));
		}

		@Override
		public boolean matches(Method method, Class<?> type) {
			if (method.getDeclaringClass() == Object.class || !RateLimitAnnotations.isLimited(method, type)) {
				return false;
			}
			// Resolved when the bean is made, so that a mistake stops the start.
			this.annotations.get().resolve(method, type);
			return true;
		}

	}

	private record Limiter(Supplier<RateLimitAnnotations> annotations,
			Supplier<WebRateLimiter> limiter) implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Class<?> type = (invocation.getThis() != null) ? AopUtils.getTargetClass(invocation.getThis())
					: invocation.getMethod().getDeclaringClass();
			List<PolicyUse> uses = this.annotations.get().resolve(invocation.getMethod(), type);
			Admission admission = this.limiter.get().admitCall(uses);
			if (admission.refusal() != null) {
				throw new RateLimitExceededException(RateLimitProblems.of(admission),
						admission.violated().stream().map(RateLimitPolicy::name).toList(),
						Duration.ofNanos(admission.nanosToWait()));
			}
			try {
				return invocation.proceed();
			}
			finally {
				this.limiter.get().release(admission);
			}
		}

	}

}
