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

package io.github.apisecurity.audit.trail;

import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * {@link TrailWriter} that keeps the latest events in memory.
 */
class RecentEvents implements TrailWriter, TrailSearch {

	private static final int CAPACITY = 1_000;

	private final Deque<TrailRecord> events = new ConcurrentLinkedDeque<>();

	private int size;

	// By one thread at a time, while others read.
	@Override
	public void write(List<TrailRecord> batch, String id) {
		batch.forEach(this.events::addFirst);
		for (this.size += batch.size(); this.size > CAPACITY; this.size--) {
			this.events.removeLast();
		}
	}

	@Override
	public List<Map<?, ?>> find(Filter filter, int offset, int limit) {
		return this.events.stream()
			.filter((entry) -> filter.matches(entry.event()))
			.skip(offset)
			.limit(limit)
			.<Map<?, ?>>map(TrailRecord::document)
			.toList();
	}

}
