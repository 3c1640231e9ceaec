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

package io.github.apisecurity.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.ratelimit.engine.Charge;
import io.github.apisecurity.ratelimit.engine.RateLimitDecision;
import io.github.apisecurity.ratelimit.engine.RateLimitEngine;
import io.github.apisecurity.ratelimit.memory.MemoryRateLimitStore;
import io.github.apisecurity.ratelimit.policy.Exemptions;
import io.github.apisecurity.ratelimit.policy.Limit;
import io.github.apisecurity.ratelimit.policy.Limits;
import io.github.apisecurity.ratelimit.policy.OnFailure;
import io.github.apisecurity.ratelimit.policy.RateLimitKeys;
import io.github.apisecurity.ratelimit.policy.RateLimitMode;
import io.github.apisecurity.ratelimit.policy.RateLimitPolicy;
import io.github.apisecurity.ratelimit.policy.Tiers;
import io.github.apisecurity.ratelimit.policy.WhenMissing;
import io.github.apisecurity.ratelimit.redis.RedisRateLimitStore;
import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;

import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The engine with the {@code redis} store and one key, connected as in an application.
 *
 * @param context the application context
 * @param executor asks Redis
 * @param engine the engine
 * @param charges the charge of each decision
 */
record RedisEngine(AnnotationConfigApplicationContext context, RedisScriptExecutor executor, RateLimitEngine engine,
		List<Charge> charges) implements AutoCloseable {

	/**
	 * A quota that no benchmark uses up.
	 */
	static final String LIMIT = "1000000000/1h";

	static RedisEngine create(int port, boolean coalesce, Duration timeout) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("benchmark", Map.of("spring.data.redis.host", "127.0.0.1",
					"spring.data.redis.port", port, "api-security.redis.timeout", timeout.toString())));
		context.register(DataRedisAutoConfiguration.class, RedisAutoConfiguration.class);
		context.refresh();
		RedisScriptExecutor executor = context.getBean(RedisScriptExecutor.class);
		RateLimitEngine engine = new RateLimitEngine(new RedisRateLimitStore(executor, "benchmark:", coalesce),
				new MemoryRateLimitStore(10, System::nanoTime), (policy, result) -> {
				}, System::nanoTime);
		Limits limits = Limits.of(List.of(Limit.parse("limit", LIMIT)));
		RateLimitPolicy policy = new RateLimitPolicy("hot",
				new RateLimitKeys(64, (bean) -> null).create("key", List.of("user"), WhenMissing.CLIENT_IP), limits,
				Tiers.NONE, 0, 1, Set.of(), RateLimitMode.ENFORCE, OnFailure.LOCAL_FALLBACK, Exemptions.NONE);
		RedisEngine created = new RedisEngine(context, executor, engine, List.of(new Charge(policy, limits, "key", 1)));
		created.awaitAvailable();
		return created;
	}

	RateLimitDecision decide() {
		return this.engine.decide(this.charges);
	}

	void awaitAvailable() {
		long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (!this.executor.isAvailable() && System.nanoTime() - end < 0) {
			// Asking is what makes the executor try again.
			this.executor.submit(LuaScript.of("return {}"), new byte[0][], new byte[0][]);
			Thread.onSpinWait();
		}
		if (!this.executor.isAvailable()) {
			throw new IllegalStateException("Redis is not available");
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
