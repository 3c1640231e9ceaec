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

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.apisecurity.masking.jackson.MaskingModule;
import io.github.apisecurity.masking.jackson.RevealSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.xml.XmlMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BuiltInStrategies} that show a part of a value.
 */
class BuiltInStrategiesTests {

	private static final List<String> VALUES = List.of("ada@example.com", "Zoë.Ünal@exämple.com", "zoë@example.com",
			"𝒶da@example.com", "\"a\"b@example.com", "<ad@example.com", "a\u0301da@example.com", "ab@c.de", "@c.de",
			"a@b@example.com", "ada@127.0.0.1", "ada@exa mple.com", "ada@" + "x".repeat(254), "+905321234567",
			"+90 532 123 45 67", "+90-(532)/123.45.67", "+9", "+", "0532 123 45 67", "12345678", "1234567", "+1234567",
			"+12345678", "٠١٢٣٤٥٦٧٨٩", "4111111111111111", "4111 1111 1111 1111", "411111111111",
			"41111111111111111111", "TR330006100519786457841326", "TR33 0006 1005 1978 6457 8413 26",
			"<script>alert(1)</script>", "\"quoted\" and \\ more", "41012345321", "  41012345321  ",
			"😀😀😀12345678😀😀😀", "😀😀😀😀", "a😀b😀cde", "😀😀a@b.c", "abc", "", " ", "line\nline\ttab line");

	static Stream<MaskType> types() {
		return Stream.of(MaskType.EMAIL, MaskType.PHONE, MaskType.CARD, MaskType.IBAN, MaskType.NATIONAL_ID);
	}

	@ParameterizedTest
	@CsvSource({ "EMAIL, ada@example.com, a***@example.com", "EMAIL, Zoë@exämple.com, Z***@exämple.com",
			"EMAIL, zë@example.com, ***@example.com", "EMAIL, ada@example, a***@example", "EMAIL, ada@127.0.0.1, ***",
			"EMAIL, ada@exa mple.com, ***", "EMAIL, a b@c@example.com, a***@example.com",
			"PHONE, +90 532 123 45 67, +90*****67", "PHONE, 0532 123 45 67, *****67", "PHONE, +1234567, ***",
			"PHONE, +12345678, +12*****78", "PHONE, +12345678 ext 1, ***", "PHONE, 12+345678, ***",
			"CARD, 4111-1111-1111-1234, ************1234", "CARD, 41111111111, ***",
			"IBAN, TR33 0006 1005 1978 6457 8413 26, TR**********1326", "IBAN, 1R330006100519786457841326, ***",
			"IBAN, TR33000610051978645784132ı, ***", "NATIONAL_ID, 41012345321, 410*********321",
			"NATIONAL_ID, 410123321, ***", "NATIONAL_ID, 4101233219, 410*********219",
			"NATIONAL_ID, 410-123-321, 410*********321", "NATIONAL_ID, ÄÖÜ1234ÄÖÜ, ÄÖÜ*********ÄÖÜ" })
	void showsAPart(MaskType type, String value, String mask) {
		assertThat(strategy(type).mask(value)).isEqualTo(mask);
	}

	@ParameterizedTest
	@CsvSource({ "CARD, 6, 0, 4111 1111 1111 1234, 411111******1234",
			"CARD, 8, 0, 4111111111111234, 41111111******1234", "CARD, 8, 0, 411111111111234, ************1234",
			"KEEP, 2, 2, abcdefgxyz, ab*********yz", "KEEP, 2, 2, abcdyz, ***", "KEEP, 0, 4, abcdefgxyz, *********gxyz",
			"KEEP, 2, 0, 😀😀😀😀😀😀, 😀😀*********" })
	void showsAsMuchAsAskedFor(MaskType type, int first, int last, String value, String mask) {
		assertThat(new BuiltInStrategies(null).get(type, first, last, "").mask(value)).isEqualTo(mask);
	}

	@ParameterizedTest
	@MethodSource("types")
	void masksReadTheSameInEveryDocument(MaskType type) throws Exception {
		MaskingStrategy strategy = strategy(type);
		List<String> masks = VALUES.stream().map(strategy::mask).toList();
		List<Object> page = VALUES.stream().map((value) -> dto(type, value)).toList();
		ObjectMapper json = mapper(JsonMapper.builder());
		assertThat(read(json, json.writeValueAsBytes(page))).isEqualTo(masks);
		assertThat(read(json, json.writeValueAsString(page).getBytes("UTF-8"))).isEqualTo(masks);
		assertThat(read(json, json.writeValueAsBytes(json.valueToTree(page)))).isEqualTo(masks);
		ObjectMapper cbor = mapper(CBORMapper.builder());
		assertThat(read(cbor, cbor.writeValueAsBytes(page))).isEqualTo(masks);
		ObjectMapper xml = mapper(XmlMapper.builder());
		for (int i = 0; i < page.size(); i++) {
			assertThat(xml.readTree(xml.writeValueAsString(page.get(i))).path("value").asString())
				.isEqualTo(masks.get(i));
		}
	}

