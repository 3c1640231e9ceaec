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

import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * A text of a log, or what it says where it is a text within a text, with the escapes of
 * JSON, URLs or HTML.
 *
 * @param text the text
 * @param places where its characters stand in the text of the log
 */
record LogText(CharSequence text, IntUnaryOperator places) {

	private static final Pattern ESCAPE = Pattern
		.compile("(?=[\\\\%&])(?:\\\\u(\\p{XDigit}{4})|(?:%|\\\\x)(\\p{XDigit}{2})|\\\\."
				+ "|&(?:quot|amp|lt|gt|#\\d{2}|#x\\p{XDigit}{2});)");

	/**
	 * Take one level of escapes away.
	 * @return the text without them or {@code null} when it has none
	 */
	@Nullable LogText unescaped() {
		Matcher escape = ESCAPE.matcher(this.text);
		boolean found = escape.find();
		if (!found) {
			return null;
		}
		StringBuilder unescaped = new StringBuilder();
		int[] places = new int[this.text.length() + 1];
		for (int index = 0; index < this.text.length();) {
			places[unescaped.length()] = index;
			if (found && index == escape.start()) {
				unescaped.append(character(escape));
				index = escape.end();
				found = escape.find();
			}
			else {
				unescaped.append(this.text.charAt(index++));
			}
		}
		places[unescaped.length()] = this.text.length();
		return new LogText(unescaped, (index) -> this.places.applyAsInt(places[index]));
	}

	private static char character(Matcher escape) {
		String hex = (escape.group(1) != null) ? escape.group(1) : escape.group(2);
		String text = escape.group();
		return switch (text) {
			case "\\n" -> '\n';
			case "\\r" -> '\r';
			case "\\t" -> '\t';
			default -> (hex != null) ? (char) Integer.parseInt(hex, 16)
					: text.startsWith("&") ? HtmlUtils.htmlUnescape(text).charAt(0) : text.charAt(1);
		};
	}

}
