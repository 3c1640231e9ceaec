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

package io.github.apisecurity.audit.detection;

import java.util.Arrays;

/**
 * The latest different values and when each was seen last, so that what is in a window is
 * known exactly, wherever the window begins. Grows with what it holds, up to a bound.
 */
final class Occurrences {

	/**
	 * The time in the upper and the value in the lower half.
	 */
	private long[] entries = new long[4];

	private int size;

	/**
	 * Add a value.
	 * @param value the value
	 * @param now the time
	 * @param from the time at which the window begins
	 * @param max the number of values that are kept
	 */
	void add(int value, int now, int from, int max) {
		int place = place(value, from, max);
		this.entries[place] = (long) now << 32 | value & 0xffff_ffffL;
	}

	private int place(int value, int from, int max) {
		int oldest = 0;
		for (int i = 0; i < this.size; i++) {
			if ((int) this.entries[i] == value) {
				return i;
			}
			oldest = (this.entries[i] >> 32 < this.entries[oldest] >> 32) ? i : oldest;
		}
		if (this.size > 0 && (this.size == max || this.entries[oldest] >> 32 < from)) {
			return oldest;
		}
		if (this.size == this.entries.length) {
			this.entries = Arrays.copyOf(this.entries, Math.min(max, 2 * this.size));
		}
		return this.size++;
	}

	int count(int from) {
		int count = 0;
		for (int i = 0; i < this.size; i++) {
			count += (this.entries[i] >> 32 >= from) ? 1 : 0;
		}
		return count;
	}

}
