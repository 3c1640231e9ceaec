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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.CustomizableThreadCreator;

/**
 * {@link RedisScriptExecutor} over Lettuce.
 */
class LettuceScriptExecutor implements RedisScriptExecutor, SmartLifecycle {

	private static final Log log = LogFactory.getLog(LettuceScriptExecutor.class);

	private static final RedisUnavailableException NOT_CONNECTED = new RedisUnavailableException(
			"Redis is not connected", null);

	private final String keyPrefix;

	private final Duration timeout;

	private final boolean cluster;

	private final CircuitBreaker breaker;

	private final LettuceConnector connector;

	private final ExecutorService executor;

	private volatile boolean running;

	LettuceScriptExecutor(LettuceConnectionFactory connectionFactory, String keyPrefix, Duration timeout,
			CircuitBreaker breaker) {
		this.keyPrefix = keyPrefix;
		this.timeout = timeout;
		this.cluster = connectionFactory.isClusterAware();
		this.breaker = breaker;
		CustomizableThreadCreator threads = new CustomizableThreadCreator("api-security-redis-");
		threads.setDaemon(true);
		// One thread for the probe and one for its connection attempt.
		this.executor = Executors.newCachedThreadPool(threads::createThread);
		this.connector = new LettuceConnector(connectionFactory, this.executor);
	}

	@Override
	public CompletableFuture<List<Object>> submit(LuaScript script, byte[][] keys, byte[][] args) {
		if (!this.breaker.isClosed()) {
			probe();
			return CompletableFuture.failedFuture(NOT_CONNECTED);
		}
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.connector.commands();
		if (commands == null) {
			failed(NOT_CONNECTED);
			return CompletableFuture.failedFuture(NOT_CONNECTED);
		}
		Call call = new Call();
		send(call, commands, script, keys, args, false);
		return call;
	}

	private void send(Call call, RedisClusterAsyncCommands<byte[], byte[]> commands, LuaScript script, byte[][] keys,
			byte[][] args, boolean bySource) {
		try {
			RedisFuture<List<Object>> future = (bySource)
					? commands.eval(script.source(), ScriptOutputType.MULTI, keys, args)
					: commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, args);
			call.source = future;
			future.whenComplete((result, failure) -> {
				if (failure instanceof RedisNoScriptException && !bySource) {
					// The server was restarted, or somebody flushed its scripts.
					send(call, commands, script, keys, args, true);
				}
				else {
					complete(call, result, failure);
				}
			});
		}
		catch (RuntimeException ex) {
			complete(call, null, ex);
		}
	}

	private void complete(Call call, @Nullable List<Object> result, @Nullable Throwable failure) {
		if (result != null) {
			this.breaker.success();
			call.complete(result);
			return;
		}
		if (!call.isDone()) {
			failed(failure);
			call.completeExceptionally(new RedisUnavailableException("Redis refused the command", failure));
		}
	}

	@Override
	public <T> T await(CompletableFuture<T> result) {
		// While the breaker is open every request comes here: no stack trace for each.
		if (result.isCompletedExceptionally()
				&& result.handle((value, failure) -> failure).join() instanceof RedisUnavailableException unavailable) {
			throw unavailable;
		}
		try {
			return result.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			failed(ex);
			result.cancel(true);
			throw new RedisUnavailableException("Redis did not answer within " + this.timeout.toMillis() + " ms", ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RedisUnavailableException unavailable) {
				throw unavailable;
			}
			throw new RedisUnavailableException("Redis could not be asked", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisUnavailableException("Interrupted while waiting for Redis", ex);
		}
	}

	private void failed(@Nullable Throwable failure) {
		boolean readOnly = isReadOnly(failure);
		if (readOnly) {
			this.connector.markStale();
		}
		if ((readOnly) ? this.breaker.open() : this.breaker.failure()) {
			log.warn("Redis is not available, trying again in the background: " + failure);
			probe();
		}
	}

	private static boolean isReadOnly(@Nullable Throwable failure) {
		// Before Redis 7 the refusal is wrapped in an error of the script.
		return failure instanceof RedisCommandExecutionException && failure.getMessage() != null
				&& failure.getMessage().contains("READONLY");
	}

	private void probe() {
		if (this.running && this.breaker.claimProbe()) {
			this.executor.execute(this::recover);
		}
	}

	private void recover() {
		if (this.connector.ensureConnected(this.timeout) && this.breaker.close()) {
			log.info("Redis is available");
		}
	}

	@Override
	public int slot(byte[] key) {
		return (this.cluster) ? SlotHash.getSlot(key) : 0;
	}

	@Override
	public String keyPrefix() {
		return this.keyPrefix;
	}

	@Override
	public boolean isAvailable() {
		return this.breaker.isClosed();
	}

	@Override
	public Duration timeout() {
		return this.timeout;
	}

	@Override
	public void start() {
		this.running = true;
		// In the background: the application starts whether Redis answers or not.
		probe();
	}

	@Override
	public void stop() {
		this.running = false;
		this.breaker.open();
		this.connector.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// After the connection factory, and before the web server takes requests.
		return 100;
	}

	/**
	 * Result that takes back the command when nobody waits for it any more: one that is
	 * still queued must not be run later.
	 */
	private static final class Call extends CompletableFuture<List<Object>> {

		private volatile @Nullable RedisFuture<List<Object>> source;

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			RedisFuture<List<Object>> command = this.source;
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			if (command != null) {
				command.cancel(mayInterruptIfRunning);
			}
			return cancelled;
		}

	}

}
