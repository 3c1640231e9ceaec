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

import org.jspecify.annotations.Nullable;

/**
 * Result of a script that takes back the command when nobody waits for it any more: one
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

	void setSource(Future<?> source) {
		this.source = source;
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