	@ParameterizedTest
	@MethodSource("types")
	void charactersAreEscapedAsTheGeneratorSays(MaskType type) {
		JsonMapper mapper = (JsonMapper) mapper(
				JsonMapper.builder(JsonFactory.builder().characterEscapes(new HtmlEscapes()).build()));
		List<Object> page = VALUES.stream().map((value) -> dto(type, value)).toList();
		String document = new String(mapper.writeValueAsBytes(page));
		assertThat(document).doesNotContain("<", ">", "*");
		assertThat(read(mapper, mapper.writeValueAsBytes(page)))
			.isEqualTo(VALUES.stream().map(strategy(type)::mask).toList());
	}

	@Test
	void constantsAreEscapedAsTheGeneratorSays() {
		JsonMapper mapper = (JsonMapper) mapper(
				JsonMapper.builder(JsonFactory.builder().characterEscapes(new HtmlEscapes()).build()));
		String document = new String(mapper.writeValueAsBytes(new Fixed("value")));
		assertThat(document).isEqualTo("{\"value\":\"\\u003chidden\\u003e\"}");
	}

	@ParameterizedTest
	@EnumSource(MaskType.class)
	void maskOfAMaskIsTheSame(MaskType type) {
		MaskingStrategy strategy = new BuiltInStrategies(new HashStrategy(new byte[32], "k1")).get(type,
				(type == MaskType.KEEP) ? 2 : 0, 0, (type == MaskType.FIXED) ? "hidden" : "");
		assertThat(VALUES).allSatisfy((value) -> {
			String mask = strategy.mask(value);
			assertThat(strategy.mask(mask)).isEqualTo(mask);
		});
		String known = strategy.mask(strategy.sample());
		assertThat(strategy.mask(known)).isEqualTo(known);
	}

	@ParameterizedTest
	@ValueSource(strings = { "hmac:k1:secret", "hmac:k1:secret-of-22-characters", "TR**********13266", "+90*****678" })
	void whatOnlyLooksLikeAMaskIsMasked(String value) {
		MaskingStrategy hash = new BuiltInStrategies(new HashStrategy(new byte[32], "k1")).get(MaskType.HASH, 0, 0, "");
		assertThat(hash.mask(value)).isNotEqualTo(value);
		assertThat(strategy(MaskType.IBAN).mask(value)).isEqualTo("***");
		assertThat(strategy(MaskType.PHONE).mask(value)).isEqualTo("***");
	}

	private static MaskingStrategy strategy(MaskType type) {
		return new BuiltInStrategies(null).get(type, 0, 0, "");
	}

	private static Object dto(MaskType type, String value) {
		return switch (type) {
			case EMAIL -> new Email(value);
			case PHONE -> new Phone(value);
			case CARD -> new Card(value);
			case IBAN -> new Iban(value);
			default -> new NationalId(value);
		};
	}

	private static ObjectMapper mapper(MapperBuilder<?, ?> builder) {
		return builder.addModule(new MaskingModule(MaskingRules.ofAnnotations(), RevealSource.none())).build();
	}

	private static List<String> read(ObjectMapper mapper, byte[] page) {
		return Stream.of(mapper.readValue(page, Map[].class)).map((dto) -> (String) dto.get("value")).toList();
	}

	private record Email(@Masked(MaskType.EMAIL) String value) {

	}

	private record Phone(@Masked(MaskType.PHONE) String value) {

	}

	private record Card(@Masked(MaskType.CARD) String value) {

	}

	private record Iban(@Masked(MaskType.IBAN) String value) {

	}

	private record NationalId(@Masked(MaskType.NATIONAL_ID) String value) {

	}

	private record Fixed(@Masked(value = MaskType.FIXED, replacement = "<hidden>") String value) {

	}

	/**
	 * Escapes what starts and ends an element, and asterisks.
	 */
	private static final class HtmlEscapes extends CharacterEscapes {

		private final int[] escapes = CharacterEscapes.standardAsciiEscapesForJSON();

		private HtmlEscapes() {
			this.escapes['<'] = CharacterEscapes.ESCAPE_CUSTOM;
			this.escapes['>'] = CharacterEscapes.ESCAPE_CUSTOM;
			this.escapes['*'] = CharacterEscapes.ESCAPE_CUSTOM;
		}

		@Override
		public int[] getEscapeCodesForAscii() {
			return this.escapes;
		}

		@Override
		public SerializableString getEscapeSequence(int character) {
			return new SerializedString(String.format("\\u%04x", character));
		}

	}

}
