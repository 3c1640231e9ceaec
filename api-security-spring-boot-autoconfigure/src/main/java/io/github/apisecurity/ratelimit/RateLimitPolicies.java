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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStates;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.Assert;

/**
 * The policies by name. Mode and limits can be changed while the application runs, on all
 * nodes; what callers have consumed is kept in proportion.
 */
final class RateLimitPolicies implements SmartInitializingSingleton {

	private static final Log log = LogFactory.getLog(RateLimitPolicies.class);

	private static final int MAX_CHANGES = 10_000;

	private static final Pattern PATH = Pattern.compile("^path:|\\bpath\\(");

	/**
	 * Has an entry for each policy of the configuration and each annotation with limits
	 * of its own, and so is bounded by both.
	 */
	private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();

	private final Set<String> unused = new ConcurrentSkipListSet<>();

	private final SharedMap<PolicyChange> changes;

	private final RateLimitPolicyFactory factory;

	RateLimitPolicies(RateLimitPolicyFactory factory, Map<String, RateLimitPolicyProperties> policies,
			Set<String> unused, SharedStates states) {
		this.factory = factory;
		policies.forEach((name, policy) -> this.entries.put(name, new Entry(factory.create(name, policy))));
		this.unused.addAll(unused);
		this.changes = states.open("rate-limit-policies", PolicyChange::encode, PolicyChange::decode, MAX_CHANGES,
				(name, change) -> {
					Entry entry = this.entries.get(name);
					if (entry != null) {
						entry.change(change);
					}
				});
	}

	/**
	 * Return policies that a route names.
	 * @param property the name of the property, for the failure
	 * @param names the names
	 * @return the policies
	 */
	List<PolicyUse> uses(String property, Collection<String> names) {
		PropertyValue.refuseIf(names.isEmpty(), property, null,
				"Name at least one policy of 'api-security.rate-limit.policies'.");
		return names.stream().map((name) -> {
			Supplier<RateLimitPolicy> policy = findConfigured(name);
			PropertyValue.refuseIf(policy == null, property, name, "There is no such policy. " + mend(name) + ".");
			PropertyValue.refuseIf(
					policy.get().key().parts().stream().anyMatch((part) -> PATH.matcher(part.name()).find()), property,
					name, "Variables of the path are known to @RateLimited(\"" + name
							+ "\") on the method, and not yet to a route.");
			checkEarly(policy.get());
			return new PolicyUse(policy, 0, false);
		}).toList();
	}

	private static void checkEarly(RateLimitPolicy policy) {
		String property = RateLimitPolicyFactory.PREFIX + policy.name();
		PropertyValue.refuseIf(policy.isLate() && policy.consumeOn().isOf(401), property + ".consume-on", "401",
				"The policy counts after authentication, which it needs for 'limits-from', 'tiers' or "
						+ "'exempt.authorities', and so never a failed credential. Leave these out.");
		if (policy.isLate()) {
			log.warn("'" + property + "' counts after authentication, which it needs for 'limits-from', 'tiers' or "
					+ "'exempt.authorities': requests with failed credentials are not limited. Limit them with a policy "
					+ "of the same key that has none of these.");
		}
	}

	/**
	 * Find a policy of the configuration.
	 * @param name the name
	 * @return supplies the policy as it is at the moment, {@code null} when there is none
	 */
	@Nullable Supplier<RateLimitPolicy> findConfigured(String name) {
		this.unused.remove(name);
		Entry entry = this.entries.get(name);
		return (entry != null && entry.policy.location() == null) ? entry : null;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.unused.forEach((name) -> log.warn("No route and no annotation uses '" + RateLimitPolicyFactory.PREFIX
				+ name + "', which limits nothing. Name it in 'api-security.rate-limit.routes' or in @RateLimited(\""
				+ name + "\"), or remove it."));
	}

	/**
	 * Find a policy of the configuration or of an annotation.
	 * @param name the name
	 * @return supplies the policy as it is at the moment, {@code null} when there is none
	 */
	@Nullable RateLimitPolicy find(String name) {
		Entry entry = this.entries.get(name);
		return (entry != null) ? entry.get() : null;
	}

