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

package io.github.apisecurity.validation.password;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Set;

/**
 * What everybody tries first: a common word, however it is decorated, repeated or
 * doubled, and runs of neighbouring characters.
 */
final class CommonPasswords {

	/**
	 * Loaded with this class, that is when the first password is validated.
	 */
	private static final WordList WORDS = WordList.load("common-passwords.txt");

	private CommonPasswords() {
	}

	static boolean contains(String password, Set<String> context) {
		String text = normalize(password);
		// Digits and signs around a word are decoration, those within it may be letters.
		String core = text.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
		return WORDS.contains(text) || isWord(letters(text), context) || isWord(letters(substitute(core)), context)
				|| isRun(text);
	}

	/**
	 * Return the letters of a text, in the form in which they are compared.
	 * @param text the text
	 * @return the letters, without case and differences of width
	 */
	static String lettersOf(String text) {
		return letters(normalize(text));
	}

	private static String normalize(String text) {
		return Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
	}

	private static String letters(String text) {
		return text.replaceAll("[^\\p{L}]", "");
	}

	private static String substitute(String text) {
		return text.replace('@', 'a').replace('0', 'o').replace('$', 's').replace('3', 'e');
	}

	private static boolean isWord(String letters, Set<String> context) {
		String unit = smallestUnit(letters);
		return !unit.isEmpty() && (WORDS.contains(unit) || context.contains(unit));
	}

	private static String smallestUnit(String text) {
		for (int length = 1; length <= text.length() / 2; length++) {
			if (text.length() % length == 0 && text.substring(0, length).repeat(text.length() / length).equals(text)) {
				return text.substring(0, length);
			}
		}
		return text;
	}

	private static boolean isRun(String text) {
		int steps = 0;
		for (int i = 1; i < text.length(); i++) {
			if (Math.abs(text.charAt(i) - text.charAt(i - 1)) <= 1) {
				steps++;
			}
		}
		// Nearly every character is the same as, or next to, the one before.
		return text.length() > 1 && steps * 10 >= (text.length() - 1) * 8;
	}

}
