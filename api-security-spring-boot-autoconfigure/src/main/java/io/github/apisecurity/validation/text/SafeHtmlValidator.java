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

import jakarta.validation.ConstraintDeclarationException;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Validates {@link SafeHtml @SafeHtml}.
 *
 * @since 0.1.0
 */
public class SafeHtmlValidator implements ConstraintValidator<SafeHtml, CharSequence> {

	private SafeHtml.Profile profile = SafeHtml.Profile.BASIC;

	private int max;

	@Override
	public void initialize(SafeHtml annotation) {
		if (!ClassUtils.isPresent("org.jsoup.Jsoup", getClass().getClassLoader())) {
			throw new ConstraintDeclarationException("@SafeHtml needs jsoup. Add the dependency 'org.jsoup:jsoup'.");
		}
		this.profile = annotation.value();
		this.max = annotation.max();
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		return value == null
				|| (value.length() <= this.max && SafeHtmlSanitizer.isValid(value.toString(), this.profile));
	}

}
