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

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parses the one spelling a token may have: three parts of canonical base64url without
 * padding, header and payload a JSON object in UTF-8 without duplicate names. Whatever is
 * lenient here would give one token many texts, or two readers two meanings.
 */
final class TokenParser {

	private static final int MAX_DEPTH = 16;

	private static final int MAX_NUMBER_LENGTH = 100;

	private static final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private static final ObjectReader reader = JsonMapper.builder(JsonFactory.builder()
		.streamReadConstraints(
				StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxNumberLength(MAX_NUMBER_LENGTH).build())
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build()
		.readerFor(new TypeReference<LinkedHashMap<String, Object>>() {
		});

	private TokenParser() {
	}

	/**
	 * Parse a part of a token that is a JSON object.
	 * @param part the part
	 * @return the members, which cannot be changed
	 */
	static Map<String, Object> object(String part) {
		try {
			// Decoded here, since a JSON parser that is given bytes guesses the encoding.
			return json(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(part))).toString());
		}
		catch (CharacterCodingException ex) {
			throw malformed();
		}
	}

	/**
	 * Parse a JSON object.
	 * @param text the text
	 * @return the members, which cannot be changed
	 */
	static Map<String, Object> json(String text) {
		try {
			Map<String, Object> members = reader.readValue(text);
			if (members != null) {
				return unmodifiable(members);
			}
		}
		catch (JacksonException ex) {
			// Neither the message nor the location is of use to anybody but the attacker.
		}
		throw malformed();
	}

	/**
	 * Return the claims of a token that was neither verified nor inspected.
	 * @param token the token
	 * @return the claims, empty when they cannot be read
	 */
	static Map<String, Object> payload(String token) {
		int first = token.indexOf('.');
		int last = token.lastIndexOf('.');
		try {
			return (first < last) ? object(token.substring(first + 1, last)) : Map.of();
		}
		catch (TokenRejectedException ex) {
			return Map.of();
		}
	}

	/**
	 * Decode a part of a token.
	 * @param part the part
	 * @return the content, at least one byte
	 */
	static byte[] bytes(String part) {
		try {
			byte[] decoded = Base64.getUrlDecoder().decode(part);
			// Bytes that do not fill a group of three have several spellings.
			int rest = decoded.length % 3;
			if (decoded.length > 0 && (rest == 0 || part.endsWith(
					encoder.encodeToString(Arrays.copyOfRange(decoded, decoded.length - rest, decoded.length))))) {
				return decoded;
			}
		}
		catch (IllegalArgumentException ex) {
			// Answered below like every other spelling.
		}
		throw malformed();
	}

	/**
	 * Return the members as they are, in a map that cannot be changed, nor what is in it.
	 * @param members the members
	 * @return the same members
	 */
	static Map<String, Object> unmodifiable(Map<String, Object> members) {
		members.replaceAll((name, value) -> unmodifiable(value));
		return Collections.unmodifiableMap(members);
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Object unmodifiable(@Nullable Object value) {
		if (value instanceof List<?> elements) {
			return Collections.unmodifiableList(elements.stream().map(TokenParser::unmodifiable).toList());
		}
		return (value instanceof Map<?, ?> members) ? unmodifiable(new LinkedHashMap<>((Map<String, Object>) members))
				: value;
	}

	static TokenRejectedException malformed() {
		return new TokenRejectedException("token_malformed");
	}

}
