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

/**
 * Thrown at start-up when {@link RateLimited @RateLimited} names a policy that does not
 * exist.
 */
class UnknownRateLimitPolicyException extends RuntimeException {

	private final String policy;

	private final String location;

	private final Collection<String> knownPolicies;

	UnknownRateLimitPolicyException(String policy, String location, Collection<String> knownPolicies) {
		super("Unknown rate-limit policy '" + policy + "' at " + location);
		this.policy = policy;
		this.location = location;
		this.knownPolicies = List.copyOf(knownPolicies);
	}

	String getPolicy() {
		return this.policy;
	}

	String getLocation() {
		return this.location;
	}

	Collection<String> getKnownPolicies() {
		return this.knownPolicies;
	}

}
