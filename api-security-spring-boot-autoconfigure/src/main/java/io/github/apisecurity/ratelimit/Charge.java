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

import io.github.apisecurity.network.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a request costs under one policy.
 *
 * @since 0.1.0
 */
public final class Charge {

	private final RateLimitPolicy policy;

	private final Limits limits;

	private final String text;

	private final boolean shared;

	private final long cost;

	private final @Nullable RateLimitContext caller;

	private @Nullable String key;

	private @Nullable MemoryBucket bucket;

	Charge(RateLimitPolicy policy, Limits limits, String key, boolean shared, long cost,
			@Nullable RateLimitContext caller) {
		this.policy = policy;
		this.limits = limits;
		this.text = policy.name() + " " + key;
		this.shared = shared;
		this.cost = cost;
		this.caller = caller;
	}

	private Charge(Charge other, long cost) {
		this.policy = other.policy;
		this.limits = other.limits;
		this.text = other.text;
		this.shared = other.shared;
		this.cost = cost;
		this.caller = other.caller;
	}

	/**
	 * Return the charge with another cost.
	 * @param cost the tokens
	 * @return the charge
	 */
	public Charge withCost(long cost) {
		if (cost == this.cost) {
			return this;
		}
		Charge charge = new Charge(this, cost);
		charge.bucket = this.bucket;
		return charge;
	}

	/**
	 * Return the same charge for another call.
	 * @return the charge, which nobody has paid
	 */
	Charge unpaid() {
		return new Charge(this, this.cost);
	}

	/**
	 * Return the network of the client, as large as what one customer of a provider gets.
	 * @return the network, {@code null} when it is not known
	 */
	@Nullable String network() {
		IpAddress address = (this.caller != null) ? IpAddress.parse(this.caller.clientAddress()) : null;
		return (address != null) ? address.network((address.ipv6()) ? 48 : 24).toString() : null;
	}

	/**
	 * Remember the bucket in memory that paid, which others may share.
	 * @param bucket the bucket
	 */
	void paidFrom(MemoryBucket bucket) {
		this.bucket = bucket;
	}

	@Nullable MemoryBucket paidFrom() {
		return this.bucket;
	}

	RateLimitPolicy policy() {
		return this.policy;
	}

	public Limits limits() {
		return this.limits;
	}

	/**
	 * Return the name of the bucket in this process, which may tell who the caller is.
	 * @return the name
	 */
	String localKey() {
		return this.text;
	}

	/**
	 * Return the name of the bucket, which holds nothing about the caller but a digest.
	 * @return the name
	 */
	public String key() {
		String key = this.key;
		if (key == null) {
			// The braces put all buckets of one caller into one slot of a cluster.
			key = "{" + RateLimitKey.digest(this.text.substring(this.policy.name().length() + 1)) + "}:"
					+ this.policy.name();
			this.key = key;
		}
		return key;
	}

	/**
	 * Return whether a refusal further on gives the tokens back: a quota that callers
	 * have in common is not for those who are refused.
	 * @param status the status of the response
	 * @param failure why it failed, as far as that is known
	 * @return whether they are given back
	 */
	boolean isGivenBack(int status, @Nullable Throwable failure) {
		return (this.policy.consumeOn() == ConsumeOn.ALL) ? this.shared && (status == 401 || status == 403)
				: !this.policy.consumeOn().contains(status, failure);
	}

	/**
	 * Return whether what was taken may come back before it refills.
	 * @return whether some responses do not count
	 */
	boolean mayBeGivenBack() {
		return this.shared || this.policy.consumeOn() != ConsumeOn.ALL;
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
		return other instanceof Charge that && this.cost == that.cost && this.text.equals(that.text)
				&& this.isShadow() == that.isShadow() && this.limits.equals(that.limits);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

}
