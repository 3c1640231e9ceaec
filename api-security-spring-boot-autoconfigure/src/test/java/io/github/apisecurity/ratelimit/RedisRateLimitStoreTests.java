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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisRateLimitStore} with a real server, in good times and in bad.
 */
@Timeout(60)
class RedisRateLimitStoreTests {

	private static final Duration TIMEOUT = Duration.ofMillis(50);

	private final RedisProcess redis = RedisProcess.start();

	private final RedisExecutors executors = RedisExecutors.connect(this.redis.port(), Duration.ofSeconds(5));

	private final AtomicLong micros = new AtomicLong(1_763_750_000_000_000L);

	private final RedisRateLimitStore store = new RedisRateLimitStore(this.executors.executor(), "test:", true,
			this.micros::get);

	@AfterEach
	void close() {
		this.executors.close();
		this.redis.close();
	}

	@Test
	void allPoliciesOfADecisionTakeOneCommandAndAreGrantedTogether() {
		List<Charge> charges = List.of(charge("wide", "5/1h"), charge("narrow", "2/1h"));
		this.store.tryConsume(charges);
		long before = this.redis.calls("evalsha");
		assertThat(this.store.tryConsume(charges).granted()).isTrue();
		StoreDecision refused = this.store.tryConsume(charges);
		assertThat(this.redis.calls("evalsha") - before).isEqualTo(2);
		assertThat(refused.granted()).isFalse();
		assertThat(refused.levels().get(0).granted()).isTrue();
		assertThat(refused.levels().get(0).remaining()).isEqualTo(3);
		assertThat(refused.levels().get(1).granted()).isFalse();
	}

	@Test
	void shadowedBucketDoesNotRefuse() {
		Charge shadow = TestPolicies.charge(RateLimitMode.SHADOW, OnFailure.ALLOW, "1/1h");
		List<Charge> charges = List.of(shadow, charge("wide", "3/1h"));
		assertThat(this.store.tryConsume(charges).levels().get(0).granted()).isTrue();
		StoreDecision second = this.store.tryConsume(charges);
		assertThat(second.granted()).isTrue();
		assertThat(second.levels().get(0).granted()).isFalse();
		assertThat(second.levels().get(1).remaining()).isEqualTo(1);
	}

	@Test
	void everyKeyExpiresAndTellsNothingAboutTheCaller() {
		this.store.tryConsume(List.of(charge("api", "100/1m", "1000/1d")));
		assertThat(this.redis.commands().keys("*")).hasSize(1).allSatisfy((key) -> {
			assertThat(key).isEqualTo("test:" + charge("api").key()).doesNotContain("{key}");
			assertThat(this.redis.commands().pttl(key)).isBetween(60_000L, 88_000L);
		});
	}

	@Test
	void whenAWindowOfTheCalendarEndsTheQuotaIsFullAgainAndNotBefore() {
		Charge charge = charge("billing", "2/month Europe/Berlin");
		this.store.tryConsume(List.of(charge));
		assertThat(this.store.tryConsume(List.of(charge)).granted()).isTrue();
		BucketLevel refused = this.store.tryConsume(List.of(charge)).levels().get(0);
		assertThat(refused.granted()).isFalse();
		// It is November 21 of 2025, 18:33:20 UTC.
		long left = Duration.between(Instant.parse("2025-11-21T18:33:20Z"), Instant.parse("2025-11-30T23:00:00Z"))
			.toNanos();
		assertThat(refused.nanosToWait(1)).isEqualTo(left);
		assertThat(this.redis.commands().pttl("test:" + charge.key())).isBetween(left / 1_000_000 - 60_000,
				left / 1_000_000 + 1000);
		this.micros.addAndGet(left / 1000 - 1);
		assertThat(this.store.tryConsume(List.of(charge)).granted()).isFalse();
		assertThat(remaining(charge("billing", "10/month Europe/Berlin"))).isZero();
		this.micros.addAndGet(1);
		assertThat(remaining(charge)).isOne();
		this.store.refund(List.of(charge));
		assertThat(this.store.peek(charge).remaining()).isEqualTo(2);
		// What is left of it is kept in proportion, under a smooth limit as well.
		assertThat(remaining(charge)).isOne();
		assertThat(remaining(charge("billing", "10/month Europe/Berlin"))).isEqualTo(4);
		assertThat(remaining(charge("billing", "100/1m"))).isEqualTo(99);
		assertThat(remaining(charge("billing", "10/month Europe/Berlin"))).isEqualTo(3);
	}

