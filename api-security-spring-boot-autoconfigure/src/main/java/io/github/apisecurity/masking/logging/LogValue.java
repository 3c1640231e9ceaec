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

	private static final String BEFORE_QUOTE = "[{(,:=";

	private static final Pattern NEXT_NAME = Pattern.compile("\\s{1,3}[A-Za-z][A-Za-z0-9_.-]{0,63}+[=:]");

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
		int quoted = quotedEnd(start);
		if (quoted > start) {
			return quoted;
		}
		boolean structure = start < this.text.length() && OPENING.indexOf(this.text.charAt(start)) != -1;
		int depth = 0;
		int index = start;
		while (index < this.text.length()) {
			char character = this.text.charAt(index);
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
			int end = (depth > 0) ? quotedEnd(index) : index;
			index = Math.max(end, index + 1);
		}
		return index;
	}

	private boolean isEnd(int index, char character, boolean header) {
		if (character == '\n' || character == '\r' || character == '"') {
			return true;
		}
		return !header && (CLOSING.indexOf(character) != -1 || SEPARATORS.indexOf(character) != -1
				|| (Character.isWhitespace(character) && this.nextName.region(index, this.text.length()).lookingAt()));
	}

	private int quotedEnd(int start) {
		int quote = start;
		while (quote < this.text.length() && this.text.charAt(quote) == '\\') {
			quote++;
		}
		if (quote >= this.text.length()) {
			return start;
		}
		char character = this.text.charAt(quote);
		if (character == '"') {
			return doubleQuotedEnd(quote + 1, quote - start);
		}
		if (character != '\'' || quote != start || !isBeforeQuote(start - 1)) {
			return start;
		}
		int end = this.text.indexOf('\'', quote + 1);
		return (end != -1) ? end + 1 : this.text.length();
	}

	private boolean isBeforeQuote(int index) {
		int before = index;
		while (before >= 0 && this.text.charAt(before) == ' ') {
			before--;
		}
		return before < 0 || BEFORE_QUOTE.indexOf(this.text.charAt(before)) != -1;
	}

	private int doubleQuotedEnd(int start, int escapes) {
		// JSON in JSON: the quote at the end is escaped as often as that at the start.
		for (int end = this.text.indexOf('"', start); end != -1; end = this.text.indexOf('"', end + 1)) {
			int before = end;
			while (before > start && this.text.charAt(before - 1) == '\\') {
				before--;
			}
			int count = end - before;
			if (count >= escapes && (count - escapes) % (2 * (escapes + 1)) == 0) {
				return end + 1;
			}
		}
		return this.text.length();
	}

}
