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

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.core.task.SyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RemoteKeySource} with a clock of the test.
 */
class RemoteKeySourceTests {

	private static final RemoteKeySource.Settings SETTINGS = new RemoteKeySource.Settings(Duration.ofMinutes(5),
			Duration.ofHours(1), Duration.ofSeconds(30));

	private static RSAKey first;

	private static RSAKey second;

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private List<JWK> published = List.of(first);

	private boolean down;

	private int fetches;

	private final RemoteKeySource source = new RemoteKeySource("issuer", this::fetch, SETTINGS, () -> this.now,
			new SyncTaskExecutor());

	@BeforeAll
	static void generateKeys() throws Exception {
		first = new RSAKeyGenerator(2048).keyID("first").generate().toPublicJWK();
		second = new RSAKeyGenerator(2048).keyID("second").generate().toPublicJWK();
	}

	private List<VerificationKey> fetch() throws IOException {
		this.fetches++;
		if (this.down) {
			throw new IOException("down");
		}
		return this.published.stream().map(VerificationKey::of).filter(Objects::nonNull).toList();
	}

	@Test
	void unknownKeysCauseOneFetchPerInterval() {
		assertThat(select("unknown")).isEmpty();
		for (int i = 0; i < 100; i++) {
			String keyId = "unknown-" + i;
			assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> select(keyId))
				.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(30)));
		}
		assertThat(this.fetches).isEqualTo(2);
		this.now = this.now.plusSeconds(30);
		assertThat(select("unknown")).isEmpty();
		assertThat(this.fetches).isEqualTo(3);
	}

	@Test
	void agedKeysAreFetchedAnewAndRemovedOnesAreGone() {
		assertThat(select("first")).hasSize(1);
		this.now = this.now.plus(Duration.ofMinutes(4));
		this.published = List.of(second);
		assertThat(select("first")).hasSize(1);
		assertThat(this.fetches).isEqualTo(2);
		assertThat(select("first")).isEmpty();
		assertThat(select("second")).hasSize(1);
	}

	@Test
	void outageIsToleratedForAnHourAndNoLonger() {
		assertThat(select("first")).hasSize(1);
		this.down = true;
		this.now = this.now.plus(Duration.ofMinutes(64));
		assertThat(select("first")).hasSize(1);
		assertThat(this.source.state().failing()).isTrue();
		this.now = this.now.plus(Duration.ofMinutes(2));
		assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> select("first"));
		assertThat(this.source.state().keys()).isZero();
		this.down = false;
		this.now = this.now.plusSeconds(5);
		assertThat(select("first")).hasSize(1);
		assertThat(this.source.state().failing()).isFalse();
	}

	@Test
	void providerThatFailsIsLeftAlone() {
		this.down = true;
		for (int i = 0; i < 100; i++) {
			assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> select("first"))
				.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(5)));
		}
		assertThat(this.fetches).isEqualTo(1);
	}

	@Test
	void providerThatFailsOnceIsAskedAgainSoonAndNotAfterAnotherInterval() {
		assertThat(select("first")).hasSize(1);
		this.down = true;
		this.now = this.now.plus(Duration.ofMinutes(5));
		assertThat(select("first")).hasSize(1);
		this.down = false;
		this.published = List.of(second);
		this.now = this.now.plusSeconds(4);
		select("first");
		assertThat(this.source.state().failing()).isTrue();
		this.now = this.now.plusSeconds(1);
		select("first");
		assertThat(this.source.state().failing()).isFalse();
		assertThat(this.source.isTrusted(VerificationKey.of(first))).isFalse();
		assertThat(this.source.isTrusted(VerificationKey.of(second))).isTrue();
	}

	@Test
	void failuresOfColdStartDoNotLockOutForTheIntervalOfUnknownKeys() {
		this.down = true;
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> select("first"));
			this.now = this.now.plusSeconds(5);
		}
		assertThat(this.fetches).isEqualTo(3);
		this.down = false;
		assertThat(select("first")).hasSize(1);
	}

	@Test
	void unknownKeysDoNotSpendTheFetchThatRefreshesKnownOnes() {
		assertThat(select("first")).hasSize(1);
		this.now = this.now.plus(Duration.ofSeconds(295));
		assertThat(select("unknown")).isEmpty();
		this.now = this.now.plus(Duration.ofMinutes(5));
		assertThat(select("unknown-2")).isEmpty();
		assertThat(select("first")).hasSize(1);
	}

	@Test
	void keysThatAreNotForSignaturesAreNotUsed() throws Exception {
		this.published = List.of(new OctetSequenceKey.Builder(new byte[64]).keyID("oct").build(),
				new RSAKey.Builder(first).keyID("enc").keyUse(KeyUse.ENCRYPTION).build(),
				new RSAKeyGenerator(1024, true).keyID("weak").generate().toPublicJWK(), second);
		for (String unusable : List.of("oct", "enc", "weak")) {
			assertThat(select(unusable)).isEmpty();
			this.now = this.now.plusSeconds(30);
		}
		assertThat(select("second")).hasSize(1);
	}

	@Test
	void withoutKeyIdentifierAFewKeysAreTried() {
		assertThat(this.source.select(new JWSHeader(JWSAlgorithm.RS256))).hasSize(1);
		this.published = List.of(first, second);
		this.now = this.now.plus(Duration.ofMinutes(5));
		assertThat(this.source.select(new JWSHeader(JWSAlgorithm.RS256))).hasSize(2);
		this.published = Collections.nCopies(5, first);
		this.now = this.now.plus(Duration.ofMinutes(5));
		assertThat(this.source.select(new JWSHeader(JWSAlgorithm.RS256))).isEmpty();
	}

	private List<VerificationKey> select(String keyId) {
		return this.source.select(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build());
	}

}
