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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * Call of a script, which takes back the command when nobody waits for it any more: one
 * that is still queued must not be run later.
 */
final class RedisCall extends CompletableFuture<List<Object>> {

	private final RedisNode node;

	private volatile @Nullable Future<?> source;

	RedisCall(RedisNode node) {
		this.node = node;
		node.begun(this);
	}

	RedisNode node() {
		return this.node;
	}

	/**
	 * Send the script by its digest, and by its source where the server does not know it:
	 * it was restarted, or somebody flushed its scripts.
	 * @param commands the connection
	 * @param script the script
	 * @param keys the keys
	 * @param args the arguments
	 * @param end takes the result or the failure
	 */
	void send(RedisClusterAsyncCommands<byte[], byte[]> commands, LuaScript script, byte[][] keys, byte[][] args,
			BiConsumer<@Nullable List<Object>, @Nullable Throwable> end) {
		run(() -> commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, args), (result, failure) -> {
			if (failure instanceof RedisNoScriptException) {
				run(() -> commands.eval(script.source(), ScriptOutputType.MULTI, keys, args), end);
			}
			else {
				end.accept(result, failure);
			}
		});
	}

	private void run(Supplier<RedisFuture<List<Object>>> command,
			BiConsumer<@Nullable List<Object>, @Nullable Throwable> end) {
		try {
			RedisFuture<List<Object>> future = command.get();
			this.source = future;
			future.whenComplete(end);
		}
		catch (RuntimeException ex) {
			end.accept(null, ex);
		}
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		Future<?> command = this.source;
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (command != null) {
			command.cancel(mayInterruptIfRunning);
		}
		return cancelled;
	}

}
