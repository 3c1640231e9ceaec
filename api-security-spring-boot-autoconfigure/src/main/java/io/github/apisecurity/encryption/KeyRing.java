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

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.github.apisecurity.encryption.SubjectKeyStore.SubjectKey;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The keys of the columns, made from those of the application when they are first used.
 */
final class KeyRing {

	// Columns are part of the program; a name that comes from outside takes no memory for
	// ever.
	private static final int MAX_COLUMNS = 4096;

	private static final int KEY_LENGTH = 32;

	private final EncryptionKeys keys;

	private final Map<String, Map<EncryptedColumn, ColumnKey>> columns;

	private final Map<EncryptedColumn, ColumnKey> active;

	private final Map<EncryptedColumn, byte[]> indexes = new ConcurrentHashMap<>();

	KeyRing(EncryptionKeys keys) {
		this.keys = keys;
		this.columns = keys.keys()
			.keySet()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Function.identity(), (id) -> new ConcurrentHashMap<>()));
		this.active = Objects.requireNonNull(this.columns.get(keys.active()));
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
		return find(this.active, this.keys.active(), column, subjectKey);
	}

	/**
	 * Return the key of a column.
	 * @param keyId the id of the key of the application
	 * @param column the column
	 * @param subjectKey the key of the person whom the value is about, or {@code null}
	 * @return the key, or {@code null} if there is no such key
	 */
	@Nullable ColumnKey find(String keyId, EncryptedColumn column, @Nullable SubjectKey subjectKey) {
		Map<EncryptedColumn, ColumnKey> known = this.columns.get(keyId);
		return (known != null) ? find(known, keyId, column, subjectKey) : null;
	}

	private ColumnKey find(Map<EncryptedColumn, ColumnKey> known, String keyId, EncryptedColumn column,
			@Nullable SubjectKey subjectKey) {
		if (subjectKey != null) {
			return create(keyId, column, subjectKey);
		}
		ColumnKey key = known.get(column);
		if (key == null) {
			key = create(keyId, column, null);
			if (known.size() < MAX_COLUMNS) {
				known.put(column, key);
			}
		}
		return key;
	}

	byte[] index(EncryptedColumn column) {
		byte[] key = this.indexes.get(column);
		if (key == null) {
			String keyId = this.keys.index();
			Assert.state(keyId != null, "Blind indexes need a key that stays: 'api-security.encryption.index-key'");
			key = derive(keyId, new byte[0], "index", column);
			if (this.indexes.size() < MAX_COLUMNS) {
				this.indexes.put(column, key);
			}
		}
		return key;
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
		return Hkdf.derive(Objects.requireNonNull(this.keys.keys().get(keyId)), salt, info, KEY_LENGTH);
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

}
