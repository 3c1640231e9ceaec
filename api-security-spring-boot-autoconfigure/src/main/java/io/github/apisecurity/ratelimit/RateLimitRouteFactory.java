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

import java.util.List;
import java.util.function.Supplier;

import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.chain.RequestRules;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Makes routes from the properties.
 */
final class RateLimitRouteFactory {

	private RateLimitRouteFactory() {
	}

	static RequestRules<List<PolicyUse>> create(List<RateLimitProperties.Route> routes, RateLimitPolicies policies,
			RequestRuleFactory rules) {
		return rules.allMatches("api-security.rate-limit.routes", routes, (key, route) -> uses(key, route, policies));
	}

	private static List<PolicyUse> uses(String key, RateLimitProperties.Route route, RateLimitPolicies policies) {
		if (route.getPolicies().isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(key + ".policies", null,
					"Name at least one policy of 'api-security.rate-limit.policies'.");
		}
		return route.getPolicies().stream().map((name) -> use(key + ".policies", name, policies)).toList();
	}

	private static PolicyUse use(String property, String name, RateLimitPolicies policies) {
		Supplier<RateLimitPolicy> policy = policies.findConfigured(name);
		if (policy == null) {
			throw new InvalidConfigurationPropertyValueException(property, name, "There is no such policy. Use one of "
					+ policies.configuredNames() + " or add it to 'api-security.rate-limit.policies'.");
		}
		return new PolicyUse(policy, 0);
	}

}
