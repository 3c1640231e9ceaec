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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What nodes grant together while their store is slow, cut off or emptied.
 */
class RateLimitOutageTests {

	private static final int QUOTA = 500;

	private static final int NODES = 3;

	/**
	 * Between two decisions, so that the quota lasts for longer than a slow moment.
	 */
	private static final Duration STEP = Duration.ofMillis(50);

	private final AtomicLong nanoTime = new AtomicLong(1);

	private final Random random = new Random(42);

	private final SlowStore store = new SlowStore(TestPolicies.buckets(this.nanoTime::get));

	private final List<RateLimitEngine> nodes = IntStream.range(0, NODES).mapToObj((node) -> node()).toList();

	@ParameterizedTest
	@ValueSource(doubles = { 0.1, 0.5, 0.9, 0.98 })
	void whenTheStoreIsSlowNodesGrantTheQuotaTogether(double slow) {
		this.store.slow = slow;
		assertThat(decide(20_000, this.nodes)).isBetween(QUOTA * 9 / 10, QUOTA * 101 / 100);
	}

	@Test
	void whenTheStorePausesNodesGrantTheQuotaTogether() {
		int granted = decide(30, this.nodes);
		for (int i = 0; i < 100; i++) {
			this.store.slow = 1;
			granted += decide(100, this.nodes);
			this.store.slow = 0;
			granted += decide(3 * NODES, this.nodes);
		}
		assertThat(granted).isBetween(QUOTA * 9 / 10, QUOTA * 101 / 100);
	}

	@Test
	void whenNodesStartIntoAPauseTheyGrantTheQuotaTogether() {
		this.store.slow = 1;
		int granted = decide(200, this.nodes);
		this.store.slow = 0;
		granted += decide(20_000, this.nodes);
		assertThat(granted).isBetween(QUOTA * 9 / 10, QUOTA * 101 / 100);
	}

	@Test
	void whenAQuotaIsSmallerThanTheNodesNotEachOfThemGrantsIt() {
		this.store.slow = 1;
		int granted = 0;
		for (int i = 0; i < 1000; i++) {
			Charge once = TestPolicies.charge("once", "key" + i, TestPolicies.limits("1/1h"), 1);
			for (RateLimitEngine node : List.of(this.nodes.get(0), this.nodes.get(1), this.nodes.get(2))) {
				// Asked again it says the same.
				granted += granted(node, once) + granted(node, once) + granted(node, once);
			}
		}
		assertThat(granted).isBetween(600, 1000);
	}

	@Test
	void whatAnotherNodeGivesBackIsNoticedSoon() {
		RateLimitPolicy policy = TestPolicies.policy("shared", "1/1h");
		Charge charge = new Charge(policy, policy.limits(), "key", true, 1, null);
		assertThat(granted(this.nodes.get(0), charge)).isOne();
		assertThat(granted(this.nodes.get(1), charge)).isZero();
		this.nodes.get(0).refund(List.of(charge));
		this.nanoTime.addAndGet(Duration.ofMillis(150).toNanos());
		assertThat(granted(this.nodes.get(1), charge)).isOne();
	}

	@Test
	void whenNodesAreCutOffEachGrantsItsQuotaAtMost() {
		int granted = decide(100, this.nodes);
		this.store.slow = 1;
		this.nanoTime.addAndGet(Duration.ofDays(11).toNanos());
		granted += decide(20_000, this.nodes.subList(0, 2));
		this.store.slow = 0;
		granted += decide(20_000, this.nodes.subList(2, 3));
		assertThat(granted).isGreaterThan(QUOTA)
			// What refills in eleven days comes on top.
			.isLessThanOrEqualTo(QUOTA * 3 * 112 / 100);
	}

	@Test
	void whatTheStoreDecidesTooLateIsPaidOnce() {
		this.store.late = true;
		int granted = decide(20_000, this.nodes);
		assertThat(granted).isBetween(QUOTA * 9 / 10, QUOTA * 101 / 100);
		assertThat(this.store.buckets.peek(charge()).remaining()).isZero();
	}

