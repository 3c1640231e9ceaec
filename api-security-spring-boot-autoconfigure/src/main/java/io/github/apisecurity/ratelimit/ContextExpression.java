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

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Expression over a {@link RateLimitContext}, parsed at start-up.
 *
 * @param expression the expression
 */
record ContextExpression(Expression expression) {

	private static final EvaluationContext evaluation = SimpleEvaluationContext.forReadOnlyDataBinding()
		.withInstanceMethods()
		.build();

	static ContextExpression parse(String property, String text) {
		try {
			return new ContextExpression(new SpelExpressionParser().parseExpression(text));
		}
		catch (ParseException ex) {
			throw new InvalidConfigurationPropertyValueException(property, text,
					"Use an expression over the request, such as \"header('X-Probe') == 'yes'\".");
		}
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
			return this.expression.getValue(evaluation, context, type);
		}
		catch (SpelEvaluationException ex) {
			return null;
		}
	}

}
