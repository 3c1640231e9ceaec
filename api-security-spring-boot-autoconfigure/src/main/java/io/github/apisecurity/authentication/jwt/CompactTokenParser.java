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
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Parses the one spelling a token may have: three parts of canonical base64url without
 * padding, header and payload a JSON object in UTF-8 without duplicate names. Whatever is
 * lenient here would give one token many texts, or two readers two meanings.
 */
class CompactTokenParser {

	private static final int MAX_DEPTH = 16;

	private static final int MAX_NUMBER_LENGTH = 20;

	private static final TypeReference<LinkedHashMap<String, Object>> JSON_OBJECT = new TypeReference<>() {
	};

	private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
		.streamReadConstraints(
				StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).maxNumberLength(MAX_NUMBER_LENGTH).build())
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build()).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

	private final int maxSize;

	CompactTokenParser(int maxSize) {
		this.maxSize = maxSize;
	}

	CompactToken parse(String token) {
		if (token.length() > this.maxSize) {
			throw new TokenRejectedException("token_too_large");
		}
		String[] parts = token.split("\\.", 4);
		if (parts.length != 3) {
			throw new TokenRejectedException("token_malformed");
		}
		Map<String, Object> header = json(decode(parts[0]));
		Map<String, Object> claims = json(decode(parts[1]));
		decode(parts[2]);
		return new CompactToken(token, header, claims);
	}

	private byte[] decode(String part) {
		try {
			byte[] decoded = Base64.getUrlDecoder().decode(part);
			if (decoded.length > 0 && Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(part)) {
				return decoded;
			}
		}
		catch (IllegalArgumentException ex) {
			// Answered below like every other spelling.
		}
		throw new TokenRejectedException("token_malformed");
	}

	private Map<String, Object> json(byte[] content) {
		try {
			// Decoded here, since a JSON parser that is given bytes guesses the encoding.
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
			LinkedHashMap<String, Object> value = this.mapper.readValue(text, JSON_OBJECT);
			if (value != null) {
				return value;
			}
		}
		catch (CharacterCodingException | JacksonException ex) {
			// Neither the message nor the location is of use to anybody but the attacker.
		}
		throw new TokenRejectedException("token_malformed");
	}

}
