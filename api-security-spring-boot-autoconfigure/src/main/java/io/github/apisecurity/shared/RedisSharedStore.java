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

package io.github.apisecurity.shared;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisScriptExecutor;

/**
 * {@link SharedStore} in Redis: a hash with the values and its epoch, and sorted sets
 * with the versions of all entries and of those that were removed. The channel for news
 * has the name of the hash.
 *
 * @param executor calls the scripts
 * @param keys the keys of the entries, of their versions and of what was removed
 */
record RedisSharedStore(RedisScriptExecutor executor, List<String> keys) implements SharedStore {

	private static final LuaScript READ = LuaScript.load("redis-read.lua", RedisSharedStore.class);

	private static final LuaScript WRITE = LuaScript.load("redis-write.lua", RedisSharedStore.class);

	RedisSharedStore(RedisScriptExecutor executor) {
		this(executor,
				Stream.of("", ":versions", ":removed").map((executor.keyPrefix() + "{shared}")::concat).toList());
	}

	@Override
	public Changes read(long since) {
		List<String> answer = this.executor.call(READ, this.keys, Long.toString(since), Integer.toString(PAGE))
			.stream()
			.map((element) -> new String((byte[]) element, StandardCharsets.UTF_8))
			.toList();
		List<Entry> entries = new ArrayList<>();
		for (int i = 2; i < answer.size(); i += 3) {
			String field = answer.get(i);
			int slash = field.indexOf('/');
			String value = answer.get(i + 2);
			entries.add(new Entry(field.substring(0, slash), field.substring(slash + 1),
					(value.charAt(0) == '+') ? value.substring(1) : null, Long.parseLong(answer.get(i + 1))));
		}
		return new Changes(answer.get(0), Long.parseLong(answer.get(1)), entries);
	}

	@Override
	public List<Long> write(List<Entry> entries, long seen) {
		List<String> args = new ArrayList<>(List.of(Long.toString(seen), Long.toString(REMOVALS_KEPT_MICROS)));
		for (Entry entry : entries) {
			String value = entry.value();
			args.addAll(List.of(entry.map() + "/" + entry.key(), Long.toString(entry.version()),
					(value != null) ? "+" + value : "-"));
		}
		return this.executor.call(WRITE, this.keys, args.toArray(String[]::new))
			.stream()
			.map(Long.class::cast)
			.toList();
	}

	@Override
	public void listen(Runnable listener) {
		this.executor.listen(this.keys.get(0), listener);
	}

}
