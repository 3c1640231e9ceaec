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
import java.util.Map;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;

/**
 * Publishes the first denial of a key in a window: who is over the limit must not fill
 * the audit trail as well.
 */
class DenialAudit {

	private static final long MAX_KEYS = 10_000;

	private static final Duration MAX_WINDOW = Duration.ofHours(1);

	private final SecurityEventPublisher publisher;

	private final LongSupplier nanoTime;

	/**
	 * When the next denial of a key is to be published. Forgetting a key early costs one
	 * more event.
	 */
	private final Cache<String, Long> due = Caffeine.newBuilder()
		.maximumSize(MAX_KEYS)
		.expireAfterWrite(MAX_WINDOW)
		.build();

	DenialAudit(SecurityEventPublisher publisher, LongSupplier nanoTime) {
		this.publisher = publisher;
		this.nanoTime = nanoTime;
	}

	void denied(RateLimitPolicy policy, String bucket, String reason) {
		long now = this.nanoTime.getAsLong();
		boolean[] first = new boolean[1];
		this.due.asMap().compute(bucket, (same, due) -> {
			first[0] = due == null || now - due >= 0;
			return (first[0]) ? now + window(policy).toNanos() : due;
		});
		if (first[0]) {
			this.publisher.publish(SecurityEventType.RATE_LIMIT_EXCEEDED, reason, Map.of("policy", policy.name()));
		}
	}

	private Duration window(RateLimitPolicy policy) {
		Duration window = policy.limits()
			.asList()
			.stream()
			.map(Limit::window)
			.min(Duration::compareTo)
			.orElse(Duration.ofMinutes(1));
		return (window.compareTo(MAX_WINDOW) < 0) ? window : MAX_WINDOW;
	}

}
