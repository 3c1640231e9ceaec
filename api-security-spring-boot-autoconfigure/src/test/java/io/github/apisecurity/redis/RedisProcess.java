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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

import org.springframework.util.FileSystemUtils;

/**
 * A real Redis server for tests, on a free port of the loopback interface: that on the
 * PATH or else that of the embedded-redis library.
 */
public final class RedisProcess implements AutoCloseable {

	private static @Nullable String executable;

	private final int port;

	private final Path directory;

	private final List<String> arguments;

	private final RedisClient client;

	private @Nullable Process process;

	private @Nullable StatefulRedisConnection<String, String> connection;

	private RedisProcess(int port, Path directory, List<String> arguments) {
		this.port = port;
		this.directory = directory;
		this.arguments = arguments;
		this.client = RedisClient.create(
				RedisURI.builder().withHost("127.0.0.1").withPort(port).withTimeout(Duration.ofSeconds(10)).build());
	}

	/**
	 * Start a server.
	 * @param arguments further arguments of the server
	 * @return the server, which answers
	 */
	public static RedisProcess start(String... arguments) {
		try {
			int port = freePort();
			List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1",
					"--save", "", "--appendonly", "no"));
			all.addAll(List.of(arguments));
			RedisProcess redis = new RedisProcess(port, Files.createTempDirectory("redis"), all);
			redis.restart();
			return redis;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Start a sentinel.
	 * @param configuration the lines of its configuration
	 * @return the sentinel, which answers
	 */
	public static RedisProcess startSentinel(String configuration) {
		try {
			Path directory = Files.createTempDirectory("sentinel");
			Path file = Files.writeString(directory.resolve("sentinel.conf"), configuration);
			int port = freePort();
			RedisProcess sentinel = new RedisProcess(port, directory,
					List.of(file.toString(), "--sentinel", "--port", Integer.toString(port), "--bind", "127.0.0.1"));
			sentinel.restart();
			return sentinel;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Find a free port whose cluster bus port is free too.
	 * @return the port
	 */
	private static int freePort() throws IOException {
		for (int i = 0; i < 50; i++) {
			try (ServerSocket socket = new ServerSocket(0)) {
				if (socket.getLocalPort() < 50_000) {
					return socket.getLocalPort();
				}
			}
		}
		throw new IOException("No free port below 50000");
	}

	private static synchronized String executable() throws IOException {
		if (executable == null) {
			// Another version than that of the machine.
			executable = System.getProperty("redis.executable");
		}
		if (executable == null) {
			executable = Stream.of(System.getenv("PATH").split(File.pathSeparator))
				.map((path) -> new File(path, "redis-server"))
				.filter(File::canExecute)
				.map(File::getPath)
				.findFirst()
				.orElse(null);
		}
		if (executable == null) {
			executable = ExecutableProvider.newJarResourceProvider().get().getPath();
		}
		return executable;
	}

	public void restart() {
		try {
			List<String> command = new ArrayList<>(List.of(executable()));
			command.addAll(this.arguments);
			this.process = new ProcessBuilder(command).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(Redirect.DISCARD)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(this::answers);
	}

	private boolean answers() {
		try {
			return "PONG".equals(commands().ping());
		}
		catch (RedisException ex) {
			return false;
		}
	}

	public RedisCommands<String, String> commands() {
		if (this.connection == null) {
			this.connection = this.client.connect();
		}
		return this.connection.sync();
	}

	/**
	 * Return how often clients have sent a command. Commands that scripts run inside the
	 * server are counted by Redis too, under their own names.
	 * @param command the command in lower case
	 * @return the number of calls
	 */
	public long calls(String command) {
		Properties stats = new Properties();
		try (java.io.StringReader reader = new java.io.StringReader(commands().info("commandstats"))) {
			stats.load(reader);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String line = stats.getProperty("cmdstat_" + command);
		return (line != null) ? Long.parseLong(line.substring("calls=".length(), line.indexOf(','))) : 0;
	}

	public int port() {
		return this.port;
	}

	/**
	 * Answer TLS too, on another port.
	 * @param certificate the certificate of the server
	 * @return the port, empty when the server was built without TLS
	 */
	public OptionalInt enableTls(RedisCertificate certificate) {
		try {
			int tlsPort = freePort();
			Map<String, String> options = new LinkedHashMap<>();
			options.put("tls-cert-file", certificate.certificate().toString());
			options.put("tls-key-file", certificate.key().toString());
			options.put("tls-auth-clients", "no");
			options.put("tls-port", Integer.toString(tlsPort));
			commands().configSet(options);
			return OptionalInt.of(tlsPort);
		}
		catch (RedisCommandExecutionException ex) {
			return OptionalInt.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Stop the server so that it keeps its connections and answers nothing.
	 */
	public void suspend() {
		signal("STOP");
	}

	public void resume() {
		signal("CONT");
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(running().pid())).start();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("kill -" + signal + " failed");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * End the server at once, as a crash would.
	 */
	public void kill() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
		try {
			running().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Process running() {
		if (this.process == null) {
			throw new IllegalStateException("Not started");
		}
		return this.process;
	}

	@Override
	public void close() {
		kill();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return Stream.of("redis", this.port).map(Object::toString).collect(Collectors.joining(":"));
	}

}
