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
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

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

	/**
	 * Numbers of a slot: the key, the value and the version in the store.
	 */
	private static final int WIDTH = 3;

	private static final double MAX_LOAD = 0.8;

	private static final double GROWTH = 1.25;

	private static final int MIN_CAPACITY = 64;

	private static final long REMOVAL_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

	private static final int MAX_REMOVALS = 500;

	private final SharedStates states;

	private final String name;

	private final LongPredicate ended;

	private final LongConsumer listener;

	private final Set<Long> unpublished = new LinkedHashSet<>();

	private volatile AtomicLongArray slots = new AtomicLongArray(MIN_CAPACITY * WIDTH);

	private int used;

	private volatile int size;

	private long nextRemoval;

	SharedMarks(SharedStates states, String name, LongPredicate ended, LongConsumer listener) {
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
		AtomicLongArray slots = this.slots;
		int slot = find(slots, key);
		return (slots.get(slot) == key) ? slots.get(slot + 1) : 0;
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
		AtomicLongArray slots = this.slots;
		for (int slot = 0; slot < slots.length(); slot += WIDTH) {
			if (slots.get(slot + 1) != 0) {
				// Another node may have been first, perhaps with less.
				slots.set(slot + 2, write(slots.get(slot), slots.get(slot + 1), 0));
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
		AtomicLongArray slots = this.slots;
		int removed = 0;
		for (int slot = 0; slot < slots.length() && removed < MAX_REMOVALS; slot += WIDTH) {
			long value = slots.get(slot + 1);
			if (value == 0 || !this.ended.test(value)) {
				continue;
			}
			long version = slots.get(slot + 2);
			if (version == 0 || write(slots.get(slot), 0, version) != 0) {
				this.unpublished.remove(slots.get(slot));
				slots.set(slot + 1, 0);
				slots.set(slot + 2, 0);
				this.size--;
				removed++;
			}
		}
	}

	private long version(long key) {
		AtomicLongArray slots = this.slots;
		int slot = find(slots, key);
		return (slots.get(slot) == key) ? slots.get(slot + 2) : 0;
	}

	private void put(long key, long value, long version) {
		AtomicLongArray slots = this.slots;
		int slot = find(slots, key);
		boolean known = slots.get(slot) == key;
		if (!known && (this.used + 1) * WIDTH > slots.length() * MAX_LOAD) {
			slots = grow(slots);
			slot = find(slots, key);
		}
		if (!known || slots.get(slot + 1) == 0) {
			this.size++;
		}
		set(slots, slot, key, value, version);
		if (!known) {
			this.used++;
		}
		this.slots = slots;
		this.listener.accept(key);
	}

	// Readers go on with the old array, which has all that was there.
	private AtomicLongArray grow(AtomicLongArray before) {
		int capacity = (int) Math.max(MIN_CAPACITY, (this.size + 1) / MAX_LOAD * GROWTH);
		AtomicLongArray slots = new AtomicLongArray(capacity * WIDTH);
		this.used = 0;
		for (int slot = 0; slot < before.length(); slot += WIDTH) {
			if (before.get(slot + 1) != 0) {
				long key = before.get(slot);
				set(slots, find(slots, key), key, before.get(slot + 1), before.get(slot + 2));
				this.used++;
			}
		}
		return slots;
	}

	// The key last, by which readers find the others.
	private static void set(AtomicLongArray slots, int slot, long key, long value, long version) {
		slots.set(slot + 1, value);
		slots.set(slot + 2, version);
		slots.set(slot, key);
	}

	private static int find(AtomicLongArray slots, long key) {
		int capacity = slots.length() / WIDTH;
		int slot = (int) Math.floorMod(key, (long) capacity) * WIDTH;
		for (long found = slots.get(slot); found != 0 && found != key; found = slots.get(slot)) {
			slot = (slot + WIDTH < slots.length()) ? slot + WIDTH : 0;
		}
		return slot;
	}

}
