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

package io.github.apisecurity.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The server, or one node of a cluster: the calls it has not answered, and whether it is
 * to be asked.
 */
final class RedisNode extends CircuitBreaker {

	/**
	 * Calls without answer, beyond which it gets no further ones.
	 */
	private static final int MAX_UNDER_WAY = 10_000;

	private final Set<RedisCall> underWay = ConcurrentHashMap.newKeySet();

	private volatile long heardOf;

	RedisNode(int failureThreshold, Duration probeInterval, LongSupplier nanoTime) {
		super(failureThreshold, probeInterval, nanoTime);
	}

	boolean isUsable() {
		return isClosed() && this.underWay.size() < MAX_UNDER_WAY;
	}

	void begun(RedisCall call) {
		if (this.underWay.isEmpty()) {
			this.heardOf = System.nanoTime();
		}
		this.underWay.add(call);
	}

	void ended(RedisCall call, boolean answered) {
		this.underWay.remove(call);
		if (answered) {
			this.heardOf = System.nanoTime();
			success();
		}
	}

	/**
	 * Let nobody wait for what may not come.
	 * @param failure what those who wait get
	 */
	void giveUp(RuntimeException failure) {
		this.underWay.forEach((call) -> call.completeExceptionally(failure));
	}

	/**
	 * Return whether there are calls and no answer to any.
	 * @param nanos for how long
	 * @return whether nothing was heard for as long
	 */
	boolean isSilent(long nanos) {
		return !this.underWay.isEmpty() && System.nanoTime() - this.heardOf >= nanos;
	}

}
