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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CanonicalJson} with what RFC 8785 itself gives as examples.
 */
class CanonicalJsonTests {

	// Section 3.2.2, and the bytes of section 3.2.4.
	@Test
	void whenValuesAreThoseOfTheRfcTheirBytesAreAsWell() {
		Map<String, Object> value = new HashMap<>();
		value.put("string", "\u20ac$\u000F\nA'\u0042\"\\\\\"/");
		value.put("literals", Arrays.asList(null, true, false));
		String json = CanonicalJson.write(value);
		assertThat(HexFormat.ofDelimiter(" ").formatHex(json.getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c "
					+ "22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 "
					+ "2f 22 7d");
		assertThat(CanonicalJson.read(json)).isEqualTo(value);
	}

	// Section 3.2.3: by UTF-16, not by code points.
	@Test
	void whenNamesAreThoseOfTheRfcTheirOrderIsAsWell() {
		Map<String, Object> value = Map.of("\u20ac", "Euro Sign", "\r", "Carriage Return", "\ufb33",
				"Hebrew Letter Dalet With Dagesh", "1", "One", "\ud83d\ude00", "Emoji: Grinning Face", "\u0080",
				"Control", "\u00f6", "Latin Small Letter O With Diaeresis");
		assertThat(CanonicalJson.write(value))
			.isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
					+ "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
					+ "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
	}

	// Appendix B, and D for those that have no exact place there.
	@Test
	void whenNumbersAreWholeTheyAreThoseOfTheRfcAndLargerOnesAreTexts() {
		assertThat(CanonicalJson.write(List.of(0, (long) -0.0, (1L << 53) - 1, 1 - (1L << 53))))
			.isEqualTo("[0,0,9007199254740991,-9007199254740991]");
		assertThat(CanonicalJson.write(List.of(1L << 53, Long.MIN_VALUE, 0.5)))
			.isEqualTo("[\"9007199254740992\",\"-9223372036854775808\",\"0.5\"]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":1}", "{ }", "[1,]", "1.0", "1e2", "01", "-0", "+1",
			"\"\\u0041\"", "\"\\/\"", "\"\\u000F\"", "nul", "{\"a\"}", "[1", "\"a", "{}{}", "", "9007199254740992" })
	void whenTextIsAnotherSpellingItIsRefused(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.read(json));
	}

	@Test
	void whenObjectsAreNestedTheyAreRead() {
		Map<String, Object> value = Map.of("a", List.of(Map.of(), List.of(), 1L, "x"), "b", Map.of("c", true));
		assertThat(CanonicalJson.read(CanonicalJson.write(value))).isEqualTo(value);
	}

}
