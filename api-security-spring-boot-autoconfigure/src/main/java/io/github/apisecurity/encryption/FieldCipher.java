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

import org.jspecify.annotations.Nullable;

/**
 * Encrypts single values so that they can be stored as text. The default uses AES-256-GCM
 * with a random initialization vector (NIST SP 800-38D) and a key of each column, made
 * from the configured key with HKDF-SHA-256 (RFC 5869). Its envelope is
 * {@code aps1.g.<key id>.<payload>}, or
 * {@code aps1.s.<key id>.<id of the subject key>.<payload>} for values of a person; the
 * payload takes four characters for each three bytes of the value and of 28 more.
 * Version, algorithm, key id, column and tenant are authenticated.
 *
 * @since 0.1.0
 */
public interface FieldCipher {

	/**
	 * Encrypt a value with the active key.
	 * @param column where it will be stored
	 * @param value the value
	 * @return the envelope
	 */
	default String encrypt(EncryptedColumn column, String value) {
		return encrypt(column, value, null);
	}

	/**
	 * Encrypt a value with the active key and that of a person.
	 * @param column where it will be stored
	 * @param value the value
	 * @param subject the person whom the value is about, or {@code null}
	 * @return the envelope
	 */
	String encrypt(EncryptedColumn column, String value, @Nullable String subject);

	/**
	 * Decrypt a value.
	 * @param column where it is stored
	 * @param envelope what is stored
	 * @return the value, or {@code null} when the person it is about was forgotten
	 * @throws DecryptionException when it was not encrypted for this column and tenant,
	 * or its key is unknown
	 */
	@Nullable String decrypt(EncryptedColumn column, String envelope);

	/**
	 * Encrypt a stored value again, with the active key.
	 * @param column where it is stored
	 * @param stored what is stored
	 * @param subject the person whom the value is about, if nothing stored tells;
	 * {@code null} if it is about nobody
	 * @return the envelope, or {@code null} when the person it is about was forgotten
	 * @throws DecryptionException when it cannot be decrypted
	 */
	@Nullable String reencrypt(EncryptedColumn column, String stored, @Nullable String subject);

	/**
	 * Return the cipher of one tenant, for work that is done for several of them.
	 * @param tenant the tenant, or {@code null} for values of none
	 * @return the cipher, to which the tenant of the current thread is nothing
	 */
	FieldCipher forTenant(@Nullable String tenant);

	/**
	 * Return what stands for a value in a blind index: an HMAC-SHA-256 with a key of the
	 * column. Equal values have the same index, which is all that it tells.
	 * @param column where the value is stored
	 * @param value the value, normalized
	 * @return the first 128 bits of the code, as 22 characters of base64url
	 */
	String index(EncryptedColumn column, String value);

}
