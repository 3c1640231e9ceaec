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

package io.github.apisecurity.authentication.jwt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * {@link HealthIndicator} for the keys of the issuers. It reports what is known and asks
 * nobody.
 */
class IssuerKeysHealthIndicator extends AbstractHealthIndicator {

	private final TrustedIssuers issuers;

	IssuerKeysHealthIndicator(TrustedIssuers issuers) {
		this.issuers = issuers;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, KeySource.State> states = this.issuers.keyStates();
		List<KeySource.State> empty = states.values().stream().filter((state) -> state.keys() == 0).toList();
		if (empty.isEmpty()) {
			builder.up();
		}
		else {
			builder.status(empty.stream().anyMatch(KeySource.State::failing) ? Status.DOWN : Status.UNKNOWN);
		}
		states.forEach((issuer, state) -> builder.withDetail(issuer, details(state)));
	}

	private static Map<String, Object> details(KeySource.State state) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("keys", state.keys());
		if (state.fetchedAt() != null) {
			details.put("fetched", state.fetchedAt().toString());
		}
		details.put("failing", state.failing());
		return details;
	}

}
