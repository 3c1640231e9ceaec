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

package io.github.apisecurity.masking;

/**
 * What the strategies share. Positions are code points, so that no character is torn
 * apart.
 */
final class Texts {

	static final String FULL = "***";

	private static final int MIN_HIDDEN = 3;

	private static final String GROUPING = " .-()/";

	private Texts() {
	}

	/**
	 * Return how long a value must be so that enough is hidden: two fifths and at least
	 * three characters.
	 * @param shown how many characters are shown
	 * @return the number of characters
	 */
	static int minLength(int shown) {
		return Math.max(shown + MIN_HIDDEN, (shown * 5 + 2) / 3);
	}

	/**
	 * Return the start and the end of a value around something else.
	 * @param value the value
	 * @param start where the start ends
	 * @param middle what is between them
	 * @param end where the end starts
	 * @return the text
	 */
	static String around(String value, int start, String middle, int end) {
		char[] text = new char[start + middle.length() + value.length() - end];
		value.getChars(0, start, text, 0);
		middle.getChars(0, middle.length(), text, start);
		value.getChars(end, value.length(), text, start + middle.length());
		return new String(text);
	}

	static int length(String value) {
		return value.codePointCount(0, value.length());
	}

	/**
	 * Return how many characters of a value a reader sees: blanks that pad it, marks that
	 * belong to the character before them and invisible characters hide nothing.
	 * @param value the value
	 * @param start where to start
	 * @param end where to end
	 * @param max where to stop counting
	 * @return the number of visible characters, at most the given one
	 */
	static int visible(String value, int start, int end, int max) {
		int count = 0;
		int index = start;
		while (index < end && count < max) {
			int character = value.codePointAt(index);
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

	static boolean isLetterOrDigit(int character) {
		return (character >= '0' && character <= '9') || isLetter(character);
	}

	static boolean isLetter(int character) {
		// One bit apart are a and A.
		return (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
	}

	static boolean isKept(String text, int first, String middle, int last) {
		return length(text) == first + middle.length() + last
				&& text.startsWith(middle, text.offsetByCodePoints(0, first));
	}

	/**
	 * Return a number without the spaces, dots, dashes, slashes and parentheses that may
	 * group its digits.
	 * @param value the number
	 * @param from where the digits start
	 * @return the number, or an empty string when there is anything else
	 */
	static String compact(String value, int from) {
		boolean grouped = false;
		for (int i = from; i < value.length(); i++) {
			char character = value.charAt(i);
			if (!isDigit(character)) {
				grouped = true;
				if (GROUPING.indexOf(character) == -1) {
					return "";
				}
			}
		}
		return (grouped) ? withoutGrouping(value) : value;
	}

	private static String withoutGrouping(String value) {
		StringBuilder compact = new StringBuilder(value.length());
		for (int i = 0; i < value.length(); i++) {
			if (GROUPING.indexOf(value.charAt(i)) == -1) {
				compact.append(value.charAt(i));
			}
		}
		return compact.toString();
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

}
