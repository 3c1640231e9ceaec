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

package io.github.apisecurity.authentication.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

import javax.crypto.SecretKey;

import io.github.apisecurity.audit.Hmac;
import io.github.apisecurity.authentication.apikey.ApiKeyFormat.PresentedKey;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA-256 with one of several peppers, of which the hash names the version. A fast
 * function is right here: the secret has 256 bits of randomness.
 *
 * @param peppers the peppers by version
 * @param current the version for new hashes
 */
record ApiKeyHasher(Map<String, SecretKey> peppers, String current) {

	ApiKeyHasher {
		peppers = Map.copyOf(peppers);
	}

	String hash(PresentedKey key) {
		return hash(this.current, key);
	}

	/**
	 * Return whether the hash is that of the key. Takes as long without a hash.
	 * @param key the key
	 * @param hash the stored hash or {@code null}
	 * @return whether it matches
	 */
	boolean matches(PresentedKey key, @Nullable String hash) {
		String expected = (hash != null) ? hash : "";
		String version = expected.substring(0, Math.max(0, expected.indexOf(':')));
		String actual = hash(this.peppers.containsKey(version) ? version : this.current, key);
		return MessageDigest.isEqual(actual.getBytes(StandardCharsets.UTF_8),
				expected.getBytes(StandardCharsets.UTF_8));
	}

	private String hash(String version, PresentedKey key) {
		// With the identifier, so that hashes cannot be exchanged within the store.
		byte[] code = Hmac.of(Objects.requireNonNull(this.peppers.get(version)), key.id() + ":" + key.secret());
		return version + ":" + HexFormat.of().formatHex(code);
	}

}
