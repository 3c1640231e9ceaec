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

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Expression over a {@link RateLimitContext} and the arguments of a call, parsed at
 * start-up.
 *
 * @param expression the expression
 * @param parameters the names of the parameters of the method
 */
record ContextExpression(Expression expression, List<String> parameters) {

	private static final EvaluationContext evaluation = newEvaluation();

	static ContextExpression parse(String property, String text, List<String> parameters) {
		try {
			SpelExpression expression = new SpelExpressionParser().parseRaw(text);
			variables(expression.getAST()).forEach((name) -> PropertyValue
				.refuseIf(!parameters.contains(name.substring(1)), property, text, "'" + name
						+ "' is none of the parameters " + parameters + " of a method with @RateLimited(limit = …)."));
			return new ContextExpression(expression, parameters);
		}
		catch (ParseException ex) {
			throw new InvalidConfigurationPropertyValueException(property, text,
					"Use an expression over the request, such as \"header('X-Probe') == 'yes'\".");
		}
	}

	private static Stream<String> variables(SpelNode node) {
		Stream<String> children = IntStream.range(0, node.getChildCount())
			.mapToObj(node::getChild)
			.flatMap(ContextExpression::variables);
		String text = node.toStringAST();
		return (node instanceof VariableReference && !text.equals("#this") && !text.equals("#root"))
				? Stream.concat(Stream.of(text), children) : children;
	}

	/**
	 * Evaluate the expression.
	 * @param <T> the type of the result
	 * @param context what is known of the request
	 * @param type the type of the result
	 * @return the result, {@code null} also when it cannot be evaluated
	 */
	<T> @Nullable T evaluate(RateLimitContext context, Class<T> type) {
		try {
			return this.expression.getValue((this.parameters.isEmpty()) ? evaluation : withArguments(context), context,
					type);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private EvaluationContext withArguments(RateLimitContext context) {
		EvaluationContext evaluation = newEvaluation();
		if (context instanceof CallContext call) {
			// A suspending function of Kotlin has one more, which has no name.
			for (int i = 0; i < Math.min(call.arguments().length, this.parameters.size()); i++) {
				evaluation.setVariable(this.parameters.get(i), call.arguments()[i]);
			}
		}
		return evaluation;
	}

	private static EvaluationContext newEvaluation() {
		return SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build();
	}

}
