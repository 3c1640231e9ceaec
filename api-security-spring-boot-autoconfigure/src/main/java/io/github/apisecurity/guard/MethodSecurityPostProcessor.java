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

package io.github.apisecurity.guard;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.aopalliance.aop.Advice;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.access.prepost.PreFilter;
import org.springframework.security.authorization.method.AuthorizationAdvisor;
import org.springframework.security.authorization.method.AuthorizationManagerAfterMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizeReturnObject;
import org.springframework.security.authorization.method.AuthorizeReturnObjectMethodInterceptor;
import org.springframework.security.authorization.method.PostFilterAuthorizationMethodInterceptor;
import org.springframework.security.authorization.method.PreFilterAuthorizationMethodInterceptor;

/**
 * Lets the advisors of Spring Security skip the classes that have none of its
 * annotations. By themselves they look at each method of each bean, for each of them.
 */
class MethodSecurityPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(PreAuthorize.class,
			PostAuthorize.class, PreFilter.class, PostFilter.class, Secured.class, RolesAllowed.class, DenyAll.class,
			PermitAll.class, AuthorizeReturnObject.class);

	/**
	 * Those that Spring Security makes of its annotations. An application may use others.
	 */
	private static final Set<Pointcut> POINTCUTS = Set.of(
			AuthorizationManagerBeforeMethodInterceptor.preAuthorize().getPointcut(),
			AuthorizationManagerBeforeMethodInterceptor.secured().getPointcut(),
			AuthorizationManagerBeforeMethodInterceptor.jsr250().getPointcut(),
			AuthorizationManagerAfterMethodInterceptor.postAuthorize().getPointcut(),
			new PreFilterAuthorizationMethodInterceptor().getPointcut(),
			new PostFilterAuthorizationMethodInterceptor().getPointcut());

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof PointcutAdvisor advisor && !(bean instanceof AuthorizationAdvisor)
				&& isOfSpring(advisor)) ? new AnnotationAdvisor(advisor) : bean;
	}

	private static boolean isOfSpring(PointcutAdvisor advisor) {
		return POINTCUTS.contains(advisor.getPointcut())
				|| advisor.getAdvice() instanceof AuthorizeReturnObjectMethodInterceptor;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Asks the advisor for its order when there is something to be ordered, and not
	 * before.
	 *
	 * @param advisor the advisor
	 * @param pointcut its pointcut, for annotated classes
	 */
	private record AnnotationAdvisor(PointcutAdvisor advisor,
			Pointcut pointcut) implements PointcutAdvisor, Ordered, AopInfrastructureBean {

		AnnotationAdvisor(PointcutAdvisor advisor) {
			this(advisor, new ComposablePointcut(advisor.getPointcut())
				.intersection((ClassFilter) (type) -> Guards.isAnnotated(type, ANNOTATIONS)));
		}

		@Override
		public Advice getAdvice() {
			return this.advisor.getAdvice();
		}

		@Override
		public Pointcut getPointcut() {
			return this.pointcut;
		}

		@Override
		public int getOrder() {
			return ((Ordered) this.advisor).getOrder();
		}

	}

}
