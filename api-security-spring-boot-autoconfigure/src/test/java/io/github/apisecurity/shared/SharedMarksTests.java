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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.github.apisecurity.shared.SharedStatesTests.FakeStore;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SharedMarks} with two nodes and a store of the test.
 */
class SharedMarksTests {

	private final FakeStore store = new FakeStore();

	private final AtomicLong nanoTime = new AtomicLong();

	private final AtomicLong now = new AtomicLong();

	private final SharedStates here = states();

	private final SharedStates there = states();

	private final SharedMarks marks = open(this.here, this.now);

	private final SharedMarks others = open(this.there, this.now);

	@Test
	void markHoldsHereAtOnceAndThereAfterItsRefresh() {
		this.marks.raise(5, 100);
		assertThat(this.marks.get(5)).isEqualTo(100);
		assertThat(this.others.get(5)).isZero();
		this.there.refresh();
		assertThat(this.others.get(5)).isEqualTo(100);
		assertThat(this.others.size()).isOne();
	}

	@Test
	void ofTwoNodesAtTheSameTimeTheGreaterStays() {
		this.here.refresh();
		this.there.refresh();
		this.marks.raise(5, 100);
		this.others.raise(5, 90);
		this.others.raise(-5, 90);
		this.marks.raise(-5, 100);
		this.here.refresh();
		this.there.refresh();
		assertThat(new long[] { this.marks.get(5), this.others.get(5), this.marks.get(-5), this.others.get(-5) })
			.containsOnly(100);
		assertThat(stored(this.store)).containsOnly(100L);
	}

	@Test
	void whenStoreIsAwayTheMarkHoldsHereAndReachesOthersWhenItIsBack() {
		this.store.away = true;
		assertThatExceptionOfType(SharedStateUnavailableException.class).isThrownBy(() -> this.marks.raise(5, 100));
		assertThat(this.marks.get(5)).isEqualTo(100);
		this.store.away = false;
		this.here.refresh();
		this.there.refresh();
		assertThat(this.others.get(5)).isEqualTo(100);
	}

	@Test
	void whenStoreForgetsAndANodeGivesLessBackTheGreaterStays() {
		this.marks.raise(5, 90);
		this.here.refresh();
		this.there.refresh();
		this.marks.raise(5, 100);
		this.marks.raise(6, 100);
		this.store.forget();
		this.there.refresh();
		this.here.refresh();
		this.there.refresh();
		assertThat(this.marks.get(5)).isEqualTo(100);
		assertThat(this.others.get(5)).isEqualTo(100);
		assertThat(this.others.get(6)).isEqualTo(100);
		assertThat(stored(this.store)).containsExactly(100L, 100L);
	}

	@Test
	void whenStoreForgetsALongListItComesBackWithFewCalls() {
		raise(3000);
		this.there.refresh();
		this.store.forget();
		this.store.calls = 0;
		this.here.refresh();
		this.there.refresh();
		assertThat(this.store.calls).isLessThan(60);
		assertThat(stored(this.store)).hasSize(3000);
		this.others.raise(7, 200);
		this.here.refresh();
		assertThat(this.marks.get(7)).isEqualTo(200);
	}

	@Test
	void whenStoreFailsAgainAndAgainALongListComesBackAllTheSame() {
		raise(3000);
		this.store.forget();
		for (int i = 0; i < 20; i++) {
			this.store.callsLeft = 5;
			Assertions.catchThrowable(this.here::refresh);
		}
		this.store.callsLeft = Integer.MAX_VALUE;
		assertThat(stored(this.store)).hasSize(3000);
		assertThat(this.here.age()).isZero();
	}

	@Test
	void whatIsRevokedWhileALongListComesBackIsStoredBeforeTheRest() {
		raise(3000);
		this.store.forget();
		this.store.callsLeft = 5;
		Assertions.catchThrowable(this.here::refresh);
		this.store.callsLeft = 3;
		this.marks.raise(5000, 100);
		this.there.refresh();
		assertThat(this.others.get(5000)).isEqualTo(100);
		this.store.callsLeft = Integer.MAX_VALUE;
		raise(6000);
		this.here.refresh();
		assertThat(stored(this.store)).hasSize(6000);
	}