	@Test
	void whenTheQuotaIsAlmostUsedUpNobodyGuesses() {
		decide(QUOTA - 20, this.nodes.subList(0, 1));
		this.store.slow = 1;
		assertThat(decide(20, this.nodes.subList(0, 1))).isZero();
		this.store.slow = 0;
		assertThat(decide(100, this.nodes)).isEqualTo(20);
	}

	@Test
	void whoIsRefusedBeforeTheQuotaIsUsedUpWaitsForTheNextToken() {
		Charge hour = TestPolicies.charge("hour", "500/1h");
		RateLimitEngine node = this.nodes.get(0);
		for (int i = 0; i < 490; i++) {
			assertThat(granted(node, hour)).isOne();
			this.nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
		}
		this.store.slow = 1;
		Outcome outcome = node.decide(List.of(hour)).get(0);
		assertThat(outcome.result()).isEqualTo(Outcome.Result.FALLBACK_DENIED);
		assertThat(outcome.nanosToWait()).isBetween(Duration.ofSeconds(6).toNanos(), Duration.ofMillis(7200).toNanos());
	}

	@Test
	void whatASharedBucketGrantedTheStoreHearsOf() {
		RateLimitEngine node = node(new MemoryRateLimitStore(1, this.nanoTime::get));
		this.store.slow = 1;
		granted(node, TestPolicies.charge("first", "10/100d"));
		this.store.slow = 0;
		decide(100, List.of(node));
		this.store.slow = 1;
		assertThat(decide(50, List.of(node))).isEqualTo(50);
		this.store.slow = 0;
		decide(1, List.of(node));
		assertThat(this.store.buckets.peek(charge()).remaining()).isEqualTo(QUOTA - 151);
	}

	@Test
	void whenTheStoreForgetsEverythingItIsTwiceTheQuotaAtMost() {
		this.store.slow = 0.5;
		int granted = decide(20_000, this.nodes);
		this.store.buckets = TestPolicies.buckets(this.nanoTime::get);
		granted += decide(20_000, this.nodes);
		assertThat(granted).isBetween(QUOTA, QUOTA * 2);
	}

	@Test
	void whileTheStoreIsAwayNothingIsGivenBack() {
		this.store.slow = 1;
		Outcome outcome = this.nodes.get(0).decide(List.of(charge())).get(0);
		assertThat(outcome.result()).isEqualTo(Outcome.Result.FALLBACK);
		assertThat(outcome.isConsumed()).isFalse();
	}

	@Test
	void whatANodeGrantedOnItsOwnTheStoreHearsOf() {
		decide(100, this.nodes.subList(0, 1));
		this.store.slow = 1;
		assertThat(decide(50, this.nodes.subList(0, 1))).isEqualTo(50);
		this.store.slow = 0;
		decide(1, this.nodes.subList(0, 1));
		assertThat(this.store.buckets.peek(charge()).remaining()).isEqualTo(QUOTA - 151);
	}

	@Test
	void whatAResponseHasCostWhenTheStoreWasAwayIsTakenLater() {
		RateLimitEngine node = this.nodes.get(0);
		Outcome outcome = node.decide(List.of(charge())).get(0);
		this.store.slow = 1;
		node.settle(outcome, 50);
		this.store.slow = 0;
		decide(1, List.of(node));
		assertThat(this.store.buckets.peek(charge()).remaining()).isEqualTo(QUOTA - 52);
	}

	@Test
	void whenTheStoreIsBackWhoKeptWithinTheLimitIsNotRefused() {
		Charge minute = TestPolicies.charge("minute", "100/1m");
		assertThat(everySecond(minute, 2)).isEqualTo(2);
		this.store.slow = 1;
		assertThat(everySecond(minute, 600)).isEqualTo(600);
		this.store.slow = 0;
		assertThat(everySecond(minute, 2)).isEqualTo(2);
		assertThat(this.store.buckets.peek(minute).remaining()).isGreaterThan(90);
	}

