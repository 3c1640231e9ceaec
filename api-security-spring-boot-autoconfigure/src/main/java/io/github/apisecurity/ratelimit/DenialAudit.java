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

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;

/**
 * Publishes the first denial of a key in a window: who is over the limit must not fill
 * the audit trail as well.
 */
class DenialAudit {

	private static final long MAX_KEYS = 10_000;

	private static final long MAX_WINDOW = Duration.ofHours(1).toNanos();

	private final SecurityEventPublisher publisher;

	/**
	 * The windows in which a denial of a key was published. Forgetting one early costs
	 * one more event.
	 */
	private final Cache<String, Duration> published = Caffeine.newBuilder()
		.maximumSize(MAX_KEYS)
		.expireAfter(Expiry.<String, Duration>creating((bucket, window) -> window))
		.build();

	DenialAudit(SecurityEventPublisher publisher) {
		this.publisher = publisher;
	}

	void denied(RateLimitPolicy policy, String bucket, String reason) {
		long nanos = (policy.limits().isUnlimited()) ? Duration.ofMinutes(1).toNanos() : policy.limits().windowNanos();
		Duration window = Duration.ofNanos(Math.min(nanos, MAX_WINDOW));
		if (this.published.asMap().putIfAbsent(bucket, window) == null) {
			this.publisher.publish(SecurityEventType.RATE_LIMIT_EXCEEDED, reason, Map.of("policy", policy.name()));
		}
	}

}
