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

import java.util.HashMap;
import java.util.Map;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AesGcmKey;
import io.github.apisecurity.encryption.EncryptionKeys;
import io.github.apisecurity.encryption.KeyProvider;
import org.jspecify.annotations.Nullable;

/**
 * {@link KeyProvider} of a keyset of Google Tink, such as one that AWS KMS, Google Cloud
 * KMS or Vault has unwrapped. Its keys are of the type AES256_GCM; the primary one is the
 * active key, and their ids are those of Tink.
 *
 * @since 0.1.0
 */
public final class TinkKeys implements KeyProvider {

	private final EncryptionKeys keys;

	private TinkKeys(EncryptionKeys keys) {
		this.keys = keys;
	}

	/**
	 * Create a provider.
	 * @param keyset the keyset, in clear
	 * @return the provider
	 * @throws IllegalArgumentException if an enabled key has another type
	 */
	public static TinkKeys of(KeysetHandle keyset) {
		return of(keyset, null);
	}

	/**
	 * Create a provider for an application with blind indexes.
	 * @param keyset the keyset, in clear
	 * @param indexKeyId the id of the key of blind indexes, which must stay
	 * @return the provider
	 * @throws IllegalArgumentException if an enabled key has another type
	 */
	public static TinkKeys of(KeysetHandle keyset, @Nullable Integer indexKeyId) {
		Map<String, byte[]> keys = new HashMap<>();
		for (int i = 0; i < keyset.size(); i++) {
			KeysetHandle.Entry entry = keyset.getAt(i);
			if (entry.getStatus() == KeyStatus.ENABLED) {
				if (!(entry.getKey() instanceof AesGcmKey key)) {
					throw new IllegalArgumentException("Key " + id(entry.getId()) + " must be of the type AES256_GCM");
				}
				keys.put(id(entry.getId()), key.getKeyBytes().toByteArray(InsecureSecretKeyAccess.get()));
			}
		}
		String active = id(keyset.getPrimary().getId());
		String only = (keys.size() == 1) ? active : null;
		return new TinkKeys(new EncryptionKeys(active, keys, (indexKeyId != null) ? id(indexKeyId) : only));
	}

	private static String id(int id) {
		return Integer.toUnsignedString(id);
	}

	@Override
	public EncryptionKeys keys() {
		return this.keys;
	}

}
