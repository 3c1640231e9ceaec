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

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Hash table of {@link SharedMarks}. Keys are by themselves, since what is looked for is
 * hardly ever there: so many of them are in one line of the cache.
 */
final class MarkTable {

	final AtomicLongArray keys;

	final AtomicLongArray values;

	/**
	 * Versions in the store, which readers do not need.
	 */
	final long[] versions;

	MarkTable(int capacity) {
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
