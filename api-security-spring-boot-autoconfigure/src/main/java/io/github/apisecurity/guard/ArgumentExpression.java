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

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.util.Assert;

/**
 * Expression over the arguments of a call, such as {@code #order.id}, parsed at start-up.
 *
 * @param expression the expression
 * @param parameters the names of the parameters of the method
 * @since 0.1.0
 */
public record ArgumentExpression(SpelExpression expression, List<String> parameters) {

	private static final Set<String> ROOT = Set.of("#this", "#root");

	private static final EvaluationContext WITHOUT_ARGUMENTS = newContext();

	/**
	 * Parse an expression.
	 * @param text the text
	 * @param parameters the names of the parameters
	 * @return the expression
	 * @throws ParseException if it is none
	 * @throws IllegalArgumentException if it has a variable that is no parameter
	 */
	public static ArgumentExpression parse(String text, List<String> parameters) {
		SpelExpression expression = new SpelExpressionParser().parseRaw(text);
		variables(expression.getAST())
			.forEach((name) -> Assert.isTrue(ROOT.contains(name) || parameters.contains(name.substring(1)),
					() -> "'" + name + "' is none of the parameters " + parameters + " of the method"));
		return new ArgumentExpression(expression, parameters);
	}

	private static Stream<String> variables(SpelNode node) {
		Stream<String> children = IntStream.range(0, node.getChildCount())
			.mapToObj(node::getChild)
			.flatMap(ArgumentExpression::variables);
		return (node instanceof VariableReference) ? Stream.concat(Stream.of(node.toStringAST()), children) : children;
	}

	/**
	 * Return whether the expression is about arguments and nothing besides, which there
	 * may not be.
	 * @return whether it is
	 */
	public boolean isAboutArguments() {
		List<String> names = variables(this.expression.getAST()).toList();
		return !names.isEmpty() && Collections.disjoint(names, ROOT);
	}

	/**
	 * Evaluate the expression.
	 * @param <T> the type of the result
	 * @param root what it is about besides, or {@code null}
	 * @param arguments the arguments of the call
	 * @param type the type of the result
	 * @return the result, {@code null} also when it cannot be evaluated
	 */
	public <T> @Nullable T evaluate(@Nullable Object root, @Nullable Object[] arguments, Class<T> type) {
		EvaluationContext context = (this.parameters.isEmpty()) ? WITHOUT_ARGUMENTS : newContext();
		// A suspending function of Kotlin has one more, which has no name.
		for (int i = 0; i < Math.min(arguments.length, this.parameters.size()); i++) {
			context.setVariable(this.parameters.get(i), arguments[i]);
		}
		try {
			return this.expression.getValue(context, root, type);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private static EvaluationContext newContext() {
		return SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build();
	}

}