	@Test
	void whenTheClockOfAnInstanceIsWrongAWindowOfTheCalendarEndsWhenTheServerSaysSo() {
		Charge charge = charge("billing", "3/day");
		long now = this.micros.get();
		long day = TimeUnit.DAYS.toMicros(1);
		assertThat(remaining(charge, now, now)).isEqualTo(2);
		// One is a day ahead, another a day behind.
		assertThat(remaining(charge, now, now + day)).isOne();
		assertThat(remaining(charge, now, now - day)).isZero();
		assertThat(remaining(charge, now + day, now)).isZero();
		assertThat(remaining(charge, now + day, now + day)).isEqualTo(2);
		assertThat(remaining(charge, now + day, now)).isOne();
	}

	private long remaining(Charge charge) {
		return this.store.tryConsume(List.of(charge)).levels().get(0).remaining();
	}

	private long remaining(Charge charge, long ofServer, long ofInstance) {
		byte[][] arguments = RateLimitScript.arguments(ofServer, 1, List.of(charge));
		arguments[4] = charge.limits().scriptArgument(ofInstance);
		return RateLimitScript
			.decision(
					this.executors.executor()
						.await(this.executors.executor()
							.submit(RateLimitScript.SCRIPT, RateLimitScript.keys("test:", List.of(charge)), arguments)),
					List.of(charge), 1, 0)
			.levels()
			.get(0)
			.remaining();
	}

	@Test
	void placesAreThoseOfAllInstancesAndFreeAgainInTime() {
		Charge charge = charge("api", "5/1h");
		Duration lease = Duration.ofMinutes(1);
		assertThat(this.store.acquire(charge, "first", 2, lease)).isTrue();
		assertThat(this.store.acquire(charge, "second", 2, lease)).isTrue();
		assertThat(this.store.acquire(charge, "third", 2, lease)).isFalse();
		assertThat(this.store.acquire(TestPolicies.charge("api", "other", charge.limits(), 1), "x", 2, lease)).isTrue();
		this.store.release(charge, "first");
		Awaitility.await().until(() -> this.store.acquire(charge, "third", 2, Duration.ofMillis(50)));
		// Nobody gives it back.
		Awaitility.await().until(() -> this.store.acquire(charge, "fourth", 2, lease));
		assertThat(this.redis.commands().keys("*places")).hasSize(2)
			.allSatisfy((key) -> assertThat(this.redis.commands().pttl(key)).isBetween(1L, 60_000L));
	}

	@Test
	void userWithTheDocumentedCommandsMayCount() throws Exception {
		String documented = Files.readString(Path.of("../docs/rate-limiting.md"));
		Matcher commands = Pattern.compile("need `([+a-z ]+)`, in scripts `([+a-z ]+)`").matcher(documented);
		assertThat(commands.find()).isTrue();
		String password = UUID.randomUUID().toString();
		AclSetuserArgs user = AclSetuserArgs.Builder.on().addPassword(password).keyPattern("test:*");
		for (String command : (commands.group(1) + " " + commands.group(2)).split(" ")) {
			user.addCommand(CommandType.valueOf(command.substring(1).toUpperCase(Locale.ROOT)));
		}
		this.redis.commands().aclSetuser("limited", user);
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration("127.0.0.1", this.redis.port());
		configuration.setUsername("limited");
		configuration.setPassword(password);
		try (RedisExecutors limited = RedisExecutors.connect(configuration, Duration.ofSeconds(5))) {
			RedisRateLimitStore own = new RedisRateLimitStore(limited.executor(), "test:", true);
			Charge charge = charge("api", "5/1h");
			assertThat(own.tryConsume(List.of(charge)).granted()).isTrue();
			assertThat(own.peek(charge).remaining()).isEqualTo(4);
			own.reset(charge);
			assertThat(own.acquire(charge, "first", 1, Duration.ofMinutes(1))).isTrue();
			assertThat(own.acquire(charge, "second", 1, Duration.ofMinutes(1))).isFalse();
			own.release(charge, "first");
			Awaitility.await().until(() -> own.acquire(charge, "second", 1, Duration.ofMinutes(1)));
		}
	}

