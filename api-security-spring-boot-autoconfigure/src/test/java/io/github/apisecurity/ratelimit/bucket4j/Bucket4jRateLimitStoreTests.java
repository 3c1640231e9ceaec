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

package io.github.apisecurity.ratelimit.bucket4j;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.apisecurity.ratelimit.BucketLevel;
import io.github.apisecurity.ratelimit.Charge;
import io.github.apisecurity.ratelimit.StoreDecision;
import io.github.apisecurity.ratelimit.TestPolicies;
import io.github.apisecurity.redis.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.util.function.SingletonSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Bucket4jRateLimitStore} with Bucket4j's own proxy manager for Redis.
 */
@Timeout(60)
class Bucket4jRateLimitStoreTests {

	private final RedisProcess redis = RedisProcess.start();

	private final RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", this.redis.port()));

	private final Bucket4jRateLimitStore store = store();

	@AfterEach
	void close() {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.redis.close();
	}

	@Test
	void grantsTheQuotaAndSaysWhatIsLeft() {
		Charge charge = charge("api", "3/1h", "10/1d");
		for (int i = 2; i >= 0; i--) {
			StoreDecision decision = this.store.tryConsume(List.of(charge));
			assertThat(decision.granted()).isTrue();
			assertThat(decision.levels().get(0).tokens()).containsExactly(i, i + 7);
		}
		StoreDecision refused = this.store.tryConsume(List.of(charge));
		assertThat(refused.granted()).isFalse();
		assertThat(Duration.ofNanos(refused.levels().get(0).nanosToWait(1))).isBetween(Duration.ofMinutes(19),
				Duration.ofMinutes(20));
	}

	@Test
	void whatARefusedRequestTookIsGivenBack() {
		Charge wide = charge("wide", "5/1h");
		Charge narrow = charge("narrow", "1/1h");
		assertThat(this.store.tryConsume(List.of(wide, narrow)).granted()).isTrue();
		assertThat(this.store.tryConsume(List.of(wide, narrow)).granted()).isFalse();
		// The refund does not hold up the answer.
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(this.store.peek(wide).remaining()).isEqualTo(4));
	}

	@Test
	void whenTheBucketIsLostItIsMadeAnew() {
		Charge charge = charge("api", "1/1h");
		assertThat(this.store.tryConsume(List.of(charge)).granted()).isTrue();
		this.redis.commands().flushall();
		assertThat(this.store.tryConsume(List.of(charge)).granted()).isTrue();
		this.store.reset(charge);
		assertThat(this.store.tryConsume(List.of(charge)).granted()).isTrue();
	}

	@Test
	void changedLimitsKeepWhatWasConsumedInProportion() {
		for (int i = 0; i < 30; i++) {
			this.store.tryConsume(List.of(charge("api", "100/1h")));
		}
		assertThat(this.store.tryConsume(List.of(charge("api", "1000/1h"))).levels().get(0).remaining()).isEqualTo(699);
		assertThat(this.store.tryConsume(List.of(charge("api", "1000/1h"))).levels().get(0).remaining()).isEqualTo(698);
	}

	@Test
	void limitsOfARestartedInstanceReachBucketsThatAreInUse() {
		for (int i = 0; i < 5; i++) {
			this.store.tryConsume(List.of(charge("api", "5/1h")));
		}
		assertThat(this.store.tryConsume(List.of(charge("api", "5/1h"))).granted()).isFalse();
		Bucket4jRateLimitStore restarted = store();
		// What is used up stays used up; one of 50 comes back ten times as fast.
		assertThat(restarted.tryConsume(List.of(charge("api", "50/1h"))).granted()).isFalse();
		BucketLevel level = restarted.peek(charge("api", "50/1h"));
		assertThat(level).isNotNull();
		assertThat(Duration.ofNanos(level.nanosToWait(1))).isLessThan(Duration.ofSeconds(73));
	}

	@Test
	void instancesWithDifferentLimitsDoNotConvertABucketInTurns() {
		Bucket4jRateLimitStore other = store();
		Charge before = charge("api", "100/1h");
		Charge after = charge("api", "50/1h", "150/1d");
		int granted = 0;
		for (int i = 0; i < 200; i++) {
			granted += (((i % 2 == 0) ? this.store : other).tryConsume(List.of((i % 2 == 0) ? before : after))
				.granted()) ? 1 : 0;
		}
		assertThat(granted).isBetween(50, 102);
		long commands = this.redis.calls("eval");
		this.store.tryConsume(List.of(before));
		other.tryConsume(List.of(after));
		assertThat(this.redis.calls("eval") - commands).isLessThanOrEqualTo(2);
	}

	@Test
	void everyKeyExpires() {
		this.store.tryConsume(List.of(charge("api", "60/1m")));
		assertThat(this.redis.commands().keys("*")).hasSize(1)
			.allSatisfy((key) -> assertThat(this.redis.commands().pttl(key)).isPositive());
	}

	@Test
	void concurrentRequestsGetTheQuotaAndNoMore() throws Exception {
		Charge charge = charge("api", "200/30d");
		ExecutorService executor = Executors.newFixedThreadPool(4);
		AtomicLong granted = new AtomicLong();
		CountDownLatch done = new CountDownLatch(4);
		for (int i = 0; i < 4; i++) {
			executor.execute(() -> {
				for (int j = 0; j < 100; j++) {
					granted.addAndGet((this.store.tryConsume(List.of(charge)).granted()) ? 1 : 0);
				}
				done.countDown();
			});
		}
		assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
		executor.shutdown();
		assertThat(granted).hasValue(200);
	}

	@Test
	void whenServerHangsBeforeItsFirstUseNobodyWaits() {
		Bucket4jRateLimitStore frozen = store();
		TestPolicies.Engine engine = new TestPolicies.Engine(
				TestPolicies.bounded(frozen, Duration.ofMillis(50), Duration.ofMillis(100)));
		this.redis.suspend();
		long start = System.nanoTime();
		for (int i = 0; i < 1000; i++) {
			assertThat(engine.decide(charge("api", "5000/1h")).result()).isEqualTo("FALLBACK");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		this.redis.resume();
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(engine.decide(charge("api", "5000/1h")).result()).isEqualTo("ALLOWED"));
		// Its own, that of the test and that of the store.
		assertThat(this.redis.commands().clientList().lines()).hasSizeLessThanOrEqualTo(3);
	}

	private Bucket4jRateLimitStore store() {
		return new Bucket4jRateLimitStore(SingletonSupplier
			.of(() -> LettuceProxyManagerFactory.create(this.client, "test:", Duration.ofSeconds(5))));
	}

	private static Charge charge(String name, String... limits) {
		return TestPolicies.charge(name, limits);
	}

}
