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

import java.time.Instant;
import java.util.Arrays;

import io.github.bucket4j.BucketState;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TokensInheritanceStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The state of one Bucket4j bucket, for whose lock {@link MemoryRateLimitStore} cares.
 * Bucket4j's own local buckets cannot be decided on together.
 */
class MemoryBucket {

	private final String key;

	private Limits limits;

	private BucketState state;

	private @Nullable BucketLevel continued;

	private long now;

	/**
	 * When the window of the calendar ends.
	 */
	private long end;

	MemoryBucket(String key, Limits limits, long now) {
		this.key = key;
		this.limits = limits;
		this.state = BucketState.createInitialState(limits.toConfiguration(), MathType.INTEGER_64_BITS, now);
		this.now = now;
		this.end = end(now);
	}

	private long end(long now) {
		CalendarWindow calendar = this.limits.calendar();
		return (calendar != null) ? now + calendar.nanosLeft(Instant.now()) : now;
	}

	private boolean isEnded(long now) {
		return this.limits.calendar() != null && now - this.end >= 0;
	}

	/**
	 * Return the name that the bucket has in the store.
	 * @return the name
	 */
	String key() {
		return this.key;
	}

	void refill(Limits limits, long now) {
		this.now = now;
		this.state.refillAllBandwidth(now);
		if (isEnded(now)) {
			this.state.reset();
			this.end = end(now);
		}
		if (limits != this.limits && !limits.equals(this.limits)) {
			this.state = this.state.replaceConfiguration(limits.toConfiguration(),
					TokensInheritanceStrategy.PROPORTIONALLY, now);
			this.state.setConfiguration(limits.toConfiguration());
			this.limits = limits;
			this.end = end(now);
		}
	}

	/**
	 * Continue from what another store said last.
	 * @param level the level there
	 * @param settled the tokens that it had not heard of
	 * @param since when it said so
	 * @return whether that is news
	 */
	boolean continueFrom(BucketLevel level, long settled, long since) {
		if (level == this.continued) {
			return false;
		}
		this.continued = level;
		this.limits = level.limits();
		this.state = this.limits
			.toState(Arrays.stream(level.tokens()).map((tokens) -> Math.max(0, tokens - settled)).toArray(), since);
		this.end = (this.limits.calendar() != null) ? since + level.remainders()[0] : since;
		return true;
	}

	long available() {
		return this.state.getAvailableTokens();
	}

	boolean has(long cost) {
		return available() >= cost;
	}

	/**
	 * Take tokens.
	 * @param charge the tokens, under the limits of the last {@link #refill}
	 * @param take whether to take them or only to look
	 * @return the level, granted when there were as many
	 */
	BucketLevel pay(Charge charge, boolean take) {
		boolean has = has(charge.cost());
		if (has && take) {
			this.state.consume(charge.cost());
			charge.paidFrom(this);
		}
		BucketLevel level = BucketLevel.of(charge.limits(), this.state, has);
		if (this.limits.calendar() != null) {
			level.remainders()[0] = this.end - this.now;
		}
		return level;
	}

	void giveBack(long tokens) {
		this.state.addTokens(tokens);
	}

	boolean isFull(long now) {
		this.state.refillAllBandwidth(now);
		return isEnded(now) || this.state.calculateFullRefillingTime(now) <= 0;
	}

}
