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

import java.text.ParseException;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.jwk.RSAKey;

/**
 * Encrypts private keys as RFC 7517 section 7 has it.
 */
class KeyCipher {

	static final int KEY_LENGTH = 32;

	private final SecretKey key;

	KeyCipher(byte[] key) {
		this.key = new SecretKeySpec(key, "AES");
	}

	String encrypt(RSAKey key) {
		try {
			JWEObject encrypted = new JWEObject(
					new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM).contentType("jwk+json").build(),
					new Payload(key.toJSONString()));
			encrypted.encrypt(new DirectEncrypter(this.key));
			return encrypted.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("A signing key cannot be encrypted", ex);
		}
	}

	RSAKey decrypt(String text) {
		try {
			JWEObject encrypted = JWEObject.parse(text);
			encrypted.decrypt(new DirectDecrypter(this.key));
			return RSAKey.parse(encrypted.getPayload().toString());
		}
		catch (ParseException | JOSEException ex) {
			throw new IllegalStateException("A stored signing key cannot be decrypted with"
					+ " 'api-security.token.issuer.signing-keys.encryption-key'", ex);
		}
	}

}
