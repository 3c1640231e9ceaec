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

package io.github.apisecurity.validation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.servlet.HandlerMapping;

/**
 * Counts and records what would have been refused, by endpoint and rule and never with a
 * value.
 *
 * @see ValidationMode#SHADOW
 */
final class ShadowRefusals {

	private static final SecurityEventType WOULD_FAIL = new SecurityEventType("input_validation_would_fail",
			Outcome.SUCCESS);

	/**
	 * Of endpoints with rules. More than an application has: methods are chosen by the
	 * caller.
	 */
	private static final int MAX_COUNTS = 1_000;

	private static final String OTHERS = "others";

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	private final SecurityEventPublisher publisher;

	ShadowRefusals(SecurityEventPublisher publisher) {
		this.publisher = publisher;
	}

	/**
	 * Record that a request would have been refused.
	 * @param request the request, after a handler was found for it where there is one
	 * @param rule the rule, such as {@code query.page-size}
	 */
	void add(HttpServletRequest request, String rule) {
		String endpoint = endpoint(request);
		String key = endpoint + ": " + rule;
		boolean known = this.counts.containsKey(key) || this.counts.size() < MAX_COUNTS;
		this.counts.computeIfAbsent((known) ? key : OTHERS, (any) -> new LongAdder()).increment();
		this.publisher.publish(WOULD_FAIL, null, Map.of("endpoint", endpoint, "rule", rule));
	}

	private static String endpoint(HttpServletRequest request) {
		@Nullable Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		return request.getMethod() + " " + ((pattern != null) ? pattern : "(no handler)");
	}

	/**
	 * Return how often each rule would have refused, since the start.
	 * @return the counts by endpoint and rule
	 */
	Map<String, Long> counts() {
		Map<String, Long> snapshot = new TreeMap<>();
		this.counts.forEach((key, count) -> snapshot.put(key, count.sum()));
		return snapshot;
	}

}
