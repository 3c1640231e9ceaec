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

package io.github.apisecurity.authentication.jwk;

import java.util.List;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;

/**
 * Source of the keys that verify the tokens of one issuer.
 *
 * @since 0.1.0
 */
public interface KeySource {

	/**
	 * Return the keys that may have signed a token with the given header.
	 * @param header the header of the token
	 * @return the keys, empty when the key is unknown
	 * @throws KeysUnavailableException when the provider cannot be asked
	 */
	List<JWK> select(JWSHeader header);

	/**
	 * Return the state, without asking the provider.
	 * @return the state
	 */
	KeySourceState state();

}
