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

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes policies for tests.
 */
public final class TestPolicies {

	private TestPolicies() {
	}

	public static RateLimitPolicy policy(String name, String... limits) {
		return policy(name, RateLimitMode.ENFORCE, OnFailure.LOCAL_FALLBACK, limits);
	}

	public static RateLimitPolicy policy(String name, RateLimitMode mode, OnFailure onFailure, String... limits) {
		RateLimitKey key = new RateLimitKeys(64, (bean) -> null).create("key", List.of("user"), WhenMissing.CLIENT_IP);
		return new RateLimitPolicy(name, key, limits(limits), Tiers.NONE, 0, 1, Set.of(), mode, onFailure,
				Exemptions.NONE);
	}

	public static Limits limits(String... limits) {
		return Limits.of(Stream.of(limits).map((text) -> Limit.parse("limits", text)).toList());
	}

}
