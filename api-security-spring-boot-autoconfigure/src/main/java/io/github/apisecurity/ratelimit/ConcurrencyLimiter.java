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

package io.github.apisecurity.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts the requests in progress by key, in this instance.
 */
class ConcurrencyLimiter {

	/**
	 * Has an entry for each key with a request in progress, and so is bounded by the
	 * requests the server takes at once.
	 */
	private final ConcurrentMap<String, Integer> inProgress = new ConcurrentHashMap<>();

	boolean tryAcquire(String key, int max) {
		boolean[] acquired = new boolean[1];
		this.inProgress.compute(key, (same, count) -> {
			int current = (count != null) ? count : 0;
			acquired[0] = current < max;
			return (acquired[0]) ? current + 1 : count;
		});
		return acquired[0];
	}

	void release(String key) {
		this.inProgress.computeIfPresent(key, (same, count) -> (count > 1) ? count - 1 : null);
	}

}
