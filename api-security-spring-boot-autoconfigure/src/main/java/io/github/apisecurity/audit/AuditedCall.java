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

package io.github.apisecurity.audit;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.guard.ArgumentExpression;
import io.github.apisecurity.guard.Guards;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.expression.ParseException;
import org.springframework.util.Assert;

/**
 * What is recorded of the calls of a method.
 *
 * @param success the event of a call that succeeds
 * @param failure the event of one that fails
 * @param resource tells what a call is about
 */
record AuditedCall(SecurityEventType success, SecurityEventType failure, @Nullable ArgumentExpression resource) {

	private static final String UNKNOWN = "unknown";

	private static final int MAX_LENGTH = 512;

	/**
	 * Return what the call is about.
	 * @param arguments the arguments
	 * @return the details of its event
	 */
	Map<String, Object> details(@Nullable Object[] arguments) {
		if (this.resource == null) {
			return Map.of();
		}
		String text = UNKNOWN;
		try {
			text = Objects.toString(this.resource.evaluate(null, arguments, Object.class), UNKNOWN);
		}
		catch (RuntimeException ex) {
			// What has no text is no reason to fail.
		}
		return Map.of("resource", text.substring(0, Math.min(text.length(), MAX_LENGTH)));
	}

	/**
	 * Makes the record of a method.
	 */
	static class Factory implements Guards.Factory<AuditedCall> {

		@Override
		public AuditedCall create(List<AnnotationAttributes> annotations, Method method, String member) {
			String id = annotations.get(0).getString("value");
			String text = annotations.get(0).getString("resource");
			String[] names = new DefaultParameterNameDiscoverer().getParameterNames(method);
			return new AuditedCall(new SecurityEventType(id, Outcome.SUCCESS),
					new SecurityEventType(id, Outcome.FAILURE),
					(text.isEmpty()) ? null : parse(text, (names != null) ? Arrays.asList(names) : List.of()));
		}

		private static ArgumentExpression parse(String text, List<String> parameters) {
			try {
				ArgumentExpression expression = ArgumentExpression.parse(text, parameters);
				Assert.isTrue(expression.isAboutArguments(), () -> "'" + text
						+ "' needs parameters of the method, such as '#id', whose names are " + parameters);
				return expression;
			}
			catch (ParseException ex) {
				throw new IllegalArgumentException("'" + text + "' is no expression such as '#order.id'", ex);
			}
		}

	}

}
