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
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What an operator has changed of a policy while the application runs.
 *
 * @param mode the mode, {@code null} for that of the configuration
 * @param limits the limits, none for those of the configuration
 */
record PolicyChange(@Nullable RateLimitMode mode, List<Limit> limits) {

	static final PolicyChange NONE = new PolicyChange(null, List.of());

	PolicyChange {
		limits = List.copyOf(limits);
	}

	String encode() {
		return ((this.mode != null) ? this.mode.name() : "") + ";"
				+ this.limits.stream().map(Limit::toString).collect(Collectors.joining(","));
	}

	static PolicyChange decode(String text) {
		int end = text.indexOf(';');
		return new PolicyChange((end > 0) ? RateLimitMode.valueOf(text.substring(0, end)) : null,
				parse(StringUtils.commaDelimitedListToSet(text.substring(end + 1)).stream().toList()));
	}

	static List<Limit> parse(List<String> limits) {
		return limits.stream().map((limit) -> Limit.parse("limits", limit)).toList();
	}

	PolicyChange with(@Nullable RateLimitMode mode, List<Limit> limits) {
		return new PolicyChange((mode != null) ? mode : this.mode, (limits.isEmpty()) ? this.limits : limits);
	}

	/**
	 * Apply the change.
	 * @param policy the policy as it is configured
	 * @return the policy as it is now
	 * @throws IllegalArgumentException when it cannot have these limits
	 */
	RateLimitPolicy applyTo(RateLimitPolicy policy) {
		RateLimitMode mode = (this.mode != null) ? this.mode : policy.mode();
		if (this.limits.isEmpty()) {
			return policy.with(mode, policy.limits());
		}
		Limits limits = RateLimitPolicyFactory.compile("limits", this.limits);
		if (policy.limits().isUnlimited() || limits.smallestBurst() < policy.cost()
				|| (limits.calendar() == null) != (policy.limits().calendar() == null)) {
			throw new IllegalArgumentException("Policy '" + policy.name() + "' cannot have these limits");
		}
		return policy.with(mode, limits);
	}

}
