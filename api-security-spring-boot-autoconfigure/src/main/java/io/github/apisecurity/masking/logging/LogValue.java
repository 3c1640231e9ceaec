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

	private static final String BEFORE_QUOTE = "[{(,:=>\uff1a\uff1d";

	private static final String AFTER_QUOTE = ",;:&)]}<>/\\";

	private static final String AFTER_BRACKET = ",;&)]}<>\\\"'";

	private static final String AFTER_SENTENCE = ".:!?";

	private static final Pattern NEXT_NAME = Pattern.compile("\\s{1,3}-{0,2}\\p{L}[\\p{L}\\p{M}\\p{N}_.-]{0,63}+[=:]");

	/**
	 * Headers are written with all their values: {@code name:"first", "second"}.
	 */
	private static final Pattern NEXT_QUOTED = Pattern.compile(",\\s{0,3}\"(?:[^\"\\\\]|\\\\.)*+\"(?!\\s{0,3}[:=])");

	private final CharSequence text;

	private final int length;

	private final Matcher nextName;

	LogValue(CharSequence text) {
		this.text = text;
		this.length = text.length();
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
			Matcher next = NEXT_QUOTED.matcher(this.text);
			while (next.region(quoted, this.length).lookingAt()) {
				quoted = next.end();
			}
			return quoted;
		}
		boolean structure = start < this.length && OPENING.indexOf(this.text.charAt(start)) != -1;
		int depth = 0;
		int index = start;
		while (index < this.length) {
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
						if (closes(index, AFTER_BRACKET)) {
							return index + 1;
						}
						// Such as {bcrypt}$2a$10$...
						structure = false;
					}
				}
			}
			index = Math.max(end, index + 1);
		}
		return index;
	}

	private boolean isEnd(int index, char character, boolean header) {
		if (character == '\n' || character == '\r' || (character == '"' && closes(index, AFTER_QUOTE))) {
			return true;
		}
		return !header && ((CLOSING.indexOf(character) != -1 && closes(index, AFTER_BRACKET))
				|| SEPARATORS.indexOf(character) != -1
				|| (Character.isWhitespace(character) && this.nextName.region(index, this.length).lookingAt()));
	}

	// A quote or bracket inside of a text ends nothing.
	private boolean closes(int index, String before) {
		return isBefore(index + 1, before) || (isBefore(index + 1, AFTER_SENTENCE) && isBefore(index + 2, ""));
	}

	private boolean isBefore(int index, String characters) {
		return index >= this.length || Character.isWhitespace(this.text.charAt(index))
				|| characters.indexOf(this.text.charAt(index)) != -1;
	}

	private int quotedEnd(int start) {
		char quote = (start < this.length) ? this.text.charAt(start) : 0;
		if ((quote != '"' && quote != '\'') || !isBeforeQuote(start - 1)) {
			return start;
		}
		for (int index = start + 1; index < this.length; index++) {
			char character = this.text.charAt(index);
			// Two in a row are one of the text, as in SQL.
			boolean escape = character == '\\'
					|| (character == quote && index + 1 < this.length && this.text.charAt(index + 1) == quote);
			if (character == quote && !escape && closes(index, AFTER_QUOTE)) {
				return index + 1;
			}
			index += (escape) ? 1 : 0;
		}
		return this.length;
	}

	private boolean isBeforeQuote(int index) {
		int before = index;
		while (before >= 0 && Character.isWhitespace(this.text.charAt(before))) {
			before--;
		}
		return before < 0 || BEFORE_QUOTE.indexOf(this.text.charAt(before)) != -1;
	}

}
