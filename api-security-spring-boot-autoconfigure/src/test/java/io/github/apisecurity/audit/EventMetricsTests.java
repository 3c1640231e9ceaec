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

package io.github.apisecurity.audit;

import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventMetrics}.
 */
class EventMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final EventMetrics metrics = new EventMetrics(() -> this.registry);

	@Test
	void eventsAreCountedByReason() {
		observe("token_expired");
		observe("token_expired");
		observe(null);
		assertThat(count("token_expired")).isEqualTo(2);
		assertThat(count("none")).isEqualTo(1);
	}

	@Test
	void whenThereAreTooManyReasonsTheOthersAreCountedTogether() {
		IntStream.range(0, 10_000).forEach((i) -> observe("reason_" + i));
		assertThat(this.registry.getMeters()).hasSize(EventMetrics.MAX_REASONS + 1);
		assertThat(count("other")).isEqualTo(10_000 - EventMetrics.MAX_REASONS);
	}

	@Test
	void whenThereIsNoRegistryBuildsNoEvents() {
		assertThat(new EventMetrics(() -> null).observes(SecurityEventType.ACCESS_DENIED)).isFalse();
	}

	private void observe(String reason) {
		this.metrics.observe(new SecurityEvent(Instant.EPOCH, SecurityEventType.AUTHENTICATION_FAILURE, reason, null,
				null, null, null, null, Map.of()));
	}

	private double count(String reason) {
		return this.registry.get("api.security.events")
			.tags("event", "authn_login_fail", "outcome", "failure", "reason", reason)
			.counter()
			.count();
	}

}
