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
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.github.apisecurity.redis.CircuitBreaker;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;

/**
 * Makes policies for tests.
 */
public final class TestPolicies {

	private TestPolicies() {
	}

	static RateLimitPolicy policy(String name, String... limits) {
		return policy(name, RateLimitMode.ENFORCE, OnFailure.LOCAL_FALLBACK, limits);
	}

	static RateLimitPolicy policy(String name, RateLimitMode mode, OnFailure onFailure, String... limits) {
		RateLimitKey key = new RateLimitKeys(32, 64, (bean) -> null).create("key", List.of("user"),
				WhenMissing.CLIENT_IP);
		return new RateLimitPolicy(name, key, limits(limits), Tiers.NONE, 0, 1, ConsumeOn.ALL, mode, onFailure,
				exemptions(), options(null));
	}

	static Exemptions exemptions() {
		return new Exemptions(Set.of(), new NullRoleHierarchy(), List.of());
	}

	static RateLimitPolicy.Options options(@Nullable String costHeader) {
		return new RateLimitPolicy.Options(null, null, costHeader, new Delay(Duration.ofSeconds(1), 100), null, null);
	}

	public static Limits limits(String... limits) {
		return new Limits(Stream.of(limits).map((text) -> Limit.parse("limits", text)).toList());
	}

	public static Charge charge(String name, String... limits) {
		return charge(name, "key", limits(limits), 1);
	}

	public static Charge charge(String name, String key, Limits limits, long cost) {
		return new Charge(policy(name, "1/1s"), limits, key, false, cost, null);
	}

	public static Charge charge(RateLimitMode mode, OnFailure onFailure, String limit) {
		return new Charge(policy("policy-" + mode + "-" + onFailure, mode, onFailure, limit), limits(limit), "key",
				false, 1, null);
	}

	public static RateLimitStore memory(LongSupplier nanoTime) {
		return buckets(nanoTime);
	}

	static MemoryRateLimitStore buckets(LongSupplier nanoTime) {
		return new MemoryRateLimitStore(1_000_000, nanoTime);
	}

	public static RateLimitStore bounded(RateLimitStore store, Duration timeout, Duration probeInterval) {
		return new BoundedRateLimitStore(store, timeout, new CircuitBreaker(3, probeInterval, System::nanoTime));
	}

	/**
	 * An engine over a store.
	 */
	public static final class Engine {

		private final RateLimitEngine engine;

		public Engine(RateLimitStore store) {
			this.engine = new RateLimitEngine(store, buckets(System::nanoTime), (policy, result) -> {
			}, System::nanoTime);
		}

		public Answer decide(Charge charge) {
			Outcome outcome = this.engine.decide(List.of(charge)).get(0);
			return new Answer(!outcome.isRefusal(), outcome.result().name(), outcome.nanosToWait(),
					outcome.isUnavailable());
		}

		public void reset(Charge charge) {
			this.engine.reset(charge);
		}

	}

	/**
	 * What an engine decides on one charge.
	 *
	 * @param granted whether the request may go on
	 * @param result the name of the result
	 * @param nanosToWait how long until it could be allowed
	 * @param unavailable whether the store could not be asked
	 */
	public record Answer(boolean granted, String result, long nanosToWait, boolean unavailable) {

	}

}
