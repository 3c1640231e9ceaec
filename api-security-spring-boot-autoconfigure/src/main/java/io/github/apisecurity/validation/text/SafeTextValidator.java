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
 * Validates {@link SafeText @SafeText}. Each profile is a list of what is allowed,
 * derived from the classes of Unicode.
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

	/**
	 * What is found at a place where it says nothing that can be seen: a filler, a joiner
	 * that joins nothing, or a break of words outside of the scripts that write no
	 * spaces. A joiner belongs beside a virama, and the one that separates also between
	 * letters of a script that joins them (UAX #31, A1, A2 and B).
	 */
	private static final String VISIBLE = "(?![\\s\\S]*(?:[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164"
			+ "\\ufe00-\\ufe0f\\uffa0]|(?<![V])\\u200d(?![V])|(?<![VJ])\\u200c|(?<![V])\\u200c(?![J])|(?<![S])\\u200b|\\u200b(?![S])))"
				.replace("V", "\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca\\u1039\\u17d2")
				.replace("J", "\\p{sc=Arabic}\\p{sc=Syriac}\\p{sc=Mongolian}\\p{sc=Nko}")
				.replace("[S]", "[\\p{sc=Khmer}\\p{sc=Myanmar}\\p{sc=Lao}\\p{sc=Thai}\\p{sc=Tibetan}]");

	/**
	 * In prose a suffix of such a script follows an acronym in Latin, too.
	 */
	private static final String VISIBLE_IN_PROSE = VISIBLE.replace("\\p{sc=Nko}])\\u200c|",
			"\\p{sc=Nko}\\p{L}\\p{N}])\\u200c|");

	private static final String LETTER = "\\p{L}\\p{M}\\u200b-\\u200d";

	/**
	 * What UAX #31 (table 3) and UTS #39 ("Inclusion") let stand inside identifiers, but
	 * for the colon, with all dashes, what is written in the place of apostrophes and
	 * middle dots, and the signs of {@code Jr.} and {@code s/o}.
	 */
	private static final String MEDIAL = "\\p{Pd} .,/'\\u2018\\u2019\\u00b4\\u2022"
			+ "\\u00b7\\u0375\\u055a\\u05f3\\u05f4\\u06fd\\u06fe\\u0970\\u0f0b\\u0f0c\\u2027\\u3000\\u30fb\\uff1d\\uff65";

	/**
	 * All punctuation, currencies and mathematics but what markup, templates and shells
	 * are made of, compatible characters included.
	 */
	private static final String PROSE = "(?![\\s\\S]*(?:[$\\ufe69\\uff04][(\\u207d\\u208d\\u2474-\\u2487\\u3200-\\u321e\\u3220-\\u3243\\ufe35\\ufe59\\uff08]|[<>`\\\\{}\\[\\]|^"
			+ "\\ufe37\\ufe38\\ufe47\\ufe48\\ufe5b\\ufe5c\\ufe64\\ufe65\\ufe68\\uff1c\\uff1e\\uff3b-\\uff3e\\uff40"
			+ "\\uff5b-\\uff5d]))";

	private static final String PROSE_CHARACTER = LETTER
			+ "\\p{N}\\p{P}\\p{Sc}\\p{Sm} \\u00a0\\u00b4\\u0375\\u06fd\\u06fe\\u202f\\u3000\\u00a9\\u00ae\\u00b0\\u2103\\u2109\\u2116\\u2121\\u2122"
			+ "\\u3012\\u3200-\\u321e\\u3220-\\u33ff";

	private Pattern pattern = compile(Profile.LINE);

	private int max;

	private boolean normalized;

	@Override
	public void initialize(SafeText annotation) {
		this.pattern = compile(annotation.value());
		this.max = annotation.max();
		this.normalized = annotation.normalized();
	}

	/**
	 * Return the pattern of a profile, as Java and ECMA-262 understand it.
	 * @param profile the profile
	 * @return the pattern without anchors
	 */
	public static String pattern(Profile profile) {
		return switch (profile) {
			case NAME -> VISIBLE + "['\\u2018\\u2019]?\\p{L}[" + LETTER + MEDIAL + "]*";
			case LINE -> VISIBLE_IN_PROSE + PROSE + "[" + PROSE_CHARACTER + "]*";
			case MULTILINE -> VISIBLE_IN_PROSE + PROSE + "[" + PROSE_CHARACTER + "\\r\\n\\t]*";
			case IDENTIFIER -> "[A-Za-z_][A-Za-z0-9_.-]*";
			case SLUG -> "(?!-|[\\s\\S]*(?:--|-$))[a-z0-9-]+";
		};
	}

	private static Pattern compile(Profile profile) {
		// Variation selectors and tags, which the two write differently.
		return Pattern.compile("(?![\\s\\S]*[\\x{E0000}-\\x{E0FFF}])" + pattern(profile));
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
