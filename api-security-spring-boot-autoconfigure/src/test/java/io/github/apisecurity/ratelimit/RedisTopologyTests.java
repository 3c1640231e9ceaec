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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.lettuce.core.MigrateArgs;
import io.lettuce.core.cluster.SlotHash;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RedisRateLimitStore} with a sentinel and with a cluster.
 */
@Timeout(90)
class RedisTopologyTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	@Test
	void whenSentinelFailsOverTheNewMasterDecides() {
		try (RedisProcess master = RedisProcess.start();
				RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()),
						"--repl-diskless-sync-delay", "0");
				RedisProcess sentinel = RedisProcess.startSentinel("""
						sentinel monitor main 127.0.0.1 %d 1
						sentinel down-after-milliseconds main 500
						sentinel failover-timeout main 5000
						""".formatted(master.port()))) {
			Awaitility.await().until(() -> replica.commands().info("replication").contains("master_link_status:up"));
			Awaitility.await().until(() -> sentinel.commands().info("sentinel").contains("slaves=1"));
			RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master("main");
			configuration.addSentinel(new RedisNode("127.0.0.1", sentinel.port()));
			try (RedisExecutors executors = RedisExecutors.connect(configuration, TIMEOUT)) {
				RedisRateLimitStore store = new RedisRateLimitStore(executors.executor(), "test:", true);
				Charge charge = charge("api", "key", "10/1h");
				store.tryConsume(List.of(charge));
				Awaitility.await().until(() -> replica.commands().dbsize() == 1);
				// Stopped and not killed: the connection to it stays open.
				master.suspend();
				Awaitility.await()
					.atMost(Duration.ofSeconds(40))
					.until(() -> replica.commands().info("replication").contains("role:master"));
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.ignoreException(LateDecisionException.class)
					.untilAsserted(() -> assertThat(store.tryConsume(List.of(charge)).levels().get(0).remaining())
						.isLessThan(9));
				master.resume();
			}
		}
	}

	@Test
	void whenClusterMovesASlotTheBucketMovesAlong() {
		try (RedisProcess first = RedisProcess.start("--cluster-enabled", "yes");
				RedisProcess second = RedisProcess.start("--cluster-enabled", "yes")) {
			first.commands().clusterAddSlots(IntStream.range(0, 8192).toArray());
			second.commands().clusterAddSlots(IntStream.range(8192, 16384).toArray());
			first.commands().clusterMeet("127.0.0.1", second.port());
			for (RedisProcess node : List.of(first, second)) {
				Awaitility.await()
					.until(() -> node.commands().clusterInfo().contains("cluster_state:ok")
							&& node.commands().clusterInfo().contains("cluster_slots_assigned:16384"));
			}
			RedisClusterConfiguration configuration = new RedisClusterConfiguration(
					List.of("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port()));
			try (RedisExecutors executors = RedisExecutors.connect(configuration, TIMEOUT)) {
				RedisRateLimitStore store = new RedisRateLimitStore(executors.executor(), "test:", true);
				verifySlots(store);
				verifyMigration(store, first, second);
			}
		}
	}

	@Test
	void whenOneMasterOfAClusterHangsTheOthersGoOnAndNobodyWaitsForIt() {
		List<RedisProcess> masters = Stream
			.generate(() -> RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "60000"))
			.limit(3)
			.toList();
		try {
			for (int i = 0; i < 3; i++) {
				masters.get(i)
					.commands()
					.clusterAddSlots(IntStream.range(i * 5462, Math.min(16384, (i + 1) * 5462)).toArray());
			}
			masters.get(0).commands().clusterMeet("127.0.0.1", masters.get(1).port());
			masters.get(0).commands().clusterMeet("127.0.0.1", masters.get(2).port());
			masters.forEach((node) -> Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> node.commands().clusterInfo().contains("cluster_state:ok")
						&& node.commands().clusterInfo().contains("cluster_known_nodes:3")));
			RedisClusterConfiguration configuration = new RedisClusterConfiguration(
					masters.stream().map((node) -> "127.0.0.1:" + node.port()).toList());
			try (RedisExecutors executors = RedisExecutors.connect(configuration, Duration.ofMillis(200))) {
				TestPolicies.Engine engine = new TestPolicies.Engine(
						new RedisRateLimitStore(executors.executor(), "test:", true));
				List<Charge> charges = IntStream.range(0, 90)
					.mapToObj((i) -> charge("api", "key" + i, "1000/1h"))
					.toList();
				charges.forEach(engine::decide);
				masters.get(1).suspend();
				List<Charge> frozen = charges.stream().filter((charge) -> slot(charge) / 5462 == 1).toList();
				long start = System.nanoTime();
				for (int i = 0; i < 10; i++) {
					frozen.forEach((charge) -> assertThat(engine.decide(charge).result()).isEqualTo("FALLBACK"));
				}
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
				assertThat(executors.executor().isAvailable()).isTrue();
				charges.stream()
					.filter((charge) -> slot(charge) / 5462 != 1)
					.forEach((charge) -> assertThat(engine.decide(charge).result()).isEqualTo("ALLOWED"));
				masters.get(1).resume();
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.until(() -> engine.decide(frozen.get(0)).result().equals("ALLOWED"));
			}
		}
		finally {
			masters.forEach(RedisProcess::close);
		}
	}

	private static int slot(Charge charge) {
		return SlotHash.getSlot("test:" + charge.key());
	}

	private static void verifySlots(RedisRateLimitStore store) {
		// Two callers, in slots of both nodes: taken together or given back.
		List<Charge> charges = List.of(charge("wide", "a", "5/1h"), charge("narrow", "b", "1/1h"),
				charge("wide", "c", "5/1h"));
		assertThat(charges.stream().map((charge) -> SlotHash.getSlot("test:" + charge.key()) < 8192).distinct())
			.hasSize(2);
		assertThat(store.tryConsume(charges).granted()).isTrue();
		StoreDecision refused = store.tryConsume(charges);
		assertThat(refused.granted()).isFalse();
		assertThat(refused.levels().stream().map((level) -> level.granted())).containsExactly(true, false, true);
		Awaitility.await().untilAsserted(() -> {
			assertThat(store.peek(charges.get(0)).remaining()).isEqualTo(4);
			assertThat(store.peek(charges.get(2)).remaining()).isEqualTo(4);
		});
	}

	private static void verifyMigration(RedisRateLimitStore store, RedisProcess first, RedisProcess second) {
		Charge charge = charge("api", "key", "10/1h");
		String key = "test:" + charge.key();
		int slot = SlotHash.getSlot(key);
		RedisProcess source = (slot < 8192) ? first : second;
		RedisProcess target = (slot < 8192) ? second : first;
		List<Long> remaining = new ArrayList<>();
		remaining.add(remaining(store, charge));
		target.commands().clusterSetSlotImporting(slot, source.commands().clusterMyId());
		source.commands().clusterSetSlotMigrating(slot, target.commands().clusterMyId());
		remaining.add(remaining(store, charge));
		source.commands().migrate("127.0.0.1", target.port(), 0, 5000, MigrateArgs.Builder.key(key));
		remaining.add(remaining(store, charge));
		for (RedisProcess node : List.of(target, source)) {
			node.commands().clusterSetSlotNode(slot, target.commands().clusterMyId());
		}
		remaining.add(remaining(store, charge));
		assertThat(remaining).containsExactly(9L, 8L, 7L, 6L);
	}

	private static long remaining(RedisRateLimitStore store, Charge charge) {
		return store.tryConsume(List.of(charge)).levels().get(0).remaining();
	}

	private static Charge charge(String name, String key, String limit) {
		return TestPolicies.charge(name, key, TestPolicies.limits(limit), 1);
	}

}
