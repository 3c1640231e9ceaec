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

package io.github.apisecurity.audit.trail;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * JSON of objects, arrays, texts, booleans and whole numbers. It has one spelling for
 * each value, that of RFC 8785, so that a hash of it is a hash of the value. Without any
 * other library, since the verifier stands alone.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785</a>
 */
final class CanonicalJson {

	private static final long MAX_INTEGER = (1L << 53) - 1;

	private static final int MAX_DEPTH = 32;

	private final String json;

	private int position;

	private CanonicalJson(String json) {
		this.json = json;
	}

	/**
	 * Write a value with sorted members.
	 * @param value the value
	 * @return its one spelling
	 */
	static String write(@Nullable Object value) {
		return write(value, true);
	}

	/**
	 * Write a value.
	 * @param value the value
	 * @param sorted whether members are sorted, which the canonical form needs
	 * @return the JSON
	 */
	static String write(@Nullable Object value, boolean sorted) {
		StringBuilder json = new StringBuilder(512);
		append(json, value, sorted);
		return json.toString();
	}

	private static void append(StringBuilder json, @Nullable Object value, boolean sorted) {
		if (value instanceof Map<?, ?> map) {
			String separator = "{";
			for (Map.Entry<?, ?> member : ((sorted) ? new TreeMap<>(map) : map).entrySet()) {
				appendText(json.append(separator), String.valueOf(member.getKey()));
				append(json.append(':'), member.getValue(), sorted);
				separator = ",";
			}
			json.append((map.isEmpty()) ? "{}" : "}");
		}
		else if (value instanceof Collection<?> elements) {
			String separator = "[";
			for (Object element : elements) {
				append(json.append(separator), element, sorted);
				separator = ",";
			}
			json.append((elements.isEmpty()) ? "[]" : "]");
		}
		else if (value == null || value instanceof Boolean) {
			json.append(value);
		}
		// Others are texts: RFC 8785 writes numbers as ECMAScript does, which has no more
		// digits for them.
		else if ((value instanceof Long || value instanceof Integer || value instanceof Short)
				&& ((Number) value).longValue() <= MAX_INTEGER && ((Number) value).longValue() >= -MAX_INTEGER) {
			json.append(value);
		}
		else {
			appendText(json, value.toString());
		}
	}

	private static void appendText(StringBuilder json, String text) {
		json.append('"');
		for (int i = 0; i < text.length(); i++) {
			char character = text.charAt(i);
			int escape = "\"\\\b\t\n\f\r".indexOf(character);
			if (character >= ' ' && escape < 0) {
				json.append(character);
			}
			else if (escape >= 0) {
				json.append('\\').append("\"\\btnfr".charAt(escape));
			}
			else {
				json.append("\\u").append(HexFormat.of().toHexDigits(character));
			}
		}
		json.append('"');
	}

	/**
	 * Read a value.
	 * @param json the JSON
	 * @return the value
	 * @throws IllegalArgumentException if it is anything else than the one spelling of a
	 * value
	 */
	static @Nullable Object read(String json) {
		CanonicalJson reader = new CanonicalJson(json);
		Object value = reader.value(0);
		// Covers duplicate members, white space, order, escapes and what follows.
		if (!write(value).equals(json)) {
			throw new IllegalArgumentException("not canonical");
		}
		return value;
	}

	/**
	 * Read a text in any spelling, as others write it.
	 * @param json a JSON string
	 * @return the text
	 */
	static String readText(String json) {
		return new CanonicalJson(json).text();
	}

	private @Nullable Object value(int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException("too deep");
		}
		char first = peek();
		switch (first) {
			case '{':
				Map<String, Object> members = new LinkedHashMap<>();
				for (next(); peek() != '}'; skipComma('}')) {
					String name = text();
					expect(":");
					members.put(name, value(depth + 1));
				}
				next();
				return members;
			case '[':
				List<Object> elements = new ArrayList<>();
				for (next(); peek() != ']'; skipComma(']')) {
					elements.add(value(depth + 1));
				}
				next();
				return elements;
			case '"':
				return text();
			case 't', 'f', 'n':
				expect((first == 't') ? "true" : (first == 'f') ? "false" : "null");
				return (first != 'n') ? first == 't' : null;
			default:
				int start = this.position;
				while (this.position < this.json.length() && "-0123456789".indexOf(peek()) >= 0) {
					next();
				}
				return new BigDecimal(this.json.substring(start, this.position)).longValueExact();
		}
	}

	private String text() {
		StringBuilder text = new StringBuilder();
		expect("\"");
		while (peek() != '"') {
			char character = next();
			if (character == '\\') {
				character = next();
				int index = "btnfr".indexOf(character);
				if (character == 'u') {
					character = (char) Integer.parseInt(this.json, this.position, this.position + 4, 16);
					this.position += 4;
				}
				else if (index >= 0) {
					character = "\b\t\n\f\r".charAt(index);
				}
			}
			text.append(character);
		}
		next();
		return text.toString();
	}

	private void skipComma(char end) {
		if (peek() != end) {
			expect(",");
		}
	}

	private void expect(String text) {
		if (!this.json.startsWith(text, this.position)) {
			throw new IllegalArgumentException("no JSON");
		}
		this.position += text.length();
	}

	private char peek() {
		if (this.position >= this.json.length()) {
			throw new IllegalArgumentException("no JSON");
		}
		return this.json.charAt(this.position);
	}

	private char next() {
		char character = peek();
		this.position++;
		return character;
	}

}
