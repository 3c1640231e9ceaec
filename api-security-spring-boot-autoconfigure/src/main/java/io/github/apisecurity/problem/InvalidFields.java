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

package io.github.apisecurity.problem;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.context.support.ResourceBundleMessageSource;

/**
 * Makes the {@code errors} of a problem. The messages come from the application's
 * {@link MessageSource} under the code with the prefix {@code api-security.validation},
 * else from the bundles of this library, in the language of the caller.
 *
 * @since 0.1.0
 */
public final class InvalidFields {

	/**
	 * Code of a field of which nothing more can be said without repeating the input.
	 */
	public static final String INVALID = "invalid";

	private static final int MAX_ERRORS = 100;

	private static final String PREFIX = "api-security.validation.";

	/**
	 * Languages of the bundles. Each locale a caller thinks of would be kept otherwise.
	 */
	private static final Set<String> LANGUAGES = Set.of("de", "fr", "tr");

	private static final Pattern INDEX = Pattern.compile("(?<=/)\\d{1,9}(?=/|$)");

	private final MessageSource messages;

	private final MessageSource defaults;

	InvalidFields(MessageSource messages) {
		this.messages = messages;
		this.defaults = createDefaults();
	}

	private static MessageSource createDefaults() {
		ResourceBundleMessageSource source = new ResourceBundleMessageSource();
		source.setBasename(InvalidFields.class.getPackageName() + ".messages");
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
		return field(pointer.toString(), code);
	}

	/**
	 * Return an entry with the message of its code.
	 * @param pointer where it is, as the text of a {@link FieldPointer}
	 * @param code what is wrong
	 * @return the entry
	 */
	public InvalidField field(String pointer, String code) {
		Locale locale = LocaleContextHolder.getLocale();
		String message = this.messages.getMessage(PREFIX + code, null, null, locale);
		return new InvalidField(pointer, code, (message != null) ? message : defaultMessage(code, locale));
	}

	private String defaultMessage(String code, Locale locale) {
		Locale known = (LANGUAGES.contains(locale.getLanguage())) ? Locale.forLanguageTag(locale.getLanguage())
				: Locale.ROOT;
		String message = this.defaults.getMessage(PREFIX + code, null, null, known);
		return (message != null) ? message : this.defaults.getMessage(PREFIX + INVALID, null, known);
	}

	/**
	 * Return the problem that tells the fields, at most 100 of them, in the order of
	 * their pointers.
	 * @param type the type of the problem
	 * @param fields the fields
	 * @return the problem
	 */
	public static Problem problem(ProblemType type, List<InvalidField> fields) {
		return Problem.of(type).withMember("errors", sort(fields));
	}

	/**
	 * Return the details of the audit event: the pointers that {@link #problem} tells.
	 * @param fields the fields
	 * @return the details
	 */
	public static Map<String, Object> details(List<InvalidField> fields) {
		return Map.of("fields", sort(fields).stream().map(InvalidField::pointer).distinct().toList());
	}

	private static List<InvalidField> sort(List<InvalidField> fields) {
		// A validator finds violations in no order. The tenth item comes after the
		// second.
		return fields.stream()
			.map((field) -> Map.entry(INDEX.matcher(field.pointer())
				.replaceAll((index) -> "0".repeat(9 - index.group().length()) + index.group()) + '\0' + field.code()
					+ '\0' + field.message(), field))
			.sorted(Map.Entry.comparingByKey())
			.map(Map.Entry::getValue)
			.limit(MAX_ERRORS)
			.toList();
	}

}
