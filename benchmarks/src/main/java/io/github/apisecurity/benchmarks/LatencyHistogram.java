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

package io.github.apisecurity.benchmarks;

import java.util.Arrays;

/**
 * Counts latencies by the microsecond, up to a second.
 */
final class LatencyHistogram {

	private static final int SIZE = 1_000_000;

	private final long[] counts = new long[SIZE];

	void record(long nanos) {
		this.counts[(int) Math.min(SIZE - 1, nanos / 1000)]++;
	}

	void clear() {
		Arrays.fill(this.counts, 0);
	}

	void add(LatencyHistogram other) {
		for (int i = 0; i < SIZE; i++) {
			this.counts[i] += other.counts[i];
		}
	}

	/**
	 * Add what another process has written.
	 * @param text the text form
	 */
	void add(String text) {
		for (String entry : text.trim().split(" ")) {
			int separator = entry.indexOf(':');
			this.counts[Integer.parseInt(entry.substring(0, separator))] += Long
				.parseLong(entry.substring(separator + 1));
		}
	}

	long count() {
		long sum = 0;
		for (long count : this.counts) {
			sum += count;
		}
		return sum;
	}

	/**
	 * Return a percentile.
	 * @param fraction the fraction of latencies that are not above it
	 * @return the percentile in milliseconds
	 */
	double percentile(double fraction) {
		long wanted = (long) Math.ceil(count() * fraction);
		long sum = 0;
		int index = 0;
		while (index < SIZE - 1 && sum + this.counts[index] < wanted) {
			sum += this.counts[index++];
		}
		return index / 1000.0;
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < SIZE; i++) {
			if (this.counts[i] > 0) {
				text.append(i).append(':').append(this.counts[i]).append(' ');
			}
		}
		return text.toString();
	}

}
