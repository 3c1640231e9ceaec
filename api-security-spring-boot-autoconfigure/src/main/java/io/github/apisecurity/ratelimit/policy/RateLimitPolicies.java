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

package io.github.apisecurity.ratelimit.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The policies by name. Mode and limits can be changed while the application runs; what
 * callers have consumed is kept in proportion.
 *
 * @since 0.1.0
 */
public final class RateLimitPolicies {

	/**
	 * Has an entry for each policy of the configuration and of an annotation, and so is
	 * bounded by both.
	 */
	private final Map<String, AtomicReference<RateLimitPolicy>> policies = new ConcurrentSkipListMap<>();

	/**
	 * Create the policies.
	 * @param policies the policies
	 */
	public RateLimitPolicies(Collection<RateLimitPolicy> policies) {
		policies.forEach((policy) -> this.policies.put(policy.name(), new AtomicReference<>(policy)));
	}

	/**
	 * Find a policy.
	 * @param name the name
	 * @return supplies the policy as it is at the moment, {@code null} when there is none
	 */
	public @Nullable Supplier<RateLimitPolicy> find(String name) {
		AtomicReference<RateLimitPolicy> policy = this.policies.get(name);
		return (policy != null) ? policy::get : null;
	}

	/**
	 * Add a policy unless there is one with its name.
	 * @param policy the policy
	 * @return supplies the policy of this name as it is at the moment
	 */
	public Supplier<RateLimitPolicy> add(RateLimitPolicy policy) {
		return this.policies.computeIfAbsent(policy.name(), (name) -> new AtomicReference<>(policy))::get;
	}

	/**
	 * Return the policies as they are at the moment.
	 * @return the policies
	 */
	public List<RateLimitPolicy> all() {
		return this.policies.values().stream().map(AtomicReference::get).toList();
	}

	public Collection<String> names() {
		return this.policies.keySet();
	}

	/**
	 * Change the mode of a policy.
	 * @param name the name of the policy
	 * @param mode the mode
	 */
	public void setMode(String name, RateLimitMode mode) {
		update(name, (policy) -> policy.withMode(mode));
	}

	/**
	 * Change the limits of a policy for callers without tier.
	 * @param name the name of the policy
	 * @param limits the limits
	 */
	public void setLimits(String name, Limits limits) {
		update(name, (policy) -> {
			if (policy.limits().isUnlimited() || limits.isUnlimited() || limits.smallestBurst() < policy.cost()) {
				throw new IllegalArgumentException("Policy '" + name + "' cannot have these limits");
			}
			return policy.withLimits(limits);
		});
	}

	private void update(String name, UnaryOperator<RateLimitPolicy> change) {
		AtomicReference<RateLimitPolicy> policy = this.policies.get(name);
		if (policy == null) {
			throw new IllegalArgumentException("There is no policy '" + name + "'");
		}
		policy.updateAndGet(change);
	}

}
