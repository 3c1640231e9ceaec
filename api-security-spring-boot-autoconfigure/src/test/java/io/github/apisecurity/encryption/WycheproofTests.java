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

package io.github.apisecurity.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Test vectors of Project Wycheproof.
 */
class WycheproofTests {

	@ParameterizedTest
	@ValueSource(strings = { "aes-gcm", "hkdf", "hmac" })
	void whenVectorIsGivenAnswersAsProjectWycheproofSays(String algorithm) throws IOException {
		try (InputStream vectors = new ClassPathResource("wycheproof.txt", getClass()).getInputStream()) {
			List<String[]> cases = new String(vectors.readAllBytes(), StandardCharsets.UTF_8).lines()
				.map((line) -> line.split(" "))
				.filter((line) -> line[0].equals(algorithm))
				.toList();
			assertThat(cases).hasSizeGreaterThan(50);
			cases.forEach(this::check);
		}
	}

	private void check(String[] line) {
		boolean valid = line[2].equals("valid");
		switch (line[0]) {
			case "aes-gcm" ->
				assertThat(AesGcm.decrypt(new SecretKeySpec(hex(line[3]), "AES"), hex(line[6]), hex(line[4])))
					.as(line[1])
					.isEqualTo(valid ? hex(line[5]) : null);
			case "hkdf" -> {
				// A key has 256 bits; others are longer or shorter.
				byte[] expected = hex(line[7]);
				int length = Math.min(32, expected.length);
				assertThat(Arrays.copyOf(Hkdf.derive(hex(line[3]), hex(line[4]), hex(line[5])), length)).as(line[1])
					.isEqualTo(Arrays.copyOf(expected, length));
			}
			default -> {
				byte[] tag = hex(line[5]);
				assertThat(Arrays.equals(Arrays.copyOf(Hkdf.mac(hex(line[3]), hex(line[4])), tag.length), tag))
					.as(line[1])
					.isEqualTo(valid);
			}
		}
	}

	private static byte[] hex(String text) {
		return text.equals("-") ? new byte[0] : HexFormat.of().parseHex(text);
	}

}
