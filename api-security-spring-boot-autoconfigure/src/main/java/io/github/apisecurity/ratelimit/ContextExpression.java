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

import io.github.apisecurity.guard.ArgumentExpression;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.expression.ParseException;

/**
 * Expression over a {@link RateLimitContext} and the arguments of a call, parsed at
 * start-up.
 *
 * @param expression the expression
 */
record ContextExpression(ArgumentExpression expression) {

	private static final Object[] NO_ARGUMENTS = {};

	static ContextExpression parse(String property, String text, List<String> parameters) {
		try {
			return new ContextExpression(ArgumentExpression.parse(text, parameters));
		}
		catch (ParseException ex) {
			throw new InvalidConfigurationPropertyValueException(property, text,
					"Use an expression over the request, such as \"header('X-Probe') == 'yes'\".");
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(property, text,
					ex.getMessage() + " with @RateLimited(limit = …).");
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
		return this.expression.evaluate(context,
				(context instanceof CallContext call) ? call.arguments() : NO_ARGUMENTS, type);
	}

}
