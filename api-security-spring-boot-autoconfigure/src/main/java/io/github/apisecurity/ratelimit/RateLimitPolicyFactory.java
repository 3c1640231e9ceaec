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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.ratelimit.RateLimitPolicy.Options;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.hierarchicalroles.RoleHierarchy;

/**
 * Makes policies from the properties.
 *
 * @param keys make the keys
 * @param resolvers the resolvers of limits by name
 * @param hierarchy tells which authorities include others
 * @param store tells what it can keep
 * @param apiKeys whether callers may have an API key
 */
record RateLimitPolicyFactory(RateLimitKeys keys, Map<String, RateLimitResolver> resolvers, RoleHierarchy hierarchy,
		RateLimitStore store, boolean apiKeys) {

	private static final Log log = LogFactory.getLog(RateLimitPolicyFactory.class);

	static final String PREFIX = "api-security.rate-limit.policies.";

	private static final String UNLIMITED = "unlimited";

	private static final Duration MAX_DELAY = Duration.ofSeconds(30);

	RateLimitPolicy create(String name, RateLimitPolicyProperties policy) {
		return create(PREFIX + name, name, policy, null);
	}

	RateLimitPolicy inline(String location, String name, String[] limits, String[] key, long cost,
			String... parameters) {
		RateLimitPolicyProperties policy = new RateLimitPolicyProperties();
		Stream.of(limits).map(RateLimitPolicyProperties.Limit::valueOf).forEach(policy.getLimits()::add);
		if (key.length > 0) {
			policy.getKey().clear();
			policy.getKey().addAll(List.of(key));
		}
		policy.setCost(cost);
		return create("@RateLimited on " + location, name, policy, location, parameters);
	}

	private RateLimitPolicy create(String property, String name, RateLimitPolicyProperties policy,
			@Nullable String location, String... parameters) {
		PropertyValue.refuseIf(!name.matches("[A-Za-z0-9._-]{1,64}"), property, name,
				"Use letters, digits, '.', '_' and '-' in the name of a policy, 64 at most.");
		Limits limits = limits(property + ".limits", policy.getLimits());
		PropertyValue.refuseIf(limits.isUnlimited() && policy.getConcurrent() < 1, property + ".limits", null,
				"A policy needs at least one limit, such as '100/1m', or 'concurrent'.");
		Tiers tiers = tiers(property + ".tiers", policy.getTiers());
		RateLimitPolicy created = new RateLimitPolicy(name,
				this.keys.create(property + ".key", policy.getKey(), policy.getWhenMissing(), parameters), limits,
				tiers, policy.getConcurrent(), policy.getCost(),
				ConsumeOn.parse(property + ".consume-on", policy.getConsumeOn()), policy.getMode(),
				policy.getOnFailure(), exemptions(property + ".exempt", policy.getExempt()),
				options(property, policy, location));
		PropertyValue.refuseIf(created.cost() < 1 || created.cost() > created.largestCost(), property + ".cost",
				created.cost(), "The cost must be positive and not above the burst of any limit.");
		if (!this.apiKeys && created.key().parts().stream().anyMatch((part) -> part.name().equals("api-key"))) {
			log.warn("'" + property + ".key' has 'api-key', and no caller has one: API keys are switched off. Set "
					+ "'api-security.authentication.api-keys.enabled', or use another key.");
		}
		return created;
	}

	private Options options(String property, RateLimitPolicyProperties policy, @Nullable String location) {
		String skipWhen = policy.getSkipWhen();
		String name = policy.getLimitsFrom();
		RateLimitResolver resolver = (name != null) ? this.resolvers.get(name) : null;
		PropertyValue.refuseIf(name != null && resolver == null, property + ".limits-from", name,
				"There is no bean '" + name + "' of type RateLimitResolver.");
		PropertyValue.refuseIf(policy.getMaxDelay().isNegative() || policy.getMaxDelay().compareTo(MAX_DELAY) > 0,
				property + ".max-delay", policy.getMaxDelay(), "Use a duration of 30s at most.");
		Duration lease = policy.getConcurrentLease();
		PropertyValue.refuseIf(
				lease != null && (lease.toMillis() < 1 || policy.getConcurrent() < 1 || !this.store.keepsPlaces()),
				property + ".concurrent-lease", lease,
				"Use a positive duration, such as '1m', beside 'concurrent', and the store 'redis'.");
		return new Options(
				(skipWhen != null) ? ContextExpression.parse(property + ".skip-when", skipWhen, List.of()) : null,
				(name != null && resolver != null) ? new ResolvedLimits(name, resolver) : null, policy.getCostHeader(),
				new Delay(policy.getMaxDelay(),
						PropertyValue.positive(property + ".max-delayed", policy.getMaxDelayed(), 100)),
				lease, location);
	}

	private Tiers tiers(String property, Map<String, List<RateLimitPolicyProperties.Limit>> properties) {
		if (properties.isEmpty()) {
			return Tiers.NONE;
		}
		List<RateLimitPolicyProperties.Limit> claim = properties.get("claim");
		PropertyValue.refuseIf(claim == null || claim.size() != 1 || claim.get(0).getText() == null,
				property + ".claim", null, "Name the claim whose value selects the tier, such as 'plan'.");
		Map<String, Limits> tiers = new LinkedHashMap<>();
		properties.forEach((name, limits) -> {
			if (!name.equals("claim")) {
				tiers.put(name, tier(property + "." + name, limits));
			}
		});
		return new Tiers(claim.get(0).getText(), tiers);
	}

	private Limits tier(String property, List<RateLimitPolicyProperties.Limit> limits) {
		if (limits.size() == 1 && UNLIMITED.equals(limits.get(0).getText())) {
			return new Limits(List.of());
		}
		PropertyValue.refuseIf(limits.isEmpty(), property, null,
				"A tier needs at least one limit, such as '100/1m', or 'unlimited'.");
		return limits(property, limits);
	}

	private Limits limits(String property, List<RateLimitPolicyProperties.Limit> limits) {
		return kept(property,
				compile(property,
						IntStream.range(0, limits.size())
							.mapToObj((index) -> limit(property + "[" + index + "]", limits.get(index)))
							.toList()));
	}

	private Limits kept(String property, Limits limits) {
		PropertyValue.refuseIf(limits.calendar() != null && !this.store.keepsCalendar(), property, limits,
				"Windows of the calendar need the store 'memory' or 'redis'.");
		return limits;
	}

	private static Limit limit(String property, RateLimitPolicyProperties.Limit limit) {
		if (limit.getText() != null) {
			return Limit.parse(property, limit.getText());
		}
		Duration window = limit.getWindow();
		PropertyValue.refuseIf(window == null, property + ".window", null,
				"A limit needs 'quota' and 'window', such as '1m'.");
		long burst = (limit.getBurst() != null) ? limit.getBurst() : limit.getQuota();
		return Limit.of(property, limit.getQuota() + "/" + window + " burst " + burst, limit.getQuota(), window, burst);
	}

	static Limits compile(String property, List<Limit> limits) {
		PropertyValue.refuseIf(limits.size() > 1 && limits.stream().anyMatch((limit) -> limit.calendar() != null),
				property, limits,
				"A window of the calendar needs a policy of its own. The policies of a route are decided on together.");
		PropertyValue.refuseIf(limits.stream().map(Limit::window).distinct().count() < limits.size(), property, limits,
				"Each limit needs a window of its own: of two with the same one, give the stricter.");
		return new Limits(limits);
	}

	private Exemptions exemptions(String property, RateLimitPolicyProperties.Exempt exempt) {
		return new Exemptions(exempt.getAuthorities(), this.hierarchy,
				IpRange.parseAll(property + ".addresses", exempt.getAddresses()));
	}

}
