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
import java.time.Instant;
import java.util.List;

import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link ApiKeyRepository} with one hash in Redis for each key.
 *
 * @param executor calls the scripts
 */
record RedisApiKeyRepository(RedisScriptExecutor executor) implements ApiKeyRepository {

	private static final LuaScript FIND = LuaScript.load("api-key-find.lua", RedisApiKeyRepository.class);

	private static final LuaScript SAVE = LuaScript.load("api-key-save.lua", RedisApiKeyRepository.class);

	private static final LuaScript USE = LuaScript.load("api-key-use.lua", RedisApiKeyRepository.class);

	private static final JsonMapper mapper = new JsonMapper();

	@Override
	public @Nullable ApiKey findById(String id) {
		List<Object> found = this.executor.call(FIND, List.of(key(id)));
		if (found.isEmpty()) {
			return null;
		}
		String used = new String((byte[]) found.get(1), StandardCharsets.UTF_8);
		ApiKey key = mapper.readValue((byte[]) found.get(0), ApiKey.class);
		return key.lastUsed(used.isEmpty() ? null : Instant.parse(used));
	}

	@Override
	public void save(ApiKey key) {
		write(key, mapper.writeValueAsString(key.lastUsed(null)), state(key));
	}

	@Override
	public boolean replace(ApiKey before, ApiKey after) {
		return write(after, mapper.writeValueAsString(after.lastUsed(null)), state(after), state(before));
	}

	private boolean write(ApiKey key, String... args) {
		return Long.valueOf(1).equals(this.executor.call(SAVE, List.of(key(key.id())), args).get(0));
	}

	private static String state(ApiKey key) {
		String revoked = (key.revokedAt() != null) ? key.revokedAt().toString() : "";
		String replaced = (key.replacedBy() != null) ? key.replacedBy() : "";
		return revoked + "/" + replaced;
	}

	@Override
	public void recordUse(String id, Instant time) {
		// Nobody waits for it: a use that is not recorded is not worth a slow request.
		this.executor.submit(USE, new byte[][] { key(id).getBytes(StandardCharsets.UTF_8) },
				new byte[][] { time.toString().getBytes(StandardCharsets.UTF_8) });
	}

	private String key(String id) {
		return this.executor.keyPrefix() + "api-key:" + id;
	}

}
