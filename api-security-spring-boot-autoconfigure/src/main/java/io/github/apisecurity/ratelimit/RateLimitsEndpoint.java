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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityEventType.Severity;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * {@link Endpoint @Endpoint} for the rate-limit policies: what they are, how much a key
 * has left, and changes of mode and limits that hold on all nodes.
 */
@Endpoint(id = "ratelimits")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(RateLimitsEndpoint.class)
class RateLimitsEndpoint {

	private static final SecurityEventType CHANGED = new SecurityEventType("authz_admin", Outcome.SUCCESS,
			Severity.WARNING);

	private final RateLimitPolicies policies;

	private final RateLimitEngine engine;

	private final SecurityEventPublisher publisher;

	RateLimitsEndpoint(RateLimitPolicies policies, RateLimitEngine engine, SecurityEventPublisher publisher) {
		this.policies = policies;
		this.engine = engine;
		this.publisher = publisher;
	}

	/**
	 * Return the policies.
	 * @return the policies by name
	 */
	@ReadOperation
	Map<String, PolicyDescriptor> policies() {
		Map<String, PolicyDescriptor> descriptors = new TreeMap<>();
		this.policies.all().forEach((policy) -> descriptors.put(policy.name(), PolicyDescriptor.of(policy)));
		return descriptors;
	}

	/**
	 * Return how much a caller has left.
	 * @param policy the name of the policy
	 * @param key the key, one value for each part
	 * @param address the address of the client, for those without key
	 * @param tier the tier of the caller
	 * @return the limits with what is left, {@code null} when there is no such policy, or
	 * nothing with status 503 while the store is away
	 */
	@ReadOperation
	@Nullable WebEndpointResponse<KeyDescriptor> key(@Selector String policy, @Nullable List<String> key,
			@Nullable String address, @Nullable String tier) {
		RateLimitPolicy found = this.policies.find(policy);
		Limits selected = (found != null) ? limits(found, tier) : null;
		if (found == null || selected == null || selected.isUnlimited()) {
			return null;
		}
		Charge charge = charge(found, selected, key, address);
		return answer(() -> new WebEndpointResponse<>(descriptor(selected, this.engine.peek(charge))));
	}

	private static KeyDescriptor descriptor(Limits selected, @Nullable BucketLevel level) {
		List<LimitDescriptor> limits = new ArrayList<>();
		for (int i = 0; i < selected.size(); i++) {
			Limit limit = selected.asList().get(i);
			limits.add(new LimitDescriptor(limit.toString(), (level != null) ? level.tokens()[i] : limit.burst()));
		}
		return new KeyDescriptor(limits);
	}

	/**
	 * Change a policy on all nodes. Without mode and limits it is again as configured.
	 * @param policy the name of the policy
	 * @param mode the mode, or {@code null} to leave it
	 * @param limits the limits, or {@code null} to leave them
	 * @return the policy as it is now, or nothing with status 503 while the other nodes
	 * cannot be told
	 * @throws InvalidEndpointRequestException when there is no such policy or the limits
	 * are bad
	 */
	@WriteOperation
	WebEndpointResponse<PolicyDescriptor> change(@Selector String policy, @Nullable RateLimitMode mode,
			@Nullable List<String> limits) {
		RateLimitPolicy before = find(policy);
		try {
			List<Limit> parsed = PolicyChange.parse((limits != null) ? limits : List.of());
			if (mode == null && limits == null) {
				this.policies.restore(policy);
			}
			else {
				this.policies.change(policy, (change) -> change.with(mode, parsed));
			}
		}
		catch (SharedStateUnavailableException ex) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
		catch (RuntimeException ex) {
			throw new InvalidEndpointRequestException("The policy cannot have these limits", "Bad limits");
		}
		RateLimitPolicy after = find(policy);
		this.publisher.publish(CHANGED, "rate_limit_changed",
				Map.of("policy", policy, "before", describe(before), "after", describe(after)));
		return new WebEndpointResponse<>(PolicyDescriptor.of(after));
	}

