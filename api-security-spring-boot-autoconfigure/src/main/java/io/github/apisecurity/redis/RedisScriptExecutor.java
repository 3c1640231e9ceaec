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

package io.github.apisecurity.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs scripts in the Redis server of the application. A server that does not answer
 * costs a caller the timeout at most, and nothing once the circuit breaker is open;
 * recovery happens in the background.
 *
 * @since 0.1.0
 */
public interface RedisScriptExecutor {

	/**
	 * Run the script. All keys must be in one hash slot. Never blocks.
	 * @param script the script, which returns an array
	 * @param keys the keys
	 * @param args the arguments
	 * @return the elements of the array, as {@link Long} or {@code byte[]}; completes
	 * with a {@link RedisUnavailableException} when the server cannot be asked
	 */
	CompletableFuture<List<Object>> submit(LuaScript script, byte[][] keys, byte[][] args);

	/**
	 * Wait for a result, not longer than the timeout.
	 * @param <T> the type of the result
	 * @param result the result, that of {@link #submit} or one that depends on it
	 * @return the result
	 * @throws RedisUnavailableException when there is none in time
	 */
	<T> T await(CompletableFuture<T> result);

	/**
	 * Run the script and wait for its result.
	 * @param script the script
	 * @param keys the keys
	 * @param args the arguments
	 * @return the elements of the array
	 * @throws RedisUnavailableException when there is none in time
	 */
	default List<Object> call(LuaScript script, List<String> keys, String... args) {
		return await(submit(script, bytes(keys), bytes(List.of(args))));
	}

	private static byte[][] bytes(List<String> texts) {
		return texts.stream().map((text) -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
	}

	/**
	 * Hear of messages, some of which get lost, such as while there is no connection.
	 * @param channel the channel
	 * @param listener called with each message; must be quick
	 */
	void listen(String channel, Runnable listener);

	/**
	 * Return the hash slot of a key.
	 * @param key the key
	 * @return the slot, always 0 when the server is not a cluster
	 */
	int slot(byte[] key);

	/**
	 * Return the prefix of all keys, which tells applications that share a server apart.
	 * @return the prefix, such as {@code api-security:orders:}
	 */
	String keyPrefix();

	/**
	 * Return whether the server answered when last asked.
	 * @return whether the circuit breaker is closed
	 */
	boolean isAvailable();

	/**
	 * Return how long {@link #await} waits.
	 * @return the timeout
	 */
	Duration timeout();

}
