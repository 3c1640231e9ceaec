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

package io.github.apisecurity.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.ratelimit.Limit;
import io.github.apisecurity.ratelimit.Limits;
import io.github.apisecurity.ratelimit.RedisEngine;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * What decides on the hot key.
 */
interface HotKeyEngine extends AutoCloseable {

	void decide();

	@Override
	void close();

	static HotKeyEngine create(Kind kind, int port) {
		return switch (kind) {
			case GET -> get(port);
			case BUCKET4J -> bucket4j(port);
			case REDIS -> redis(port, false);
			case REDIS_COALESCED -> redis(port, true);
		};
	}

	private static HotKeyEngine of(Runnable decision, Runnable close) {
		return new HotKeyEngine() {

			@Override
			public void decide() {
				decision.run();
			}

			@Override
			public void close() {
				close.run();
			}

		};
	}

	private static HotKeyEngine get(int port) {
		RedisClient client = client(port);
		RedisAsyncCommands<String, String> commands = client.connect().async();
		commands.set("bare", "value");
		// As the store waits, not through the proxy of the synchronous commands.
		return of(() -> LettuceFutures.awaitOrCancel(commands.get("bare"), 10, TimeUnit.SECONDS), client::shutdown);
	}

	private static HotKeyEngine bucket4j(int port) {
		RedisClient client = client(port);
		ProxyManager<byte[]> manager = Bucket4jLettuce.casBasedBuilder(client).build();
		byte[] key = "bucket4j".getBytes(StandardCharsets.UTF_8);
		BucketConfiguration configuration = new Limits(List.of(Limit.parse("limit", RedisEngine.LIMIT)))
			.toConfiguration();
		return of(() -> manager.builder().build(key, () -> configuration).tryConsumeAndReturnRemaining(1),
				client::shutdown);
	}

	private static RedisClient client(int port) {
		return RedisClient.create(RedisURI.create("127.0.0.1", port));
	}

	private static HotKeyEngine redis(int port, boolean coalesce) {
		// Slow is slow here, and nothing may be decided without Redis.
		RedisEngine engine = RedisEngine.create(port, coalesce, Duration.ofSeconds(10));
		return of(() -> verify(engine.decide()), engine::close);
	}

	private static void verify(boolean allowed) {
		if (!allowed) {
			throw new IllegalStateException("Not allowed by Redis");
		}
	}

	/**
	 * Kinds of engines.
	 */
	enum Kind {

		/**
		 * A bare GET for each decision.
		 */
		GET("bare GET per decision"),

		/**
		 * Bucket4j's proxy manager with its defaults.
		 */
		BUCKET4J("bucket4j-redis as it comes"),

		/**
		 * The store without coalescing.
		 */
		REDIS("redis store, coalesce: false"),

		/**
		 * The store as it comes.
		 */
		REDIS_COALESCED("redis store");

		private final String description;

		Kind(String description) {
			this.description = description;
		}

		String description() {
			return this.description;
		}

	}

}
