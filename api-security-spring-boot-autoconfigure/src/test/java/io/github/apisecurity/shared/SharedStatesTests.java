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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SharedStates} with two nodes and a store of the test.
 */
class SharedStatesTests {

	private final FakeStore store = new FakeStore();

	private final AtomicLong nanoTime = new AtomicLong();

	private final List<String> heard = new ArrayList<>();

	private final SharedStates here = states(this.store);

	private final SharedStates there = states(this.store);

	private final SharedMap<Integer> map = open(this.here, 2);

	private final SharedMap<Integer> other = this.there.open("numbers", Object::toString, Integer::valueOf, 2,
			(key, value) -> this.heard.add(key + "=" + value));

	@Test
	void changeHoldsHereAtOnceAndThereAfterItsRefresh() {
		this.map.update("a", (before) -> 1);
		assertThat(this.map.get("a")).isEqualTo(1);
		assertThat(this.other.get("a")).isNull();
		this.there.refresh();
		assertThat(this.other.toMap()).containsExactly(Map.entry("a", 1));
		this.map.update("a", (before) -> null);
		this.there.refresh();
		assertThat(this.other.toMap()).isEmpty();
		assertThat(this.heard).containsExactly("a=1", "a=null");
	}

	@Test
	void changesOfTwoNodesAtTheSameTimeAreBothKept() {
		this.map.update("a", (before) -> 1);
		// This node has not heard of the other yet.
		assertThat(this.other.update("a", (before) -> ((before != null) ? before : 0) + 10)).isEqualTo(11);
		assertThat(this.map.update("a", (before) -> ((before != null) ? before : 0) + 100)).isEqualTo(111);
	}

	@Test
	void changeThatChangesNothingIsNotWritten() {
		this.map.update("a", (before) -> 1);
		this.map.update("a", (before) -> 1);
		assertThat(this.store.writes).isOne();
	}

	@Test
	void whenThereIsNoRoomAnotherKeyIsRefused() {
		this.map.update("a", (before) -> 1);
		this.map.update("b", (before) -> 1);
		assertThatIllegalStateException().isThrownBy(() -> this.map.update("c", (before) -> 1))
			.withMessageContaining("numbers");
		assertThat(this.map.update("b", (before) -> 2)).isEqualTo(2);
	}

	@Test
	void whenStoreIsAwayTheCopyGoesOnAndCannotBeChanged() {
		this.map.update("a", (before) -> 1);
		assertThat(this.there.isFresh()).isFalse();
		assertThat(this.here.isFresh()).isTrue();
		this.store.away = true;
		this.nanoTime.addAndGet(Duration.ofMinutes(6).toNanos());
		assertThatExceptionOfType(SharedStateUnavailableException.class).isThrownBy(this.here::refresh);
		assertThatExceptionOfType(SharedStateUnavailableException.class)
			.isThrownBy(() -> this.map.update("a", (before) -> 2));
		assertThat(this.map.get("a")).isEqualTo(1);
		assertThat(this.here.age()).isEqualTo(Duration.ofMinutes(6));
		assertThat(this.here.isFresh()).isFalse();
		this.store.away = false;
		this.here.refresh();
		assertThat(this.here.isFresh()).isTrue();
	}

	@Test
	void whenStoreForgetsItGetsTheEntriesBack() {
		this.map.update("a", (before) -> 1);
		this.here.refresh();
		this.there.refresh();
		this.store.forget();
		this.other.update("b", (before) -> 2);
		this.there.refresh();
		this.here.refresh();
		assertThat(this.map.toMap()).isEqualTo(Map.of("a", 1, "b", 2));
		assertThat(openAndRefresh(states(this.store), "numbers").toMap()).isEqualTo(Map.of("a", 1, "b", 2));
	}

	@Test
	void whenStoreForgetsBeforeItWasReadTheNextChangeIsStored() {
		this.map.update("a", (before) -> 1);
		this.store.forget();
		assertThat(this.map.update("a", (before) -> before + 1)).isEqualTo(2);
		this.there.refresh();
		assertThat(this.other.get("a")).isEqualTo(2);
	}

	@Test
	void whenStoreIsReplacedByOneThatLagsBehindItGetsTheEntriesBack() {
		this.map.update("a", (before) -> 1);
		this.here.refresh();
		this.store.entries.clear();
		this.here.refresh();
		assertThat(this.store.entries).hasSize(1);
		assertThat(this.map.get("a")).isEqualTo(1);
	}

	@Test
	void whenStoreLosesWhatWasNeverReadItGetsThatBack() {
		this.map.update("a", (before) -> 1);
		this.store.entries.clear();
		this.map.update("b", (before) -> 2);
		this.there.refresh();
		assertThat(this.other.toMap()).isEqualTo(Map.of("a", 1, "b", 2));
	}

	@Test
	void whenStoreFailsWhileItGetsTheEntriesBackThatGoesOnLater() {
		this.map.update("a", (before) -> 1);
		this.here.refresh();
		this.store.entries.clear();
		this.store.callsLeft = 1;
		assertThatExceptionOfType(SharedStateUnavailableException.class).isThrownBy(this.here::refresh);
		this.store.callsLeft = Integer.MAX_VALUE;
		this.here.refresh();
		assertThat(this.store.entries).hasSize(1);
	}

