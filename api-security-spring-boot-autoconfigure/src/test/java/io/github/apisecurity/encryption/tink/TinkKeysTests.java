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
import java.util.HashMap;
import java.util.Map;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.KeyProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TinkKeys}, with a keyset that a stub of a key management service has
 * wrapped.
 */
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
	void whenKmsIsAwayNothingIsUnwrapped() throws GeneralSecurityException {
		String wrapped = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
				KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM), new KmsStub(), CONTEXT);
		assertThatExceptionOfType(GeneralSecurityException.class)
			.isThrownBy(() -> TinkJsonProtoKeysetFormat.parseEncryptedKeyset(wrapped, new KmsStub(), CONTEXT));
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
		FieldCipher[] cipher = new FieldCipher[1];
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class))
			.withBean(KeyProvider.class, () -> TinkKeys.of(keyset))
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
