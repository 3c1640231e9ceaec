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

import org.jspecify.annotations.Nullable;

/**
 * What a request costs under one policy.
 *
 * @since 0.1.0
 */
public final class Charge {

	private final RateLimitPolicy policy;

	private final Limits limits;

	private final String key;

	private final long cost;

	Charge(RateLimitPolicy policy, Limits limits, String keyDigest, long cost) {
		this.policy = policy;
		this.limits = limits;
		// The braces put all buckets of one caller into one slot of a cluster.
		this.key = "{" + keyDigest + "}:" + policy.name();
		this.cost = cost;
	}

	RateLimitPolicy policy() {
		return this.policy;
	}

	public Limits limits() {
		return this.limits;
	}

	/**
	 * Return the name of the bucket, which holds nothing about the caller but a digest.
	 * @return the name
	 */
	public String key() {
		return this.key;
	}

	public long cost() {
		return this.cost;
	}

	/**
	 * Return whether a refusal is only recorded.
	 * @return whether the policy is in shadow mode
	 */
	public boolean isShadow() {
		return this.policy.mode() == RateLimitMode.SHADOW;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Charge that && this.cost == that.cost && this.key.equals(that.key)
				&& this.isShadow() == that.isShadow() && this.limits.equals(that.limits);
	}

	@Override
	public int hashCode() {
		return this.key.hashCode();
	}

}
