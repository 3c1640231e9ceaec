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

package io.github.apisecurity.validation.text;

import java.util.regex.Pattern;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link NoHtml @NoHtml}. By the HTML standard a tag, a comment or a
 * declaration opens with an angle bracket directly before a letter, a slash, an
 * exclamation or a question mark, and nothing else does, so that no parser is needed. A
 * bracket at the end opens what is put behind it, and full-width brackets become plain
 * ones when a database or a mail converts them.
 *
 * @since 0.1.0
 */
public class NoHtmlValidator implements ConstraintValidator<NoHtml, CharSequence> {

	private static final Pattern OPENING = Pattern
		.compile("[<\uff1c\ufe64](?:[A-Za-z/!?\\x00\uff21-\uff3a\uff41-\uff5a\uff0f\uff01\uff1f]|\\z)");

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		return value == null || !OPENING.matcher(value).find();
	}

}
