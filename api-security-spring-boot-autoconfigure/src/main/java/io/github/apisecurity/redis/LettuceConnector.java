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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Keeps the one connection, made with the client that Spring Boot configured: standalone,
 * sentinel and cluster, TLS, user and password are its business.
 */
class LettuceConnector {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	private static final Pattern POLICY = Pattern.compile("maxmemory_policy:(\\S+)");

	private final LettuceConnectionFactory connectionFactory;

	private final ExecutorService executor;

	/**
	 * A server that hangs may accept connections and not end the handshake: no further
	 * ones are opened meanwhile.
	 */
	private final Semaphore attempts = new Semaphore(2);

	private volatile @Nullable StatefulConnection<byte[], byte[]> connection;

	private final Map<String, Runnable> listeners = new ConcurrentHashMap<>();

	private volatile @Nullable CompletionStage<Void> refresh;

	private volatile boolean stale;

	private volatile boolean closed;

	LettuceConnector(LettuceConnectionFactory connectionFactory, ExecutorService executor) {
		this.connectionFactory = connectionFactory;
		this.executor = executor;
	}

	/**
	 * Return the commands of the connection.
	 * @return the commands or {@code null} while there is no connection
	 */
	@Nullable RedisClusterAsyncCommands<byte[], byte[]> commands() {
		StatefulConnection<byte[], byte[]> connection = this.connection;
		// A closed channel would queue the command until it is open again.
		return (connection != null && connection.isOpen()) ? commands(connection) : null;
	}

	private static RedisClusterAsyncCommands<byte[], byte[]> commands(StatefulConnection<byte[], byte[]> connection) {
		if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
			return cluster.async();
		}
		return ((StatefulRedisConnection<byte[], byte[]>) connection).async();
	}

	/**
	 * Return the node of a cluster that has a key.
	 * @param key the key
	 * @return the id of the node, empty when the server is not a cluster
	 */
	String node(byte[] key) {
		if (this.connection instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
			RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
			return (node != null) ? node.getNodeId() : "";
		}
		return "";
	}

	/**
	 * Find out in the background which node of a cluster has which keys now.
	 */
	void refreshNodes() {
		CompletionStage<Void> refresh = this.refresh;
		if (this.connectionFactory.getRequiredNativeClient() instanceof RedisClusterClient client
				&& (refresh == null || refresh.toCompletableFuture().isDone())) {
			this.refresh = client.refreshPartitionsAsync();
		}
	}

	/**
	 * Return what the server does when its memory is full.
	 * @return the policy, such as {@code noeviction}, empty when it does not tell
	 */
	String evictionPolicy() {
		RedisClusterAsyncCommands<byte[], byte[]> commands = commands();
		String memory = (commands != null) ? get(() -> commands.info("memory"), CONNECT_TIMEOUT) : null;
		Matcher policy = POLICY.matcher((memory != null) ? memory : "");
		return (policy.find()) ? policy.group(1) : "";
	}

	/**
	 * Demand a new connection, since the server behind this one is no longer the master.
	 */
	void markStale() {
		this.stale = true;
	}

	/**
	 * Make sure that there is a connection to a server that answers. A connection that
	 * does not answer is replaced, because the server behind it may have been replaced by
	 * a failover without closing it.
	 * @param timeout how long to wait for an answer
	 * @return whether there is one
	 */
	boolean ensureConnected(Duration timeout) {
		StatefulConnection<byte[], byte[]> current = this.connection;
		if (current != null && current.isOpen() && !this.stale && answers(current, timeout)) {
			return true;
		}
		this.connection = null;
		close(current);
		StatefulConnection<byte[], byte[]> replacement = connectInTime();
		// The first command of a cold process, or through a new proxy, takes longer than
		// those that requests wait for.
		if (replacement == null || !answers(replacement, CONNECT_TIMEOUT) || !answers(replacement, timeout)) {
			close(replacement);
			return false;
		}
		this.stale = false;
		this.connection = replacement;
		if (this.closed) {
			close();
		}
		return true;
	}

	private boolean answers(StatefulConnection<byte[], byte[]> connection, Duration timeout) {
		return get(() -> commands(connection).ping(), timeout) != null;
	}

	private @Nullable StatefulConnection<byte[], byte[]> connectInTime() {
		if (!this.attempts.tryAcquire()) {
			return null;
		}
		// The handshake with a stopped server may last as long as the command timeout of
		// the application.
		CompletableFuture<StatefulConnection<byte[], byte[]>> attempt = CompletableFuture.supplyAsync(this::connect,
				this.executor);
		attempt.whenComplete((connection, failure) -> this.attempts.release());
		CompletableFuture<StatefulConnection<byte[], byte[]>> wanted = attempt.copy();
		StatefulConnection<byte[], byte[]> connection = get(() -> wanted, CONNECT_TIMEOUT);
		if (connection == null) {
			attempt.thenAccept(StatefulConnection::closeAsync);
		}
		return connection;
	}

	private static <T> @Nullable T get(Supplier<Future<T>> call, Duration timeout) {
		Future<T> result = null;
		try {
			result = call.get();
			return result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException | RedisException ex) {
			// Known by the missing result.
		}
		if (result != null) {
			result.cancel(true);
		}
		return null;
	}

	private StatefulConnection<byte[], byte[]> connect() {
		AbstractRedisClient client = this.connectionFactory.getRequiredNativeClient();
		if (client instanceof RedisClusterClient clusterClient) {
			clusterClient.refreshPartitions();
			return clusterClient.connect(ByteArrayCodec.INSTANCE);
		}
		return ((RedisClient) client).connect(ByteArrayCodec.INSTANCE);
	}

	void listen(String channel, Runnable listener) {
		this.listeners.put(channel, listener);
	}

	/**
	 * Receive messages, over a connection of their own, which the client opens again when
	 * it is lost. Where the user may not subscribe there are none.
	 */
	void subscribe() {
		this.listeners.forEach((channel, listener) -> {
			if (this.listeners.remove(channel, listener)) {
				try {
					this.connectionFactory.getConnection()
						.subscribe((message, pattern) -> listener.run(), channel.getBytes(StandardCharsets.UTF_8));
				}
				catch (RuntimeException ex) {
					// The next time that there is a connection, unless all ends.
					this.listeners.put(channel, listener);
				}
			}
		});
	}

	void open() {
		this.closed = false;
	}

	void close() {
		this.closed = true;
		close(this.connection);
	}

	private static void close(@Nullable StatefulConnection<?, ?> connection) {
		if (connection != null) {
			connection.closeAsync();
		}
	}

}
