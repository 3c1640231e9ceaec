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

	private final boolean downWhenUnavailable;

	IssuerKeysHealthIndicator(TrustedIssuers issuers, boolean downWhenUnavailable) {
		this.issuers = issuers;
		this.downWhenUnavailable = downWhenUnavailable;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, KeySource.State> states = this.issuers.keyStates();
		// One issuer of several does not stop the callers of the others, and whoever
		// names
		// one that is down in a forged token does not get this node restarted.
		boolean down = this.downWhenUnavailable && !states.isEmpty()
				&& states.values().stream().allMatch((state) -> state.keys() == 0 && state.failing());
		builder.status(down ? Status.DOWN : Status.UP);
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
