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

import com.nimbusds.jose.jwk.RSAKey;

/**
 * Where the signing keys are, encrypted and the same on all nodes.
 */
interface SigningKeyStore {

	/**
	 * Return the keys. Called with each token that is issued.
	 * @return the keys by their number
	 */
	Map<Integer, RSAKey> keys();

	/**
	 * Add a key, unless another node has added one with this number.
	 * @param number the number
	 * @param key the key
	 * @return whether it was added
	 */
	boolean add(int number, RSAKey key);

	/**
	 * Remove a key.
	 * @param number the number
	 */
	void remove(int number);

}
