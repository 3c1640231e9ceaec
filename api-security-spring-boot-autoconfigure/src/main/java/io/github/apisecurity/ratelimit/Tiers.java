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

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Limits by the tier of the API key, or by the value of a claim of the token.
 *
 * @param claim the name of the claim
 * @param limits the limits by value
 */
record Tiers(String claim, Map<String, Limits> limits) {

	/**
	 * No tiers.
	 */
	static final Tiers NONE = new Tiers("", Map.of());

	Tiers {
		limits = Map.copyOf(limits);
	}

	@Nullable Limits select(RateLimitContext context) {
		if (this.limits.isEmpty()) {
			return null;
		}
		String value = CallerKeys.rateTier(context);
		if (value == null) {
			value = CallerKeys.claim(context, this.claim);
		}
		return (value != null) ? this.limits.get(value) : null;
	}

}