	@Test
	void changedLimitsKeepWhatWasConsumedInProportion() {
		for (int i = 0; i < 30; i++) {
			this.store.tryConsume(List.of(charge("api", "100/1h")));
		}
		StoreDecision changed = this.store.tryConsume(List.of(charge("api", "1000/1h")));
		assertThat(changed.levels().get(0).remaining()).isEqualTo(699);
	}

	@Test
	void instancesWithDifferentLimitsDoNotResetEachOther() {
		// A rolling deployment: a new limit, and another burst of the old one.
		Charge before = charge("api", "100/1h");
		Charge after = charge("api", "200/1h", "150/1d");
		int granted = 0;
		for (int i = 0; i < 400; i++) {
			granted += (this.store.tryConsume(List.of((i % 2 == 0) ? before : after)).granted()) ? 1 : 0;
		}
		// Each grant takes 1/100 or 1/200 of the quota: 133 in turns, and no more than
		// that
		// when only the cheaper ones still fit.
		assertThat(granted).isBetween(130, 135);
		assertThat(this.store.peek(after).tokens()[1]).isBetween(80L, 90L);
	}

	@Test
	void limitsThatAnInstanceDoesNotKnowAreLeftInPlace() {
		for (int i = 0; i < 5; i++) {
			assertThat(this.store.tryConsume(List.of(charge("api", "5/1h"))).granted()).isTrue();
		}
		StoreDecision other = this.store.tryConsume(List.of(charge("api", "10/1d")));
		assertThat(other.levels().get(0).remaining()).isEqualTo(9);
		assertThat(this.store.tryConsume(List.of(charge("api", "5/1h"))).granted()).isFalse();
		assertThat(this.store.tryConsume(List.of(charge("api", "10/1d"))).levels().get(0).remaining()).isEqualTo(8);
	}

	@Test
	void whenServerForgetsEverythingGoesOn() {
		Charge charge = charge("api", "3/1h");
		this.store.tryConsume(List.of(charge));
		this.redis.commands().flushall();
		assertThat(this.store.tryConsume(List.of(charge)).levels().get(0).remaining()).isEqualTo(2);
		this.redis.commands().scriptFlush();
		assertThat(this.store.tryConsume(List.of(charge)).levels().get(0).remaining()).isEqualTo(1);
	}

	@Test
	void whenAKeyHoldsSomethingElseStartsAfresh() {
		this.redis.commands().set("test:" + charge("api").key(), "garbage");
		assertThat(this.store.tryConsume(List.of(charge("api", "3/1h"))).levels().get(0).remaining()).isEqualTo(2);
	}

	@Test
	void repeatedDenialsTakeNoCommand() {
		TestPolicies.Engine engine = new TestPolicies.Engine(this.store);
		Charge charge = charge("api", "3/1h");
		for (int i = 0; i < 4; i++) {
			engine.decide(charge);
		}
		long before = this.redis.calls("evalsha");
		for (int i = 0; i < 100; i++) {
			TestPolicies.Answer decision = engine.decide(charge);
			assertThat(decision.result()).isEqualTo("DENIED_LOCALLY");
			assertThat(decision.nanosToWait()).isGreaterThan(Duration.ofMinutes(19).toNanos());
		}
		assertThat(this.redis.calls("evalsha") - before).isZero();
		engine.reset(charge);
		assertThat(engine.decide(charge).granted()).isTrue();
	}

	@Test
	void whenServerHangsEachPolicyDoesWhatItSays() {
		try (RedisExecutors hanging = RedisExecutors.connect(this.redis.port(), TIMEOUT)) {
			TestPolicies.Engine engine = new TestPolicies.Engine(
					new RedisRateLimitStore(hanging.executor(), "test:", true));
			Charge local = charge("local", "3/1h");
			Charge open = charge(OnFailure.ALLOW);
			Charge closed = charge(OnFailure.DENY);
			engine.decide(local);
			this.redis.suspend();
			for (int i = 0; i < 3; i++) {
				long start = System.nanoTime();
				engine.decide(open);
				// 20 ms on an idle machine; builds share theirs.
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(TIMEOUT, TIMEOUT.plusMillis(300));
			}
			assertThat(hanging.executor().isAvailable()).isFalse();
			assertThat(engine.decide(open).granted()).isTrue();
			TestPolicies.Answer refused = engine.decide(closed);
			assertThat(refused.granted()).isFalse();
			assertThat(refused.unavailable()).isTrue();
			// Two are left, as the server said last, one of them for others.
			assertThat(engine.decide(local).result()).isEqualTo("FALLBACK");
			assertThat(engine.decide(local).result()).isEqualTo("FALLBACK_DENIED");
			verifyNobodyWaits(engine, open);
			this.redis.resume();
			hanging.awaitAvailable();
			// The server hears of what was granted without it.
			assertThat(engine.decide(local).result()).isEqualTo("ALLOWED");
			assertThat(engine.decide(local).result()).isEqualTo("DENIED");
		}
	}

