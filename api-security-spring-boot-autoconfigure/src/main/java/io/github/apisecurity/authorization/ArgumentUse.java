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
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.security.access.expression.SecurityExpressionRoot;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.method.HandleAuthorizationDenied;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.core.annotation.SecurityAnnotationScanner;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;

/**
 * Tells which {@link PreAuthorize @PreAuthorize} needs the arguments of the call, as it
 * names one or may look at them in a function of the application. One whose refusal is
 * handled by the application waits for the call too.
 */
class ArgumentUse {

	private static final Set<String> FUNCTIONS = Arrays.stream(SecurityExpressionRoot.class.getMethods())
		.map(Method::getName)
		.collect(Collectors.toUnmodifiableSet());

	private static final Set<String> PROPERTIES = Set.of("authentication", "principal", "permitAll", "denyAll");

	private final SecurityAnnotationScanner<HandleAuthorizationDenied> handlers = SecurityAnnotationScanners
		.requireUnique(HandleAuthorizationDenied.class);

	private final SecurityAnnotationScanner<PreAuthorize> rules;

	private final ExpressionParser parser;

	ArgumentUse(ExpressionParser parser, AnnotationTemplateExpressionDefaults templates) {
		this.parser = parser;
		this.rules = SecurityAnnotationScanners.requireUnique(PreAuthorize.class, templates);
	}

	boolean isNeeded(Method method, Class<?> type) {
		PreAuthorize rule = this.rules.scan(method, type);
		if (rule == null) {
			return false;
		}
		Expression expression = this.parser.parseExpression(rule.value());
		return this.handlers.scan(method, type) != null || !(expression instanceof SpelExpression spel)
				|| isNeeded(spel.getAST(), false);
	}

	private static boolean isNeeded(SpelNode node, boolean qualified) {
		if (node instanceof VariableReference || (!qualified && isUnknown(node))) {
			return true;
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			if (isNeeded(node.getChild(i), node instanceof CompoundExpression && i > 0)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isUnknown(SpelNode node) {
		return (node instanceof MethodReference function && !FUNCTIONS.contains(function.getName()))
				|| (node instanceof PropertyOrFieldReference property && !PROPERTIES.contains(property.getName()));
	}

}
