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
import java.util.regex.Pattern;

import io.github.apisecurity.validation.text.SafeText.Profile;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/**
 * Validates {@link SafeText @SafeText}. Each profile is a list of what is allowed and
 * matches without backtracking.
 *
 * @since 0.1.0
 */
public class SafeTextValidator implements ConstraintValidator<SafeText, CharSequence> {

	/**
	 * Letters and marks that nobody sees: fillers, vowels and joiners without a glyph,
	 * and variation selectors, with which texts that look the same differ.
	 */
	static final String INVISIBLE = "\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}\\x{180B}-\\x{180F}\\x{3164}"
			+ "\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0000}-\\x{E0FFF}";

	private static final String VISIBLE = "&&[^" + INVISIBLE + "]";

	private static final String LETTER = "\\p{L}\\p{M}";

	private static final String PROSE = LETTER
			+ "\\p{N} .,:;!?'\u2019()/&@#%+*=_\u20ac\u00a3\u00a5\u20ba\u00b0\u00a7\u2013\u2014\u201c\u201d\u201e\u2026\u00ab\u00bb\"\\-";

	private Pattern pattern = pattern(Profile.LINE);

	private int max;

	private boolean normalized;

	@Override
	public void initialize(SafeText annotation) {
		this.pattern = pattern(annotation.value());
		this.max = annotation.max();
		this.normalized = annotation.normalized();
	}

	private static Pattern pattern(Profile profile) {
		String regex = switch (profile) {
			case NAME -> "[\\p{L}" + VISIBLE + "][" + LETTER + " .'\u2019\\-" + VISIBLE + "]*+";
			case LINE -> "[" + PROSE + VISIBLE + "]*+";
			case MULTILINE -> "[" + PROSE + "\\r\\n\\t" + VISIBLE + "]*+";
			case IDENTIFIER -> "[A-Za-z_][A-Za-z0-9_.-]*+";
			case SLUG -> "[a-z0-9]++(?:-[a-z0-9]++)*+";
		};
		return Pattern.compile(regex);
	}

	@Override
	public boolean isValid(@Nullable CharSequence value, ConstraintValidatorContext context) {
		// The cheap bound first: a code point has one or two chars.
		return value == null
				|| (value.length() <= 2L * this.max && Character.codePointCount(value, 0, value.length()) <= this.max
						&& this.pattern.matcher(value).matches()
						&& (!this.normalized || Normalizer.isNormalized(value, Form.NFC)));
	}

}
