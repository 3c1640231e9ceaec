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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.lettuce.core.AclSetuserArgs;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisSharedStore} with a real Redis and two nodes.
 */
@Timeout(90)
class RedisSharedStoreTests {

	/**
	 * Keys that look like hashes.
	 */
	private static final long STEP = 0x9E3779B97F4A7C15L;

	private final RedisProcess redis = RedisProcess.start();

	private final RedisExecutors executors = RedisExecutors.connect(this.redis.port(), Duration.ofSeconds(1));

	private final RedisSharedStore store = new RedisSharedStore(this.executors.executor());

	private long seen;

	private final SharedStates here = states();

	private final SharedStates there = states();

	private final SharedMap<Integer> map = SharedStatesTests.open(this.here, "numbers", 100);

	private final SharedMap<Integer> other = SharedStatesTests.open(this.there, "numbers", 100);

	@AfterEach
	void close() {
		this.here.stop();
		this.there.stop();
		this.executors.close();
		this.redis.close();
	}

	@Test
	void versionsGrowAndAreExpected() {
		long first = write("1", 0);
		assertThat(write("2", 0)).isZero();
		long second = write("2", first);
		assertThat(second).isGreaterThan(first);
		long removed = write(null, second);
		assertThat(this.store.read(second).entries()).containsExactly(new SharedStore.Entry("m", "a", null, removed));
		assertThat(write("3", removed)).isZero();
		assertThat(write("+", 0)).isGreaterThan(removed);
		assertThat(this.store.read(0).entries()).extracting(SharedStore.Entry::value).containsExactly("+");
		this.redis.commands().flushall();
		assertThat(write("4", 0)).as("before the loss was noticed").isZero();
	}

	private long write(String value, long expected) {
		long written = this.store.write(List.of(new SharedStore.Entry("m", "a", value, expected)), this.seen).get(0);
		this.seen = Math.max(this.seen, written);
		return written;
	}

	// Of half a million with -Dshared.marks=500000.
	@Test
	void longListComesBackWhenRedisHasForgottenIt() {
		int count = Integer.getInteger("shared.marks", 5000);
		SharedMarks marks = SharedMarksTests.open(this.here);
		for (long key = 1; key <= count; key += SharedStore.BATCH) {
			this.store.write(LongStream.range(key, Math.min(count + 1, key + SharedStore.BATCH))
				.mapToObj((each) -> new SharedStore.Entry("marks", Long.toUnsignedString(each * STEP, 36), "2s", 0))
				.toList(), 0);
		}
		this.here.refresh();
		assertThat(marks.size()).isEqualTo(count);
		this.redis.commands().flushall();
		long start = System.nanoTime();
		this.here.start();
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> this.redis.commands().exists("test:{shared}") > 0);
		marks.raise(5, 90);
		long raised = System.nanoTime();
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.until(() -> this.redis.commands().hlen("test:{shared}") == count + 2);
		System.out.println(count + " marks given back in " + (System.nanoTime() - start) / 1_000_000
				+ " ms; another one took " + (raised - start) / 1_000_000 + " ms from the start");
		assertThat(this.here.age()).isLessThan(Duration.ofMinutes(1));
	}

	@Test
	void changesReachTheOtherNodeAndReadsAskNothing() {
		this.here.start();
		this.there.start();
		this.map.update("a", (before) -> 1);
		// A second at most on a machine with nothing else to do.
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> Integer.valueOf(1).equals(this.other.get("a")));
		this.here.stop();
		this.there.stop();
		long before = this.redis.calls("evalsha");
		for (int i = 0; i < 1000; i++) {
			this.other.get("a");
		}
		assertThat(this.redis.calls("evalsha") - before).isZero();
		assertThat(this.redis.commands().keys("*")).containsExactlyInAnyOrder("test:{shared}",
				"test:{shared}:versions");
	}

	@Test
	void whenRedisIsKilledTheCopyGoesOnAndComesBackWithIt() {
		this.map.update("a", (before) -> 1);
		this.here.refresh();
		this.there.refresh();
		this.redis.kill();
		assertThatExceptionOfType(SharedStateUnavailableException.class)
			.isThrownBy(() -> this.map.update("a", (before) -> 2));
		assertThat(this.other.get("a")).isEqualTo(1);
		this.redis.restart();
		this.executors.awaitAvailable();
		// It has started with nothing.
		assertThat(this.redis.commands().dbsize()).isZero();
		Awaitility.await()
			.ignoreException(SharedStateUnavailableException.class)
			.until(() -> this.map.update("b", (before) -> 2) != null);
		this.there.refresh();
		this.here.refresh();
		SharedStates fresh = states();
		SharedMap<Integer> started = SharedStatesTests.open(fresh, "numbers", 100);
		fresh.refresh();
		assertThat(List.of(this.map.toMap(), this.other.toMap(), started.toMap())).containsOnly(Map.of("a", 1, "b", 2));
	}

	@Test
	void marksReachTheOtherNodeAndComeBackWhenRedisHasForgottenThem() {
		SharedMarks marks = SharedMarksTests.open(this.here);
		SharedMarks others = SharedMarksTests.open(this.there);
		this.here.start();
		this.there.start();
		marks.raise(-5, 90);
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> others.get(-5) == 90);
		this.redis.commands().flushall();
		others.raise(-5, 100);
		marks.raise(-5, 95);
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> marks.get(-5) == 100 && others.get(-5) == 100);
		this.redis.kill();
		assertThatExceptionOfType(SharedStateUnavailableException.class).isThrownBy(() -> marks.raise(6, 70));
		assertThat(marks.get(6)).isEqualTo(70);
		this.redis.restart();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> others.get(6) == 70);
		SharedStates fresh = states();
		SharedMarks started = SharedMarksTests.open(fresh);
		fresh.refresh();
		assertThat(started.get(-5)).isEqualTo(100);
		assertThat(started.get(6)).isEqualTo(70);
	}

	@Test
	void changesAreToldToNodesThatHardlyEverLookAlsoAfterARestart() {
		SharedStates listening = states(Duration.ofHours(1));
		SharedMap<Integer> told = SharedStatesTests.open(listening, "numbers", 100);
		this.map.update("a", (before) -> 0);
		listening.start();
		try {
			// It looks once.
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> told.get("a") != null);
			awaitChange(told, 1);
			this.redis.kill();
			this.redis.restart();
			awaitChange(told, told.get("a") + 1);
		}
		finally {
			listening.stop();
		}
	}

	private void awaitChange(SharedMap<Integer> told, int value) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
			this.map.update("a", (before) -> before + 1);
			return told.get("a") >= value;
		});
	}

	@Test
	void whoMayNotPublishStillWrites() {
		this.redis.commands().aclSetuser("default", AclSetuserArgs.Builder.resetChannels());
		assertThat(this.map.update("a", (before) -> 1)).isEqualTo(1);
	}

	private SharedStates states() {
		return states(Duration.ofMillis(500));
	}

	private SharedStates states(Duration refreshInterval) {
		return new SharedStates(this.store, refreshInterval, Duration.ofMinutes(5), System::nanoTime);
	}

}
