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
import java.util.function.IntBinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
		if (constraint instanceof SafeText text) {
			add(new Schema<>().maxLength(text.max())
				.pattern("^" + SafeTextValidator.pattern(text.value()) + "$")
				.description(describe(text.value())));
		}
		else if (constraint instanceof NoHtml) {
			add(new Schema<>().pattern(HintPatterns.NO_HTML).description("Text without markup."));
		}
		else if (constraint instanceof SafeHtml html) {
			String profile = html.value().name().toLowerCase(Locale.ROOT);
			add(new Schema<>().maxLength(html.max())
				.description("HTML with what the profile '" + profile + "' allows."));
		}
		else if (constraint instanceof SafeFileName fileName) {
			add(new Schema<>().maxLength(fileName.max())
				.pattern(HintPatterns.fileName(List.of(fileName.extensions()))));
		}
		else if (constraint instanceof SafeUrl) {
			add(new Schema<>().format("uri").maxLength(HintPatterns.MAX_URL_LENGTH));
		}
		else if (constraint instanceof Iban iban) {
			add(new Schema<>().pattern(HintPatterns.iban(List.of(iban.countries()), iban.compact()))
				.maxLength(iban.compact() ? HintPatterns.MAX_IBAN_LENGTH : HintPatterns.MAX_GROUPED_IBAN_LENGTH)
				.example(example(HintPatterns.NOBODYS_IBAN, "DE", iban.countries())));
		}
		else if (constraint instanceof PhoneNumber phoneNumber) {
			add(new Schema<>().pattern(HintPatterns.PHONE)
				.example(example(HintPatterns.FICTITIOUS_PHONE, "US", phoneNumber.countries())));
		}
		else if (constraint instanceof StrongPassword password) {
			add(new Schema<>().format("password").minLength(password.min()).maxLength(password.max()).writeOnly(true));
		}
		else if (constraint instanceof AllowedValues allowedValues) {
			add(allowedValues);
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

	private static @Nullable String example(String example, String country, String[] allowed) {
		return (allowed.length == 0 || List.of(allowed).contains(country)) ? example : null;
	}

	private void add(Schema<?> hint) {
		this.schema.setPattern(first(this.schema.getPattern(), hint.getPattern()));
		this.schema.setFormat(first(this.schema.getFormat(), hint.getFormat()));
		this.schema.setMinLength(tighter(this.schema.getMinLength(), hint.getMinLength(),
				isDeclared((own) -> own.minLength() != 0), Math::max));
		this.schema.setMaxLength(tighter(this.schema.getMaxLength(), hint.getMaxLength(),
				isDeclared((own) -> own.maxLength() != Integer.MAX_VALUE), Math::min));
		if (this.schema.getReadOnly() == null && !isDeclared((own) -> own.accessMode() != AccessMode.AUTO)) {
			this.schema.setWriteOnly(first(hint.getWriteOnly(), this.schema.getWriteOnly()));
		}
		if (hint.getExample() != null && this.schema.getExample() == null && this.schema.getExamples() == null) {
			this.schema.setExample(hint.getExample());
		}
		String description = this.schema.getDescription();
		if (!StringUtils.hasText(description)) {
			this.schema.setDescription(first(hint.getDescription(), description));
		}
		else if (hint.getDescription() != null && !description.contains(hint.getDescription())
				&& !isDeclared((own) -> !own.description().isEmpty())) {
			this.schema.setDescription(hint.getDescription() + "\n\n" + description);
		}
	}

	private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
		return (one != null) ? one : other;
	}

	private static @Nullable Integer tighter(@Nullable Integer told, @Nullable Integer hint, boolean declared,
			IntBinaryOperator tighter) {
		return (told == null || hint == null || declared) ? first(told, hint) : tighter.applyAsInt(told, hint);
	}

	private boolean isDeclared(Predicate<io.swagger.v3.oas.annotations.media.Schema> word) {
		return this.declared != null && word.test(this.declared);
	}

	@SuppressWarnings("unchecked")
	private void add(AllowedValues allowedValues) {
		boolean ignoreCase = allowedValues.ignoreCase();
		List<String> allowed = List.of(allowedValues.value());
		if (ignoreCase) {
			add(new Schema<>().description("Case makes no difference."));
		}
		if (isDeclared((own) -> own.allowableValues().length > 0)) {
			return;
		}
		List<?> constants = this.schema.getEnum();
		if (constants == null && ignoreCase && isOfType("string")) {
			add(new Schema<>().pattern(HintPatterns.anyOf(allowed)));
			return;
		}
		// Those of a Java enumeration that are allowed.
		Stream<?> values = (constants != null) ? constants.stream()
			.filter((constant) -> allowed.stream()
				.anyMatch((text) -> (ignoreCase) ? text.equalsIgnoreCase(String.valueOf(constant))
						: text.equals(String.valueOf(constant))))
				: allowed.stream().map(this::value);
		((Schema<Object>) this.schema).setEnum(new ArrayList<>(values.toList()));
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
