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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
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
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.SpelNodeImpl;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.expression.method.DefaultMethodSecurityExpressionHandler;
import org.springframework.security.access.expression.method.MethodSecurityExpressionHandler;
import org.springframework.security.access.prepost.PostAuthorize;
import org.springframework.security.access.prepost.PostFilter;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.access.prepost.PreFilter;
import org.springframework.security.config.core.GrantedAuthorityDefaults;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;
import org.springframework.security.core.parameters.DefaultSecurityParameterNameDiscoverer;
import org.springframework.util.ObjectUtils;

/**
 * Reads the annotations of Spring Security at start-up: what is no expression stops the
 * start, and parameters that no method has are told, which would be {@code null} with
 * each call. So are the authorities that are asked for.
 */
class MethodExpressions implements AuthorityUse {

	private static final List<Class<? extends Annotation>> EXPRESSIONS = List.of(PreAuthorize.class,
			PostAuthorize.class, PreFilter.class, PostFilter.class);

	private static final Set<String> VARIABLES = Set.of("root", "this", "returnObject", "filterObject");

	private final ParameterNameDiscoverer parameters = new DefaultSecurityParameterNameDiscoverer();

	private final ListableBeanFactory beanFactory;

	private final @Nullable AnnotationTemplateExpressionDefaults templates;

	private final ExpressionParser parser;

	/**
	 * Whether an expression has the variables of Spring Security and no others.
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
	 * @return a sentence about each parameter that there is not
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
				check(spel.getAST(), false, method, place);
			}
		}
		catch (ParseException ex) {
			throw new InvalidGuardException(place, ex.getMessage() + ".", "Correct the expression.");
		}
	}

	private void check(SpelNode node, boolean qualified, Method method, String place) {
		if (node instanceof VariableReference && this.closed) {
			String name = node.toStringAST().substring(1);
			if (!VARIABLES.contains(name)
					&& !ObjectUtils.containsElement(this.parameters.getParameterNames(method), name)) {
				this.findings
					.add(place + ": no parameter is '#" + name + "' (its name needs the option '-parameters' of "
							+ "the compiler, or @P). Correct the expression.");
			}
		}
		// What follows a dot is a member of what stands before it.
		else if (node instanceof MethodReference function && !qualified) {
			readAuthorities(function, place);
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), node instanceof CompoundExpression && i > 0, method, place);
		}
	}

	private static Stream<SpelNode> children(SpelNode node) {
		return IntStream.range(0, node.getChildCount()).mapToObj(node::getChild);
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
