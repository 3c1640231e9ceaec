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

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link SafeFileName @SafeFileName}.
 *
 * @since 0.1.0
 */
public class SafeFileNameValidator implements ConstraintValidator<SafeFileName, CharSequence> {

	private static final String CHARACTER = "\\p{L}\\p{M}\\p{Nd}_(";

	private static final String VISIBLE = "&&[^" + SafeTextValidator.INVISIBLE + "]";

	private static final Pattern NAME = Pattern
		.compile("[" + CHARACTER + VISIBLE + "][" + CHARACTER + " .)\\-" + VISIBLE + "]*+");

	/**
	 * Windows means the device also with spaces or extensions behind its name.
	 */
	private static final Pattern RESERVED = Pattern.compile("(?i)(?:con|prn|aux|nul|com\\d|lpt\\d) *+(?:\\..*)?");

	private Set<String> extensions = Set.of();

	private int max;

	@Override
	public void initialize(SafeFileName annotation) {
		this.extensions = Set.of(annotation.extensions());
		this.max = annotation.max();
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		if (value == null) {
			return true;
		}
		if (value.length() > this.max || !NAME.matcher(value).matches()) {
			return false;
		}
		String name = value.toString();
		// A full-width name is the same name after a conversion.
		return !RESERVED.matcher(Normalizer.normalize(name, Form.NFKC)).matches() && !name.endsWith(".")
				&& !name.endsWith(" ") && !name.contains("..")
				&& name.getBytes(StandardCharsets.UTF_8).length <= this.max && hasAllowedExtension(name);
	}

	private boolean hasAllowedExtension(String name) {
		int dot = name.lastIndexOf('.');
		return this.extensions.isEmpty()
				|| (dot != -1 && this.extensions.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
	}

}
