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

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.jspecify.annotations.Nullable;

/**
 * {@link FamilyStore} in Redis, where a family goes when it ends.
 *
 * @param executor calls the script
 * @param clock tells how long a family is kept
 */
record RedisFamilyStore(RedisScriptExecutor executor, InstantSource clock) implements FamilyStore {

	private static final LuaScript FAMILY = LuaScript.load("redis-family.lua", RedisFamilyStore.class);

	@Override
	public @Nullable String find(String family) {
		List<Object> answer = call(family, "find");
		return answer.isEmpty() ? null : new String((byte[]) answer.get(0), StandardCharsets.UTF_8);
	}

	@Override
	public boolean replace(String family, @Nullable String before, String after, Instant end) {
		long timeToLive = Math.max(1000, end.toEpochMilli() - this.clock.millis());
		return !call(family, "replace", (before != null) ? before : "", after, Long.toString(timeToLive)).isEmpty();
	}

	@Override
	public boolean remove(String family) {
		return !call(family, "remove").isEmpty();
	}

	private List<Object> call(String family, String... args) {
		return this.executor.call(FAMILY, List.of(this.executor.keyPrefix() + "token-family:" + family), args);
	}

}
