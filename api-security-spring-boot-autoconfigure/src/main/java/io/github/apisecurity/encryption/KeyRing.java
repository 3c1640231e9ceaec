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

import java.util.Objects;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.github.apisecurity.encryption.SubjectKeyStore.SubjectKey;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;

/**
 * The keys of the columns, made from those of the application when they are first used.
 */
final class KeyRing {

	// Columns are part of the program; a name that comes from outside takes no memory for
	// ever.
	private static final int MAX_COLUMNS = 4096;

	private final EncryptionKeys keys;

	private final ConcurrentLruCache<KeyedColumn, ColumnKey> columns = new ConcurrentLruCache<>(MAX_COLUMNS,
			(column) -> create(column.keyId(), column.column(), null));

	private final ConcurrentLruCache<EncryptedColumn, byte[]> indexes = new ConcurrentLruCache<>(MAX_COLUMNS,
			this::createIndex);

	KeyRing(EncryptionKeys keys) {
		this.keys = keys;
	}

	EncryptionKeys keys() {
		return this.keys;
	}

	/**
	 * Return the key that new values of a column are encrypted with.
	 * @param column the column
	 * @param subjectKey the key of the person whom the value is about, or {@code null}
	 * @return the key
	 */
	ColumnKey active(EncryptedColumn column, @Nullable SubjectKey subjectKey) {
		return Objects.requireNonNull(find(this.keys.active(), column, subjectKey));
	}

	/**
	 * Return the key of a column.
	 * @param keyId the id of the key of the application
	 * @param column the column
	 * @param subjectKey the key of the person whom the value is about, or {@code null}
	 * @return the key, or {@code null} if there is no such key
	 */
	@Nullable ColumnKey find(String keyId, EncryptedColumn column, @Nullable SubjectKey subjectKey) {
		if (!this.keys.keys().containsKey(keyId)) {
			return null;
		}
		return (subjectKey != null) ? create(keyId, column, subjectKey)
				: this.columns.get(new KeyedColumn(keyId, column));
	}

	byte[] index(EncryptedColumn column) {
		return this.indexes.get(column);
	}

	private byte[] createIndex(EncryptedColumn column) {
		String keyId = this.keys.index();
		Assert.state(keyId != null, "Blind indexes need a key that stays: 'api-security.encryption.index-key'");
		return derive(keyId, new byte[0], "index", column);
	}

	private ColumnKey create(String keyId, EncryptedColumn column, @Nullable SubjectKey subjectKey) {
		String subjectKeyId = (subjectKey != null) ? subjectKey.id() : null;
		byte[] key = derive(keyId, (subjectKey != null) ? subjectKey.key() : new byte[0], "field", column);
		return new ColumnKey(Envelope.header(keyId, subjectKeyId), new SecretKeySpec(key, "AES"),
				LengthPrefixed.of(Envelope.VERSION, (subjectKeyId != null) ? "s" : "g", keyId, subjectKeyId,
						column.entity(), column.name()));
	}

	private byte[] derive(String keyId, byte[] salt, String purpose, EncryptedColumn column) {
		byte[] info = LengthPrefixed.of(Envelope.VERSION, purpose, column.entity(), column.name());
		return Hkdf.derive(Objects.requireNonNull(this.keys.keys().get(keyId)), salt, info);
	}

	/**
	 * Key of a column.
	 *
	 * @param header what stands in front of the payload
	 * @param key the key
	 * @param aad what is authenticated, without the tenant
	 */
	record ColumnKey(String header, SecretKey key, byte[] aad) {

	}

	private record KeyedColumn(String keyId, EncryptedColumn column) {

	}

}
