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
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.encryption.DecryptionException.Reason;
import io.github.apisecurity.encryption.KeyRing.ColumnKey;
import io.github.apisecurity.encryption.SubjectKeyStore.SubjectKey;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * {@link FieldCipher} with the AES-GCM of the JDK.
 */
class AesGcmFieldCipher implements FieldCipher {

	private static final int INDEX_LENGTH = 16;

	private static final Log logger = LogFactory.getLog(AesGcmFieldCipher.class);

	private static final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private final KeyProvider keys;

	private final EncryptionTenantResolver tenants;

	private final @Nullable SubjectKeyStore subjectKeys;

	private final boolean acceptPlaintext;

	private final SecurityEventPublisher publisher;

	private final LongAdder plaintextReads;

	private final AtomicBoolean keysAway;

	private volatile KeyRing ring;

	AesGcmFieldCipher(KeyProvider keys, EncryptionTenantResolver tenants, @Nullable SubjectKeyStore subjectKeys,
			boolean acceptPlaintext, SecurityEventPublisher publisher) {
		this.keys = keys;
		this.tenants = tenants;
		this.subjectKeys = subjectKeys;
		this.acceptPlaintext = acceptPlaintext;
		this.publisher = publisher;
		this.plaintextReads = new LongAdder();
		this.keysAway = new AtomicBoolean();
		this.ring = new KeyRing(keys.keys());
	}

	private AesGcmFieldCipher(AesGcmFieldCipher other, @Nullable String tenant) {
		this.keys = other.keys;
		this.tenants = () -> tenant;
		this.subjectKeys = other.subjectKeys;
		this.acceptPlaintext = other.acceptPlaintext;
		this.publisher = other.publisher;
		this.plaintextReads = other.plaintextReads;
		this.keysAway = other.keysAway;
		this.ring = other.ring();
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
		ColumnKey key = ring().active(column, subjectKey);
		byte[] payload = AesGcm.encrypt(key.key(), aad(key), value.getBytes(StandardCharsets.UTF_8));
		return key.header().concat(encoder.encodeToString(payload));
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
		ColumnKey key = ring().find(envelope.keyId(), column, subjectKey);
		if (key == null) {
			throw refuse(Reason.KEY_UNKNOWN, column, envelope.keyId());
		}
		byte[] value = AesGcm.decrypt(key.key(), aad(key), envelope.payload());
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
		return new AesGcmFieldCipher(this, tenant);
	}

	@Override
	public String index(EncryptedColumn column, String value) {
		byte[] code = Hkdf.mac(ring().index(column), LengthPrefixed.of(this.tenants.resolveTenant(), value));
		return encoder.encodeToString(Arrays.copyOf(code, INDEX_LENGTH));
	}

	/**
	 * Return how many values were read that are not encrypted.
	 * @return the number since the start
	 */
	long plaintextReads() {
		return this.plaintextReads.sum();
	}

	private KeyRing ring() {
		KeyRing ring = this.ring;
		EncryptionKeys keys = keys(ring);
		if (ring.keys() != keys) {
			ring = new KeyRing(keys);
			this.ring = ring;
		}
		return ring;
	}

	// A service of keys that is away takes nothing from those that are known.
	private EncryptionKeys keys(KeyRing ring) {
		try {
			EncryptionKeys keys = this.keys.keys();
			if (this.keysAway.get()) {
				this.keysAway.set(false);
			}
			return keys;
		}
		catch (RuntimeException ex) {
			if (this.keysAway.compareAndSet(false, true)) {
				logger.warn("The keys of before stay in use, as their KeyProvider fails: " + ex.getClass().getName());
			}
			return ring.keys();
		}
	}

	private byte[] aad(ColumnKey key) {
		String tenant = this.tenants.resolveTenant();
		if (tenant == null) {
			return key.aad();
		}
		byte[] bytes = LengthPrefixed.of(tenant);
		byte[] aad = Arrays.copyOf(key.aad(), key.aad().length + bytes.length);
		System.arraycopy(bytes, 0, aad, key.aad().length, bytes.length);
		return aad;
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
