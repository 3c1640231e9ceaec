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
import java.util.stream.Collectors;

import com.nimbusds.jose.jwk.RSAKey;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStates;

/**
 * {@link SigningKeyStore} in the state that all nodes share.
 */
class SharedSigningKeyStore implements SigningKeyStore {

	private static final int MAX_KEYS = 100;

	private final SharedMap<RSAKey> keys;

	SharedSigningKeyStore(SharedStates states, KeyCipher cipher) {
		this.keys = states.open("signing-keys", cipher::encrypt, cipher::decrypt, MAX_KEYS, (number, key) -> {
		});
	}

	@Override
	public Map<Integer, RSAKey> keys() {
		return this.keys.toMap()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> Integer.valueOf(entry.getKey()), Map.Entry::getValue));
	}

	@Override
	public boolean add(int number, RSAKey key) {
		return key.equals(this.keys.update(Integer.toString(number), (before) -> (before != null) ? before : key));
	}

	@Override
	public void remove(int number) {
		this.keys.update(Integer.toString(number), (before) -> null);
	}

}
