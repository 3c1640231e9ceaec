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

package io.github.apisecurity.validation.openapi;

import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.apisecurity.validation.identifier.Iban;
import io.github.apisecurity.validation.identifier.PhoneNumber;
import io.github.apisecurity.validation.password.StrongPassword;
import io.github.apisecurity.validation.text.AllowedValues;
import io.github.apisecurity.validation.text.NoHtml;
import io.github.apisecurity.validation.text.SafeFileName;
import io.github.apisecurity.validation.text.SafeHtml;
import io.github.apisecurity.validation.text.SafeText;
import io.github.apisecurity.validation.text.SafeTextValidator;
import io.github.apisecurity.validation.url.SafeUrl;
import io.swagger.v3.oas.annotations.media.Schema.AccessMode;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What each constraint says in a schema. A hint never refuses what the constraint
 * accepts; what a schema cannot say, as check digits, is left out. What the application
 * declares with {@code @Schema} stays, and of two lengths the one that refuses more.
 *
 * @param schema the schema
 * @param declared what the application declares
 */
record ConstraintHints(Schema<?> schema, io.swagger.v3.oas.annotations.media.@Nullable Schema declared) {

	void add(Annotation constraint) {
		if (constraint instanceof SafeText safeText) {
			maxLength(safeText.max());
			pattern("^" + SafeTextValidator.pattern(safeText.value()) + "$");
			description(describe(safeText.value()));
		}
		else if (constraint instanceof NoHtml) {
			pattern(HintPatterns.NO_HTML);
			description("Text without markup.");
		}
		else if (constraint instanceof SafeHtml safeHtml) {
			maxLength(safeHtml.max());
			description(describe(safeHtml.value()));
		}
		else if (constraint instanceof SafeFileName fileName) {
			maxLength(fileName.max());
			pattern(HintPatterns.fileName(List.of(fileName.extensions())));
		}
		else if (constraint instanceof SafeUrl) {
			format("uri");
			maxLength(HintPatterns.MAX_URL_LENGTH);
		}
		else if (constraint instanceof AllowedValues allowedValues) {
			add(allowedValues);
		}
		else {
			addIdentifier(constraint);
		}
	}

	private void addIdentifier(Annotation constraint) {
		if (constraint instanceof Iban iban) {
			Set<String> countries = Set.of(iban.countries());
			pattern(HintPatterns.iban(List.of(iban.countries()), iban.compact()));
			maxLength(iban.compact() ? HintPatterns.MAX_IBAN_LENGTH : HintPatterns.MAX_GROUPED_IBAN_LENGTH);
			if (countries.isEmpty() || countries.contains("DE")) {
				example(HintPatterns.NOBODYS_IBAN);
			}
		}
		else if (constraint instanceof PhoneNumber phoneNumber) {
			Set<String> countries = Set.of(phoneNumber.countries());
			pattern(HintPatterns.PHONE);
			if (countries.isEmpty() || countries.contains("US")) {
				example(HintPatterns.FICTITIOUS_PHONE);
			}
		}
		else if (constraint instanceof StrongPassword password) {
			add(password);
		}
	}

	private void add(AllowedValues allowedValues) {
		values(List.of(allowedValues.value()), allowedValues.ignoreCase());
		if (allowedValues.ignoreCase()) {
			description("Case makes no difference.");
		}
	}

	private void add(StrongPassword password) {
		format("password");
		minLength(password.min());
		maxLength(password.max());
		boolean isDeclared = this.declared != null && this.declared.accessMode() != AccessMode.AUTO;
		if (!isDeclared && this.schema.getReadOnly() == null) {
			this.schema.setWriteOnly(true);
		}
	}

	private static String describe(SafeText.Profile profile) {
		return switch (profile) {
			case NAME -> "Letters with spaces, hyphens, apostrophes, dots and full stops between them.";
			case LINE -> "One line of letters, digits and punctuation.";
			case MULTILINE -> "Letters, digits and punctuation, with line breaks and tabs.";
			case IDENTIFIER -> "ASCII letters and digits, underscores, hyphens and full stops.";
			case SLUG -> "Lower-case ASCII letters and digits with single hyphens between them.";
		};
	}

	private static String describe(SafeHtml.Profile profile) {
		return "HTML with what the profile '" + profile.name().toLowerCase(Locale.ROOT) + "' allows.";
	}

	private void pattern(String pattern) {
		if (this.schema.getPattern() == null) {
			this.schema.setPattern(pattern);
		}
	}

	private void format(String format) {
		if (this.schema.getFormat() == null) {
			this.schema.setFormat(format);
		}
	}

	private void example(String example) {
		if (this.schema.getExample() == null && this.schema.getExamples() == null) {
			this.schema.setExample(example);
		}
	}

	private void description(String description) {
		String own = this.schema.getDescription();
		if (!StringUtils.hasText(own)) {
			this.schema.setDescription(description);
		}
		else if ((this.declared == null || this.declared.description().isEmpty()) && !own.contains(description)) {
			this.schema.setDescription(description + "\n\n" + own);
		}
	}

	private void minLength(int length) {
		boolean isDeclared = this.declared != null && this.declared.minLength() != 0;
		if (this.schema.getMinLength() == null || (!isDeclared && this.schema.getMinLength() < length)) {
			this.schema.setMinLength(length);
		}
	}

	private void maxLength(int length) {
		boolean isDeclared = this.declared != null && this.declared.maxLength() != Integer.MAX_VALUE;
		if (this.schema.getMaxLength() == null || (!isDeclared && this.schema.getMaxLength() > length)) {
			this.schema.setMaxLength(length);
		}
	}

	@SuppressWarnings("unchecked")
	private void values(List<String> allowed, boolean ignoreCase) {
		if (this.declared != null && this.declared.allowableValues().length > 0) {
			return;
		}
		if (ignoreCase && this.schema.getEnum() == null && isOfType("string")) {
			pattern(HintPatterns.anyOf(allowed));
			return;
		}
		List<Object> values = new ArrayList<>();
		if (this.schema.getEnum() != null) {
			// Those of a Java enumeration that are allowed.
			this.schema.getEnum()
				.stream()
				.filter((value) -> allowed.stream()
					.anyMatch((text) -> (ignoreCase) ? text.equalsIgnoreCase(String.valueOf(value))
							: text.equals(String.valueOf(value))))
				.forEach(values::add);
		}
		else {
			allowed.stream().map(this::value).forEach(values::add);
		}
		((Schema<Object>) this.schema).setEnum(values);
	}

	private Object value(String text) {
		try {
			if (isOfType("integer") || isOfType("number")) {
				return new BigDecimal(text);
			}
		}
		catch (NumberFormatException ex) {
			// No number at all can be equal to it.
			return text;
		}
		return isOfType("boolean") ? Boolean.valueOf(text) : text;
	}

	private boolean isOfType(String type) {
		return type.equals(this.schema.getType())
				|| (this.schema.getTypes() != null && this.schema.getTypes().contains(type));
	}

}
