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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.encryption.DecryptionException.Reason;
import io.github.apisecurity.encryption.KeyRing.ColumnKey;
import io.github.apisecurity.encryption.SubjectKeyStore.SubjectKey;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * {@link FieldCipher} with the AES-GCM of the JDK.
 */
class AesGcmFieldCipher implements FieldCipher {

	private static final int INDEX_LENGTH = 16;

	private final CurrentKeys keys;

	private final EncryptionTenantResolver tenants;

	private final @Nullable SubjectKeyStore subjectKeys;

	private final boolean acceptPlaintext;

	private final SecurityEventPublisher publisher;

	private final LongAdder plaintextReads;

	AesGcmFieldCipher(KeyProvider keys, EncryptionTenantResolver tenants, @Nullable SubjectKeyStore subjectKeys,
			boolean acceptPlaintext, SecurityEventPublisher publisher) {
		this(new CurrentKeys(keys), tenants, subjectKeys, acceptPlaintext, publisher, new LongAdder());
	}

	private AesGcmFieldCipher(CurrentKeys keys, EncryptionTenantResolver tenants, @Nullable SubjectKeyStore subjectKeys,
			boolean acceptPlaintext, SecurityEventPublisher publisher, LongAdder plaintextReads) {
		this.keys = keys;
		this.tenants = tenants;
		this.subjectKeys = subjectKeys;
		this.acceptPlaintext = acceptPlaintext;
		this.publisher = publisher;
		this.plaintextReads = plaintextReads;
	}

	@Override
	public String encrypt(EncryptedColumn column, String value, @Nullable String subject) {
		try {
			return encrypt(column, value, (subject != null) ? subjectKeys().findOrCreate(subject) : null);
		}
		catch (RuntimeException ex) {
			this.publisher.publish(SecurityEventType.ENCRYPTION_FAILED, "key_unavailable",
					Map.of("column", column.toString()));
			throw ex;
		}
	}

	private String encrypt(EncryptedColumn column, String value, @Nullable SubjectKey subjectKey) {
		ColumnKey key = this.keys.get().active(column, subjectKey);
		byte[] payload = AesGcm.encrypt(key.key(), value.getBytes(StandardCharsets.UTF_8), key.aad(), tenant());
		return key.header().concat(Envelope.encode(payload));
	}

	@Override
	public @Nullable String decrypt(EncryptedColumn column, String text) {
		Envelope envelope = parse(column, text);
		if (envelope == null) {
			this.plaintextReads.increment();
			return text;
		}
		SubjectKey subjectKey = subjectKey(envelope, column);
		boolean forgotten = envelope.subjectKeyId() != null && subjectKey == null;
		return (!forgotten) ? decrypt(column, envelope, subjectKey) : null;
	}

	@Override
	public @Nullable String reencrypt(EncryptedColumn column, String stored, @Nullable String subject) {
		Envelope envelope = parse(column, stored);
		if (envelope == null || envelope.subjectKeyId() == null) {
			return encrypt(column, (envelope != null) ? decrypt(column, envelope, null) : stored, subject);
		}
		SubjectKey subjectKey = subjectKey(envelope, column);
		return (subjectKey != null) ? encrypt(column, decrypt(column, envelope, subjectKey), subjectKey) : null;
	}

	private @Nullable Envelope parse(EncryptedColumn column, String text) {
		if (!Envelope.isEnvelope(text)) {
			if (!this.acceptPlaintext) {
				throw refuse(Reason.PLAINTEXT, column, null);
			}
			return null;
		}
		Envelope envelope = Envelope.parse(text);
		if (envelope == null) {
			throw refuse(Reason.MALFORMED, column, null);
		}
		return envelope;
	}

	private String decrypt(EncryptedColumn column, Envelope envelope, @Nullable SubjectKey subjectKey) {
		ColumnKey key = this.keys.get().find(envelope.keyId(), column, subjectKey);
		if (key == null) {
			throw refuse(Reason.KEY_UNKNOWN, column, envelope.keyId());
		}
		byte[] value = AesGcm.decrypt(key.key(), envelope.payload(), key.aad(), tenant());
		if (value == null) {
			throw refuse(Reason.NOT_AUTHENTIC, column, envelope.keyId());
		}
		return new String(value, StandardCharsets.UTF_8);
	}

	private @Nullable SubjectKey subjectKey(Envelope envelope, EncryptedColumn column) {
		try {
			String id = envelope.subjectKeyId();
			return (id != null) ? subjectKeys().findById(id) : null;
		}
		catch (IllegalArgumentException ex) {
			throw refuse(Reason.KEY_UNKNOWN, column, envelope.keyId());
		}
	}

	@Override
	public FieldCipher forTenant(@Nullable String tenant) {
		return new AesGcmFieldCipher(this.keys, () -> tenant, this.subjectKeys, this.acceptPlaintext, this.publisher,
				this.plaintextReads);
	}

	@Override
	public String index(EncryptedColumn column, String value) {
		byte[] code = Hkdf.mac(this.keys.get().index(column), LengthPrefixed.of(this.tenants.resolveTenant(), value));
		return Envelope.encode(Arrays.copyOf(code, INDEX_LENGTH));
	}

	/**
	 * Return how many values were read that are not encrypted.
	 * @return the number since the start
	 */
	long plaintextReads() {
		return this.plaintextReads.sum();
	}

	private byte[] tenant() {
		String tenant = this.tenants.resolveTenant();
		return (tenant != null) ? LengthPrefixed.of(tenant) : new byte[0];
	}

	private SubjectKeyStore subjectKeys() {
		Assert.state(this.subjectKeys != null, "Values of a person need a bean of type SubjectKeyStore");
		return this.subjectKeys;
	}

	private DecryptionException refuse(Reason reason, EncryptedColumn column, @Nullable String keyId) {
		Map<String, Object> details = new HashMap<>(Map.of("column", column.toString()));
		if (keyId != null && !Envelope.isKeyId(keyId)) {
			// Nothing that somebody wrote into the database is repeated.
			return refuse(Reason.MALFORMED, column, null);
		}
		if (keyId != null) {
			details.put("key", keyId);
		}
		this.publisher.publish(SecurityEventType.DECRYPTION_FAILED, reason.name().toLowerCase(Locale.ROOT), details);
		return new DecryptionException(reason, column, keyId);
	}

}
