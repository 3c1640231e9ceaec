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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.apisecurity.config.DaemonThreads;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * {@link RedisScriptExecutor} over Lettuce.
 */
class LettuceScriptExecutor implements RedisScriptExecutor, SmartLifecycle {

	private static final RedisUnavailableException NOT_CONNECTED = new RedisUnavailableException(
			"Redis is not connected", null);

	private static final LuaScript PROBE = LuaScript.of("return {}");

	private static final byte[][] NO_ARGUMENTS = {};

	private final String keyPrefix;

	private final Duration timeout;

	private final boolean cluster;

	private final Supplier<RedisNode> nodeFactory;

	private final RedisNode server;

	/**
	 * The nodes of a cluster, each with a circuit breaker of its own: one that hangs must
	 * not hold up what the others have.
	 */
	private final Map<String, RedisNode> nodes = new ConcurrentHashMap<>();

	private final RedisLog log = new RedisLog();

	private final LettuceConnector connector;

	private final ExecutorService executor;

	private volatile boolean running;

	LettuceScriptExecutor(LettuceConnectionFactory connectionFactory, String keyPrefix, Duration timeout,
			Supplier<RedisNode> nodeFactory) {
		this.keyPrefix = keyPrefix;
		this.timeout = timeout;
		this.cluster = connectionFactory.isClusterAware();
		this.nodeFactory = nodeFactory;
		this.server = nodeFactory.get();
		// One thread for the probe and one for its connection attempt.
		this.executor = Executors.newCachedThreadPool(DaemonThreads.of("api-security-redis-"));
		this.connector = new LettuceConnector(connectionFactory, this.executor);
	}

	@Override
	public CompletableFuture<List<Object>> submit(LuaScript script, byte[][] keys, byte[][] args) {
		if (!this.server.isClosed()) {
			probe();
			return CompletableFuture.failedFuture(NOT_CONNECTED);
		}
		RedisClusterAsyncCommands<byte[], byte[]> commands = this.connector.commands();
		if (commands == null) {
			failed(this.server, NOT_CONNECTED);
			return CompletableFuture.failedFuture(NOT_CONNECTED);
		}
		RedisNode node = this.server;
		if (this.cluster && keys.length > 0) {
			node = this.nodes.computeIfAbsent(this.connector.node(keys[0]), (id) -> newNode());
		}
		if (!node.isUsable()) {
			if (node.claimProbe()) {
				probe(node, commands, keys[0]);
			}
			return CompletableFuture.failedFuture(NOT_CONNECTED);
		}
		return send(node, commands, script, keys, args);
	}

	private RedisNode newNode() {
		RedisNode node = this.nodeFactory.get();
		node.close();
		return node;
	}

	private RedisCall send(RedisNode node, RedisClusterAsyncCommands<byte[], byte[]> commands, LuaScript script,
			byte[][] keys, byte[][] args) {
		RedisCall call = new RedisCall(node);
		call.send(commands, script, keys, args, (result, failure) -> complete(call, result, failure));
		return call;
	}

	private void complete(RedisCall call, @Nullable List<Object> result, @Nullable Throwable failure) {
		boolean answered = result != null || failure instanceof RedisCommandExecutionException;
		call.node().ended(call, answered);
		if (answered && call.node() != this.server) {
			call.node().close();
		}
		if (result != null) {
			call.complete(result);
			return;
		}
		if (failure instanceof RedisCommandExecutionException refusal) {
			refused(String.valueOf(refusal.getMessage()));
		}
		else if (!call.isDone()) {
			failed(call.node(), failure);
		}
		call.completeExceptionally(new RedisUnavailableException("Redis refused the command", failure));
	}

	/**
	 * An answer, even one like this, is no outage: nobody has to wait for it.
	 * @param message the answer
	 */
	private void refused(String message) {
		// Before Redis 7 the refusal is wrapped in an error of the script.
		if (message.contains("READONLY")) {
			this.connector.markStale();
			if (this.server.open()) {
				probe();
			}
		}
		this.log.refused(message);
	}

	private void failed(RedisNode node, @Nullable Throwable failure) {
		if (node.failure()) {
			this.log.unavailable((node == this.server) ? "Redis" : "A node of the Redis cluster", failure);
			if (node == this.server) {
				probe();
			}
			else {
				node.giveUp(NOT_CONNECTED);
			}
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
			timedOut(ex);
			result.cancel(true);
			throw new RedisUnavailableException("Redis did not answer within " + this.timeout.toMillis() + " ms", ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RedisUnavailableException unavailable) ? unavailable
					: new RedisUnavailableException("Redis could not be asked", ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new RedisUnavailableException("Interrupted while waiting for Redis", ex);
		}
	}

	/**
	 * A decision was not made in time. That counts for the nodes that answer nothing at
	 * all: one that is slow is not down.
	 * @param failure what happened
	 */
	private void timedOut(TimeoutException failure) {
		Stream.concat(Stream.of(this.server), this.nodes.values().stream())
			.filter((node) -> node.isSilent(this.timeout.toNanos()))
			.forEach((node) -> failed(node, failure));
	}

	private void probe() {
		if (this.running && this.server.claimProbe()) {
			this.executor.execute(this::recover);
		}
	}

	private void recover() {
		if (!this.connector.ensureConnected(this.timeout)) {
			this.log.unreachable();
			return;
		}
		this.nodes.clear();
		this.server.close();
		if (this.log.available()) {
			this.log.evicts(this.connector.evictionPolicy());
		}
		this.connector.subscribe();
	}

	/**
	 * Ask a node of a cluster whether it is back, and the others whether another has
	 * taken its place.
	 * @param node the node
	 * @param commands the connection
	 * @param key a key of the node
	 */
	private void probe(RedisNode node, RedisClusterAsyncCommands<byte[], byte[]> commands, byte[] key) {
		if (!node.isSilent(0)) {
			send(node, commands, PROBE, new byte[][] { key }, NO_ARGUMENTS);
		}
		this.executor.execute(this.connector::refreshNodes);
	}

	@Override
	public void listen(String channel, Runnable listener) {
		this.connector.listen(channel, listener);
		if (isAvailable()) {
			this.executor.execute(this.connector::subscribe);
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
		return this.server.isClosed();
	}

	@Override
	public Duration timeout() {
		return this.timeout;
	}

	@Override
	public void start() {
		this.running = true;
		this.connector.open();
		// In the background: the application starts whether Redis answers or not.
		probe();
	}

	@Override
	public void stop() {
		this.running = false;
		this.server.open();
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

}
