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

import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	/**
	 * What is between tokens is not looked at: a value has one spelling.
	 */
	private static final Pattern TOKEN = Pattern
		.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|[{}\\[\\]]|[^\\s,:{}\\[\\]\"]++");

	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

	private final Matcher tokens;

	private CanonicalJson(String json) {
		this.tokens = TOKEN.matcher(json);
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
		else if (value == null || value instanceof Boolean || value instanceof Written) {
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
	 * @throws RuntimeException if it is anything else than the one spelling of a value
	 */
	static @Nullable Object read(String json) {
		CanonicalJson reader = new CanonicalJson(json);
		Object value = reader.value(reader.next(), 0);
		// Covers duplicate members, white space, order, escapes and what follows.
		if (!write(value).equals(json)) {
			throw new IllegalArgumentException("not canonical");
		}
		return value;
	}

	private String next() {
		if (!this.tokens.find()) {
			throw new IllegalArgumentException("no JSON");
		}
		return this.tokens.group();
	}

	private @Nullable Object value(String token, int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException("too deep");
		}
		switch (token) {
			case "{" -> {
				Map<String, @Nullable Object> members = new LinkedHashMap<>();
				for (String name = next(); !name.equals("}"); name = next()) {
					members.put(readText(name), value(next(), depth + 1));
				}
				return members;
			}
			case "[" -> {
				List<@Nullable Object> elements = new ArrayList<>();
				for (String element = next(); !element.equals("]"); element = next()) {
					elements.add(value(element, depth + 1));
				}
				return elements;
			}
			case "true", "false" -> {
				return token.equals("true");
			}
			case "null" -> {
				return null;
			}
			default -> {
				return (token.startsWith("\"")) ? readText(token) : (Object) Long.valueOf(token);
			}
		}
	}

	/**
	 * Read a text in any spelling, as others write it.
	 * @param json a JSON string
	 * @return the text
	 */
	static String readText(String json) {
		return ESCAPE.matcher(json.substring(1, json.length() - 1)).replaceAll((escape) -> {
			String code = escape.group(1);
			int index = "btnfr".indexOf(escape.group().charAt(1));
			String plain = (index >= 0) ? "\b\t\n\f\r".substring(index, index + 1) : escape.group(2);
			return Matcher.quoteReplacement((code != null) ? "" + (char) Integer.parseInt(code, 16) : plain);
		});
	}

	/**
	 * A value that was written before.
	 *
	 * @param json its JSON
	 */
	record Written(String json) {

		@Override
		public String toString() {
			return this.json;
		}

	}

}
