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

package io.github.apisecurity.validation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

/**
 * Names the fields and parameters that are not valid. Their values are neither answered
 * nor recorded.
 */
class ValidationProblemMapper implements ProblemMapper {

	private static final int MAX_ERRORS = 100;

	private final MessageSource messages;

	private final SecurityEventPublisher publisher;

	ValidationProblemMapper(MessageSource messages, SecurityEventPublisher publisher) {
		this.messages = messages;
		this.publisher = publisher;
	}

	@Override
	public @Nullable Problem map(Exception exception) {
		Locale locale = LocaleContextHolder.getLocale();
		if (exception instanceof BindException bindException) {
			return toProblem(fields(bindException.getBindingResult(), locale));
		}
		if (exception instanceof HandlerMethodValidationException methodException
				&& !methodException.isForReturnValue()) {
			return toProblem(methodException.getParameterValidationResults()
				.stream()
				.flatMap((result) -> fields(result, locale)));
		}
		return null;
	}

	private Stream<InvalidField> fields(BindingResult result, Locale locale) {
		return result.getAllErrors().stream().map((error) -> {
			String path = (error instanceof FieldError fieldError) ? fieldError.getField() : "";
			return InvalidField.of(path, error, this.messages, locale);
		});
	}

	private Stream<InvalidField> fields(ParameterValidationResult result, Locale locale) {
		if (result instanceof ParameterErrors errors) {
			return fields(errors, locale);
		}
		String name = result.getMethodParameter().getParameterName();
		String path = (name != null) ? name : "arg" + result.getMethodParameter().getParameterIndex();
		return result.getResolvableErrors()
			.stream()
			.map((error) -> InvalidField.of(path, error, this.messages, locale));
	}

	private Stream<InvalidField> fields(ParameterErrors errors, Locale locale) {
		return errors.getAllErrors().stream().map((error) -> {
			String path = (error instanceof FieldError fieldError) ? fieldError.getField() : "";
			return InvalidField.of(path, error, this.messages, locale);
		});
	}

	private Problem toProblem(Stream<InvalidField> fields) {
		List<InvalidField> errors = fields.limit(MAX_ERRORS).toList();
		this.publisher.publish(SecurityEventType.VALIDATION_FAILED, null,
				Map.of("fields", errors.stream().map(InvalidField::pointer).distinct().toList()));
		return Problem.of(ProblemType.VALIDATION_FAILED).withMember("errors", errors);
	}

}
