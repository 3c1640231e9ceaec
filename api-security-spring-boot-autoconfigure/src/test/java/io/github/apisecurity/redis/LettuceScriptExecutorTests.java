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
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LettuceScriptExecutor} with a real server.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LettuceScriptExecutorTests {

	private static final LuaScript INCREMENT = LuaScript.of("return { redis.call('INCR', KEYS[1]), ARGV[1] }");

	private final RedisProcess redis = RedisProcess.start();

	private final LettuceConnectionFactory connectionFactory = new LettuceConnectionFactory("127.0.0.1",
			this.redis.port());

	private final LettuceScriptExecutor executor = new LettuceScriptExecutor(this.connectionFactory, "test:",
			Duration.ofMillis(200), () -> new RedisNode(3, Duration.ofMillis(50), System::nanoTime));

	@BeforeEach
	void start() {
		this.connectionFactory.afterPropertiesSet();
		this.connectionFactory.start();
		this.executor.start();
		awaitAvailable();
	}

	@AfterEach
	void stop() {
		this.executor.stop();
		this.connectionFactory.destroy();
		this.redis.close();
	}

	@Test
	void runsTheScriptByItsDigest() {
		assertThat(increment()).isEqualTo(1L);
		long sent = this.redis.calls("eval");
		long digests = this.redis.calls("evalsha");
		assertThat(increment()).isEqualTo(2L);
		assertThat(this.redis.calls("eval")).isEqualTo(sent);
		assertThat(this.redis.calls("evalsha")).isEqualTo(digests + 1);
	}

	@Test
	void whenScriptsAreFlushedRunsItFromSource() {
		increment();
		this.redis.commands().scriptFlush();
		assertThat(increment()).isEqualTo(2L);
		assertThat(increment()).isEqualTo(3L);
		assertThat(this.executor.isAvailable()).isTrue();
	}

	@Test
	void whenTheContextIsStoppedAndStartedGoesOn() {
		increment();
		this.executor.stop();
		this.connectionFactory.stop();
		this.connectionFactory.start();
		this.executor.start();
		awaitAvailable();
		assertThat(increment()).isEqualTo(2L);
	}

	@Test
	void whenServerHangsAnswersAfterTheTimeoutAndThenAtOnce() {
		increment();
		this.redis.suspend();
		for (int i = 0; i < 3; i++) {
			long start = System.nanoTime();
			assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(this::increment);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200),
					Duration.ofMillis(400));
		}
		assertThat(this.executor.isAvailable()).isFalse();
		long start = System.nanoTime();
		for (int i = 0; i < 1000; i++) {
			assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(this::increment);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
		this.redis.resume();
		awaitAvailable();
		assertThat(increment()).isGreaterThan(1L);
	}

	@Test
	void whenServerIsKilledAndRestartedGoesOn() {
		increment();
		this.redis.kill();
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(this::increment);
		}
		this.redis.restart();
		awaitAvailable();
		assertThat(increment()).isEqualTo(1L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "OOM command not allowed", "MISCONF errors writing to the disk", "WRONGTYPE wrong kind" })
	void whenScriptFailsTellsAndGoesOn(String error) {
		LuaScript failing = LuaScript.of("return redis.error_reply('" + error + "')");
		for (int i = 0; i < 5; i++) {
			assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(() -> run(failing));
		}
		assertThat(this.executor.isAvailable()).isTrue();
		assertThat(increment()).isEqualTo(1L);
	}

	@Test
	void whenServerRefusesForGoodSaysSoOnceAndNobodyIsCutOff(CapturedOutput output) {
		increment();
		this.redis.commands().configSet("maxmemory", "1");
		for (int i = 0; i < 500; i++) {
			assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(this::increment);
		}
		assertThat(this.executor.isAvailable()).isTrue();
		assertThat(lines(output)).filteredOn((line) -> line.contains("WARN"))
			.singleElement()
			.asString()
			.contains("OOM");
		this.redis.commands().configSet("maxmemory", "0");
		assertThat(increment()).isEqualTo(2L);
	}

	@Test
	void whenServerHangsForLongThereAreTwoConnectionsAtMost() {
		increment();
		long others = clients();
		this.redis.suspend();
		Instant end = Instant.now().plusSeconds(7);
		Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(20, TimeUnit.MILLISECONDS).until(() -> {
			assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(this::increment);
			return Instant.now().isAfter(end);
		});
		this.redis.resume();
		// The server has to see first which of them were closed while it stood still.
		Awaitility.await().until(() -> clients() <= others + 1);
		awaitAvailable();
		Awaitility.await().until(() -> clients() == others);
	}

	private long clients() {
		return this.redis.commands().clientList().lines().count();
	}

	@Test
	void whenServerMayDropBucketsSaysSo(CapturedOutput output) {
		this.redis.commands().configSet("maxmemory-policy", "volatile-lru");
		LettuceScriptExecutor started = new LettuceScriptExecutor(this.connectionFactory, "test:",
				Duration.ofMillis(500), () -> new RedisNode(3, Duration.ofMillis(50), System::nanoTime));
		started.start();
		Awaitility.await().untilAsserted(() -> assertThat(output).contains("maxmemory-policy volatile-lru"));
		started.stop();
	}

	@Test
	void whenServerIsNeverReachedSaysSoOnce(CapturedOutput output) {
		LettuceConnectionFactory nowhere = new LettuceConnectionFactory("127.0.0.1", 1);
		nowhere.afterPropertiesSet();
		nowhere.start();
		LettuceScriptExecutor started = new LettuceScriptExecutor(nowhere, "test:", Duration.ofMillis(50),
				() -> new RedisNode(3, Duration.ofMillis(50), System::nanoTime));
		started.start();
		Instant end = Instant.now().plusMillis(500);
		Awaitility.await().until(() -> {
			started.submit(INCREMENT, new byte[0][], new byte[0][]);
			return Instant.now().isAfter(end);
		});
		started.stop();
		nowhere.destroy();
		assertThat(output.getOut().lines().filter((line) -> line.contains("cannot be reached"))).hasSize(1);
	}

	@Test
	void whenTheUserMayNotRunACommandSaysSoOnce(CapturedOutput output) {
		increment();
		this.redis.commands().aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.INCR));
		for (int i = 0; i < 100; i++) {
			assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(this::increment);
		}
		assertThat(this.executor.isAvailable()).isTrue();
		assertThat(lines(output)).filteredOn((line) -> line.contains("WARN")).hasSize(1);
	}

	@Test
	void whenServerStaysAReplicaSaysSoOnce(CapturedOutput output) {
		increment();
		this.redis.commands().replicaof("127.0.0.1", 1);
		AtomicInteger refused = new AtomicInteger();
		Awaitility.await().pollInterval(10, TimeUnit.MILLISECONDS).until(() -> {
			try {
				return increment() < 0;
			}
			catch (RedisUnavailableException ex) {
				return String.valueOf(ex.getCause()).contains("READONLY") && refused.incrementAndGet() == 5;
			}
		});
		assertThat(lines(output)).filteredOn((line) -> line.contains("WARN")).hasSize(1);
		assertThat(lines(output)).filteredOn((line) -> line.contains("Redis is available")).hasSize(1);
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("LettuceScriptExecutor ")).toList();
	}

	@Test
	void whenServerBecomesAReplicaConnectsAnew() {
		increment();
		this.redis.commands().replicaof("127.0.0.1", 1);
		assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(this::increment);
		assertThat(this.executor.isAvailable()).isFalse();
		this.redis.commands().replicaofNoOne();
		Awaitility.await().until(() -> {
			try {
				return increment() == 2L;
			}
			catch (RedisUnavailableException ex) {
				return false;
			}
		});
	}

	private long increment() {
		return (Long) run(INCREMENT).get(0);
	}

	private List<Object> run(LuaScript script) {
		return this.executor.await(this.executor.submit(script, new byte[][] { "key".getBytes(StandardCharsets.UTF_8) },
				new byte[][] { "1".getBytes(StandardCharsets.UTF_8) }));
	}

	private void awaitAvailable() {
		Awaitility.await().pollInterval(10, TimeUnit.MILLISECONDS).until(() -> {
			// Asking is what makes the executor try again.
			this.executor.submit(LuaScript.of("return {}"), new byte[0][], new byte[0][]);
			return this.executor.isAvailable();
		});
	}

}
