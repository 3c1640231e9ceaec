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

package io.github.apisecurity.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Makes executors for the tests of features.
 */
public final class RedisExecutors implements AutoCloseable {

	private final LettuceConnectionFactory connectionFactory;

	private final LettuceScriptExecutor executor;

	private RedisExecutors(LettuceConnectionFactory connectionFactory, Duration timeout) {
		this.connectionFactory = connectionFactory;
		this.executor = new LettuceScriptExecutor(connectionFactory, "test:", timeout,
				() -> new RedisNode(3, Duration.ofMillis(100), System::nanoTime));
		this.connectionFactory.afterPropertiesSet();
		this.connectionFactory.start();
		this.executor.start();
	}

	public static RedisExecutors connect(int port, Duration timeout) {
		return connect(new RedisStandaloneConfiguration("127.0.0.1", port), timeout);
	}

	public static RedisExecutors connect(RedisConfiguration configuration, Duration timeout) {
		RedisExecutors executors = new RedisExecutors(new LettuceConnectionFactory(configuration,
				LettuceClientConfiguration.builder().shutdownTimeout(Duration.ZERO).build()), timeout);
		executors.awaitAvailable();
		return executors;
	}

	public RedisScriptExecutor executor() {
		return this.executor;
	}

	public void awaitAvailable() {
		awaitAvailable(this.executor);
	}

	/**
	 * Wait for the connection, which is made in the background.
	 * @param executor the executor that makes it
	 */
	public static void awaitAvailable(RedisScriptExecutor executor) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(10, TimeUnit.MILLISECONDS).until(() -> {
			// Asking is what makes the executor try again.
			executor.submit(LuaScript.of("return {}"), new byte[0][], new byte[0][]);
			return executor.isAvailable();
		});
	}

	@Override
	public void close() {
		this.executor.stop();
		this.connectionFactory.destroy();
	}

}
