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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The policies by name. Mode and limits can be changed while the application runs; what
 * callers have consumed is kept in proportion.
 */
final class RateLimitPolicies {

	private final Map<String, AtomicReference<RateLimitPolicy>> configured = new TreeMap<>();

	/**
	 * Has an entry for each annotation with limits of its own, and so is bounded by the
	 * code.
	 */
	private final Map<String, Annotated> annotated = new ConcurrentSkipListMap<>();

	/**
	 * Create the policies.
	 * @param policies the policies
	 */
	RateLimitPolicies(Collection<RateLimitPolicy> policies) {
		policies.forEach((policy) -> this.configured.put(policy.name(), new AtomicReference<>(policy)));
	}

	/**
	 * Find a policy of the configuration.
	 * @param name the name
	 * @return supplies the policy as it is at the moment, {@code null} when there is none
	 */
	@Nullable Supplier<RateLimitPolicy> findConfigured(String name) {
		AtomicReference<RateLimitPolicy> policy = this.configured.get(name);
		return (policy != null) ? policy::get : null;
	}

	/**
	 * Find a policy of the configuration or of an annotation.
	 * @param name the name
	 * @return supplies the policy as it is at the moment, {@code null} when there is none
	 */
	@Nullable Supplier<RateLimitPolicy> find(String name) {
		AtomicReference<RateLimitPolicy> policy = reference(name);
		return (policy != null) ? policy::get : null;
	}

	private @Nullable AtomicReference<RateLimitPolicy> reference(String name) {
		Annotated annotated = this.annotated.get(name);
		return (annotated != null) ? annotated.policy() : this.configured.get(name);
	}

	/**
	 * Return the annotation that a policy comes from.
	 * @param name the name of the policy
	 * @return where the annotation is, {@code null} for a policy of the configuration
	 */
	@Nullable String location(String name) {
		Annotated annotated = this.annotated.get(name);
		return (annotated != null) ? annotated.location() : null;
	}

	/**
	 * Add the policy of an annotation, unless that is there already.
	 * @param location where the annotation is
	 * @param policy the policy
	 * @return supplies the policy as it is at the moment
	 * @throws IllegalStateException when another policy has its name
	 */
	Supplier<RateLimitPolicy> add(String location, RateLimitPolicy policy) {
		Annotated added = this.annotated.computeIfAbsent(policy.name(),
				(name) -> new Annotated(location, new AtomicReference<>(policy)));
		if (!added.location().equals(location) || this.configured.containsKey(policy.name())) {
			throw new IllegalStateException("There are two policies with the name '" + policy.name() + "', one of "
					+ location + ": put its limits into the configuration");
		}
		return added.policy()::get;
	}

	/**
	 * Return the policies as they are at the moment.
	 * @return the policies
	 */
	List<RateLimitPolicy> all() {
		return Stream.concat(this.configured.values().stream(), this.annotated.values().stream().map(Annotated::policy))
			.map(AtomicReference::get)
			.toList();
	}

	/**
	 * Return the names of the policies of the configuration.
	 * @return the names
	 */
	Collection<String> configuredNames() {
		return this.configured.keySet();
	}

	/**
	 * Change the mode of a policy.
	 * @param name the name of the policy
	 * @param mode the mode
	 */
	void setMode(String name, RateLimitMode mode) {
		update(name, (policy) -> policy.withMode(mode));
	}

	/**
	 * Change the limits of a policy for callers without tier.
	 * @param name the name of the policy
	 * @param limits the limits
	 */
	void setLimits(String name, Limits limits) {
		update(name, (policy) -> {
			if (policy.limits().isUnlimited() || limits.isUnlimited() || limits.smallestBurst() < policy.cost()) {
				throw new IllegalArgumentException("Policy '" + name + "' cannot have these limits");
			}
			return policy.withLimits(limits);
		});
	}

	private void update(String name, UnaryOperator<RateLimitPolicy> change) {
		AtomicReference<RateLimitPolicy> policy = reference(name);
		if (policy == null) {
			throw new IllegalArgumentException("There is no policy '" + name + "'");
		}
		policy.updateAndGet(change);
	}

	/**
	 * Policy of an annotation.
	 *
	 * @param location where the annotation is
	 * @param policy the policy
	 */
	private record Annotated(String location, AtomicReference<RateLimitPolicy> policy) {

	}

}
