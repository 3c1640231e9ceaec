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

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;

import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * Makes the problem that names invalid fields, and records it. The messages come from the
 * application's {@link MessageSource} under the code with the prefix
 * {@code api-security.validation}, else from the bundles of this library, in the language
 * of the caller.
 *
 * @since 0.1.0
 */
public final class ValidationProblems {

	/**
	 * What a field is called when nothing more can be said without repeating the input.
	 */
	static final String INVALID = "invalid";

	private static final int MAX_ERRORS = 100;

	/**
	 * A validator finds violations in no order.
	 */
	private static final Comparator<InvalidField> ORDER = Comparator
		.comparing(InvalidField::pointer, ValidationProblems::comparePointers)
		.thenComparing(InvalidField::code)
		.thenComparing(InvalidField::message);

	private static final String PREFIX = "api-security.validation.";

	private final MessageSource messages;

	private final MessageSource defaults;

	private final SecurityEventPublisher publisher;

	ValidationProblems(MessageSource messages, SecurityEventPublisher publisher) {
		this.messages = messages;
		this.defaults = createDefaults();
		this.publisher = publisher;
	}

	private static MessageSource createDefaults() {
		ResourceBundleMessageSource source = new ResourceBundleMessageSource();
		source.setBasename(ValidationProblems.class.getPackageName() + ".messages");
		source.setDefaultEncoding("UTF-8");
		source.setFallbackToSystemLocale(false);
		return source;
	}

	/**
	 * Return an entry with the message of its code.
	 * @param pointer where it is
	 * @param code what is wrong
	 * @return the entry
	 */
	public InvalidField field(FieldPointer pointer, String code) {
		return new InvalidField(pointer.toString(), code, message(code));
	}

	private String message(String code) {
		Locale locale = LocaleContextHolder.getLocale();
		String message = this.messages.getMessage(PREFIX + code, null, null, locale);
		return (message != null) ? message : this.defaults.getMessage(PREFIX + code, null, locale);
	}

	/**
	 * Return the problem for the given fields, which are sorted by pointer and of which a
	 * bounded number is told, and publish the event.
	 * @param fields the fields
	 * @return the problem
	 */
	public Problem problem(List<InvalidField> fields) {
		List<InvalidField> errors = fields.stream().sorted(ORDER).limit(MAX_ERRORS).toList();
		this.publisher.publish(SecurityEventType.VALIDATION_FAILED, null,
				Map.of("fields", errors.stream().map(InvalidField::pointer).distinct().toList()));
		return Problem.of(ProblemType.VALIDATION_FAILED).withMember("errors", errors);
	}

	private static int comparePointers(String left, String right) {
		int mismatch = 0;
		int end = Math.min(left.length(), right.length());
		while (mismatch < end && left.charAt(mismatch) == right.charAt(mismatch)) {
			mismatch++;
		}
		int start = left.lastIndexOf('/', mismatch - 1) + 1;
		String leftStep = step(left, start);
		String rightStep = step(right, start);
		// The tenth item comes after the second; an index has no leading zeros.
		int order = (isIndex(leftStep) && isIndex(rightStep)) ? Integer.compare(leftStep.length(), rightStep.length())
				: 0;
		return (order != 0) ? order : left.compareTo(right);
	}

	private static String step(String pointer, int start) {
		int end = pointer.indexOf('/', start);
		return pointer.substring(start, (end != -1) ? end : pointer.length());
	}

	private static boolean isIndex(String step) {
		return !step.isEmpty() && Character.isDigit(step.charAt(0));
	}

}
