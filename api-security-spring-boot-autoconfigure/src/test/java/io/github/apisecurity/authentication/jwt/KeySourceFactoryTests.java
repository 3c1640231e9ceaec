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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests the keys of an identity provider that is asked too often, slow, or has odd keys.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeySourceFactoryTests {

	private final TestIdentityProvider issuer = TestIdentityProvider.start();

	private final AccessTokenProperties.Keys properties = new AccessTokenProperties.Keys();

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	@AfterEach
	void stopProvider() {
		this.issuer.close();
	}

	@Test
	void thousandUnknownKeysCauseTwoFetches() {
		KeySource source = source();
		assertThat(rsa(source, "rsa-1")).hasSize(1);
		IntStream.range(0, 1000).parallel().forEach((i) -> {
			try {
				assertThat(rsa(source, "unknown-" + i)).isEmpty();
			}
			catch (KeysUnavailableException ex) {
				// It may be new.
			}
		});
		assertThat(this.issuer.keyFetches()).isLessThanOrEqualTo(2);
		assertThat(rsa(source, "rsa-1")).hasSize(1);
	}

	@Test
	void keysThatAreNewAreFoundAtOnce() {
		this.issuer.publish(this.issuer.ecKey());
		KeySource source = source();
		assertThat(elliptic(source)).hasSize(1);
		this.issuer.publish(this.issuer.rsaKey(), this.issuer.ecKey());
		assertThat(rsa(source, "rsa-1")).hasSize(1);
		assertThat(this.issuer.keyFetches()).isEqualTo(2);
	}

	@Test
	void keyThatIsNewAfterAForgedOneIsNoFaultOfTheCaller() {
		this.issuer.publish(this.issuer.ecKey());
		KeySource source = source();
		assertThat(rsa(source, "forged")).isEmpty();
		this.issuer.publish(this.issuer.rsaKey(), this.issuer.ecKey());
		assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> rsa(source, "rsa-1"))
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30)));
	}

	@Test
	void keysThatMovedAreDiscoveredAgain() {
		this.properties.setUnknownKeyInterval(Duration.ofMillis(1));
		KeySource source = source();
		assertThat(rsa(source, "rsa-1")).hasSize(1);
		this.issuer.moveKeys("/keys-of-today");
		this.issuer.publish(this.issuer.ecKey());
		assertThat(rsa(source, "new")).isEmpty();
		assertThat(elliptic(source)).hasSize(1);
		assertThat(rsa(source, "rsa-1")).isEmpty();
	}

	@Test
	void whenDiscoveryHangsKeysAreFetchedFromWhereTheyWere() {
		this.properties.setTimeout(Duration.ofSeconds(1));
		KeySource source = sourceOfRotatedKeys();
		this.issuer.hangDiscovery(true);
		assertThat(rsa(source, "rsa-1")).hasSize(1);
	}

	@Test
	void whenKeysAreNotWhereDiscoverySaysTheyAreFetchedFromWhereTheyWere() {
		this.properties.setTimeout(Duration.ofSeconds(1));
		KeySource source = sourceOfRotatedKeys();
		this.issuer.misplaceKeys("/nothing-here");
		assertThat(rsa(source, "rsa-1")).hasSize(1);
		this.issuer.publish(this.issuer.rsaKey(), this.issuer.secondRsaKey());
		this.issuer.hangDiscovery(true);
		assertThat(rsa(source, "rsa-2")).as("the place is still known").hasSize(1);
	}

	@Test
	void unusableKeysBesideAGoodOneAreIgnored() {
		this.issuer.publishUnusable(List.of(Map.of(), Map.of("kty", "RSA", "kid", "rsa-1", "e", "AQAB"),
				Map.of("kty", "EC", "crv", "P-999", "x", "AA", "y", "AA"),
				Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA"), Map.of("kty", 5),
				Map.of("kty", "AKP", "alg", "ML-DSA-44", "pub", "AA"),
				Map.of("kty", "RSA", "n", List.of(), "e", "AQAB")));
		assertThat(rsa(source(), "rsa-1")).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void providerThatHangsCostsTheTimeoutOnce(boolean ours, CapturedOutput output) {
		Duration timeout = Duration.ofMillis(500);
		if (ours) {
			this.properties.setTimeout(timeout);
		}
		this.beans.registerSingleton("settings",
				HttpClientSettings.defaults().withReadTimeout(ours ? Duration.ofMinutes(1) : timeout));
		KeySource source = source();
		this.issuer.hang(true);
		IntStream.range(0, 20)
			.parallel()
			.forEach((i) -> assertThatExceptionOfType(KeysUnavailableException.class)
				.isThrownBy(() -> rsa(source, "rsa-1")));
		assertThat(output).containsOnlyOnce("no complete answer within 500 ms");
		assertThat(this.issuer.keyFetches()).isEqualTo(1);
	}

	private KeySource sourceOfRotatedKeys() {
		this.properties.setUnknownKeyInterval(Duration.ofMillis(1));
		this.issuer.publish(this.issuer.ecKey());
		KeySource source = source();
		assertThat(elliptic(source)).hasSize(1);
		this.issuer.publish(this.issuer.rsaKey(), this.issuer.ecKey());
		return source;
	}

	private KeySource source() {
		return new KeySourceFactory(this.properties, this.beans).create(this.issuer.issuer(), null);
	}

	private static List<VerificationKey> rsa(KeySource source, String id) {
		return source.select(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(id).build());
	}

	private static List<VerificationKey> elliptic(KeySource source) {
		return source.select(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1").build());
	}

}
