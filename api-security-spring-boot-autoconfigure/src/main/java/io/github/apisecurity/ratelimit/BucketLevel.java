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

import io.github.bucket4j.BucketState;

/**
 * How full a bucket is after a decision.
 *
 * @param granted whether the bucket had the tokens
 * @param limits the limits of the bucket
 * @param tokens the tokens left under each limit
 * @param remainders what has come back of the next token under each limit, in nanoseconds
 * of the refill period
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record BucketLevel(boolean granted, Limits limits, long[] tokens, long[] remainders) {

	/**
	 * Read the level of a bucket of Bucket4j.
	 * @param limits the limits
	 * @param state the state of the bucket
	 * @param granted whether there were tokens
	 * @return the level
	 */
	public static BucketLevel of(Limits limits, BucketState state, boolean granted) {
		int size = Math.min(limits.size(), state.getConfiguration().getBandwidths().length);
		long[] tokens = new long[limits.size()];
		long[] remainders = new long[limits.size()];
		for (int i = 0; i < tokens.length; i++) {
			// Another instance may still have a configuration with fewer limits.
			tokens[i] = (i < size) ? state.getCurrentSize(i) : state.getAvailableTokens();
			remainders[i] = (i < size) ? state.getRoundingError(i) : 0;
		}
		return new BucketLevel(granted, limits, tokens, remainders);
	}

	/**
	 * Return the tokens left.
	 * @return the tokens under the strictest limit
	 */
	public long remaining() {
		long remaining = Long.MAX_VALUE;
		for (long count : this.tokens) {
			remaining = Math.min(remaining, count);
		}
		return remaining;
	}

	/**
	 * Return how long it takes until there are as many tokens.
	 * @param wanted the tokens
	 * @return the nanoseconds, 0 when they are there
	 */
	public long nanosToWait(long wanted) {
		long nanos = 0;
		for (int i = 0; i < this.tokens.length; i++) {
			nanos = Math.max(nanos, nanosToWait(i, wanted));
		}
		return nanos;
	}

	/**
	 * Return how long it takes until there are as many tokens under one limit.
	 * @param index the index of the limit
	 * @param wanted the tokens
	 * @return the nanoseconds, 0 when they are there
	 */
	public long nanosToWait(int index, long wanted) {
		return this.limits.nanosToWait(index, this.tokens[index], this.remainders[index], wanted);
	}

}
