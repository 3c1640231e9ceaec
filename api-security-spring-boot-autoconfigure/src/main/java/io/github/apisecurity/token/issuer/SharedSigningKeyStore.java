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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.nimbusds.jose.jwk.RSAKey;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStates;

/**
 * {@link SigningKeyStore} in the state that all nodes share.
 */
class SharedSigningKeyStore implements SigningKeyStore {

	private static final int MAX_KEYS = 100;

	private final SharedMap<String> keys;

	private final KeyCipher cipher;

	private final Map<String, RSAKey> decrypted = new ConcurrentHashMap<>();

	private volatile boolean read;

	SharedSigningKeyStore(SharedStates states, KeyCipher cipher) {
		this.cipher = cipher;
		this.keys = states.open("signing-keys", Function.identity(), Function.identity(), MAX_KEYS, (number, key) -> {
		});
	}

	@Override
	public Map<Integer, RSAKey> keys() {
		if (!this.read) {
			// What was never read may hold keys: the store is asked, or this fails.
			this.keys.update("1", UnaryOperator.identity());
			this.read = true;
		}
		Map<String, String> stored = this.keys.toMap();
		this.decrypted.keySet().retainAll(stored.values());
		return stored.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> Integer.valueOf(entry.getKey()),
					(entry) -> this.decrypted.computeIfAbsent(entry.getValue(), this.cipher::decrypt)));
	}

	@Override
	public boolean add(int number, RSAKey key) {
		String added = this.cipher.encrypt(key);
		return added.equals(this.keys.update(Integer.toString(number), (before) -> (before != null) ? before : added));
	}

	@Override
	public void remove(int number) {
		this.keys.remove(Integer.toString(number));
	}

}
