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

package io.github.apisecurity.ratelimit.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadYield}.
 */
class ThreadYieldTests {

	private static final long QUICK = 100_000;

	private static final long SLOW = 3_000_000;

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000);

	private final AtomicLong takes = new AtomicLong(QUICK);

	private final AtomicInteger yields = new AtomicInteger();

	private final ThreadYield yield = new ThreadYield(() -> {
		this.yields.incrementAndGet();
		this.now.addAndGet(this.takes.get());
	}, this.now::get);

	@Test
	void quickOnesGoOn() {
		assertThat(yields(1000)).isEqualTo(1000);
	}

	@Test
	void slowOneNowAndThenDoesNotStopThem() {
		// Another three milliseconds in each hundred.
		for (int i = 0; i < 100; i++) {
			this.takes.set(SLOW);
			assertThat(yields(1)).isOne();
			this.takes.set(QUICK);
			assertThat(yields(970)).isEqualTo(970);
		}
	}

	@Test
	void slowOnesAreATenthOfTheTime() {
		yields(1000);
		long start = this.now.get();
		this.takes.set(SLOW);
		long slow = 0;
		while (this.now.get() - start < 10_000_000_000L) {
			slow += yields(1);
			this.now.addAndGet(QUICK);
		}
		assertThat(slow * (SLOW - 500_000)).isBetween(950_000_000L, 1_050_000_000L);
	}

	@Test
	void busyProcessorIsLeftInPeaceAtOnce() {
		this.takes.set(SLOW);
		assertThat(yields(1000)).isEqualTo(5);
		this.now.addAndGet(1_000_000_000);
		this.takes.set(100 * SLOW);
		assertThat(yields(1000)).isOne();
		this.now.addAndGet(2_000_000_000);
		assertThat(yields(1000)).isZero();
	}

	private int yields(int times) {
		int before = this.yields.get();
		for (int i = 0; i < times; i++) {
			this.yield.giveWay();
		}
		return this.yields.get() - before;
	}

}
