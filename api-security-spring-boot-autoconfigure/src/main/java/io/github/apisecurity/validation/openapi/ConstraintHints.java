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
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.apisecurity.validation.identifier.Iban;
import io.github.apisecurity.validation.identifier.NationalId;
import io.github.apisecurity.validation.identifier.PhoneNumber;
import io.github.apisecurity.validation.password.StrongPassword;
import io.github.apisecurity.validation.text.AllowedValues;
import io.github.apisecurity.validation.text.NoHtml;
import io.github.apisecurity.validation.text.SafeFileName;
import io.github.apisecurity.validation.text.SafeHtml;
import io.github.apisecurity.validation.text.SafeText;
import io.github.apisecurity.validation.url.SafeUrl;
import io.swagger.v3.oas.annotations.media.Schema.AccessMode;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What each constraint says in a schema. A hint never refuses what the constraint
 * accepts; what a schema cannot say, as check digits, is left out.
 *
 * @param target where the hints go
 */
record ConstraintHints(HintTarget target) {

	ConstraintHints(Schema<?> schema, io.swagger.v3.oas.annotations.media.@Nullable Schema declared) {
		this(new HintTarget(schema, declared));
	}

	void add(Annotation constraint) {
		if (constraint instanceof SafeText safeText) {
			this.target.maxLength(safeText.max());
			this.target.pattern(HintPatterns.of(safeText.value()));
			this.target.description(describe(safeText.value()));
		}
		else if (constraint instanceof NoHtml) {
			this.target.pattern(HintPatterns.NO_HTML);
			this.target.description("Text without markup.");
		}
		else if (constraint instanceof SafeHtml safeHtml) {
			this.target.maxLength(safeHtml.max());
			this.target.description(describe(safeHtml.value()));
		}
		else if (constraint instanceof SafeFileName fileName) {
			this.target.maxLength(fileName.max());
			this.target.pattern(HintPatterns.fileName(List.of(fileName.extensions())));
		}
		else if (constraint instanceof SafeUrl) {
			this.target.format("uri");
			this.target.maxLength(HintPatterns.MAX_URL_LENGTH);
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
			this.target.pattern(HintPatterns.iban(List.of(iban.countries()), iban.compact()));
			this.target.maxLength(iban.compact() ? HintPatterns.MAX_IBAN_LENGTH : HintPatterns.MAX_GROUPED_IBAN_LENGTH);
			if (countries.isEmpty() || countries.contains("DE")) {
				this.target.example(HintPatterns.NOBODYS_IBAN);
			}
		}
		else if (constraint instanceof PhoneNumber phoneNumber) {
			Set<String> countries = Set.of(phoneNumber.countries());
			this.target.pattern(HintPatterns.PHONE);
			if (countries.isEmpty() || countries.contains("US")) {
				this.target.example(HintPatterns.FICTITIOUS_PHONE);
			}
		}
		else if (constraint instanceof NationalId nationalId) {
			this.target.pattern(HintPatterns.of(nationalId.value()));
			this.target.description("National identification number, " + nationalId.value() + ".");
		}
		else if (constraint instanceof StrongPassword password) {
			add(password);
		}
	}

	private void add(AllowedValues allowedValues) {
		this.target.values(List.of(allowedValues.value()), allowedValues.ignoreCase());
		if (allowedValues.ignoreCase()) {
			this.target.description("Case makes no difference.");
		}
	}

	private void add(StrongPassword password) {
		this.target.format("password");
		this.target.minLength(password.min());
		this.target.maxLength(password.max());
		if (this.target.accessMode() == AccessMode.AUTO) {
			this.target.writeOnly();
		}
	}

	private static String describe(SafeText.Profile profile) {
		return switch (profile) {
			case NAME -> "Letters with spaces, hyphens, apostrophes and full stops between them.";
			case LINE -> "One line of letters, digits and common punctuation.";
			case MULTILINE -> "Letters, digits and common punctuation, with line breaks and tabs.";
			case IDENTIFIER -> "ASCII letters and digits, underscores, hyphens and full stops.";
			case SLUG -> "Lower-case ASCII letters and digits with single hyphens between them.";
		};
	}

	private static String describe(SafeHtml.Profile profile) {
		return "HTML with what the profile '" + profile.name().toLowerCase(Locale.ROOT) + "' allows.";
	}

}
