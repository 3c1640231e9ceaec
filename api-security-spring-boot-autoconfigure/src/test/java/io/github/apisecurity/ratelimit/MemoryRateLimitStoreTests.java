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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link MemoryRateLimitStore}.
 */
class MemoryRateLimitStoreTests {

	private static final int MAX_BUCKETS = 100_000;

	private static final int FLOOD = Integer.getInteger("ratelimit.flood.keys", 10_000_000);

	private final AtomicLong nanoTime = new AtomicLong();

	private final MemoryRateLimitStore store = new MemoryRateLimitStore(MAX_BUCKETS, this.nanoTime::get);

	private final RateLimitPolicy policy = TestPolicies.policy("api", "3/1h");

	@Test
	@Tag("exhaustive")
	void floodOfKeysStaysWithinTheBoundAndResetsNobody() {
		for (int i = 0; i < 3; i++) {
			assertThat(consume("victim")).isTrue();
		}
		long heap = usedHeap();
		int granted = 0;
		for (int i = 0; i < FLOOD; i++) {
			granted += (consume("flood" + i)) ? 1 : 0;
			this.nanoTime.addAndGet(100);
		}
		assertThat(this.store.size()).isLessThanOrEqualTo(MAX_BUCKETS + 1024);
		// What found no room shared 1,024 buckets.
		assertThat(granted).isLessThan(MAX_BUCKETS + 1024 * 4);
		assertThat(consume("victim")).isFalse();
		assertThat(usedHeap() - heap).isLessThan(MAX_BUCKETS * 600L);
	}

	@Test
	@Tag("exhaustive")
	void floodFromOneNetworkLeavesRoomForOthers() {
		verifyFloodFromOneNetwork(this.store, MAX_BUCKETS + 100_000);
	}

	@Test
	void smallFloodFromOneNetworkLeavesRoomForOthers() {
		verifyFloodFromOneNetwork(new MemoryRateLimitStore(10, this.nanoTime::get), 3000);
	}

	private void verifyFloodFromOneNetwork(MemoryRateLimitStore store, int keys) {
		for (int i = 0; i < keys; i++) {
			String address = "2001:db8:0:" + Integer.toHexString(i % 65_536) + "::" + i / 65_536;
			store.tryConsume(List.of(charge(address)));
		}
		for (int i = 0; i < 100; i++) {
			assertThat(store.tryConsume(List.of(charge("2001:db8:" + (i + 1) + "::1"))).granted()).isTrue();
			assertThat(store.tryConsume(List.of(charge("198.51." + i + ".1"))).granted()).isTrue();
		}
		assertThat(store.tryConsume(List.of(charge("2001:db8:0:ffff::ff"))).granted()).isFalse();
	}

	private Charge charge(String address) {
		RateLimitContext context = mock(RateLimitContext.class, withSettings().stubOnly());
		given(context.clientAddress()).willReturn(address);
		return new Charge(this.policy, this.policy.limits(), address, false, 1, context);
	}

	@Test
	void whenBucketsAreFullAgainThereIsRoom() {
		for (int i = 0; i < MAX_BUCKETS + 10_000; i++) {
			consume("key" + i);
		}
		this.nanoTime.addAndGet(Duration.ofHours(2).toNanos());
		consume("new");
		assertThat(this.store.size()).isOne();
	}

	@Test
	void whenAWindowOfTheCalendarEndsTheQuotaIsFullAgainAndNotBefore() {
		RateLimitPolicy billing = TestPolicies.policy("billing", "2/month Europe/Berlin");
		List<Charge> charges = List.of(new Charge(billing, billing.limits(), "key", false, 1, null));
		this.store.tryConsume(charges);
		assertThat(this.store.tryConsume(charges).granted()).isTrue();
		BucketLevel refused = this.store.tryConsume(charges).levels().get(0);
		assertThat(refused.granted()).isFalse();
		long left = refused.nanosToWait(1);
		assertThat(left).isBetween(1L, Duration.ofDays(32).toNanos());
		this.nanoTime.addAndGet(left - 1);
		assertThat(this.store.tryConsume(charges).levels().get(0).nanosToWait(1)).isOne();
		this.nanoTime.addAndGet(1);
		assertThat(this.store.tryConsume(charges).levels().get(0).remaining()).isOne();
		this.store.refund(charges);
		assertThat(this.store.peek(charges.get(0)).remaining()).isEqualTo(2);
	}

	@Test
	void whatASharedBucketPaidItGetsBack() {
		MemoryRateLimitStore small = new MemoryRateLimitStore(1, this.nanoTime::get);
		List<Charge> first = List.of(new Charge(this.policy, this.policy.limits(), "first", false, 1, null));
		List<Charge> overflowing = List
			.of(new Charge(this.policy, this.policy.limits(), "overflowing", false, 1, null));
		small.tryConsume(first);
		small.tryConsume(overflowing);
		// There is room for a bucket of its own, which is full.
		small.reset(first.get(0));
		small.refund(overflowing);
		small.reset(overflowing.get(0));
		small.tryConsume(first);
		assertThat(small.tryConsume(overflowing).levels().get(0).remaining()).isEqualTo(2);
	}

	@Test
	void concurrentRequestsGetTheQuotaAndNoMore() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		AtomicLong granted = new AtomicLong();
		CountDownLatch done = new CountDownLatch(8);
		RateLimitPolicy wide = TestPolicies.policy("wide", "5000/1h");
		RateLimitPolicy narrow = TestPolicies.policy("narrow", "4000/1h");
		for (int i = 0; i < 8; i++) {
			boolean reverse = i % 2 == 0;
			executor.execute(() -> {
				Charge first = new Charge(wide, wide.limits(), "key", false, 1, null);
				Charge second = new Charge(narrow, narrow.limits(), "key", false, 1, null);
				for (int j = 0; j < 2000; j++) {
					if (this.store.tryConsume((reverse) ? List.of(second, first) : List.of(first, second)).granted()) {
						granted.incrementAndGet();
					}
				}
				done.countDown();
			});
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		executor.shutdown();
		assertThat(granted).hasValue(4000);
		assertThat(this.store.peek(new Charge(wide, wide.limits(), "key", false, 1, null)).remaining()).isEqualTo(1000);
	}

	@Test
	void changedLimitsKeepWhatWasConsumedInProportion() {
		RateLimitPolicy before = TestPolicies.policy("changing", "100/1h");
		RateLimitPolicy after = TestPolicies.policy("changing", "1000/1h");
		for (int i = 0; i < 30; i++) {
			this.store.tryConsume(List.of(new Charge(before, before.limits(), "key", false, 1, null)));
		}
		assertThat(this.store.tryConsume(List.of(new Charge(after, after.limits(), "key", false, 1, null)))
			.levels()
			.get(0)
			.remaining()).isEqualTo(699);
	}

	private static long usedHeap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private boolean consume(String key) {
		return this.store.tryConsume(List.of(new Charge(this.policy, this.policy.limits(), key, false, 1, null)))
			.granted();
	}

}
