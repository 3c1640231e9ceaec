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
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.annotation.AnnotationConfigurationException;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.security.core.annotation.SecurityAnnotationScanner;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The guards of one kind: the methods that carry an annotation, and the record that is
 * made from it once. Annotations are found where Spring Security finds
 * {@code @PreAuthorize}: on the method, on those it overrides, on the class, its
 * superclasses and interfaces, also as meta-annotations. The nearest wins. Other than
 * there, the annotation of a class holds for the methods it inherits as well.
 * <p>
 * It is also the pointcut of these methods. A bean of this type takes part in the check
 * at start-up.
 *
 * @param <G> the type of the record
 * @since 0.1.0
 */
public final class Guards<G> extends StaticMethodMatcherPointcut {

	/**
	 * The annotations of each class and its methods, inherited ones included.
	 */
	private static final ClassValue<Set<Class<? extends Annotation>>> ANNOTATIONS = new ClassValue<>() {

		@Override
		protected Set<Class<? extends Annotation>> computeValue(Class<?> type) {
			Set<Class<? extends Annotation>> found = new HashSet<>();
			collect(type, found);
			return found;
		}

	};

	private static final int UNPROXIED = Modifier.PRIVATE | Modifier.STATIC | Modifier.FINAL;

	private final ConfigurableBeanFactory beanFactory;

	private final Factory<G> factory;

	private final List<Class<? extends Annotation>> types;

	private final List<Class<? extends Annotation>> exemptions;

	private final SecurityAnnotationScanner<Annotation> scanner;

	/**
	 * Has an entry for each guarded method, and so is bounded by the code.
	 */
	private final Map<MethodClassKey, Optional<G>> guards = new ConcurrentHashMap<>();

	private BiPredicate<Method, Class<?>> elsewhere = (method, type) -> false;

	/**
	 * Create guards.
	 * @param beanFactory the bean factory, which resolves placeholders in attributes
	 * @param factory makes the records
	 * @param types the annotations that guard
	 * @param exemptions the annotations that take a guard away
	 */
	public Guards(ConfigurableBeanFactory beanFactory, Factory<G> factory, List<Class<? extends Annotation>> types,
			List<Class<? extends Annotation>> exemptions) {
		this.beanFactory = beanFactory;
		this.factory = factory;
		this.types = Stream.concat(types.stream(), exemptions.stream()).toList();
		this.exemptions = List.copyOf(exemptions);
		this.scanner = SecurityAnnotationScanners.requireUnique(this.types);
		setClassFilter(this::isCandidate);
	}

	/**
	 * Leave the methods of some classes to an enforcement other than a proxy.
	 * @param types the classes
	 * @param isEnforced whether a method of them is enforced
	 * @return these guards
	 */
	public Guards<G> without(ClassFilter types, BiPredicate<Method, Class<?>> isEnforced) {
		setClassFilter((type) -> isCandidate(type) && !types.matches(type));
		this.elsewhere = isEnforced;
		return this;
	}

	@Override
	public boolean matches(Method method, Class<?> type) {
		Annotation annotation = findAnnotation(method, type);
		if (annotation != null && AnnotatedElementUtils.hasAnnotation(method, Bean.class)) {
			throw unenforceable(method, type, "the method of a bean is called once, by the container.",
					"Move it to a method of what is made there, or to the handler of the request; limits of a path are '"
							+ "api-security.rate-limit.routes', rules of one 'api-security.authorization.rules'.");
		}
		if (annotation != null && Modifier.isFinal(type.getModifiers()) && isSubclassed(type)) {
			throw unenforceable(method, type, "a final class cannot be proxied.",
					"Remove 'final' from the class; in Kotlin make it 'open'.");
		}
		return annotation != null;
	}

	/**
	 * Return the record of a method.
	 * @param method the method
	 * @param type the class of the bean
	 * @return the record, {@code null} when nothing guards the method
	 * @throws InvalidGuardException if the annotation is wrong
	 */
	public @Nullable G find(Method method, Class<?> type) {
		MethodClassKey key = new MethodClassKey(method, type);
		Optional<G> guard = this.guards.get(key);
		if (guard == null) {
			// However it is called, the record is that of the method which runs.
			Method specific = AopUtils.getMostSpecificMethod(method, ClassUtils.getUserClass(type));
			guard = Optional.ofNullable(findAnnotation(specific, type))
				.map((annotation) -> create(annotation, specific, type));
			this.guards.put(key, guard);
		}
		return guard.orElse(null);
	}

	/**
	 * Return the record of the method that is called.
	 * @param invocation the call, which this pointcut has matched
	 * @return the record
	 */
	public G get(MethodInvocation invocation) {
		Object target = invocation.getThis();
		G guard = find(invocation.getMethod(), (target != null) ? AopProxyUtils.ultimateTargetClass(target)
				: invocation.getMethod().getDeclaringClass());
		if (guard == null) {
			throw new IllegalStateException("No guard on " + invocation.getMethod());
		}
		return guard;
	}

