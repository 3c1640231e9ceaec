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

package io.github.apisecurity.audit.detection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.github.apisecurity.config.DaemonThreads;
import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisScriptExecutor;

/**
 * Counts what all nodes see, in Redis. Nothing waits for it: while Redis is away or slow,
 * each node has its own counters. All of it ends with the window of its rule, and of each
 * rule only so many subjects are kept.
 */
class SharedCounts implements AutoCloseable {

	private static final LuaScript COUNT = LuaScript.load("redis-count.lua", SharedCounts.class);

	static final int MAX_WAITING = 1000;

	private final RedisScriptExecutor executor;

	private final int maxSubjects;

	private final Semaphore places = new Semaphore(MAX_WAITING);

	private final ScheduledExecutorService worker = DaemonThreads.scheduled("api-security-detection-", 1);

	SharedCounts(RedisScriptExecutor executor, int maxSubjects) {
		this.executor = executor;
		this.maxSubjects = maxSubjects;
	}

	/**
	 * Count a value.
	 * @param rule the rule
	 * @param subject the name of the subject, without personal data
	 * @param use what the value is to the rule
	 * @param value the value, of which different ones are counted
	 * @param kept the number of values that are kept
	 * @param exceeded hears of the number when it is too much, and whether nobody was
	 * told so in the last window
	 */
	void count(DetectionRule rule, String subject, Use use, String value, int kept,
			BiConsumer<Integer, Boolean> exceeded) {
		if (!this.executor.isAvailable() || !this.places.tryAcquire()) {
			return;
		}
		String key = this.executor.keyPrefix() + "detection:{" + rule.id() + "}";
		byte[][] args = Stream
			.of(subject, use.name().toLowerCase(Locale.ROOT), value, rule.window().toMillis(), rule.threshold(), kept,
					this.maxSubjects)
			.map((argument) -> argument.toString().getBytes(StandardCharsets.UTF_8))
			.toArray(byte[][]::new);
		CompletableFuture<List<Object>> counted = this.executor.submit(COUNT,
				new byte[][] { key.getBytes(StandardCharsets.UTF_8) }, args);
		// Redis tells nobody else: what it has found is of use however late the answer
		// is.
		counted.thenAccept((answer) -> {
			if (!answer.isEmpty()) {
				// What is told may have to wait for a disk.
				this.worker
					.execute(() -> exceeded.accept(((Long) answer.get(0)).intValue(), (Long) answer.get(1) == 1));
			}
		});
		counted.copy()
			.orTimeout(this.executor.timeout().toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((answer, failure) -> this.places.release());
	}

	@Override
	public void close() {
		this.worker.shutdownNow();
	}

	/**
	 * What a value is to a rule.
	 */
	enum Use {

		/**
		 * It counts, and may be too much.
		 */
		EXCEED,

		/**
		 * It counts, and another event has to follow.
		 */
		COUNT,

		/**
		 * It is ordinary use.
		 */
		COMPARE,

		/**
		 * It is the event that follows.
		 */
		FOLLOW,

		/**
		 * The counters begin anew.
		 */
		FORGET

	}

}
