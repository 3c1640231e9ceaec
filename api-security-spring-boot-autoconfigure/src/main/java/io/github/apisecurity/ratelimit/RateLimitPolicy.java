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
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Named set of limits, made from the properties at start-up.
 *
 * @param name the name
 * @param key whom the limits count
 * @param limits the limits of callers without tier
 * @param tiers the limits by claim
 * @param concurrent the requests in progress at once, 0 when not limited
 * @param cost the tokens of a request
 * @param consumeOn the responses and failures that count
 * @param mode what happens to a request over the limit
 * @param onFailure what happens while the store cannot be asked
 * @param exemptions who is not limited
 * @param options what few policies have
 */
record RateLimitPolicy(String name, RateLimitKey key, Limits limits, Tiers tiers, int concurrent, long cost,
		ConsumeOn consumeOn, RateLimitMode mode, OnFailure onFailure, Exemptions exemptions, Options options) {

	/**
	 * Return the annotation that the policy comes from.
	 * @return where it is, {@code null} for a policy of the configuration
	 */
	@Nullable String location() {
		return this.options.location();
	}

	/**
	 * Return whether the policy can be decided only after authentication.
	 * @return whether it needs the caller
	 */
	boolean needsCaller() {
		return this.key.needsCaller() || isLate();
	}

	/**
	 * Return whether something else than the key needs the caller, so that failed
	 * credentials are not counted.
	 * @return whether it does
	 */
	boolean isLate() {
		return !this.key.needsCaller() && (this.options.resolved() != null || !this.tiers.limits().isEmpty()
				|| !this.exemptions.authorities().isEmpty());
	}

	/**
	 * Return whether the policy applies to a caller.
	 * @param context what is known of the request
	 * @return whether it is on and the caller is not exempt
	 */
	boolean appliesTo(RateLimitContext context) {
		ContextExpression skipWhen = this.options.skipWhen();
		return this.mode != RateLimitMode.OFF && !this.exemptions.contains(context)
				&& (skipWhen == null || !Boolean.TRUE.equals(skipWhen.evaluate(context, Boolean.class)));
	}

	/**
	 * Return the limits of a caller.
	 * @param key the key of the caller
	 * @param context what is known of the request
	 * @param cost the tokens of the request
	 * @return the limits of the caller or its tier, or those of the policy
	 */
	Limits limitsOf(String key, RateLimitContext context, long cost) {
		Limits selected = Objects.requireNonNullElse(this.tiers.select(context), this.limits);
		ResolvedLimits resolved = this.options.resolved();
		return (resolved != null) ? resolved.find(key, context, cost, selected) : selected;
	}

	/**
	 * Return what a request can cost at most so that the buckets of all tiers can pay it.
	 * @return the tokens
	 */
	long largestCost() {
		return this.tiers.limits()
			.values()
			.stream()
			.mapToLong(Limits::smallestBurst)
			.reduce(this.limits.smallestBurst(), Math::min);
	}

	/**
	 * Return whether a request over the limit is refused, at once or after a while.
	 * @return whether it is not only recorded
	 */
	boolean isEnforced() {
		return this.mode == RateLimitMode.ENFORCE || this.mode == RateLimitMode.DELAY;
	}

	RateLimitPolicy with(RateLimitMode mode, Limits limits) {
		return new RateLimitPolicy(this.name, this.key, limits, this.tiers, this.concurrent, this.cost, this.consumeOn,
				mode, this.onFailure, this.exemptions, this.options);
	}

	/**
	 * What few policies have.
	 *
	 * @param skipWhen when a request is not limited, {@code null} for never
	 * @param resolved limits by caller, {@code null} when all have the same
	 * @param costHeader the header of the response that says what a request has cost
	 * @param delay who waits, in the mode for that
	 * @param lease how long a request is in progress at most, where those of all
	 * instances count, {@code null} where they do not
	 * @param location where the annotation is that it comes from, {@code null} for the
	 * configuration
	 */
	record Options(@Nullable ContextExpression skipWhen, @Nullable ResolvedLimits resolved, @Nullable String costHeader,
			Delay delay, @Nullable Duration lease, @Nullable String location) {

	}

}
