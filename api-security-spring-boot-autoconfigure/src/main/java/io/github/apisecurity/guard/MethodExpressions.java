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
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.annotation.security.RolesAllowed;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.SpelNodeImpl;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.expression.SecurityExpressionRoot;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionOperations;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.access.prepost.PreFilter;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;
import org.springframework.security.core.parameters.DefaultSecurityParameterNameDiscoverer;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * Reads the annotations of Spring Security at start-up, which by themselves fail with the
 * first call: what is no expression stops the start, and names that nothing has are told,
 * as are the authorities that are asked for.
 */
class MethodExpressions implements AuthorityUse {

	private static final List<Class<? extends Annotation>> EXPRESSIONS = List.of(PreAuthorize.class,
			PostAuthorize.class, PreFilter.class, PostFilter.class);

	/**
	 * The functions and properties of expressions, by their names in Java.
	 */
	private static final Set<String> MEMBERS = Stream
		.concat(Stream.of(SecurityExpressionRoot.class, MethodSecurityExpressionOperations.class)
			.flatMap((type) -> Arrays.stream(type.getMethods()).map(Method::getName)),
				Arrays.stream(SecurityExpressionRoot.class.getFields()).map(Field::getName))
		.collect(Collectors.toUnmodifiableSet());

	private static final Set<String> VARIABLES = Set.of("root", "this", "returnObject", "filterObject");

	private final ParameterNameDiscoverer parameters = new DefaultSecurityParameterNameDiscoverer();

	private final ListableBeanFactory beanFactory;

	private final @Nullable AnnotationTemplateExpressionDefaults templates;

	private final ExpressionParser parser;

	/**
	 * Whether an expression has the functions of Spring Security and no others.
	 */
	private final boolean closed;

	private final String rolePrefix;

	private final Map<String, String> authorities = new LinkedHashMap<>();

	private final Set<String> findings = new TreeSet<>();

	MethodExpressions(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.templates = find(AnnotationTemplateExpressionDefaults.class);
		MethodSecurityExpressionHandler handler = find(MethodSecurityExpressionHandler.class);
		this.parser = (handler != null) ? handler.getExpressionParser() : new SpelExpressionParser();
		this.closed = handler == null || handler.getClass() == DefaultMethodSecurityExpressionHandler.class;
		GrantedAuthorityDefaults defaults = find(GrantedAuthorityDefaults.class);
		this.rolePrefix = (defaults != null) ? defaults.getRolePrefix() : "ROLE_";
	}

	private <T> @Nullable T find(Class<T> type) {
		return this.beanFactory.getBeanProvider(type).getIfAvailable();
	}

	@Override
	public void tell(BiConsumer<String, String> uses) {
		this.authorities.forEach((authority, place) -> uses.accept(place, authority));
	}

	/**
	 * Return what was found.
	 * @return a sentence about each name that nothing has
	 */
	Set<String> findings() {
		return this.findings;
	}

	void read(Guards<?> guards, Method method, Class<?> beanType) {
		Annotation guard = Objects.requireNonNull(guards.findAnnotation(method, beanType));
		String place = "@" + guard.annotationType().getSimpleName() + " on " + Guards.member(method, beanType);
		if (guard instanceof Secured secured) {
			Stream.of(secured.value()).forEach((name) -> add("", name, place));
		}
		else if (guard instanceof RolesAllowed roles) {
			Stream.of(roles.value()).forEach((name) -> add(this.rolePrefix, name, place));
		}
		else if (EXPRESSIONS.contains(guard.annotationType())) {
			Annotation resolved = (this.templates != null)
					? SecurityAnnotationScanners.requireUnique(guard.annotationType(), this.templates)
						.scan(method, beanType)
					: null;
			readExpression(String.valueOf(AnnotationUtils.getValue((resolved != null) ? resolved : guard)), method,
					place);
		}
	}

