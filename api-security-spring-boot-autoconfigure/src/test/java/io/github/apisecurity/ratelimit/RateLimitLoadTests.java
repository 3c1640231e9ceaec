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

package io.github.apisecurity.ratelimit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.redis.RedisProcess;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What three instances grant together over real HTTP, just started and short of
 * processors, with a Redis that is healthy but for moments. More rounds:
 * {@code -Dratelimit.load.rounds=20 -Dratelimit.load.quota=500}.
 */
@Timeout(600)
@Tag("exhaustive")
class RateLimitLoadTests {

	private static final Log log = LogFactory.getLog(RateLimitLoadTests.class);

	private static final int QUOTA = Integer.getInteger("ratelimit.load.quota", 200);

	private static final int ROUNDS = Integer.getInteger("ratelimit.load.rounds", 1);

	private static final int CLIENTS = 6;

	/**
	 * Between two moments in which Redis is slow, in nanoseconds.
	 */
	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);

	private static final ExecutorService threads = Executors.newCachedThreadPool();

	private static RedisProcess redis;

	private static List<TestServer> nodes;

	@BeforeAll
	static void start() {
		redis = RedisProcess.start();
		nodes = Stream.generate(() -> TestServer.start(RateLimitApi.class, "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + redis.port(), policy("api", "limits=" + QUOTA + "/1h"),
				policy("alone", "concurrent=9"), policy("twice", "limits=9/1h"), policy("priced", "limits=10/1h"),
				policy("cost", "limits=10/1h"), "api-security.rate-limit.routes[0].pattern=/addr",
				"api-security.rate-limit.routes[0].policies=api"))
			.limit(3)
			.toList();
	}

	@AfterAll
	static void stop() throws InterruptedException {
		threads.shutdownNow();
		assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		nodes.forEach(TestServer::close);
		redis.close();
	}

	@Test
	void whenProcessorsAreShortAndRedisPausesInstancesGrantTheQuotaTogether() {
		for (int round = 0; round < ROUNDS; round++) {
			AtomicLong due = new AtomicLong(System.nanoTime());
			int granted = granted("user" + round, (request) -> {
				long time = due.get();
				if (System.nanoTime() - time > 0 && due.compareAndSet(time, time + INTERVAL)) {
					redis.commands().scriptFlush();
					redis.commands().clientPause(100);
				}
			});
			assertThat(granted).isPositive().isLessThanOrEqualTo(QUOTA * 101 / 100);
		}
	}

	@Test
	void whenRedisForgetsEverythingItIsTwiceTheQuotaAtMost() {
		for (int round = 0; round < ROUNDS; round++) {
			int granted = granted("forgotten" + round, (request) -> {
				if (request == QUOTA) {
					redis.commands().flushall();
				}
			});
			assertThat(granted).isPositive().isLessThanOrEqualTo(2 * QUOTA * 101 / 100);
		}
	}

	private static int granted(String user, IntConsumer beforeRequest) {
		String[] caller = TestServer.bearer(user);
		AtomicInteger requests = new AtomicInteger();
		AtomicInteger granted = new AtomicInteger();
		AtomicBoolean running = new AtomicBoolean(true);
		IntStream.range(0, 2 * Runtime.getRuntime().availableProcessors()).forEach((i) -> threads.execute(() -> {
			while (running.get()) {
				Thread.onSpinWait();
			}
		}));
		try {
			CompletableFuture.allOf(IntStream.range(0, CLIENTS).mapToObj((client) -> CompletableFuture.runAsync(() -> {
				for (int i = requests.getAndIncrement(); i < 3 * QUOTA; i = requests.getAndIncrement()) {
					beforeRequest.accept(i);
					granted.addAndGet((nodes.get(i % 3).get("/addr", caller).statusCode() == 200) ? 1 : 0);
				}
			}, threads)).toArray(CompletableFuture[]::new)).join();
		}
		finally {
			running.set(false);
		}
		log.info(user + ": " + granted + " of " + QUOTA);
		return granted.get();
	}

	private static String policy(String name, String property) {
		return "api-security.rate-limit.policies." + name + "." + property;
	}

}
