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

import io.github.apisecurity.audit.Hmac;

/**
 * HKDF-SHA-256 (RFC 5869), which the JDK has from version 25 on.
 */
final class Hkdf {

	private Hkdf() {
	}

	/**
	 * Derive a key of 256 bits, which is one block.
	 * @param key the key
	 * @param salt the salt, which may be empty
	 * @param info what the key is for
	 * @return the derived key
	 */
	static byte[] derive(byte[] key, byte[] salt, byte[] info) {
		return mac(mac(salt, key), info, new byte[] { 1 });
	}

	static byte[] mac(byte[] key, byte[]... parts) {
		// A key without bytes is the same as one byte of zero (RFC 2104).
		return Hmac.of(Hmac.key((key.length != 0) ? key : new byte[1]), parts);
	}

}
