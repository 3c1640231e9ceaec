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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where API keys are stored. An exception means that the store is down, and the request
 * is answered with 503.
 *
 * @since 0.1.0
 */
public interface ApiKeyRepository {

	/**
	 * Find a key.
	 * @param id the identifier
	 * @return the key or {@code null} when there is none
	 */
	@Nullable ApiKey findById(String id);

	/**
	 * Store a key, new or changed.
	 * @param key the key
	 * @throws UnsupportedOperationException when the store is read-only
	 */
	default void save(ApiKey key) {
		throw new UnsupportedOperationException("This store of API keys is read-only");
	}

	/**
	 * Store a key that was revoked or replaced, unless somebody else did either
	 * meanwhile. A store that several nodes change compares and writes in one step, or a
	 * rotation may bring back a key that is revoked beside it. By default it is two
	 * steps.
	 * @param before the key as it was found
	 * @param after the key as it is to be
	 * @return whether it was stored
	 * @throws UnsupportedOperationException when the store is read-only
	 */
	default boolean replace(ApiKey before, ApiKey after) {
		ApiKey current = findById(after.id());
		if (current == null || !current.isInStateOf(before)) {
			return false;
		}
		save(after);
		return true;
	}

	/**
	 * Record that a key was used. Called about once a minute for each key in use.
	 * @param id the identifier
	 * @param time when it was used
	 */
	default void recordUse(String id, Instant time) {
	}

}
