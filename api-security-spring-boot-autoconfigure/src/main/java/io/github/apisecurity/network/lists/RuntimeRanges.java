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

package io.github.apisecurity.network.lists;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.network.IpRangeTable;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStates;

import org.springframework.util.DigestUtils;

/**
 * Ranges that operators have added to a list while the application runs, on all nodes.
 */
class RuntimeRanges extends RangeSource {

	private static final int MAX_RANGES = 10_000;

	private final SharedMap<IpRange> ranges;

	private final Object lock = new Object();

	private volatile boolean changed;

	RuntimeRanges(SharedStates states, String list) {
		super(IpRangeTable.EMPTY);
		this.ranges = states.open("network-" + list, IpRange::toString, (text) -> IpRange.parse(list, text), MAX_RANGES,
				(key, range) -> this.changed = true);
	}

	@Override
	IpRangeTable table() {
		if (this.changed) {
			// Made once for many changes, such as those at the start.
			synchronized (this.lock) {
				if (this.changed) {
					this.changed = false;
					this.table = IpRangeTable.of(all());
				}
			}
		}
		return this.table;
	}

	Collection<IpRange> all() {
		return this.ranges.toMap().values();
	}

	boolean put(IpRange range, boolean present) {
		boolean before = this.ranges.get(key(range)) != null;
		if (present) {
			this.ranges.update(key(range), (any) -> range);
		}
		else {
			this.ranges.remove(key(range));
		}
		return before != present;
	}

	// Names in a store hold no personal data, which an address is.
	private static String key(IpRange range) {
		return DigestUtils.md5DigestAsHex(range.toString().getBytes(StandardCharsets.UTF_8));
	}

}
