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
import java.time.Instant;
import java.util.List;

import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.redis.RedisUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.support.NoOpCache;
import org.springframework.cache.support.SimpleValueWrapper;
import org.springframework.security.oauth2.jwt.DPoPProofReplayValidator.CacheValue;
import org.springframework.security.oauth2.jwt.DPoPProofReplayValidator.InMemoryCache;

/**
 * Remembers used proofs in memory and, where there is one, in Redis. Without Redis, or
 * while it is down, a proof can be used once on each node within its minute. A used proof
 * stays used: whatever else a cache can do is not possible here.
 */
class SharedReplayCache extends NoOpCache {

	private static final LuaScript PUT = LuaScript.load("proof-put.lua", SharedReplayCache.class);

	/**
	 * Of 100,000 proofs; the default lets a client that is a server make 16 requests a
	 * second.
	 */
	private static final int MAX_PER_KEY = 20_000;

	private final InMemoryCache local = new InMemoryCache();

	private final @Nullable RedisScriptExecutor executor;

	SharedReplayCache(@Nullable RedisScriptExecutor executor) {
		super("api-security-dpop");
		this.executor = executor;
		this.local.setMaxRequestsPerKey(MAX_PER_KEY);
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		if (!(value instanceof CacheValue proof)) {
			return new SimpleValueWrapper(value);
		}
		// Clients choose their identifiers, and one must not use up those of another.
		String id = proof.getJwkThumbprint() + ":" + key;
		ValueWrapper used = this.local.putIfAbsent(id, value);
		if (used != null || this.executor == null) {
			return used;
		}
		return isNew(this.executor, id, proof.getExpiresAt()) ? null : new SimpleValueWrapper(value);
	}

	private static boolean isNew(RedisScriptExecutor executor, String key, Instant expiresAt) {
		long timeToLive = Math.max(1000, Duration.between(Instant.now(), expiresAt).toMillis() + 1000);
		try {
			return Long.valueOf(1)
				.equals(executor.call(PUT, List.of(executor.keyPrefix() + "dpop:" + key), String.valueOf(timeToLive))
					.get(0));
		}
		catch (RedisUnavailableException ex) {
			return true;
		}
	}

}
