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

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

/**
 * Counts the requests in progress by key: in this instance, and on all of them under
 * policies with a lease.
 */
final class ConcurrencyLimiter {

	/**
	 * Has an entry for each key with a request in progress, and so is bounded by the
	 * requests the server takes at once.
	 */
	private final ConcurrentMap<String, Integer> inProgress = new ConcurrentHashMap<>();

	private final RateLimitStore store;

	ConcurrencyLimiter(RateLimitStore store) {
		this.store = store;
	}

	/**
	 * Begin a request.
	 * @param charge the key and the policy
	 * @return the permit, {@code null} when too many are in progress
	 */
	@Nullable Permit tryAcquire(Charge charge) {
		int max = charge.policy().concurrent();
		Duration lease = charge.policy().options().lease();
		if (!count(charge.localKey(), max)) {
			return null;
		}
		Permit permit = new Permit(charge, (lease != null) ? UUID.randomUUID().toString() : null);
		if (lease != null && permit.place() != null && !isFree(charge, permit.place(), max, lease)) {
			release(permit);
			return null;
		}
		return permit;
	}

	private boolean isFree(Charge charge, String place, int max, Duration lease) {
		try {
			return this.store.acquire(charge, place, max, lease);
		}
		catch (RuntimeException ex) {
			// Counted in this instance alone. What timed out is given back with the
			// permit.
			return true;
		}
	}

	private boolean count(String key, int max) {
		boolean[] acquired = new boolean[1];
		this.inProgress.compute(key, (same, count) -> {
			int current = (count != null) ? count : 0;
			acquired[0] = current < max;
			return (acquired[0]) ? current + 1 : count;
		});
		return acquired[0];
	}

	/**
	 * End a request.
	 * @param permit the permit
	 */
	void release(Permit permit) {
		this.inProgress.computeIfPresent(permit.charge().localKey(), (same, count) -> (count > 1) ? count - 1 : null);
		if (permit.place() != null) {
			this.store.release(permit.charge(), permit.place());
		}
	}

	/**
	 * One request in progress.
	 *
	 * @param charge the key and the policy
	 * @param place names the place it has among those of all instances
	 */
	record Permit(Charge charge, @Nullable String place) {

	}

}
