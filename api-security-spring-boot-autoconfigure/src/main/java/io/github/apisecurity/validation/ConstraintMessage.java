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

import jakarta.validation.ConstraintViolation;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.util.StringUtils;
import org.springframework.validation.FieldError;

/**
 * The message of one failed constraint, unless it repeats the value.
 */
final class ConstraintMessage {

	private static final int MIN_VALUE_LENGTH = 3;

	/**
	 * Attributes of constraints that hold code, which is not what a caller is told.
	 */
	private static final List<String> CODE_ATTRIBUTES = List.of("regexp", "script");

	private ConstraintMessage() {
	}

	/**
	 * Return the message.
	 * @param error the error
	 * @param violation what the error was made from, {@code null} if not known
	 * @param value the value that was refused, {@code null} if not known
	 * @param messages the messages of the application
	 * @param locale the language of the caller
	 * @return the message, or {@code null} if it has none that may be told
	 */
	static @Nullable String of(MessageSourceResolvable error, @Nullable ConstraintViolation<?> violation,
			@Nullable Object value, MessageSource messages, Locale locale) {
		// The text of a failed conversion contains the value.
		if (error instanceof FieldError fieldError && fieldError.isBindingFailure()) {
			return null;
		}
		if (violation != null && violation.getMessageTemplate().contains("validatedValue")) {
			return null;
		}
		String message = messages.getMessage(error, locale);
		boolean told = StringUtils.hasText(message) && !repeats(message, value)
				&& (violation == null || !showsCode(message, violation));
		return (told) ? message : null;
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