	private void readExpression(String text, Method method, String place) {
		try {
			Expression expression = this.parser.parseExpression(text);
			if (expression instanceof SpelExpression spel) {
				check(spel.getAST(), method, place);
			}
		}
		catch (ParseException ex) {
			throw new InvalidGuardException(place, ex.getMessage() + ".", "Correct the expression.");
		}
	}

	private void check(SpelNode node, Method method, String place) {
		// Names in a filter are those of what it goes through, names of keys stand for
		// themselves.
		if (node instanceof Selection || node instanceof Projection || node instanceof InlineMap) {
			return;
		}
		if (node instanceof BeanReference bean) {
			require(this.beanFactory.containsBean(bean.getName()), place, "there is no bean '" + bean.getName() + "'");
		}
		else if (node instanceof VariableReference) {
			String name = node.toStringAST().substring(1);
			require(!this.closed || VARIABLES.contains(name)
					|| ObjectUtils.containsElement(this.parameters.getParameterNames(method), name), place,
					"no parameter is '#" + name + "' (its name needs the option '-parameters' of the compiler, or @P)");
		}
		else if (node instanceof PropertyOrFieldReference property) {
			String name = StringUtils.capitalize(property.getName());
			require(!this.closed
					|| Stream.of(property.getName(), "get" + name, "is" + name).anyMatch(MEMBERS::contains), place,
					"an expression has no '" + property.getName() + "'");
		}
		else if (node instanceof MethodReference function) {
			require(!this.closed || MEMBERS.contains(function.getName()), place,
					"an expression has no function '" + function.getName() + "'");
			readAuthorities(function, place);
		}
		if (node instanceof CompoundExpression) {
			check(node.getChild(0), method, place);
			checkMethodOfBean(node.getChild(0), node.getChild(1), place);
		}
		// What follows a dot is a member of what stands before it.
		Stream<SpelNode> inner = (node instanceof CompoundExpression) ? children(node).skip(1)
			.filter((child) -> !(child instanceof Selection || child instanceof Projection))
			.flatMap(MethodExpressions::children) : children(node);
		inner.forEach((child) -> check(child, method, place));
	}

	private static Stream<SpelNode> children(SpelNode node) {
		return IntStream.range(0, node.getChildCount()).mapToObj(node::getChild);
	}

	private void checkMethodOfBean(SpelNode bean, SpelNode member, String place) {
		if (bean instanceof BeanReference reference && member instanceof MethodReference function
				&& this.beanFactory.containsBean(reference.getName())) {
			Class<?> type = this.beanFactory.getType(reference.getName());
			require(type == null || Arrays.stream(type.getMethods())
				.anyMatch((candidate) -> candidate.getName().equals(function.getName())), place,
					"the bean '" + reference.getName() + "' has no public method '" + function.getName() + "'");
		}
	}

	private void require(boolean met, String place, String otherwise) {
		if (!met) {
			this.findings.add(place + ": " + otherwise + ", so that calls fail. Correct the expression.");
		}
	}

	private void readAuthorities(MethodReference function, String place) {
		if (function.getName().matches("has(Any|All)?(Role|Authority|Roles|Authorities)")) {
			String prefix = (function.getName().contains("Role")) ? this.rolePrefix : "";
			children(function).flatMap(MethodExpressions::constants).forEach((name) -> add(prefix, name, place));
		}
	}

	private static Stream<String> constants(SpelNode argument) {
		try {
			Object value = new SpelExpression(argument.toStringAST(), (SpelNodeImpl) argument,
					new SpelParserConfiguration())
				.getValue(SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build());
			return Arrays.stream((value instanceof Object[] values) ? values : new Object[] { value })
				.filter(String.class::isInstance)
				.map(String.class::cast);
		}
		catch (EvaluationException ex) {
			// It depends on the call.
			return Stream.empty();
		}
	}

	private void add(String prefix, String name, String place) {
		this.authorities.putIfAbsent(name.startsWith(prefix) ? name : prefix + name, place);
	}

}
