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

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.local.LocalBucketBuilder;

/**
 * Decides on a request with buckets in memory. Their number is bounded.
 */
class RateLimiter {

	private static final long MAX_BUCKETS = 100_000;

	private final Cache<BucketKey, Bucket> buckets = Caffeine.newBuilder().maximumSize(MAX_BUCKETS).build();

	/**
	 * Take one token for the key.
	 * @param policy the policy
	 * @param key whom to count
	 * @return the time until the next token, or {@link Duration#ZERO} when there was one
	 */
	Duration tryConsume(RateLimitPolicy policy, String key) {
		Bucket bucket = this.buckets.get(new BucketKey(policy.name(), key), (missing) -> createBucket(policy));
		ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
		return (probe.isConsumed()) ? Duration.ZERO : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
	}

	private Bucket createBucket(RateLimitPolicy policy) {
		LocalBucketBuilder builder = Bucket.builder();
		policy.limits().forEach((limit) -> builder.addLimit(limit.toBandwidth()));
		return builder.build();
	}

	private record BucketKey(String policy, String key) {

	}

}
