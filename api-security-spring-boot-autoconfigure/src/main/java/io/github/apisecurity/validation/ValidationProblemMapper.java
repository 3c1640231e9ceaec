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

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.FieldPointer;
import io.github.apisecurity.problem.InvalidField;
import io.github.apisecurity.problem.InvalidFields;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;
import org.springframework.validation.BindException;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestValueException;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;

/**
 * Names the fields and parameters that are not valid. Their values are neither answered
 * nor recorded.
 *
 * @param messages the texts of the application
 * @param invalidFields say what is wrong with a field
 * @param publisher records it
 * @param names the names in JSON, if that is known
 */
record ValidationProblemMapper(MessageSource messages, InvalidFields invalidFields, SecurityEventPublisher publisher,
		@Nullable JsonPropertyNames names) implements ProblemMapper {

	/**
	 * Codes with a message that says more than that the value is not valid.
	 */
	private static final Set<String> NEUTRAL_CODES = Set.of("pattern", "type-mismatch");

	private static final int MIN_VALUE_LENGTH = 3;

	/**
	 * What a repository of Spring Data throws when it is asked to sort by what is not
	 * there.
	 */
	private static final String UNKNOWN_SORT = "org.springframework.data.core.PropertyReferenceException";

	/**
	 * Attributes of constraints that hold code, which is not what a caller is told.
	 */
	private static final List<String> CODE_ATTRIBUTES = List.of("regexp", "script");

	@Override
	public @Nullable Problem map(Exception exception) {
		Stream<InvalidField> found = fields(exception);
		if (found == null) {
			return null;
		}
		List<InvalidField> fields = found.toList();
		this.publisher.publish(SecurityEventType.VALIDATION_FAILED, null, InvalidFields.details(fields));
		return InvalidFields.problem(ProblemType.VALIDATION_FAILED, fields);
	}

	private @Nullable Stream<InvalidField> fields(Exception exception) {
		if (exception instanceof BindException bindException) {
			boolean body = exception instanceof MethodArgumentNotValidException invalid
					&& isDocument(invalid.getParameter());
			return fields(FieldPointer.ROOT, bindException.getBindingResult(),
					(body) ? bindException.getBindingResult().getTarget() : null);
		}
		if (exception instanceof MethodValidationResult result && !result.isForReturnValue()) {
			return result.getParameterValidationResults().stream().flatMap(this::parameterFields);
		}
		if (exception instanceof MethodArgumentTypeMismatchException mismatch) {
			return parameter(mismatch.getName(), "type-mismatch");
		}
		if ((exception instanceof MissingRequestValueException
				|| exception instanceof MissingServletRequestPartException)
				&& exception instanceof ErrorResponse missing && missing.getStatusCode().is4xxClientError()) {
			// All they tell is the name.
			return parameter(StringUtils.arrayToDelimitedString(missing.getDetailMessageArguments(), ""), "required");
		}
		if (exception instanceof ConstraintViolationException violations && isOfArguments(violations)) {
			return violations.getConstraintViolations().stream().map(this::field);
		}
		if (UNKNOWN_SORT.equals(exception.getClass().getName())) {
			return parameter("sort", InvalidFields.INVALID);
		}
		return null;
	}

	private Stream<InvalidField> parameter(String name, String code) {
		return Stream.of(this.invalidFields.field(FieldPointer.ROOT.step(name), code));
	}

	// An entity or a returned value that is not valid is a failure of the server.
	private static boolean isOfArguments(ConstraintViolationException violations) {
		Set<ConstraintViolation<?>> all = violations.getConstraintViolations();
		return all != null && !all.isEmpty() && all.stream().allMatch((violation) -> {
			Iterator<Path.Node> path = violation.getPropertyPath().iterator();
			return path.hasNext() && path.next().getKind() == ElementKind.METHOD && path.hasNext()
					&& EnumSet.of(ElementKind.PARAMETER, ElementKind.CROSS_PARAMETER).contains(path.next().getKind());
		});
	}

	private InvalidField field(ConstraintViolation<?> violation) {
		Iterator<Path.Node> nodes = violation.getPropertyPath().iterator();
		Path.MethodNode method = nodes.next().as(Path.MethodNode.class);
		Path.Node argument = nodes.next();
		MethodParameter parameter = parameter(violation.getRootBeanClass(), method, argument);
		boolean named = argument.getKind() == ElementKind.PARAMETER
				&& (parameter == null || !parameter.hasParameterAnnotation(RequestBody.class));
		StringBuilder path = new StringBuilder();
		nodes.forEachRemaining((node) -> {
			if (node.getIndex() != null || node.getKey() != null) {
				path.append('[').append((node.getIndex() != null) ? node.getIndex() : "").append(']');
			}
			if (node.getKind() == ElementKind.PROPERTY) {
				path.append('.').append(node.getName());
			}
		});
		FieldPointer pointer = pointer((named) ? FieldPointer.ROOT.step(argument.getName()) : FieldPointer.ROOT,
				path.toString(),
				(parameter != null && isDocument(parameter)) ? parameter.getGenericParameterType() : null);
		String code = violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName();
		return field(pointer, new DefaultMessageSourceResolvable(new String[] { code }, violation.getMessage()),
				violation, violation.getInvalidValue());
	}

	private static @Nullable MethodParameter parameter(Class<?> type, Path.MethodNode node, Path.Node argument) {
		Method method = ReflectionUtils.findMethod(type, node.getName(),
				node.getParameterTypes().toArray(Class<?>[]::new));
		return (method != null && argument.getKind() == ElementKind.PARAMETER) ? new AnnotatedMethod(method)
			.getMethodParameters()[argument.as(Path.ParameterNode.class).getParameterIndex()] : null;
	}

	private static boolean isDocument(MethodParameter parameter) {
		return parameter.hasParameterAnnotation(RequestBody.class)
				|| parameter.hasParameterAnnotation(RequestPart.class);
	}

	private FieldPointer pointer(FieldPointer base, String path, @Nullable Type document) {
		return (document != null && this.names != null) ? this.names.pointer(base, document, path) : base.path(path);
	}

	private Stream<InvalidField> fields(FieldPointer base, Errors errors, @Nullable Object target) {
		Class<?> document = (target != null) ? target.getClass() : null;
		return errors.getAllErrors()
			.stream()
			.map((error) -> (error instanceof FieldError fieldError)
					? field(pointer(base, fieldError.getField(), document), error, violation(error),
							fieldError.getRejectedValue())
					: field(base, error, violation(error), null));
	}

	private static @Nullable ConstraintViolation<?> violation(ObjectError error) {
		return (error.contains(ConstraintViolation.class)) ? error.unwrap(ConstraintViolation.class) : null;
	}

	private Stream<InvalidField> parameterFields(ParameterValidationResult result) {
		FieldPointer pointer = pointer(result);
		if (result instanceof ParameterErrors errors) {
			return fields(pointer, errors, (isDocument(result.getMethodParameter())) ? result.getArgument() : null);
		}
		return result.getResolvableErrors()
			.stream()
			.map((error) -> field(pointer, error, violation(result, error), result.getArgument()));
	}

	private static FieldPointer pointer(ParameterValidationResult result) {
		MethodParameter parameter = result.getMethodParameter();
		FieldPointer pointer = FieldPointer.ROOT;
		// The fields of a body or of a form are those of the request.
		if (!(result instanceof ParameterErrors) && !parameter.hasParameterAnnotation(RequestBody.class)) {
			String name = parameter.getParameterName();
			pointer = pointer.step((name != null) ? name : "arg" + parameter.getParameterIndex());
		}
		if (result.getContainerIndex() != null) {
			return pointer.step(result.getContainerIndex().toString());
		}
		return (result.getContainerKey() != null) ? pointer.anyKey() : pointer;
	}

	private static @Nullable ConstraintViolation<?> violation(ParameterValidationResult result,
			MessageSourceResolvable error) {
		try {
			return result.unwrap(error, ConstraintViolation.class);
		}
		catch (IllegalArgumentException ex) {
			// Found by a validator of another kind.
			return null;
		}
	}

	private InvalidField field(FieldPointer pointer, MessageSourceResolvable error,
			@Nullable ConstraintViolation<?> violation, @Nullable Object value) {
		String[] codes = error.getCodes();
		String code = (codes != null && codes.length > 0) ? toKebabCase(codes[codes.length - 1])
				: InvalidFields.INVALID;
		String message = message(error, violation, value);
		if (message == null) {
			message = this.invalidFields.field(pointer, (NEUTRAL_CODES.contains(code)) ? code : InvalidFields.INVALID)
				.message();
		}
		return new InvalidField(pointer.toString(), code, message);
	}

	private static String toKebabCase(String code) {
		return code.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
	}

	private @Nullable String message(MessageSourceResolvable error, @Nullable ConstraintViolation<?> violation,
			@Nullable Object value) {
		// The text of a failed conversion contains the value.
		if ((error instanceof FieldError fieldError && fieldError.isBindingFailure())
				|| (violation != null && violation.getMessageTemplate().contains("validatedValue"))) {
			return null;
		}
		String message = text(error);
		boolean told = StringUtils.hasText(message) && !repeats(message, value)
				&& (violation == null || !showsCode(message, violation));
		return (told) ? message : null;
	}

	private @Nullable String text(MessageSourceResolvable error) {
		try {
			return this.messages.getMessage(error, LocaleContextHolder.getLocale());
		}
		catch (NoSuchMessageException ex) {
			return null;
		}
	}

	private static boolean showsCode(String message, ConstraintViolation<?> violation) {
		// A text of the application may show it; a key leads to the text of the provider.
		if (!violation.getMessageTemplate().startsWith("{")) {
			return false;
		}
		Map<String, Object> attributes = violation.getConstraintDescriptor().getAttributes();
		return CODE_ATTRIBUTES.stream()
			.map(attributes::get)
			.anyMatch((code) -> code instanceof String text && !text.isEmpty() && message.contains(text));
	}

	private static boolean repeats(String message, @Nullable Object value) {
		// A template may be named by a key, so that only the text shows what it does.
		String text = (value != null) ? value.toString() : "";
		return text.length() >= MIN_VALUE_LENGTH && message.contains(text);
	}

}