	private static String describe(RateLimitPolicy policy) {
		return policy.mode() + " " + policy.limits();
	}

	/**
	 * Give a caller the full quota. Other instances notice after a second at most.
	 * @param policy the name of the policy
	 * @param key the key, one value for each part
	 * @param address the address of the client, for those without key
	 * @return nothing, with status 503 while the store is away
	 * @throws InvalidEndpointRequestException when there is no such policy
	 */
	@DeleteOperation
	@Nullable WebEndpointResponse<Void> reset(@Selector String policy, @Nullable List<String> key, @Nullable String address) {
		RateLimitPolicy found = find(policy);
		Charge charge = charge(found, found.limits(), key, address);
		WebEndpointResponse<Void> unavailable = answer(() -> {
			this.engine.reset(charge);
			return null;
		});
		if (unavailable == null) {
			this.publisher.publish(CHANGED, "rate_limit_reset", Map.of("policy", policy, "key",
					(key != null) ? key : List.of(), "address", (address != null) ? address : ""));
		}
		return unavailable;
	}

	private static <T> @Nullable WebEndpointResponse<T> answer(Supplier<@Nullable WebEndpointResponse<T>> store) {
		try {
			return store.get();
		}
		catch (RuntimeException ex) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
	}

	private RateLimitPolicy find(String name) {
		RateLimitPolicy policy = this.policies.find(name);
		if (policy == null) {
			// A write that returns nothing would be answered as done.
			throw new InvalidEndpointRequestException("There is no such policy", "Unknown policy");
		}
		return policy;
	}

	private static @Nullable Limits limits(RateLimitPolicy policy, @Nullable String tier) {
		return (tier != null) ? policy.tiers().limits().get(tier) : policy.limits();
	}

	private Charge charge(RateLimitPolicy policy, Limits limits, @Nullable List<String> key, @Nullable String address) {
		int parts = policy.key().parts().size();
		List<String> values = (key != null) ? key : List.of();
		if (parts == 1 && key != null) {
			// The value of the only part may be empty, or have commas, which divide a
			// list.
			values = List.of(String.join(",", key));
		}
		String text = (address != null) ? policy.key().ofAddress(address) : null;
		if (text == null && values.size() != parts) {
			throw new InvalidEndpointRequestException("A value for each part of the key is needed, or an address",
					"Bad key");
		}
		return new Charge(policy, limits, (text != null) ? text : policy.key().of(values), false, policy.cost(), null);
	}

	/**
	 * One policy.
	 *
	 * @param key whom the limits count
	 * @param limits the limits of callers without tier
	 * @param tiers the limits by tier
	 * @param concurrent the requests in progress at once, 0 when not limited
	 * @param cost the tokens of a request
	 * @param mode the mode
	 * @param onFailure what happens while the store cannot be asked
	 * @param location the method of the annotation that the policy comes from
	 */
	record PolicyDescriptor(String key, List<String> limits, Map<String, String> tiers, int concurrent, long cost,
			RateLimitMode mode, String onFailure, @Nullable String location) {

		static PolicyDescriptor of(RateLimitPolicy policy) {
			Map<String, String> tiers = new TreeMap<>();
			policy.tiers().limits().forEach((name, limits) -> tiers.put(name, limits.toString()));
			return new PolicyDescriptor(policy.key().toString(),
					policy.limits().asList().stream().map(Limit::toString).toList(), tiers, policy.concurrent(),
					policy.cost(), policy.mode(), policy.onFailure().name(), policy.location());
		}

	}

	/**
	 * What a key has left.
	 *
	 * @param limits the limits
	 */
	record KeyDescriptor(List<LimitDescriptor> limits) {

	}

	/**
	 * What is left under a limit.
	 *
	 * @param limit the limit
	 * @param remaining the tokens left
	 */
	record LimitDescriptor(String limit, long remaining) {

	}

}