	@Test
	void afterLongAbsenceRemovalsThatNobodyRemembersAreNoticed() {
		this.map.update("a", (before) -> 1);
		this.there.refresh();
		this.map.update("a", (before) -> null);
		this.store.entries.clear();
		this.store.entries.put("numbers/b", new SharedStore.Entry("numbers", "b", "2", 99));
		this.nanoTime.addAndGet(Duration.ofHours(13).toNanos());
		this.there.refresh();
		assertThat(this.other.toMap()).isEqualTo(Map.of("b", 2));
	}

	// Such as one of a newer version of the application.
	@Test
	void whenEntryCannotBeReadHereItCanBeReplacedAndRemoved() {
		this.map.update("a", (before) -> 1);
		this.there.refresh();
		this.store.put("numbers", "a", "one");
		this.store.put("numbers", "b", "two");
		this.store.put("numbers", "c", "three");
		this.there.refresh();
		assertThat(this.other.toMap()).isEqualTo(Map.of("a", 1));
		this.other.remove("a");
		this.other.remove("c");
		assertThat(this.store.entries.get("numbers/c").value()).isNull();
		assertThat(this.other.update("b", (before) -> 2)).isEqualTo(2);
		this.here.refresh();
		assertThat(this.map.toMap()).isEqualTo(Map.of("b", 2));
	}

	@Test
	void whenInMemoryALongAbsenceForgetsNothing() {
		SharedStates memory = states(new MemorySharedStore());
		SharedMap<Integer> blocks = openAndRefresh(memory, "blocks");
		blocks.update("a", (before) -> 1);
		this.nanoTime.addAndGet(Duration.ofHours(13).toNanos());
		memory.refresh();
		assertThat(blocks.get("a")).isEqualTo(1);
	}

	@Test
	void moreThanAPageIsRead() {
		SharedMap<Integer> many = open(this.here, "many", 5000);
		for (int i = 0; i < 2500; i++) {
			int value = i;
			many.update("key" + i, (before) -> value);
		}
		assertThat(openAndRefresh(states(this.store), "many").toMap()).hasSize(2500);
	}

	@Test
	void entryThatCannotBeReadLeavesTheOthers() {
		this.store.write(List.of(new SharedStore.Entry("numbers", "bad", "x", 0),
				new SharedStore.Entry("numbers", "good", "1", 0)), 0);
		this.here.refresh();
		assertThat(this.map.toMap()).isEqualTo(Map.of("good", 1));
	}

	@Test
	void nameIsGivenOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> open(this.here, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> open(this.here, "Bad/Name", 1));
	}

	@Test
	void inMemoryChangesHoldAndTheCopyIsFresh() {
		SharedStates alone = states(new MemorySharedStore());
		SharedMap<Integer> numbers = open(alone, 5);
		alone.refresh();
		numbers.update("a", (before) -> 1);
		numbers.update("a", (before) -> before + 1);
		alone.refresh();
		assertThat(numbers.get("a")).isEqualTo(2);
		assertThat(alone.isFresh()).isTrue();
	}

	private SharedStates states(SharedStore store) {
		return new SharedStates(store, Duration.ofMillis(500), Duration.ofMinutes(5), this.nanoTime::get);
	}

	private static SharedMap<Integer> open(SharedStates states, int maxEntries) {
		return open(states, "numbers", maxEntries);
	}

	private static SharedMap<Integer> openAndRefresh(SharedStates states, String name) {
		SharedMap<Integer> opened = open(states, name, 5000);
		states.refresh();
		return opened;
	}

	static SharedMap<Integer> open(SharedStates states, String name, int maxEntries) {
		return states.open(name, Object::toString, Integer::valueOf, maxEntries, (key, value) -> {
		});
	}

	static final class FakeStore implements SharedStore {

		final Map<String, Entry> entries = new TreeMap<>();

		private int epoch;

		private long version;

		private int writes;

		int calls;

		int callsLeft = Integer.MAX_VALUE;

		boolean away;

		void forget() {
			this.entries.clear();
			this.epoch++;
		}

		void put(String map, String key, String value) {
			this.entries.put(map + "/" + key, new Entry(map, key, value, ++this.version));
		}

		@Override
		public Changes read(long since) {
			check();
			List<Entry> changed = this.entries.values()
				.stream()
				.filter((entry) -> entry.version() > since)
				.sorted((first, second) -> Long.compare(first.version(), second.version()))
				.toList();
			return new Changes("epoch" + this.epoch, latest(), changed.subList(0, Math.min(PAGE, changed.size())));
		}

		@Override
		public List<Long> write(List<Entry> entries, long seen) {
			check();
			return (latest() < seen) ? entries.stream().map((entry) -> 0L).toList()
					: entries.stream().map(this::write).toList();
		}

		private long write(Entry entry) {
			String name = entry.map() + "/" + entry.key();
			Entry current = this.entries.get(name);
			if (((current != null && current.value() != null) ? current.version() : 0) != entry.version()) {
				return 0;
			}
			this.writes++;
			this.entries.put(name, new Entry(entry.map(), entry.key(), entry.value(), ++this.version));
			return this.version;
		}

		private long latest() {
			return this.entries.values().stream().mapToLong(Entry::version).max().orElse(0);
		}

		private void check() {
			this.calls++;
			if (this.away || this.callsLeft-- <= 0) {
				throw new IllegalStateException("away");
			}
		}

	}

}
