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
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.config.RareWarning;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.Assert;

/**
 * The limits that a {@link RateLimitResolver} has found lately.
 */
final class ResolvedLimits {

	private static final Log log = LogFactory.getLog(ResolvedLimits.class);

	private static final Limits NONE = new Limits(List.of());

	private static final long MAX_KEYS = 10_000;

	private final RareWarning warning = new RareWarning(log);

	private final String name;

	private final RateLimitResolver resolver;

	private final Cache<String, Limits> found = Caffeine.newBuilder()
		.maximumSize(MAX_KEYS)
		.expireAfterWrite(Duration.ofMinutes(1))
		.build();

	ResolvedLimits(String name, RateLimitResolver resolver) {
		this.name = name;
		this.resolver = resolver;
	}

	/**
	 * Return the limits of a caller.
	 * @param key the key of the caller
	 * @param context what is known of the request
	 * @param cost the tokens of a request, which the limits must be able to pay
	 * @param otherwise the limits of the policy
	 * @return the limits
	 */
	Limits find(String key, RateLimitContext context, long cost, Limits otherwise) {
		Limits limits = this.found.getIfPresent(key);
		if (limits == null) {
			limits = resolve(context, otherwise);
			this.found.put(key, limits);
		}
		return (limits.isUnlimited() || limits.smallestBurst() < cost) ? otherwise : limits;
	}

	private Limits resolve(RateLimitContext context, Limits otherwise) {
		try {
			List<String> texts = this.resolver.resolve(context);
			Limits limits = RateLimitPolicyFactory.compile(this.name,
					texts.stream().map((text) -> Limit.parse(this.name, text)).toList());
			Assert.isTrue(limits.isUnlimited() || (limits.calendar() == null) == (otherwise.calendar() == null),
					"windows of the calendar are those of the policy");
			return limits;
		}
		catch (RuntimeException ex) {
			// The message may have what the caller sent.
			this.warning.warn(() -> "Limits of '" + this.name + "' cannot be used: " + ex.getClass().getName());
			return NONE;
		}
	}

}
