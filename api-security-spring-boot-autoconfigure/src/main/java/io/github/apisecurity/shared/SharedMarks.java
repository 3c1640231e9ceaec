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
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.ObjLongConsumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Positive numbers by hashes, shared by all nodes, which only grow until they end: of two
 * changes at the same time the greater one stays, whoever was first and whatever the
 * store has forgotten. Made for a million entries, each of which takes less than 40 bytes
 * and is found without a lock.
 *
 * @since 0.1.0
 */
public final class SharedMarks implements SharedCopy {

	private static final Log log = LogFactory.getLog(SharedMarks.class);

	private static final int RADIX = Character.MAX_RADIX;

	private static final double MAX_LOAD = 0.8;

	private static final double GROWTH = 1.25;

	private static final int MIN_CAPACITY = 64;

	private static final long REMOVAL_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

	private final SharedStates states;

	private final String name;

	private final LongPredicate ended;

	private final ObjLongConsumer<SharedMarks> listener;

	private final Set<Long> unpublished = new LinkedHashSet<>();

	private volatile MarkTable table = new MarkTable(MIN_CAPACITY);

	private int used;

	private volatile int size;

	private long nextRemoval;

	/**
	 * The slot up to which the store has got back what it has lost.
	 */
	private int restored = Integer.MAX_VALUE;

	SharedMarks(SharedStates states, String name, LongPredicate ended, ObjLongConsumer<SharedMarks> listener) {
		this.states = states;
		this.name = name;
		this.ended = ended;
		this.listener = listener;
		this.nextRemoval = states.nanoTime() + REMOVAL_INTERVAL_NANOS;
	}

	/**
	 * Return a value.
	 * @param key the key, a hash
	 * @return the value, 0 when there is none
	 */
	public long get(long key) {
		MarkTable table = this.table;
		int slot = table.find(key);
		return (table.keys.get(slot) == key) ? table.values.get(slot) : 0;
	}

	/**
	 * Return the number of entries.
	 * @return the number, with those that have ended less than a few minutes ago
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Raise a value. It holds here at once; while the store is away the other nodes learn
	 * of it as soon as it is back.
	 * @param key the key, a hash other than 0
	 * @param value the value, left as it is when it is greater already
	 * @throws SharedStateUnavailableException when it holds here only
	 */
	public void raise(long key, long value) {
		this.states.locked(() -> {
			boolean raised = get(key) < value;
			if (raised) {
				put(key, value, version(key));
				this.unpublished.add(key);
			}
			return raised;
		});
		this.states.update(() -> {
			if (this.unpublished.contains(key)) {
				publish(List.of(key));
			}
			return !this.unpublished.contains(key);
		});
	}

	private boolean publish(List<Long> keys) {
		boolean published = false;
		List<Long> versions = write(keys, this::get);
		for (int i = 0; i < keys.size(); i++) {
			if (versions.get(i) != 0) {
				put(keys.get(i), get(keys.get(i)), versions.get(i));
				this.unpublished.remove(keys.get(i));
				published = true;
			}
		}
		return published;
	}

	private List<Long> write(List<Long> keys, LongUnaryOperator values) {
		return this.states.write(keys.stream().map((key) -> {
			long value = values.applyAsLong(key);
			return new SharedStore.Entry(this.name, Long.toUnsignedString(key, RADIX),
					(value != 0) ? Long.toString(value, RADIX) : null, version(key));
		}).toList());
	}

	@Override
	public void apply(String keyText, @Nullable String text, long version) {
		try {
			long key = Long.parseUnsignedLong(keyText, RADIX);
			long held = get(key);
			if (text == null) {
				// What another clock takes for ended may hold on here for a moment.
				if (held != 0) {
					put(key, held, 0);
				}
				return;
			}
			long value = Long.parseLong(text, RADIX);
			put(key, Math.max(held, value), version);
			if (held > value) {
				this.unpublished.add(key);
			}
			else {
				this.unpublished.remove(key);
			}
		}
		catch (NumberFormatException ex) {
			log.warn("An entry of '" + this.name + "' that another node has written cannot be used here");
		}
	}

	@Override
	public void retain(Set<String> stored) {
		// They go when they end.
	}

	@Override
	public void lost() {
		Arrays.fill(this.table.versions, 0);
		this.restored = 0;
	}

	@Override
	public boolean refreshed() {
		boolean ended = this.states.nanoTime() - this.nextRemoval >= 0;
		boolean moreEnded = ended && removeEnded();
		if (ended && !moreEnded) {
			this.nextRemoval = this.states.nanoTime() + REMOVAL_INTERVAL_NANOS;
		}
		List<Long> keys = new ArrayList<>();
		this.unpublished.stream().limit(SharedStore.BATCH).forEach(keys::add);
		MarkTable table = this.table;
		int slot = this.restored;
		for (; slot < table.capacity() && keys.size() < SharedStore.BATCH; slot++) {
			// What has a version was given back by another node.
			if (table.values.get(slot) != 0 && table.versions[slot] == 0) {
				keys.add(table.keys.get(slot));
			}
		}
		boolean published = !keys.isEmpty() && publish(keys);
		this.restored = (slot < table.capacity()) ? slot : Integer.MAX_VALUE;
		return moreEnded || slot < table.capacity() || (published && !this.unpublished.isEmpty());
	}

	private boolean removeEnded() {
		int before = this.size;
		MarkTable table = this.table;
		List<Long> keys = new ArrayList<>();
		for (int slot = 0; slot < table.capacity() && keys.size() < SharedStore.BATCH; slot++) {
			if (table.values.get(slot) != 0 && this.ended.test(table.values.get(slot))) {
				if (table.versions[slot] == 0) {
					remove(table.keys.get(slot));
				}
				else {
					keys.add(table.keys.get(slot));
				}
			}
		}
		if (!keys.isEmpty()) {
			List<Long> versions = write(keys, (key) -> 0);
			for (int i = 0; i < keys.size(); i++) {
				if (versions.get(i) != 0) {
					remove(keys.get(i));
				}
			}
		}
		return keys.size() == SharedStore.BATCH && this.size < before;
	}

	private void remove(long key) {
		MarkTable table = this.table;
		int slot = table.find(key);
		this.unpublished.remove(key);
		table.values.set(slot, 0);
		table.versions[slot] = 0;
		this.size--;
	}

	private long version(long key) {
		MarkTable table = this.table;
		int slot = table.find(key);
		return (table.keys.get(slot) == key) ? table.versions[slot] : 0;
	}

	private void put(long key, long value, long version) {
		MarkTable table = this.table;
		boolean known = table.keys.get(table.find(key)) == key;
		if (!known && this.used + 1 > table.capacity() * MAX_LOAD) {
			table = grow(table);
		}
		if (!known || get(key) == 0) {
			this.size++;
		}
		if (!known) {
			this.used++;
		}
		table.set(key, value, version);
		this.table = table;
		this.listener.accept(this, key);
	}

	// Readers go on with the old table, which has all that was there.
	private MarkTable grow(MarkTable before) {
		MarkTable table = new MarkTable((int) Math.max(MIN_CAPACITY, (this.size + 1) / MAX_LOAD * GROWTH));
		this.used = 0;
		this.restored = (this.restored < before.capacity()) ? 0 : this.restored;
		for (int slot = 0; slot < before.capacity(); slot++) {
			if (before.values.get(slot) != 0) {
				table.set(before.keys.get(slot), before.values.get(slot), before.versions[slot]);
				this.used++;
			}
		}
		return table;
	}

}
