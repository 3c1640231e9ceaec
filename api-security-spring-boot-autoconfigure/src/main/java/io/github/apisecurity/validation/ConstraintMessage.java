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

import java.util.Locale;

import jakarta.validation.ConstraintViolation;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.util.StringUtils;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * The message of one failed constraint, unless it repeats the value.
 */
final class ConstraintMessage {

	private static final int MIN_VALUE_LENGTH = 3;

	private ConstraintMessage() {
	}

	/**
	 * Return the message.
	 * @param error the error
	 * @param value the value that was refused, {@code null} if not known
	 * @param messages the messages of the application
	 * @param locale the language of the caller
	 * @return the message, or {@code null} if it has none that may be told
	 */
	static @Nullable String of(MessageSourceResolvable error, @Nullable Object value, MessageSource messages,
			Locale locale) {
		// The text of a failed conversion contains the value.
		if (error instanceof FieldError fieldError && fieldError.isBindingFailure()) {
			return null;
		}
		if (error instanceof ObjectError objectError && quotesValue(objectError)) {
			return null;
		}
		String message = messages.getMessage(error, locale);
		return (StringUtils.hasText(message) && !repeats(message, value)) ? message : null;
	}

	private static boolean quotesValue(ObjectError error) {
		return error.contains(ConstraintViolation.class)
				&& error.unwrap(ConstraintViolation.class).getMessageTemplate().contains("validatedValue");
	}

	private static boolean repeats(String message, @Nullable Object value) {
		// A template may be named by a key, so that only the text shows what it does.
		String text = (value != null) ? value.toString() : "";
		return text.length() >= MIN_VALUE_LENGTH && message.contains(text);
	}

}
