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

package io.github.apisecurity.authentication.jwt;

import java.time.Instant;
import java.util.List;

import com.nimbusds.jose.JWSHeader;
import org.jspecify.annotations.Nullable;

/**
 * Source of the keys that verify the tokens of one issuer.
 */
interface KeySource {

	/**
	 * Return the keys that may have signed a token with the given header.
	 * @param header the header of the token
	 * @return the keys, empty when the key is unknown
	 * @throws KeysUnavailableException when the provider cannot be asked
	 */
	List<VerificationKey> select(JWSHeader header);

	/**
	 * Return whether a key that verified a token before would still do so.
	 * @param key the key
	 * @return whether the issuer still has it
	 * @throws KeysUnavailableException when what is known is too old to say so
	 */
	boolean isTrusted(VerificationKey key);

	/**
	 * Return the state, without asking the provider.
	 * @return the state
	 */
	State state();

	/**
	 * State of a source.
	 *
	 * @param keys the number of usable keys
	 * @param fetched when the keys were fetched, {@code null} when they never were
	 * @param failing whether the last attempt to fetch the keys failed
	 */
	record State(int keys, @Nullable Instant fetched, boolean failing) {

	}

}