	@Test
	void whenTheStoreIsBackOnAnotherDayItsQuotaIsWhole() {
		Charge day = TestPolicies.charge("day", "1000/day");
		this.store.slow = 1;
		this.nanoTime.addAndGet(Duration.ofHours(5).toNanos());
		assertThat(everySecond(day, 600)).isEqualTo(600);
		this.store.slow = 0;
		this.nanoTime.addAndGet(Duration.ofHours(30).toNanos());
		assertThat(everySecond(day, 1)).isOne();
		assertThat(this.store.buckets.peek(day).remaining()).isEqualTo(999);
	}

	@Test
	void whenTheStoreIsBackWhoTookMoreThanTheLimitIsRefusedUntilThatIsPaid() {
		Charge hour = TestPolicies.charge("hour", "100/1h");
		this.store.slow = 1;
		this.nanoTime.addAndGet(Duration.ofHours(1).toNanos());
		assertThat(everySecond(hour, 600)).isBetween(100, 120);
		this.store.slow = 0;
		assertThat(everySecond(hour, 100)).isLessThan(20);
	}

	private int everySecond(Charge charge, int decisions) {
		int granted = 0;
		for (int i = 0; i < decisions; i++) {
			granted += granted(this.nodes.get(0), charge);
			this.nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
		}
		return granted;
	}

	private int decide(int decisions, List<RateLimitEngine> nodes) {
		int granted = 0;
		for (int i = 0; i < decisions; i++) {
			granted += granted(nodes.get(this.random.nextInt(nodes.size())), charge());
			this.nanoTime.addAndGet(STEP.toNanos());
		}
		return granted;
	}

	private static int granted(RateLimitEngine node, Charge charge) {
		return (node.decide(List.of(charge)).get(0).isRefusal()) ? 0 : 1;
	}

	private static Charge charge() {
		return TestPolicies.charge("api", QUOTA + "/100d");
	}

	private RateLimitEngine node() {
		return node(TestPolicies.buckets(this.nanoTime::get));
	}

	private RateLimitEngine node(MemoryRateLimitStore fallback) {
		return new RateLimitEngine(this.store, fallback, (policy, result) -> {
		}, this.nanoTime::get);
	}

	private final class SlowStore implements RateLimitStore {

		private MemoryRateLimitStore buckets;

		private double slow;

		private boolean late;

		private final Queue<Runnable> pending = new ArrayDeque<>();

		SlowStore(MemoryRateLimitStore buckets) {
			this.buckets = buckets;
		}

		@Override
		public StoreDecision tryConsume(List<Charge> charges) {
			while (!this.pending.isEmpty()) {
				this.pending.remove().run();
			}
			if (this.late && RateLimitOutageTests.this.random.nextBoolean()) {
				CompletableFuture<StoreDecision> decision = new CompletableFuture<>();
				this.pending.add(() -> {
					if (!decision.isCancelled()) {
						decision.complete(this.buckets.tryConsume(charges));
					}
				});
				throw new LateDecisionException(decision, new IllegalStateException("No answer in time"));
			}
			double chance = RateLimitOutageTests.this.random.nextDouble();
			if (chance < this.slow) {
				throw new IllegalStateException("No answer in time");
			}
			return this.buckets.tryConsume(charges);
		}

		@Override
		public CompletableFuture<?> settle(Charge charge, long tokens) {
			if (RateLimitOutageTests.this.random.nextDouble() < this.slow) {
				return CompletableFuture.failedFuture(new IllegalStateException("No answer"));
			}
			Stream.generate(() -> charge.withCost(1))
				.limit(tokens)
				.forEach((one) -> this.buckets.tryConsume(List.of(one)));
			return CompletableFuture.completedFuture(tokens);
		}

		@Override
		public void refund(List<Charge> charges) {
			this.buckets.refund(charges);
		}

		@Override
		public @Nullable BucketLevel peek(Charge charge) {
			return this.buckets.peek(charge);
		}

		@Override
		public void reset(Charge charge) {
			this.buckets.reset(charge);
		}

		@Override
		public boolean isRemote() {
			return true;
		}

	}

}
