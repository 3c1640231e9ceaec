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

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Checkpoint} with answers that other implementations of signed notes
 * and Ed25519 have given.
 */
class CheckpointTests {

	private static final String KEYS = """
			-----BEGIN PRIVATE KEY-----
			MC4CAQAwBQYDK2VwBCIEIJux8zUR31JN6WOw3Yj3uy+hzuSFoxBG5kPJVj4IRtoY
			-----END PRIVATE KEY-----
			-----BEGIN PUBLIC KEY-----
			MCowBQYDK2VwAyEAAMtpfz4bbC44o9k0j3XsljWiD+f535BpE6bt+guZZXY=
			-----END PUBLIC KEY-----
			""";

	// Made with the Ed25519 of OpenSSL and the key identifier of the specification.
	private static final String NOTE = """
			api-security-audit/node 1
			4711
			cM6HH4o9P7RJvDw6zmVHzvAt/HT/5I2RJTKnJL/b5bk=
			2026-11-29T00:00:00Z

			\u2014 api-security-audit/node_1 \
			hebMLj7He96pNIdLhFzpD5bBGUfc4pApgxHFr0CJ1bCdA+yQL7ABno45o+EZnnNbtcyrasSLoP0bV2iYSVTYzN50fQs=
			""";

	private final RecordChain checkpoint = new RecordChain("node 1", 4711,
			"70ce871f8a3d3fb449bc3c3ace6547cef02dfc74ffe48d912532a724bfdbe5b9");

	@Test
	void whenSignedTheNoteIsThatOfOtherImplementations() throws Exception {
		KeyPair keys = Ed25519Pem.keyPair(KEYS);
		assertThat(Checkpoint.sign(this.checkpoint, keys, Instant.parse("2026-11-29T00:00:00Z"))).isEqualTo(NOTE);
		assertThat(Checkpoint.verify(NOTE, keys.getPublic())).isEqualTo(this.checkpoint);
	}

	// The key 'PeterNeumann+c74f20a3+ARpc2QcU...' of the examples of the specification.
	@Test
	void whenKeyIsThatOfTheSpecificationItsIdentifierIsAsWell() throws Exception {
		PublicKey key = Ed25519Pem.publicKey("""
				-----BEGIN PUBLIC KEY-----
				MCowBQYDK2VwAyEAGlzZBxQ8OExB6DDFvOEqqIF+xWSaqr8sMTiLNbLXRNY=
				-----END PUBLIC KEY-----
				""");
		assertThat(HexFormat.of().formatHex(Checkpoint.keyId("PeterNeumann", key))).isEqualTo("c74f20a3");
	}

	@Test
	void whenClockIsSetBackCheckpointsGoOn(@TempDir Path directory) throws Exception {
		List<String> published = new ArrayList<>();
		List<Instant> times = new ArrayList<>(
				List.of(Instant.parse("2036-11-29T00:00:00Z"), Instant.parse("2026-11-29T00:00:00Z")));
		InstantSource clock = () -> times.remove(0);
		CheckpointSigner signer = new CheckpointSigner(Ed25519Pem.keyPair(KEYS), directory.resolve("checkpoints"),
				Duration.ofNanos(1), published::add, clock.withZone(ZoneOffset.UTC));
		assertThat(signer.sign(new RecordChain("node-1", 1, "ab".repeat(32)), false)).isTrue();
		assertThat(signer.sign(new RecordChain("node-1", 2, "cd".repeat(32)), false)).isTrue();
		assertThat(published).hasSize(2).last().asString().contains("2026-11-29T00:00:00Z");
	}

	@ParameterizedTest
	@ValueSource(strings = { "4711|4712", "node 1|node 2", "cM6H|cM6I", "29T00|30T00", "hebM|hebN", "MLj7|MLj8",
			"audit/node_1|audit/node_2", "\n\n\u2014|\n\u2014" })
	void whenNoteIsChangedItIsNone(String change) throws Exception {
		String[] texts = change.split("\\|");
		assertThat(NOTE).contains(texts[0]);
		assertThat(Checkpoint.verify(NOTE.replace(texts[0], texts[1]), Ed25519Pem.keyPair(KEYS).getPublic())).isNull();
	}

}