	private boolean isSubclassed(Class<?> type) {
		return ClassUtils.getAllInterfacesForClass(type).length == 0
				|| this.beanFactory.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME, ProxyConfig.class)
					.isProxyTargetClass();
	}

	private G create(Annotation annotation, Method method, Class<?> type) {
		try {
			return this.factory.create(attributes(annotation), method, member(method, type));
		}
		catch (IllegalArgumentException ex) {
			throw unenforceable(method, type, ex.getMessage() + ".", "Correct the attributes of the annotation.");
		}
	}

	private List<AnnotationAttributes> attributes(Annotation annotation) {
		AnnotationAttributes attributes = AnnotationUtils.getAnnotationAttributes(null, annotation, false, true);
		Stream<AnnotationAttributes> repeated = (attributes.get("value") instanceof AnnotationAttributes[] values)
				? Arrays.stream(values) : Stream.of(attributes);
		return repeated.map(this::resolve).toList();
	}

	private AnnotationAttributes resolve(AnnotationAttributes attributes) {
		attributes.replaceAll((name, value) -> {
			if (value instanceof String text) {
				return resolve(text);
			}
			return (value instanceof String[] texts) ? Arrays.stream(texts).map(this::resolve).toArray(String[]::new)
					: value;
		});
		return attributes;
	}

	private String resolve(String text) {
		String resolved = this.beanFactory.resolveEmbeddedValue(text);
		return (resolved != null) ? resolved : "";
	}

	InvalidGuardException unenforceable(Method method, Class<?> type, String reason, String action) {
		Annotation annotation = findAnnotation(method, type);
		Class<?> annotationType = (annotation != null) ? annotation.annotationType() : Annotation.class;
		Class<?> repeated = annotationType.getEnclosingClass();
		String name = ((repeated != null && repeated.isAnnotation()) ? repeated : annotationType).getSimpleName();
		return new InvalidGuardException("@" + name + " on " + member(method, type), reason, action);
	}

	static String member(Method method, Class<?> type) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getTypeName)
			.collect(Collectors.joining(", ", ClassUtils.getUserClass(type).getName() + "#" + method.getName() + "(",
					")"));
	}

	@Nullable Annotation findAnnotation(Method method, Class<?> type) {
		Annotation annotation = findDeclared(method, type);
		if (annotation == null && method.getDeclaringClass() != Object.class
				&& ((method.getModifiers() & UNPROXIED) == 0 || GuardCheck.isHandler(method))) {
			annotation = MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.none())
				.stream()
				.filter((merged) -> this.types.contains(merged.getType()))
				.findFirst()
				.map(MergedAnnotation::synthesize)
				.orElse(null);
		}
		return (annotation != null && this.exemptions.contains(annotation.annotationType())) ? null : annotation;
	}

	@Nullable Annotation findDeclared(Method method, Class<?> type) {
		try {
			return this.scanner.scan(method, type);
		}
		catch (AnnotationConfigurationException ex) {
			throw new InvalidGuardException(member(method, type), ex.getMessage() + ".",
					"Leave one of them, or put one on the method of the class itself, which goes before all others.");
		}
	}

	boolean isEnforcedElsewhere(Method method, Class<?> type) {
		return this.elsewhere.test(method, type);
	}

	boolean isCandidate(Class<?> type) {
		return isAnnotated(type, this.types);
	}

	boolean isAnnotated(AnnotatedElement element) {
		Set<Class<? extends Annotation>> found = new HashSet<>();
		add(element, found);
		return !Collections.disjoint(found, this.types);
	}

	/**
	 * Whether a class, one of its methods or what they inherit has an annotation.
	 * @param type the class
	 * @param annotations the annotations
	 * @return whether it has one of them
	 */
	static boolean isAnnotated(Class<?> type, List<Class<? extends Annotation>> annotations) {
		return !Collections.disjoint(ANNOTATIONS.get(type), annotations);
	}

	private static void collect(@Nullable Class<?> type, Set<Class<? extends Annotation>> found) {
		if (type == null || isOfFramework(type.getName())) {
			return;
		}
		add(type, found);
		for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
			add(method, found);
		}
		collect(type.getSuperclass(), found);
		for (Class<?> parent : type.getInterfaces()) {
			collect(parent, found);
		}
	}

	private static void add(AnnotatedElement element, Set<Class<? extends Annotation>> found) {
		for (MergedAnnotation<?> annotation : MergedAnnotations.from(element, SearchStrategy.DIRECT,
				RepeatableContainers.none())) {
			found.add(annotation.getType());
		}
	}

	// Its classes have none of these annotations and extend no others, those of its
	// samples may.
	private static boolean isOfFramework(String type) {
		return type.startsWith("java.")
				|| type.startsWith("org.springframework.") && !type.startsWith("org.springframework.samples.");
	}

	/**
	 * Makes the record of a method.
	 *
	 * @param <G> the type of the record
	 */
	@FunctionalInterface
	public interface Factory<G> {

		/**
		 * Make the record.
		 * @param annotations the attributes of the annotation, several when it was
		 * repeated, with placeholders resolved
		 * @param method the method, whose parameters the annotation may name
		 * @param member the method, for messages
		 * @return the record
		 * @throws IllegalArgumentException if an attribute is wrong
		 */
		G create(List<AnnotationAttributes> annotations, Method method, String member);

	}

}
