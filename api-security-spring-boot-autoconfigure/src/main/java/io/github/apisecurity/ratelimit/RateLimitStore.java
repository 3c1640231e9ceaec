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
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Where the buckets are. A bean of this type replaces the store that
 * {@code api-security.rate-limit.store} selects.
 *
 * @since 0.1.0
 */
public interface RateLimitStore {

	/**
	 * Take the tokens of all charges, or of none.
	 * @param charges the charges, each with another bucket
	 * @return the decision
	 * @throws LateDecisionException when it may come later
	 */
	StoreDecision tryConsume(List<Charge> charges);

	/**
	 * Give back tokens that were taken. A failure is of no consequence: buckets refill.
	 * @param charges the charges
	 */
	void refund(List<Charge> charges);

	/**
	 * Take tokens that this instance has granted while the store did not answer, or that
	 * a response has cost: as many as there are.
	 * @param charge names the bucket and its limits
	 * @param tokens the tokens
	 * @return completes exceptionally when they could not be taken and are to be settled
	 * later
	 */
	CompletableFuture<?> settle(Charge charge, long tokens);

	/**
	 * Return how full a bucket is.
	 * @param charge names the bucket and its limits
	 * @return the level, {@code null} when nothing was consumed
	 */
	@Nullable BucketLevel peek(Charge charge);

	/**
	 * Make a bucket full.
	 * @param charge names the bucket
	 */
	void reset(Charge charge);

	/**
	 * Return whether asking costs a round trip, so that denials are worth remembering.
	 * @return whether the store is outside of this process
	 */
	boolean isRemote();

	/**
	 * Take a place among the calls in progress on all instances.
	 * @param charge names the bucket
	 * @param place names the place
	 * @param places the number of places
	 * @param lease after what time it is free again, should nobody give it back
	 * @return whether there was one
	 */
	default boolean acquire(Charge charge, String place, int places, Duration lease) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Give a place back.
	 * @param charge names the bucket
	 * @param place names the place
	 */
	default void release(Charge charge, String place) {
	}

	/**
	 * Return whether {@link #acquire} is there.
	 * @return whether places can be counted on all instances
	 */
	default boolean keepsPlaces() {
		return false;
	}

	/**
	 * Return whether the store makes a bucket full when a {@link CalendarWindow} ends.
	 * @return whether limits may have one
	 */
	default boolean keepsCalendar() {
		return false;
	}

	/**
	 * Return whether the store itself sees to it that nobody waits for it. One that does
	 * not is asked on other threads, with a timeout and a circuit breaker around it.
	 * @return whether calls end in time
	 */
	default boolean isBounded() {
		return !isRemote();
	}

}