	@Test
	void whenServerPausesNodesGrantTheQuotaTogether() throws Exception {
		List<RedisExecutors> nodes = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(6);
		try {
			AtomicBoolean running = new AtomicBoolean(true);
			AtomicInteger granted = new AtomicInteger();
			AtomicInteger fallbacks = new AtomicInteger();
			Charge charge = charge("api", "500/1h");
			for (int i = 0; i < 3; i++) {
				RedisExecutors node = RedisExecutors.connect(this.redis.port(), TIMEOUT);
				nodes.add(node);
				TestPolicies.Engine engine = new TestPolicies.Engine(
						new RedisRateLimitStore(node.executor(), "test:", true));
				for (int j = 0; j < 2; j++) {
					threads.execute(() -> {
						while (running.get()) {
							TestPolicies.Answer answer = engine.decide(charge);
							granted.addAndGet((answer.granted()) ? 1 : 0);
							fallbacks.addAndGet((answer.result().equals("FALLBACK")) ? 1 : 0);
							LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
						}
					});
				}
			}
			while (this.redis.commands().exists("test:" + charge.key()) == 0
					|| this.store.peek(charge("api", "500/1h")).remaining() > 0) {
				// A moment is longer than the timeout and the breaker's threshold.
				this.redis.commands().clientPause(200);
				Awaitility.await()
					.pollInterval(10, TimeUnit.MILLISECONDS)
					.until(() -> this.redis.commands().ping() != null);
			}
			running.set(false);
			assertThat(fallbacks).hasPositiveValue();
			assertThat(granted.get()).isLessThanOrEqualTo(505);
		}
		finally {
			threads.shutdownNow();
			assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
			nodes.forEach(RedisExecutors::close);
		}
	}

	@Test
	void whenServerIsKilledAndRestartedGoesOn() {
		TestPolicies.Engine engine = new TestPolicies.Engine(this.store);
		Charge charge = charge("local", "2/1h");
		engine.decide(charge);
		this.redis.kill();
		for (int i = 0; i < 5; i++) {
			engine.decide(charge);
		}
		assertThat(engine.decide(charge).result()).isEqualTo("FALLBACK_DENIED");
		this.redis.restart();
		this.executors.awaitAvailable();
		assertThat(engine.decide(charge).result()).isEqualTo("ALLOWED");
	}

	@Test
	void whenServerIsOutOfMemoryFallsBack() {
		TestPolicies.Engine engine = new TestPolicies.Engine(this.store);
		this.redis.commands().configSet("maxmemory", "1");
		assertThat(engine.decide(charge("local", "5/1h")).result()).isEqualTo("FALLBACK");
		this.redis.commands().configSet("maxmemory", "0");
		assertThat(engine.decide(charge("local", "5/1h")).result()).isEqualTo("ALLOWED");
	}

	private static void verifyNobodyWaits(TestPolicies.Engine engine, Charge charge) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long[] elapsed = new long[20_000];
		long[] used = new long[elapsed.length];
		for (int i = 0; i < elapsed.length; i++) {
			long start = System.nanoTime();
			long startUsed = threads.getCurrentThreadCpuTime();
			engine.decide(charge);
			used[i] = threads.getCurrentThreadCpuTime() - startUsed;
			elapsed[i] = System.nanoTime() - start;
		}
		Arrays.sort(elapsed);
		Arrays.sort(used);
		// The build shares its machine: what others take of it is not waiting.
		assertThat(Duration.ofNanos(used[used.length * 99 / 100])).isLessThan(Duration.ofMillis(2));
		assertThat(Duration.ofNanos(elapsed[elapsed.length / 2])).isLessThan(Duration.ofMillis(2));
	}

	private static Charge charge(OnFailure onFailure) {
		return TestPolicies.charge(RateLimitMode.ENFORCE, onFailure, "2/1h");
	}

	private static Charge charge(String name, String... limits) {
		return TestPolicies.charge(name, limits);
	}

}
