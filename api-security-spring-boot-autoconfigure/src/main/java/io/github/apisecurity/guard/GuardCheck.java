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
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.Pointcut;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.access.prepost.PreFilter;
import org.springframework.security.authorization.method.AuthorizationAdvisor;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes the records of all beans once these are there, and stops the start where a guard
 * has no effect, be it one of ours or of Spring Security.
 */
class GuardCheck implements SmartInitializingSingleton, AuthorityUse, ApplicationListener<ContextRefreshedEvent> {

	private static final Log log = LogFactory.getLog(GuardCheck.class);

	/**
	 * Puts the mocks of a test in place of beans, which are no proxies then.
	 */
	private static final String BEAN_OVERRIDES = "org.springframework.test.context.bean.override.internalBeanOverridePostProcessor";

	/**
	 * Weaves instead of making proxies.
	 */
	private static final String ASPECTJ = "preAuthorizeAspect$0";

	/**
	 * What makes a method one that is called whatever its visibility is.
	 */
	private static final List<String> HANDLERS = List.of("org.springframework.web.bind.annotation.RequestMapping",
			"org.springframework.messaging.handler.annotation.MessageMapping",
			"org.springframework.graphql.data.method.annotation.SchemaMapping");

	private final ConfigurableListableBeanFactory beanFactory;

	private final boolean methodSecurity;

	private final boolean reactive;

	private final ObjectProvider<Guards<?>> guards;

	private final ObjectProvider<Advisor> advisors;

	private final List<Guards<?>> springGuards = new ArrayList<>();

	private final SingletonSupplier<MethodExpressions> expressions;

	private final Set<Class<?>> inherited = new HashSet<>();

	GuardCheck(ConfigurableListableBeanFactory beanFactory, boolean methodSecurity, boolean reactive) {
		this.beanFactory = beanFactory;
		this.methodSecurity = methodSecurity;
		this.reactive = reactive;
		this.expressions = SingletonSupplier.of(() -> new MethodExpressions(beanFactory));
		this.guards = beanFactory.getBeanProvider(ResolvableType.forClass(Guards.class));
		this.advisors = beanFactory.getBeanProvider(Advisor.class);
		if (methodSecurity && !beanFactory.containsBean(ASPECTJ)) {
			List<List<Class<? extends Annotation>>> annotations = List.of(List.of(PreAuthorize.class),
					List.of(PostAuthorize.class), List.of(PreFilter.class), List.of(PostFilter.class),
					List.of(Secured.class), List.of(RolesAllowed.class, DenyAll.class));
			annotations.forEach((types) -> this.springGuards
				.add(new Guards<>(beanFactory, (attributes, method, member) -> true, types, List.of(PermitAll.class))));
		}
	}

	@Override
	public void tell(BiConsumer<String, String> uses) {
		this.expressions.obtain().tell(uses);
	}

	// The context of another dispatcher servlet, for instance, whose beans do not become
	// proxies by what is in this one.
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		if (event.getApplicationContext() instanceof ConfigurableApplicationContext child
				&& child.getBeanFactory() != this.beanFactory) {
			new GuardCheck(child.getBeanFactory(), this.methodSecurity, this.reactive).afterSingletonsInstantiated();
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.beanFactory.getBeansOfType(SecurityContextHolderStrategy.class).forEach((name, strategy) -> {
			if (strategy != SecurityContextHolder.getContextHolderStrategy()) {
				throw new InvalidGuardException("The bean '" + name + "'",
						"it is not the SecurityContextHolderStrategy of SecurityContextHolder, so that callers whom one "
								+ "part of the chain knows would be unknown to another.",
						"Call SecurityContextHolder.setContextHolderStrategy with it where the bean is made.");
			}
		});
		List<Guards<?>> all = Stream.concat(this.guards.stream(), this.springGuards.stream()).toList();
		for (String name : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			Object bean = this.beanFactory.getSingleton(name);
			if (bean instanceof FactoryBean) {
				bean = null;
			}
			// Neither lazy beans nor those of factories are made for this.
			Class<?> type = (bean != null) ? AopProxyUtils.ultimateTargetClass(bean)
					: this.beanFactory.getType(name, false);
			if (type != null) {
				check(all, ClassUtils.getUserClass(type), bean);
			}
		}
		if (!this.springGuards.isEmpty()) {
			this.expressions.obtain().findings().forEach(log::warn);
		}
	}

