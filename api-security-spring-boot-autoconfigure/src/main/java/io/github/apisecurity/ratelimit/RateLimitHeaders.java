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
import java.util.function.BiConsumer;

/**
 * Writes the response headers, see draft-ietf-httpapi-ratelimit-headers.
 */
class RateLimitHeaders {

	private static final long NANOS_PER_SECOND = 1_000_000_000;

	private final boolean ietf;

	private final boolean legacy;

	RateLimitHeaders(HeaderFormat format) {
		this.ietf = format == HeaderFormat.IETF || format == HeaderFormat.BOTH;
		this.legacy = format == HeaderFormat.LEGACY || format == HeaderFormat.BOTH;
	}

	void write(List<Outcome> outcomes, BiConsumer<String, String> response) {
		if (!this.ietf && !this.legacy) {
			return;
		}
		StringBuilder policies = new StringBuilder(64);
		StringBuilder states = new StringBuilder(64);
		long fewest = Long.MAX_VALUE;
		for (Outcome outcome : outcomes) {
			BucketLevel level = outcome.level();
			if (level != null && outcome.policy().isEnforced()) {
				append(outcome, level, policies, states);
				if (this.legacy && level.remaining() < fewest) {
					fewest = level.remaining();
					writeLegacy(outcome, level, response);
				}
			}
		}
		if (this.ietf && !policies.isEmpty()) {
			response.accept("RateLimit-Policy", policies.toString());
			response.accept("RateLimit", states.toString());
		}
	}

	private static void append(Outcome outcome, BucketLevel level, StringBuilder policies, StringBuilder states) {
		Limits.Description description = level.limits().describe(outcome.policy().name());
		separate(policies).append(description.policies());
		for (int i = 0; i < level.tokens().length; i++) {
			separate(states).append(description.names().get(i))
				.append(";r=")
				.append(level.tokens()[i])
				.append(";t=")
				.append(seconds(outcome, level, i));
		}
	}

	private static StringBuilder separate(StringBuilder text) {
		return (text.isEmpty()) ? text : text.append(", ");
	}

	private static long seconds(Outcome outcome, BucketLevel level, int index) {
		long tokens = level.tokens()[index];
		if (tokens >= level.limits().asList().get(index).burst()) {
			return 0;
		}
		return toSeconds(level.nanosToWait(index, Math.max(tokens + 1, outcome.charge().cost())));
	}

	private static void writeLegacy(Outcome outcome, BucketLevel level, BiConsumer<String, String> response) {
		int index = 0;
		for (int i = 1; i < level.tokens().length; i++) {
			index = (level.tokens()[i] < level.tokens()[index]) ? i : index;
		}
		response.accept("X-RateLimit-Limit", Long.toString(level.limits().asList().get(index).burst()));
		response.accept("X-RateLimit-Remaining", Long.toString(level.tokens()[index]));
		response.accept("X-RateLimit-Reset", Long.toString(seconds(outcome, level, index)));
	}

	static long toSeconds(long nanos) {
		return nanos / NANOS_PER_SECOND + ((nanos % NANOS_PER_SECOND != 0) ? 1 : 0);
	}

}
