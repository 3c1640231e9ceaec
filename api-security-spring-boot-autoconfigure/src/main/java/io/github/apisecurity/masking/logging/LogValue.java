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

package io.github.apisecurity.masking.logging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where what belongs to a name ends. What is nested ends where its brackets do, so
 * that nothing behind an inner one is left; without an end it is all that follows. Each
 * character is read once.
 */
final class LogValue {

	private static final String OPENING = "[{(";

	private static final String CLOSING = "]})";

	private static final String SEPARATORS = ",;&";

	private static final String BEFORE_QUOTE = "[{(,:=>";

	private static final String AFTER_QUOTE = ",;:&)]}>/\\";

	private static final Pattern NEXT_NAME = Pattern.compile("\\s{1,3}-{0,2}\\p{L}[\\p{L}\\p{M}\\p{N}_.-]{0,63}+[=:]");

	private static final String PEM_START = "-----BEGIN ";

	private static final Pattern PEM_END = Pattern.compile("-----END [A-Z0-9 ]{0,50}-----");

	private final String text;

	private final Matcher nextName;

	LogValue(String text) {
		this.text = text;
		this.nextName = NEXT_NAME.matcher(text);
	}

	/**
	 * Return where a value ends.
	 * @param start where it starts
	 * @param header whether it is the value of a header, which has separators of its own
	 * @return the end, which is the start when there is no value
	 */
	int end(int start, boolean header) {
		if (this.text.startsWith(PEM_START, start)) {
			Matcher end = PEM_END.matcher(this.text);
			return (end.find(start)) ? end.end() : this.text.length();
		}
		int quoted = quotedEnd(start);
		if (quoted > start) {
			return quoted;
		}
		boolean structure = start < this.text.length() && OPENING.indexOf(this.text.charAt(start)) != -1;
		int depth = 0;
		int index = start;
		while (index < this.text.length()) {
			char character = this.text.charAt(index);
			boolean parameter = header && index > start && this.text.charAt(index - 1) == '=';
			int end = (depth > 0 || parameter) ? quotedEnd(index) : index;
			if (end == index) {
				if (depth == 0 && isEnd(index, character, header)) {
					return index;
				}
				if (OPENING.indexOf(character) != -1) {
					depth++;
				}
				else if (CLOSING.indexOf(character) != -1) {
					depth = Math.max(0, depth - 1);
					if (depth == 0 && structure) {
						return index + 1;
					}
				}
			}
			index = Math.max(end, index + 1);
		}
		return index;
	}

	private boolean isEnd(int index, char character, boolean header) {
		if (character == '\n' || character == '\r' || (character == '"' && isAfterQuote(index + 1))) {
			return true;
		}
		return !header && (CLOSING.indexOf(character) != -1 || SEPARATORS.indexOf(character) != -1
				|| (Character.isWhitespace(character) && this.nextName.region(index, this.text.length()).lookingAt()));
	}

	private boolean isAfterQuote(int index) {
		// A quote inside of a text ends nothing.
		return index == this.text.length() || Character.isWhitespace(this.text.charAt(index))
				|| AFTER_QUOTE.indexOf(this.text.charAt(index)) != -1;
	}

	private int quotedEnd(int start) {
		int quote = start;
		while (quote < this.text.length() && this.text.charAt(quote) == '\\') {
			quote++;
		}
		if (quote == this.text.length()) {
			return start;
		}
		char character = this.text.charAt(quote);
		boolean opens = (character == '"' || character == '\'') && isBeforeQuote(start - 1);
		return (opens) ? quotedEnd(character, quote + 1, quote - start) : start;
	}

	private boolean isBeforeQuote(int index) {
		int before = index;
		while (before >= 0 && Character.isWhitespace(this.text.charAt(before))) {
			before--;
		}
		return before < 0 || BEFORE_QUOTE.indexOf(this.text.charAt(before)) != -1;
	}

	private int quotedEnd(char quote, int start, int escapes) {
		// JSON in JSON: the quote at the end is escaped as often as that at the start.
		// Two
		// in a row are one of the text, as in SQL.
		for (int end = this.text.indexOf(quote, start); end != -1; end = this.text.indexOf(quote, end + 1)) {
			int before = end;
			while (before > start && this.text.charAt(before - 1) == '\\') {
				before--;
			}
			int count = end - before;
			if (count >= escapes && (count - escapes) % (2 * (escapes + 1)) == 0) {
				if (escapes > 0 || end + 1 == this.text.length() || this.text.charAt(end + 1) != quote) {
					return end + 1;
				}
				end++;
			}
		}
		return this.text.length();
	}

}
