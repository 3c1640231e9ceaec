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

import java.text.Normalizer;
import java.text.Normalizer.Form;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link SafeText @SafeText}.
 *
 * @since 0.1.0
 */
public class SafeTextValidator implements ConstraintValidator<SafeText, CharSequence> {

	private SafeText.Profile profile = SafeText.Profile.LINE;

	private int max;

	private boolean normalized;

	@Override
	public void initialize(SafeText annotation) {
		this.profile = annotation.value();
		this.max = annotation.max();
		this.normalized = annotation.normalized();
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		if (value == null) {
			return true;
		}
		// The cheap bound first: a code point has one or two chars.
		return value.length() <= 2L * this.max && Character.codePointCount(value, 0, value.length()) <= this.max
				&& TextProfile.pattern(this.profile).matcher(value).matches()
				&& (!this.normalized || Normalizer.isNormalized(value, Form.NFC));
	}

}