	private void check(List<Guards<?>> all, Class<?> type, @Nullable Object bean) {
		for (Guards<?> guards : all) {
			if (guards.isCandidate(type)) {
				MethodIntrospector.selectMethods(type, (Method method) -> guards.findAnnotation(method, type) != null)
					.forEach((method) -> check(guards, method, type, bean));
			}
		}
	}

	private void check(Guards<?> guards, Method method, Class<?> type, @Nullable Object bean) {
		int modifiers = method.getModifiers();
		if (!guards.isAnnotated(method) && !Modifier.isPublic(modifiers) && !isHandler(method)) {
			// The annotation of a class is not meant for its helper methods.
			return;
		}
		if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)) {
			throw guards.unenforceable(method, type, "a private or static method is called without its guard.",
					"Move it to a method that other beans call and that is neither private nor static.");
		}
		boolean ofSpring = this.springGuards.contains(guards);
		if (ofSpring && guards.findDeclared(method, type) == null) {
			checkInherited(guards, method, type);
			return;
		}
		if (this.reactive && !ofSpring) {
			throw guards.unenforceable(method, type, "a reactive application does not enforce it.",
					"Remove the annotation, or use the servlet stack.");
		}
		if (!guards.getClassFilter().matches(type)) {
			if (!guards.isEnforcedElsewhere(method, type)) {
				throw guards.unenforceable(method, type,
						"it is no handler of requests, or that of a handler mapping which the application defines itself, "
								+ "and a controller has no other guard.",
						"Move it to a handler method, or to a method of a bean that is no controller.");
			}
		}
		else if (Modifier.isFinal(modifiers)) {
			throw guards.unenforceable(method, type, "a final method is called without its guard.",
					"Remove 'final' from the method.");
		}
		else if (!isProxied(guards, method, type, bean)) {
			if (!ofSpring && this.advisors.stream().noneMatch((advisor) -> isEnforced(guards, method, type, advisor))) {
				throw guards.unenforceable(method, type, "nothing in this application enforces it.",
						"Remove the annotation, or add what 'api-security-spring-boot-starter' brings for it.");
			}
			throw guards.unenforceable(method, type, "no proxy of the bean enforces it.",
					"Let the container make the bean, and not before its proxies can be made (as a dependency of a "
							+ "BeanPostProcessor is). An annotation of Spring Security has to be enabled in the "
							+ "@EnableMethodSecurity of the application, such as 'securedEnabled = true', and "
							+ "@EnableReactiveMethodSecurity is needed in a reactive application.");
		}
		guards.find(method, type);
		if (ofSpring) {
			this.expressions.obtain().read(guards, method, type);
		}
	}

	static boolean isHandler(Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method);
		return HANDLERS.stream().anyMatch(annotations::isPresent);
	}

	private void checkInherited(Guards<?> guards, Method method, Class<?> type) {
		InvalidGuardException refusal = guards.unenforceable(method, type,
				"the class inherits the method from " + method.getDeclaringClass().getName()
						+ ", and Spring Security looks at the annotations of that class only.",
				"Put the annotation on that class or on the method, or override the method.");
		if (isHandler(method) || owner(method.getDeclaringClass()).equals(owner(type))) {
			throw refusal;
		}
		// Such as the setters of a support class, or all of a component of a framework.
		if (this.inherited.add(type)) {
			log.warn(refusal.getMessage() + " So are all others of that class.");
		}
	}

	private static List<String> owner(Class<?> type) {
		return Stream.of(type.getPackageName().split("\\.")).limit(2).toList();
	}

	private boolean isProxied(Guards<?> guards, Method method, Class<?> type, @Nullable Object bean) {
		if (bean == null) {
			return this.beanFactory.containsLocalBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME)
					&& this.advisors.stream().anyMatch((advisor) -> isEnforced(guards, method, type, advisor));
		}
		if (bean instanceof Advised advised) {
			return Arrays.stream(advised.getAdvisors()).anyMatch((advisor) -> isEnforced(guards, method, type, advisor))
					|| isProxied(guards, method, type, AopProxyUtils.getSingletonTarget(advised));
		}
		return this.beanFactory.containsBean(BEAN_OVERRIDES);
	}

	private boolean isEnforced(Guards<?> guards, Method method, Class<?> type, Advisor advisor) {
		if (!(advisor instanceof PointcutAdvisor candidate)) {
			return false;
		}
		Pointcut pointcut = candidate.getPointcut();
		return (this.springGuards.contains(guards))
				? candidate.getAdvice() instanceof AuthorizationAdvisor && !(pointcut instanceof Guards)
						&& pointcut.getClassFilter().matches(type) && pointcut.getMethodMatcher().matches(method, type)
				: pointcut == guards;
	}

}
