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

package io.github.apisecurity.masking.strategy;

/**
 * What the strategies share. Positions are code points, so that no character is torn
 * apart.
 */
final class Texts {

	static final String FULL = "***";

	private static final int MIN_HIDDEN = 3;

	private Texts() {
	}

	/**
	 * Return whether enough is hidden: two fifths and at least three characters.
	 * @param length the number of characters
	 * @param shown how many of them are shown
	 * @return whether enough is hidden
	 */
	static boolean hidesEnough(int length, int shown) {
		int hidden = length - shown;
		return hidden >= MIN_HIDDEN && hidden * 5 >= length * 2;
	}

	static int length(String value) {
		return value.codePointCount(0, value.length());
	}

	/**
	 * Return how many characters of a value a reader sees: blanks that pad it, marks that
	 * belong to the character before them and invisible characters hide nothing.
	 * @param value the value
	 * @return the number of visible characters
	 */
	static int visible(String value) {
		return visible(value, 0, value.length());
	}

	static int visible(String value, int start, int end) {
		int count = 0;
		int index = start;
		while (index < end) {
			int character = value.codePointAt(index);
			// Most are ASCII, and masking is part of each response.
			if ((character > ' ' && character < 0x7f) || isVisible(character)) {
				count++;
			}
			index += Character.charCount(character);
		}
		return count;
	}

	private static boolean isVisible(int character) {
		return switch (Character.getType(character)) {
			case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK,
					Character.FORMAT, Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED,
					Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

	static String first(String value, int count) {
		return value.substring(0, value.offsetByCodePoints(0, count));
	}

	static String last(String value, int count) {
		return value.substring(value.offsetByCodePoints(value.length(), -count));
	}

	static String keep(String value, int first, String middle, int last) {
		StringBuilder masked = new StringBuilder(middle.length() + (first + last) * 2);
		masked.append(value, 0, value.offsetByCodePoints(0, first));
		masked.append(middle);
		masked.append(value, value.offsetByCodePoints(value.length(), -last), value.length());
		return masked.toString();
	}

	static boolean isKept(String text, int first, String middle, int last) {
		return length(text) == first + middle.length() + last
				&& text.startsWith(middle, text.offsetByCodePoints(0, first));
	}

	/**
	 * Return the digits of a number that may be grouped with spaces, dots, dashes and
	 * parentheses.
	 * @param value the number
	 * @param from where to start
	 * @return the digits, or an empty string when there is anything else
	 */
	static String digits(String value, int from) {
		StringBuilder digits = new StringBuilder(value.length());
		for (int i = from; i < value.length(); i++) {
			char character = value.charAt(i);
			if (character >= '0' && character <= '9') {
				digits.append(character);
			}
			else if (" .-()/".indexOf(character) == -1) {
				return "";
			}
		}
		return digits.toString();
	}

}
