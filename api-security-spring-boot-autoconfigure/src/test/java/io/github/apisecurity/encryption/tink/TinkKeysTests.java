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

package io.github.apisecurity.encryption.tink;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.DecryptionException;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.KeyProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link TinkKeys}, with a keyset that a stub of a key management service has
 * wrapped.
 */
@ExtendWith(OutputCaptureExtension.class)
class TinkKeysTests {

	private static final byte[] CONTEXT = { 1 };

	private static final EncryptedColumn COLUMN = new EncryptedColumn("customer", "national_id");

	private static final KmsStub kms = new KmsStub();

	@BeforeAll
	static void register() throws GeneralSecurityException {
		AeadConfig.register();
	}

	@Test
	void whenKeysetIsUnwrappedByAKmsEncryptsWithItsPrimaryKeyAndReadsAll() throws GeneralSecurityException {
		KeysetHandle first = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
		String old = cipher(wrapAndUnwrap(first)).encrypt(COLUMN, "12345678901");
		KeysetHandle rotated = KeysetHandle.newBuilder(first)
			.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
				.withRandomId()
				.makePrimary())
			.build();
		FieldCipher cipher = cipher(wrapAndUnwrap(rotated));
		assertThat(cipher.encrypt(COLUMN, "1"))
			.startsWith("aps1.g." + Integer.toUnsignedString(rotated.getPrimary().getId()) + ".");
		assertThat(cipher.decrypt(COLUMN, old)).isEqualTo("12345678901");
		assertThat(kms.calls).isEqualTo(4);
	}

	@Test
	void whenKmsIsAwayKnownKeysGoOnAndNewOnesFailWithAnEvent(CapturedOutput output) throws GeneralSecurityException {
		KeyProvider tink = TinkKeys.of(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM));
		AtomicBoolean away = new AtomicBoolean();
		List<String> events = new ArrayList<>();
		FieldCipher cipher = cipher(() -> {
			if (away.get()) {
				throw new IllegalStateException("no answer with secret-4711");
			}
			return tink.keys();
		}, events);
		String old = cipher.encrypt(COLUMN, "12345678901");
		String other = cipher(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)).encrypt(COLUMN, "1");
		away.set(true);
		assertThat(cipher.decrypt(COLUMN, old)).isEqualTo("12345678901");
		assertThat(cipher.forTenant(null).decrypt(COLUMN, cipher.encrypt(COLUMN, "2"))).isEqualTo("2");
		assertThat(cipher.index(COLUMN, "3")).isNotEmpty();
		assertThat(events).isEmpty();
		assertThatExceptionOfType(DecryptionException.class).isThrownBy(() -> cipher.decrypt(COLUMN, other));
		assertThat(events).containsExactly("crypt_decrypt_fail key_unknown");
		assertThat(output).containsOnlyOnce("The keys of before stay in use").doesNotContain("secret-4711");
	}

	@Test
	void whenKeyOfIndexesIsNamedItStays() throws GeneralSecurityException {
		KeysetHandle first = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
		KeysetHandle rotated = KeysetHandle.newBuilder(first)
			.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
				.withRandomId()
				.makePrimary())
			.build();
		String code = cipher(first).index(COLUMN, "12345678901");
		assertThat(cipher(TinkKeys.of(rotated, first.getPrimary().getId()), new ArrayList<>()).index(COLUMN,
				"12345678901"))
			.isEqualTo(code);
		FieldCipher unnamed = cipher(rotated);
		assertThatIllegalStateException().isThrownBy(() -> unnamed.index(COLUMN, "12345678901"))
			.withMessageContaining("index-key");
		assertThatIllegalArgumentException().isThrownBy(() -> TinkKeys.of(first, first.getPrimary().getId() + 1));
	}

	@Test
	void whenKeyHasAnotherTypeIsRefused() throws GeneralSecurityException {
		KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_CTR_HMAC_SHA256);
		assertThatIllegalArgumentException().isThrownBy(() -> TinkKeys.of(keyset)).withMessageContaining("AES256_GCM");
		KeysetHandle small = KeysetHandle.generateNew(PredefinedAeadParameters.AES128_GCM);
		assertThatIllegalArgumentException().isThrownBy(() -> TinkKeys.of(small)).withMessageContaining("256 bits");
	}

	private static KeysetHandle wrapAndUnwrap(KeysetHandle keyset) throws GeneralSecurityException {
		String wrapped = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset, kms, CONTEXT);
		return TinkJsonProtoKeysetFormat.parseEncryptedKeyset(wrapped, kms, CONTEXT);
	}

	private static FieldCipher cipher(KeysetHandle keyset) {
		return cipher(TinkKeys.of(keyset), new ArrayList<>());
	}

	private static FieldCipher cipher(KeyProvider keys, List<String> events) {
		FieldCipher[] cipher = new FieldCipher[1];
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class))
			.withBean(KeyProvider.class, () -> keys)
			.withBean(SecurityEventPublisher.class,
					() -> (type, reason, details) -> events.add(type.id() + " " + reason))
			.run((context) -> cipher[0] = context.getBean(FieldCipher.class));
		return cipher[0];
	}

	/**
	 * Keeps the key that wraps, as a service would.
	 */
	private static final class KmsStub implements Aead {

		private final Map<String, byte[]> wrapped = new HashMap<>();

		private int calls;

		@Override
		public byte[] encrypt(byte[] plaintext, byte[] associatedData) {
			this.calls++;
			String handle = "handle-" + this.wrapped.size();
			this.wrapped.put(handle, plaintext);
			return handle.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
			this.calls++;
			byte[] plaintext = this.wrapped.get(new String(ciphertext, StandardCharsets.UTF_8));
			if (plaintext == null) {
				throw new GeneralSecurityException("unknown key");
			}
			return plaintext;
		}

	}

}
