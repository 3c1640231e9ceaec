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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The policies by name.
 */
final class RateLimitPolicies {

	private final Map<String, RateLimitPolicy> policies;

	private RateLimitPolicies(Map<String, RateLimitPolicy> policies) {
		this.policies = policies;
	}

	static RateLimitPolicies of(Map<String, RateLimitProperties.Policy> properties) {
		Map<String, RateLimitPolicy> policies = new LinkedHashMap<>();
		properties.forEach((name, policy) -> policies.put(name, create(name, policy)));
		return new RateLimitPolicies(policies);
	}

	private static RateLimitPolicy create(String name, RateLimitProperties.Policy policy) {
		String key = "api-security.rate-limit.policies." + name + ".limits";
		List<String> limits = policy.getLimits();
		if (limits.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(key, null,
					"A policy needs at least one limit, such as '100/1m'.");
		}
		return new RateLimitPolicy(name, policy.getKey(),
				IntStream.range(0, limits.size())
					.mapToObj((index) -> Limit.parse(key + "[" + index + "]", limits.get(index)))
					.toList());
	}

	@Nullable RateLimitPolicy find(String name) {
		return this.policies.get(name);
	}

	Collection<RateLimitPolicy> all() {
		return this.policies.values();
	}

	Collection<String> names() {
		return this.policies.keySet();
	}

}
