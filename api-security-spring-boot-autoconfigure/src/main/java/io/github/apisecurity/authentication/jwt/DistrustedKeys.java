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

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStates;

import org.springframework.util.Assert;

/**
 * Keys that verify nothing any more although their issuer still publishes them, by
 * {@code kid} or by JWK thumbprint (RFC 7638). All nodes share them.
 */
class DistrustedKeys {

	private static final int MAX_KEYS = 1000;

	private static final int MAX_LENGTH = 200;

	private final Set<String> configured;

	private final Set<String> current = ConcurrentHashMap.newKeySet();

	private final SharedMap<String> shared;

	private final SharedStates states;

	/**
	 * Whether what was distrusted at run time is known. It stays so when the store goes
	 * away later.
	 */
	private volatile boolean known;

	/**
	 * Create the keys.
	 * @param configured those of the configuration
	 * @param states the shared states
	 * @param changeable whether keys can be distrusted at run time
	 */
	DistrustedKeys(Collection<String> configured, SharedStates states, boolean changeable) {
		this.states = states;
		this.known = !changeable;
		this.configured = Set.copyOf(configured);
		this.current.addAll(this.configured);
		this.shared = states.open("distrusted-keys", UnaryOperator.identity(), UnaryOperator.identity(), MAX_KEYS,
				(key, value) -> {
					if (value != null) {
						this.current.add(key);
					}
					else if (!this.configured.contains(key)) {
						this.current.remove(key);
					}
				});
	}

	boolean contains(VerificationKey key) {
		if (!this.known) {
			this.known = this.states.isFresh(Long.MAX_VALUE);
			if (!this.known) {
				throw new KeysUnavailableException(Duration.ofSeconds(1));
			}
		}
		String id = key.jwk().getKeyID();
		return (id != null && this.current.contains(id)) || this.current.contains(key.thumbprint());
	}

	Set<String> all() {
		return new TreeSet<>(this.current);
	}

	/**
	 * Distrust a key or trust it again.
	 * @param key the name or thumbprint
	 * @param distrusted whether it is distrusted, which then holds here whatever becomes
	 * of the store
	 */
	void set(String key, boolean distrusted) {
		Assert.isTrue(key.length() <= MAX_LENGTH, "'key' is too long");
		if (distrusted) {
			this.current.add(key);
		}
		this.shared.update(key, (before) -> distrusted ? "distrusted" : null);
		if (!distrusted && !this.configured.contains(key)) {
			this.current.remove(key);
		}
	}

}
