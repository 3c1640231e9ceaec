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

package io.github.apisecurity.authentication.jwt;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads claims and refuses those of a wrong type.
 *
 * @param claims the claims
 */
record ClaimReader(Map<String, Object> claims) {

	/**
	 * The last second of the year 9999; more is a unit error or an attack on the
	 * arithmetic.
	 */
	private static final long MAX_DATE = 253402300799L;

	static final String MALFORMED = "claim_malformed";

	private static final int MAX_NAME_LENGTH = 512;

	/**
	 * Fillers of Hangul and the empty pattern of Braille.
	 */
	private static final String BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0";

	boolean contains(String name) {
		return this.claims.containsKey(name);
	}

	@Nullable Object get(String name) {
		return this.claims.get(name);
	}

	/**
	 * Return a date, RFC 7519 NumericDate.
	 * @param name the name of the claim
	 * @return the seconds since the epoch or {@code null} when there is no such claim
	 */
	@Nullable Long date(String name) {
		if (!this.claims.containsKey(name)) {
			return null;
		}
		Object value = this.claims.get(name);
		if (value instanceof Instant instant) {
			return instant.getEpochSecond();
		}
		double seconds = (value instanceof Integer || value instanceof Long || value instanceof Double)
				? ((Number) value).doubleValue() : -1;
		TokenRejectedException.throwIf(!(seconds >= 0 && seconds <= MAX_DATE), MALFORMED, name,
				"the seconds of a date until the year 9999");
		return (long) seconds;
	}

	/**
	 * Return a text.
	 * @param name the name of the claim
	 * @return the text or {@code null} when there is no such claim
	 */
	@Nullable String text(String name) {
		if (!this.claims.containsKey(name)) {
			return null;
		}
		if (!(this.claims.get(name) instanceof String text) || text.length() > MAX_NAME_LENGTH || !isClean(text)) {
			throw TokenRejectedException.of(MALFORMED, name, "a short text that can be seen");
		}
		return text;
	}

	/**
	 * Return a text or a list of texts.
	 * @param name the name of the claim
	 * @return the texts, empty when there is no such claim
	 */
	List<String> texts(String name) {
		if (!this.claims.containsKey(name)) {
			return List.of();
		}
		Object value = this.claims.get(name);
		if (value instanceof String text) {
			return List.of(text);
		}
		if (value instanceof Collection<?> elements
				&& elements.stream().allMatch((element) -> element instanceof String)) {
			return elements.stream().map(String.class::cast).toList();
		}
		throw TokenRejectedException.of(MALFORMED, name, "a text or a list of texts");
	}

	/**
	 * Return whether every text within the value can be compared, logged or shown: is
	 * without control characters, invisible characters and halves of characters.
	 * @param value the value of a claim
	 * @return whether it is clean
	 */
	static boolean isClean(@Nullable Object value) {
		if (value instanceof String text) {
			return text.chars().allMatch((character) -> character >= ' ' && character <= '~')
					|| text.codePoints().noneMatch(ClaimReader::isForbidden);
		}
		if (value instanceof Collection<?> elements) {
			return elements.stream().allMatch(ClaimReader::isClean);
		}
		return !(value instanceof Map<?, ?> members) || (isClean(members.keySet()) && isClean(members.values()));
	}

	/**
	 * Return whether nobody sees anything of the text.
	 * @param text the text
	 * @return whether it is nothing but spaces, of whatever kind
	 */
	static boolean isBlank(String text) {
		return text.codePoints()
			.allMatch((codePoint) -> Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)
					|| BLANK_LETTERS.indexOf(codePoint) != -1);
	}

	private static boolean isForbidden(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED ->
				true;
			default -> false;
		};
	}

}
