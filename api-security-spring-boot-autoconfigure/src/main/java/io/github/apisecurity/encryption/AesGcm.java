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

import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

import org.jspecify.annotations.Nullable;

/**
 * AES-GCM with a random initialization vector of 96 bits in front and a tag of 128 bits
 * behind.
 */
final class AesGcm {

	static final int OVERHEAD = 28;

	private static final int IV = 12;

	private static final int TAG_BITS = 128;

	private static final SecureRandom random = new SecureRandom();

	// Making one takes half as long as encrypting a short value.
	private static final ThreadLocal<@Nullable Cipher> ciphers = new ThreadLocal<>();

	private AesGcm() {
	}

	private static Cipher init(int mode, SecretKey key, byte[] message, byte[][] aad) throws GeneralSecurityException {
		Cipher cipher = ciphers.get();
		if (cipher == null) {
			cipher = Cipher.getInstance("AES/GCM/NoPadding");
			ciphers.set(cipher);
		}
		cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, message, 0, IV));
		for (byte[] part : aad) {
			cipher.updateAAD(part);
		}
		return cipher;
	}

	static byte[] encrypt(SecretKey key, byte[] plaintext, byte[]... aad) {
		byte[] iv = new byte[IV];
		random.nextBytes(iv);
		byte[] result = new byte[plaintext.length + OVERHEAD];
		System.arraycopy(iv, 0, result, 0, IV);
		try {
			init(Cipher.ENCRYPT_MODE, key, result, aad).doFinal(plaintext, 0, plaintext.length, result, IV);
			return result;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static byte @Nullable [] decrypt(SecretKey key, byte[] message, byte[]... aad) {
		if (message.length < OVERHEAD) {
			return null;
		}
		try {
			return init(Cipher.DECRYPT_MODE, key, message, aad).doFinal(message, IV, message.length - IV);
		}
		catch (AEADBadTagException ex) {
			return null;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
