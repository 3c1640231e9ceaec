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
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongPredicate;
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

	private static final int MAX_REMOVALS = 500;

	private final SharedStates states;

	private final String name;

	private final LongPredicate ended;

	private final ObjLongConsumer<SharedMarks> listener;

	private final Set<Long> unpublished = new LinkedHashSet<>();

	private volatile Table table = new Table(MIN_CAPACITY);

	private int used;

	private volatile int size;

	private long nextRemoval;

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
		Table table = this.table;
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
			long held = get(key);
			if (held < value) {
				put(key, value, version(key));
				this.unpublished.add(key);
			}
		});
		this.states.update(() -> publish(key));
	}

	private boolean publish(long key) {
		if (!this.unpublished.contains(key)) {
			return true;
		}
		long value = get(key);
		long version = write(key, value, version(key));
		if (version != 0) {
			put(key, value, version);
			this.unpublished.remove(key);
		}
		return version != 0;
	}

	private long write(long key, long value, long expected) {
		String text = (value != 0) ? Long.toString(value, RADIX) : null;
		return this.states.call((store) -> store.write(this.name, Long.toUnsignedString(key, RADIX), text, expected));
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
	public void restore() {
		Table table = this.table;
		for (int slot = 0; slot < table.capacity(); slot++) {
			if (table.values.get(slot) != 0) {
				// Another node may have been first, perhaps with less.
				table.versions[slot] = write(table.keys.get(slot), table.values.get(slot), 0);
			}
		}
	}

	@Override
	public void refreshed() {
		Set.copyOf(this.unpublished).forEach(this::publish);
		if (this.states.nanoTime() - this.nextRemoval >= 0) {
			this.nextRemoval = this.states.nanoTime() + REMOVAL_INTERVAL_NANOS;
			removeEnded();
		}
	}

	private void removeEnded() {
		Table table = this.table;
		int written = 0;
		for (int slot = 0; slot < table.capacity() && written < MAX_REMOVALS; slot++) {
			long value = table.values.get(slot);
			if (value == 0 || !this.ended.test(value)) {
				continue;
			}
			long key = table.keys.get(slot);
			long version = table.versions[slot];
			written += (version != 0) ? 1 : 0;
			if (version == 0 || write(key, 0, version) != 0) {
				this.unpublished.remove(key);
				table.values.set(slot, 0);
				table.versions[slot] = 0;
				this.size--;
			}
		}
		if (written == MAX_REMOVALS) {
			// They can come faster than that in a minute.
			this.nextRemoval = this.states.nanoTime();
		}
	}

	private long version(long key) {
		Table table = this.table;
		int slot = table.find(key);
		return (table.keys.get(slot) == key) ? table.versions[slot] : 0;
	}

	private void put(long key, long value, long version) {
		Table table = this.table;
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
	private Table grow(Table before) {
		Table table = new Table((int) Math.max(MIN_CAPACITY, (this.size + 1) / MAX_LOAD * GROWTH));
		this.used = 0;
		for (int slot = 0; slot < before.capacity(); slot++) {
			if (before.values.get(slot) != 0) {
				table.set(before.keys.get(slot), before.values.get(slot), before.versions[slot]);
				this.used++;
			}
		}
		return table;
	}

	/**
	 * Keys are by themselves, since what is looked for is hardly ever there: so many of
	 * them are in one line of the cache.
	 */
	private static final class Table {

		private final AtomicLongArray keys;

		private final AtomicLongArray values;

		/**
		 * Versions in the store, which readers do not need.
		 */
		private final long[] versions;

		Table(int capacity) {
			this.keys = new AtomicLongArray(capacity);
			this.values = new AtomicLongArray(capacity);
			this.versions = new long[capacity];
		}

		int capacity() {
			return this.versions.length;
		}

		// The lower bits, since the upper ones may say what kind of key it is; without a
		// division, which takes longer than all else.
		int find(long key) {
			int slot = (int) ((key & 0xffffffffL) * capacity() >>> Integer.SIZE);
			for (long found = this.keys.get(slot); found != 0 && found != key; found = this.keys.get(slot)) {
				slot = (slot + 1 < capacity()) ? slot + 1 : 0;
			}
			return slot;
		}

		// The key last, by which readers find the value.
		void set(long key, long value, long version) {
			int slot = find(key);
			this.values.set(slot, value);
			this.versions[slot] = version;
			this.keys.set(slot, key);
		}

	}

}