	/**
	 * Add the policy of an annotation, unless that is there already.
	 * @param location where the annotation is
	 * @param name the name of the policy
	 * @param limits the limits
	 * @param key whom they count, the user when empty
	 * @param cost the tokens of a call
	 * @param parameters the names of the parameters of the method
	 * @return supplies the policy as it is at the moment
	 * @throws IllegalStateException when another policy has its name
	 */
	Supplier<RateLimitPolicy> add(String location, String name, String[] limits, String[] key, long cost,
			String... parameters) {
		RateLimitPolicy policy = this.factory.inline(location, name, limits, key, cost, parameters);
		Entry added = this.entries.computeIfAbsent(name, (missing) -> new Entry(policy));
		Assert.state(Objects.equals(policy.location(), added.policy.location()),
				() -> "There are two policies with the name '" + name + "', one of " + location
						+ ": put its limits into the configuration");
		added.change(this.changes.get(name));
		return added;
	}

	/**
	 * Remember that a request costs as much somewhere.
	 * @param policy supplies one of these policies
	 * @param cost the tokens, 0 for those of the policy
	 * @return whether the limits of all tiers can pay it
	 */
	boolean isPayable(Supplier<RateLimitPolicy> policy, long cost) {
		if (!(policy instanceof Entry entry) || cost < 0 || cost > entry.policy.largestCost()) {
			return false;
		}
		entry.cost = Math.max(entry.cost, cost);
		entry.change(this.changes.get(entry.policy.name()));
		return true;
	}

	/**
	 * Return the policies as they are at the moment.
	 * @return the policies
	 */
	List<RateLimitPolicy> all() {
		return this.entries.values().stream().map(Entry::get).toList();
	}

	/**
	 * Say how to mend a name that is none of a policy.
	 * @param name the name
	 * @return what to do
	 */
	String mend(String name) {
		List<String> names = all().stream()
			.filter((policy) -> policy.location() == null)
			.map(RateLimitPolicy::name)
			.toList();
		return "Add 'api-security.rate-limit.policies." + name + "' with its limits"
				+ ((names.isEmpty()) ? "" : ", or use one of " + names);
	}

	/**
	 * Take back on all nodes what was changed of a policy.
	 * @param name the name of the policy
	 */
	void restore(String name) {
		this.changes.remove(name);
	}

	/**
	 * Change a policy on all nodes.
	 * @param name the name of the policy
	 * @param change makes the new change from the one there is
	 * @throws IllegalArgumentException when the policy cannot have these limits
	 */
	void change(String name, UnaryOperator<PolicyChange> change) {
		Entry entry = Objects.requireNonNull(this.entries.get(name));
		this.changes.update(name, (before) -> {
			PolicyChange after = change.apply((before != null) ? before : PolicyChange.NONE);
			entry.changed(after);
			return (after.equals(PolicyChange.NONE)) ? null : after;
		});
	}

	/**
	 * One policy.
	 */
	private static final class Entry implements Supplier<RateLimitPolicy> {

		private final RateLimitPolicy policy;

		private volatile long cost;

		private volatile RateLimitPolicy current;

		Entry(RateLimitPolicy policy) {
			this.policy = policy;
			this.current = policy;
		}

		RateLimitPolicy changed(PolicyChange change) {
			RateLimitPolicy changed = change.applyTo(this.policy);
			if (changed.largestCost() < this.cost) {
				throw new IllegalArgumentException("Policy '" + this.policy.name() + "' cannot have these limits");
			}
			return changed;
		}

		/**
		 * Apply a change that was stored, maybe by an application with other costs.
		 * @param change the change, {@code null} for the configuration
		 */
		void change(@Nullable PolicyChange change) {
			RateLimitPolicy changed = this.policy;
			try {
				changed = (change != null) ? changed(change) : changed;
			}
			catch (RuntimeException ex) {
				log.warn("What was changed of the rate limit '" + this.policy.name()
						+ "' while the application ran does not fit its costs: it is as configured");
			}
			this.current = changed;
		}

		@Override
		public RateLimitPolicy get() {
			return this.current;
		}

	}

}
