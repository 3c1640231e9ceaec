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
import java.util.Map;

import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;

import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.security.access.hierarchicalroles.NullRoleHierarchy;

/**
 * The engine with the {@code redis} store and one key, connected as in an application. In
 * the package of the engine, which applications do not see.
 */
public final class RedisEngine implements AutoCloseable {

	/**
	 * A quota that no benchmark uses up.
	 */
	public static final String LIMIT = "1000000000/1h";

	private final AnnotationConfigApplicationContext context;

	private final RedisScriptExecutor executor;

	private final RateLimitEngine engine;

	private final List<Charge> charges;

	private RedisEngine(AnnotationConfigApplicationContext context, RateLimitEngine engine, List<Charge> charges) {
		this.context = context;
		this.executor = context.getBean(RedisScriptExecutor.class);
		this.engine = engine;
		this.charges = charges;
	}

	public static RedisEngine create(int port, boolean coalesce, Duration timeout) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("benchmark", Map.of("spring.data.redis.host", "127.0.0.1",
					"spring.data.redis.port", port, "api-security.redis.timeout", timeout.toString())));
		context.register(DataRedisAutoConfiguration.class, RedisAutoConfiguration.class);
		context.refresh();
		RedisRateLimitStore store = new RedisRateLimitStore(context.getBean(RedisScriptExecutor.class), "benchmark:",
				coalesce);
		RateLimitEngine engine = new RateLimitEngine(store, new MemoryRateLimitStore(10, System::nanoTime),
				(policy, result) -> {
				}, System::nanoTime);
		RateLimitPolicy policy = new RateLimitPolicyFactory(new RateLimitKeys(32, 64, (bean) -> null), Map.of(),
				new NullRoleHierarchy(), store, true)
			.inline("benchmark", "hot", new String[] { LIMIT }, new String[] { "user" }, 1);
		RedisEngine created = new RedisEngine(context, engine,
				List.of(new Charge(policy, policy.limits(), "key", false, 1, null)));
		created.awaitAvailable();
		return created;
	}

	/**
	 * Decide once.
	 * @return whether Redis decided and allowed it
	 */
	public boolean decide() {
		return this.engine.decide(this.charges).get(0).isConsumed();
	}

	public boolean isAvailable() {
		return this.executor.isAvailable();
	}

	public void awaitAvailable() {
		long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (!isAvailable() && System.nanoTime() - end < 0) {
			// Asking is what makes the executor try again.
			this.executor.submit(LuaScript.of("return {}"), new byte[0][], new byte[0][]);
			Thread.onSpinWait();
		}
		if (!isAvailable()) {
			throw new IllegalStateException("Redis is not available");
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

}
