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

package io.github.apisecurity.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * What only the holder of a key can make of a text.
 *
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104.html">RFC 2104</a>
 */
public final class Hmac {

	private Hmac() {
	}

	/**
	 * Return a key for HMAC-SHA-256.
	 * @param bytes the bytes of the key, at least one
	 * @return the key
	 */
	public static SecretKey key(byte[] bytes) {
		return new SecretKeySpec(bytes, "HmacSHA256");
	}

	/**
	 * Return the code of a text.
	 * @param key the key, which says what hash is used
	 * @param text the text
	 * @return the code
	 */
	public static byte[] of(SecretKey key, String text) {
		return of(key, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Return the code of some bytes.
	 * @param key the key, which says what hash is used
	 * @param parts the bytes, one part after the other
	 * @return the code
	 */
	public static byte[] of(SecretKey key, byte[]... parts) {
		try {
			Mac mac = Mac.getInstance(key.getAlgorithm());
			mac.init(key);
			for (byte[] part : parts) {
				mac.update(part);
			}
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
