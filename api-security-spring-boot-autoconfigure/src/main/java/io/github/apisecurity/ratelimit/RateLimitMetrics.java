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

/**
 * Counts decisions and measures the store.
 */
@FunctionalInterface
interface RateLimitMetrics {

	/**
	 * Count a decision.
	 * @param policy the name of the policy
	 * @param result the result
	 */
	void record(String policy, Outcome.Result result);

	/**
	 * Record how long the shared store took to decide.
	 * @param outcome whether it did: {@code success} or {@code error}
	 * @param nanos the nanoseconds
	 */
	default void recordStore(String outcome, long nanos) {
	}

}
