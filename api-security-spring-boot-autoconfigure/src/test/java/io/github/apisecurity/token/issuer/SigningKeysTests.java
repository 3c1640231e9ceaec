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

package io.github.apisecurity.token.issuer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.github.apisecurity.audit.SecurityEventPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SigningKeys} and their stores.
 */
class SigningKeysTests {

	private static final Duration PERIOD = Duration.ofDays(90);

	private static final Duration LIFETIME = Duration.ofMinutes(35);

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));

	private final List<String> events = new ArrayList<>();

	private final SecurityEventPublisher publisher = (type, reason, details) -> this.events.add(type.id());

	private final MapStore store = new MapStore();

	private final SigningKeys keys = node(this.store);

	private SigningKeys node(SigningKeyStore store) {
		return new SigningKeys(store, PERIOD, LIFETIME, this.publisher, this.now::get);
	}

	@Test
	void everyKeyIsPublishedLongBeforeItSignsAndUntilItsLastTokenEnds() {
		Map<String, Instant> published = new HashMap<>();
		Map<String, Instant> signed = new LinkedHashMap<>();
		for (int i = 0; i < 250; i++) {
			Set<String> ids = new HashSet<>();
			this.keys.published().forEach((key) -> ids.add(key.getKeyID()));
			ids.forEach((id) -> published.putIfAbsent(id, this.now.get()));
			String current = this.keys.current().getKeyID();
			boolean first = signed.isEmpty();
			if (signed.put(current, this.now.get()) == null && !first) {
				assertThat(Duration.between(published.get(current), this.now.get())).isGreaterThan(Duration.ofDays(80));
			}
			signed.forEach((id, time) -> assertThat(ids.contains(id)).as(id + " at " + this.now)
				.isEqualTo(this.now.get().isBefore(time.plus(LIFETIME)) || id.equals(current)));
			assertThat(ids).hasSizeBetween(2, 3);
			// Every other look is shortly after the one before.
			pass((i % 2 == 0) ? Duration.ofMinutes(30) : Duration.ofHours(26));
		}
		assertThat(signed).hasSize(2);
		assertThat(this.events).containsOnly("crypt_signing_key_created").hasSize(3);
	}

	@Test
	void retiredKeyVerifiesAndTheEncoderIsNotConfusedByIt() throws Exception {
		JwtEncoder encoder = new NimbusJwtEncoder(
				(selector, context) -> selector.select(new JWKSet(this.keys.current())));
		NimbusJwtDecoder decoder = NimbusJwtDecoder
			.withJwkSource((selector, context) -> selector.select(new JWKSet(this.keys.published())))
			.build();
		JwtEncoderParameters claims = JwtEncoderParameters.from(JwtClaimsSet.builder().subject("ada").build());
		this.keys.current();
		pass(PERIOD.minusMinutes(1));
		String before = encoder.encode(claims).getTokenValue();
		pass(Duration.ofMinutes(2));
		String after = encoder.encode(claims).getTokenValue();
		assertThat(decoder.decode(before).getHeaders().get("kid"))
			.isNotEqualTo(decoder.decode(after).getHeaders().get("kid"));
		assertThat(this.keys.published()).hasSize(3).filteredOn(JWK::isPrivate).hasSize(1);
	}

	@Test
	void nodesAgree() {
		SigningKeys other = node(this.store);
		assertThat(other.current()).isEqualTo(this.keys.current());
		assertThat(other.published()).isEqualTo(this.keys.published());
		assertThat(this.events).hasSize(2);
	}

	@Test
	void whenAnotherNodeIsFasterItsKeyIsTaken() {
		MapStore stale = new MapStore() {

			private int looks;

			@Override
			public Map<Integer, RSAKey> keys() {
				return (this.looks++ < 2) ? Map.of() : SigningKeysTests.this.store.keys();
			}

			@Override
			public boolean add(int number, RSAKey key) {
				return SigningKeysTests.this.store.add(number, key);
			}
		};
		RSAKey current = this.keys.current();
		assertThat(node(stale).current()).isEqualTo(current);
		assertThat(this.store.keys()).hasSize(2);
	}

	@Test
	void afterALongStopNoKeySignsThatNobodyKnows() {
		this.keys.current();
		RSAKey next = this.store.keys().get(2);
		pass(Duration.ofDays(400));
		assertThat(this.keys.current()).isEqualTo(next);
		pass(Duration.ofHours(23));
		assertThat(this.keys.current()).isEqualTo(next);
		pass(Duration.ofHours(2));
		assertThat(this.keys.current()).isEqualTo(this.store.keys().get(3));
	}

	@Test
	void keyThatSomebodyElseHasIsRetiredAtOnceAndTheNextOneSigns() {
		this.keys.current();
		pass(PERIOD.plusMinutes(1));
		List<JWK> before = this.keys.published();
		this.keys.retire(before.get(1).getKeyID());
		assertThat(this.keys.current().getKeyID()).isEqualTo(before.get(2).getKeyID());
		assertThat(this.keys.published()).extracting(JWK::getKeyID)
			.hasSize(2)
			.doesNotContain(before.get(0).getKeyID(), before.get(1).getKeyID());
		assertThat(this.events).contains("crypt_signing_key_retired");
		this.keys.retire("nobody's");
		String next = this.keys.published().get(1).getKeyID();
		this.keys.retire(next);
		assertThat(this.keys.published()).extracting(JWK::getKeyID).hasSize(2).doesNotContain(next);
	}

	@Test
	void whenTheStoreCannotBeWrittenTheCurrentKeyGoesOn() {
		RSAKey current = this.keys.current();
		this.store.broken = true;
		this.store.remove(2);
		assertThat(this.keys.current()).isEqualTo(current);
		this.store.broken = false;
		pass(Duration.ofMinutes(2));
		assertThat(this.keys.published()).hasSize(2);
	}

	@Test
	void keysInFilesSurviveAndAreEncrypted(@TempDir Path directory) throws Exception {
		AtomicLong nanos = new AtomicLong();
		Path keyDirectory = directory.resolve("keys");
		KeyCipher cipher = new KeyCipher(new byte[32]);
		SigningKeys first = node(new FileSigningKeyStore(keyDirectory, cipher, nanos::get));
		RSAKey current = first.current();
		FileSigningKeyStore other = new FileSigningKeyStore(keyDirectory, cipher, nanos::get);
		assertThat(node(other).current()).isEqualTo(current);
		assertThat(other.add(1, current)).as("taken").isFalse();
		first.retire(current.getKeyID());
		nanos.addAndGet(2_000_000_000L);
		assertThat(node(other).current()).isEqualTo(first.current()).isNotEqualTo(current);
		try (Stream<Path> files = Files.list(keyDirectory)) {
			assertThat(files).hasSize(2).allSatisfy((file) -> {
				assertThat(Files.readString(file)).doesNotContain("\"d\"").hasSizeLessThan(4000);
				assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
			});
		}
		byte[] wrong = new byte[32];
		wrong[0] = 1;
		assertThatIllegalStateException()
			.isThrownBy(() -> new FileSigningKeyStore(keyDirectory, new KeyCipher(wrong), nanos::get))
			.withMessageContaining("signing-keys.encryption-key");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenAFileOfKeysCannotBeReadThatIsLoggedOnceAndTheKnownOnesGoOn(@TempDir Path parent, CapturedOutput output)
			throws Exception {
		AtomicLong nanos = new AtomicLong();
		Path directory = parent.resolve("keys");
		FileSigningKeyStore store = new FileSigningKeyStore(directory, new KeyCipher(new byte[32]), nanos::get);
		RSAKey current = node(store).current();
		Path odd = Files.writeString(directory.resolve("signing-key-7.jwe"), "odd");
		for (int look = 0; look < 3; look++) {
			nanos.addAndGet(2_000_000_000L);
			assertThat(store.keys()).containsValue(current).doesNotContainKey(7);
		}
		assertThat(output).containsOnlyOnce("cannot be read, so those of other nodes stay unknown");
		Files.delete(odd);
		nanos.addAndGet(2_000_000_000L);
		store.keys();
		Files.writeString(odd, "odd again");
		nanos.addAndGet(2_000_000_000L);
		store.keys();
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "stay unknown")).isEqualTo(2);
		Files.delete(odd);
		Path away = Files.move(directory, directory.resolveSibling("away"));
		nanos.addAndGet(2_000_000_000L);
		assertThat(store.keys()).as("no new ones in another directory").containsValue(current);
		assertThat(directory).doesNotExist();
		Files.move(away, directory);
	}

	private void pass(Duration duration) {
		this.now.updateAndGet((before) -> before.plus(duration));
	}

	/**
	 * Keys in memory.
	 */
	private static class MapStore implements SigningKeyStore {

		private final Map<Integer, RSAKey> keys = new ConcurrentHashMap<>();

		private boolean broken;

		@Override
		public Map<Integer, RSAKey> keys() {
			return Map.copyOf(this.keys);
		}

		@Override
		public boolean add(int number, RSAKey key) {
			if (this.broken) {
				throw new IllegalStateException("down");
			}
			return this.keys.putIfAbsent(number, key) == null;
		}

		@Override
		public void remove(int number) {
			this.keys.remove(number);
		}

	}

}
