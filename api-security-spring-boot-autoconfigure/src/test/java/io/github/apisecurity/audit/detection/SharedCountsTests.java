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

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.audit.detection.SharedCounts.Use;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link SharedCounts} with a real Redis.
 */
@Timeout(90)
class SharedCountsTests {

	private static final String PREFIX = "test:detection:";

	private static RedisProcess redis;

	private static RedisExecutors executors;

	private final List<String> told = new CopyOnWriteArrayList<>();

	private SharedCounts counts;

	@BeforeAll
	static void start() {
		redis = RedisProcess.start();
		executors = RedisExecutors.connect(redis.port(), Duration.ofSeconds(5));
	}

	@AfterAll
	static void stop() {
		executors.close();
		redis.close();
	}

	@BeforeEach
	void empty() {
		redis.commands().flushall();
		this.counts = new SharedCounts(executors.executor(), 3);
	}

	@Test
	void whenDifferentValuesExceedTheThresholdTellsTheFirstOnce() {
		for (String value : List.of("a", "b", "c", "d", "a", "b", "c", "d")) {
			count("password-spraying", "ada", Use.EXCEED, value);
		}
		count("password-spraying", "ada", Use.EXCEED, "e");
		await().until(() -> this.told.contains("ada 5 true"));
		count("password-spraying", "ada", Use.EXCEED, "f");
		await().until(() -> this.told.contains("ada 5 false"));
		assertThat(this.told).hasSize(2);
	}

	@Test
	void whenOrdinaryUsersAreMoreNobodyIsTold() {
		for (int i = 0; i < 30; i++) {
			count("credential-stuffing", "office", Use.COMPARE, "good" + i);
		}
		for (int i = 0; i < 25; i++) {
			count("credential-stuffing", "office", Use.EXCEED, "bad" + i);
		}
		for (int i = 25; i < 31; i++) {
			count("credential-stuffing", "office", Use.EXCEED, "bad" + i);
		}
		await().until(() -> this.told.size() == 1);
		assertThat(this.told).containsExactly("office 31 true");
	}

	@Test
	void whenAnotherEventHasToFollowTellsWithIt() {
		for (int i = 0; i < 8; i++) {
			count("success-after-failures", "ada", Use.COUNT, "failure" + i);
		}
		count("success-after-failures", "eve", Use.FOLLOW, "");
		count("success-after-failures", "ada", Use.FOLLOW, "");
		await().until(() -> !this.told.isEmpty());
		assertThat(this.told).containsExactly("ada 8 true");
	}

	@Test
	void whenForgottenBeginsAnew() {
		for (String value : List.of("a", "b", "c", "d")) {
			count("password-spraying", "ada", Use.EXCEED, value);
		}
		count("password-spraying", "ada", Use.FORGET, "");
		count("password-spraying", "ada", Use.EXCEED, "e");
		await().until(() -> redis.commands().zcard(PREFIX + "{password-spraying}:ada") == 1);
		assertThat(this.told).isEmpty();
	}

	@Test
	void whenThereAreTooManySubjectsTheOldestIsForgottenAndAllEnd() {
		for (int i = 0; i < 9; i++) {
			count("password-spraying", "user" + i, Use.EXCEED, "a");
		}
		String prefix = PREFIX + "{password-spraying}";
		await().until(() -> redis.commands().exists(prefix + ":user8") == 1);
		assertThat(redis.commands().keys(PREFIX + "*")).containsExactlyInAnyOrder(prefix, prefix + ":user6",
				prefix + ":user7", prefix + ":user8");
		for (String key : redis.commands().keys(PREFIX + "*")) {
			assertThat(redis.commands().pttl(key)).isBetween(1L, Duration.ofMinutes(10).toMillis());
		}
	}

	@Test
	void whenAnswerIsLateItIsToldAllTheSameAndOthersAreCountedMeanwhile() {
		List<CompletableFuture<List<Object>>> asked = new CopyOnWriteArrayList<>();
		RedisScriptExecutor slow = mock();
		given(slow.isAvailable()).willReturn(true);
		given(slow.keyPrefix()).willReturn(PREFIX);
		given(slow.timeout()).willReturn(Duration.ofMillis(1));
		given(slow.submit(any(), any(), any())).will((invocation) -> {
			asked.add(new CompletableFuture<>());
			return asked.get(asked.size() - 1);
		});
		this.counts = new SharedCounts(slow, 3);
		await().until(() -> {
			IntStream.range(0, 1000).forEach((i) -> count("password-spraying", "ada", Use.EXCEED, "a"));
			return asked.size() > 2 * SharedCounts.MAX_WAITING;
		});
		asked.get(0).complete(List.of(5L, 1L));
		await().until(() -> this.told.contains("ada 5 true"));
	}

	// Redis takes them in their order.
	private void count(String rule, String subject, Use use, String value) {
		DetectionRule found = DetectionRules.create(Map.of(), Mode.ENFORCE)
			.stream()
			.filter((candidate) -> candidate.id().equals(rule))
			.findFirst()
			.orElseThrow();
		this.counts.count(found, subject, use, value, (found.comparedTo() != null) ? 100 : found.threshold() + 1,
				(count, first) -> this.told.add(subject + " " + count + " " + first));
	}

}