	private void raise(int count) {
		for (int i = 1; i <= count; i++) {
			this.marks.raise(i, 100);
		}
	}

	@Test
	void endedMarksGoFromTheStoreAndTheCopies() {
		this.marks.raise(5, 100);
		this.marks.raise(6, 200);
		this.there.refresh();
		this.now.set(150);
		this.nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
		this.here.refresh();
		this.nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
		this.there.refresh();
		assertThat(this.marks.size()).isOne();
		assertThat(this.others.size()).isOne();
		assertThat(this.others.get(5)).isZero();
		assertThat(this.others.get(6)).isEqualTo(200);
		assertThat(stored(this.store)).containsExactly(200L);
		this.others.raise(5, 300);
		this.here.refresh();
		assertThat(this.marks.get(5)).isEqualTo(300);
	}

	@Test
	void howeverManyHaveEndedTheyAreGoneSoon() {
		for (int i = 1; i <= 2000; i++) {
			this.marks.raise(i, 100);
		}
		this.there.refresh();
		this.now.set(150);
		this.nanoTime.addAndGet(Duration.ofMinutes(2).toNanos());
		for (int i = 0; i < 5; i++) {
			this.here.refresh();
		}
		assertThat(this.marks.size()).isZero();
		assertThat(stored(this.store)).isEmpty();
		this.there.refresh();
		assertThat(this.others.size()).as("what others have removed takes no time").isZero();
	}

	@Test
	void entryThatCannotBeReadLeavesTheOthers() {
		this.store.write(
				List.of(new SharedStore.Entry("marks", "?", "x", 0), new SharedStore.Entry("marks", "5", "2s", 0)), 0);
		this.here.refresh();
		assertThat(this.marks.get(5)).isEqualTo(100);
	}

	@Test
	void readersMissNothingWhileTheTableGrows() throws InterruptedException {
		SharedStates alone = new SharedStates(new MemorySharedStore(), Duration.ofSeconds(1), Duration.ofMinutes(1),
				System::nanoTime);
		SharedMarks many = open(alone);
		many.raise(-1, 7);
		AtomicBoolean done = new AtomicBoolean();
		AtomicBoolean missed = new AtomicBoolean();
		Thread reader = new Thread(() -> {
			while (!done.get()) {
				if (many.get(-1) != 7) {
					missed.set(true);
				}
			}
		});
		reader.start();
		Random random = new Random(1);
		Map<Long, Long> expected = new HashMap<>();
		for (int i = 0; i < 20_000; i++) {
			long key = random.nextLong();
			long value = 1 + random.nextInt(1000);
			expected.merge(key, value, Math::max);
			many.raise(key, value);
		}
		done.set(true);
		reader.join();
		assertThat(missed).isFalse();
		assertThat(many.size()).isEqualTo(expected.size() + 1);
		assertThat(expected).allSatisfy((key, value) -> assertThat(many.get(key)).isEqualTo(value));
	}

	private static Iterable<Long> stored(FakeStore store) {
		return store.entries.values()
			.stream()
			.filter((entry) -> entry.value() != null)
			.map((entry) -> Long.parseLong(entry.value(), Character.MAX_RADIX))
			.toList();
	}

	private SharedStates states() {
		return new SharedStates(this.store, Duration.ofMillis(500), Duration.ofMinutes(5), this.nanoTime::get);
	}

	private SharedMarks open(SharedStates states, AtomicLong now) {
		return states.openMarks("marks", (value) -> value < now.get(), (marks, key) -> {
		});
	}

	static SharedMarks open(SharedStates states) {
		return states.openMarks("marks", (value) -> false, (marks, key) -> {
		});
	}

}
