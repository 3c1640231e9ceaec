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

import org.springframework.context.MessageSource;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.util.StringUtils;
import org.springframework.validation.FieldError;

/**
 * One entry of the {@code errors} of a problem.
 *
 * @param pointer a JSON pointer to the field, as a URI fragment
 * @param code what is wrong, for programs
 * @param message what is wrong, for people
 */
record InvalidField(String pointer, String code, String message) {

	private static final String NEUTRAL_MESSAGE = "is not valid";

	static InvalidField of(String path, MessageSourceResolvable error, MessageSource messages, Locale locale) {
		String[] codes = error.getCodes();
		String code = (codes != null && codes.length > 0) ? codes[codes.length - 1] : "invalid";
		return new InvalidField(toPointer(path), toKebabCase(code), message(error, messages, locale));
	}

	private static String message(MessageSourceResolvable error, MessageSource messages, Locale locale) {
		// The text of a failed conversion contains the value.
		if (error instanceof FieldError fieldError && fieldError.isBindingFailure()) {
			return NEUTRAL_MESSAGE;
		}
		String message = messages.getMessage(error, locale);
		return StringUtils.hasText(message) ? message : NEUTRAL_MESSAGE;
	}

	private static String toPointer(String path) {
		if (path.isEmpty()) {
			return "#";
		}
		String pointer = path.replace("~", "~0").replace("/", "~1").replace("[", ".").replace("]", "");
		return "#/" + pointer.replace('.', '/');
	}

	private static String toKebabCase(String code) {
		return code.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
	}

}
