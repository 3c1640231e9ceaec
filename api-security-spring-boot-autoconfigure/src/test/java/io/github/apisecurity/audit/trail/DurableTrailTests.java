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

package io.github.apisecurity.audit.trail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.AuditProperties.Overflow;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.token.TestProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Trail} in durable mode. Ten processes that are killed after 10,000
 * answers each are tried with {@code -Daudit.kills=10}.
 */
@Timeout(1200)
class DurableTrailTests {

	private static final int KILLS = Integer.getInteger("audit.kills", 1);

	private static final int ANSWERS = (KILLS > 1) ? 10_000 : 1_000;

	private static final FileTrailWriter.Options DURABLE = new FileTrailWriter.Options(Long.MAX_VALUE, List.of(), true,
			true);

	private static final Pattern PATH = Pattern.compile("\"request_uri\":\"([^\"]+)\"");

	@TempDir
	Path directory;

	@Test
	@Tag("exhaustive")
	void whenProcessIsKilledEachEventOfAnAnsweredRequestIsOnTheDisk() throws Exception {
		Set<String> answered = ConcurrentHashMap.newKeySet();
		for (int kill = 0; kill < KILLS; kill++) {
			Path port = this.directory.resolve("port" + kill);
			try (TestProcess node = TestProcess.start(Node.class, this.directory, port)) {
				await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(port) && Files.size(port) > 0);
				killUnderLoad(node, "http://127.0.0.1:" + Files.readString(port) + "/" + kill + "-", answered);
			}
		}
		assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLS * ANSWERS);
		for (String name : List.of("audit.jsonl", "disk.jsonl")) {
			Path file = this.directory.resolve(name);
			// The next process removes what was half written.
			new FileTrailWriter(file, "node-1", DURABLE, null).close();
			String written = Files.readString(file);
			Set<String> missing = new HashSet<>(answered);
			PATH.matcher(written).results().map((found) -> found.group(1)).forEach(missing::remove);
			assertThat(missing).isEmpty();
			AuditTrailVerifier verifier = new AuditTrailVerifier(1, Set.of());
			verifier.readRecords(name, written);
			System.out.println(answered.size() + " requests answered, " + name + " of " + verifier.verify());
			assertThat(verifier.findings()).isEmpty();
		}
	}

	private static void killUnderLoad(TestProcess node, String url, Set<String> answered) throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		CountDownLatch enough = new CountDownLatch(ANSWERS);
		ExecutorService clients = Executors.newFixedThreadPool(8);
		AtomicInteger number = new AtomicInteger();
		for (int i = 0; i < 8; i++) {
			clients.submit(() -> {
				while (true) {
					URI uri = URI.create(url + number.incrementAndGet());
					client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
					answered.add(uri.getPath());
					enough.countDown();
				}
			});
		}
		assertThat(enough.await(2, TimeUnit.MINUTES)).isTrue();
		node.kill();
		clients.shutdown();
		assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
	}

	@Test
	void whenDiskIsNotForcedYetTheRequestIsNotAnswered() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Trail trail = trail(new FileTrailWriter(this.directory.resolve("audit.jsonl"), "node-1", DURABLE, null) {

			@Override
			void force(FileChannel file) throws IOException {
				waitFor(gate);
				super.force(file);
			}

		});
		Thread request = new Thread(() -> trail.accept(event("first.")));
		request.start();
		await().until(() -> request.getState() == Thread.State.TIMED_WAITING
				&& Files.size(this.directory.resolve("audit.jsonl")) > 0);
		assertThat(request.isAlive()).isTrue();
		gate.countDown();
		request.join();
		trail.close();
	}

	@Test
	void whenDiskIsNotForcedYetThereIsNoAnswerOverHttp() throws Exception {
		try (TestServer server = TestServer.start(Api.class, "test.directory=" + this.directory,
				"api-security.audit.sinks.log.enabled=false")) {
			Path cache = this.directory.resolve("cache.jsonl");
			long before = Files.size(cache);
			DiskWriter.gate = new CountDownLatch(1);
			CompletableFuture<HttpResponse<String>> answer = HttpClient.newHttpClient()
				.sendAsync(server.request("/first").build(), BodyHandlers.ofString());
			await().until(() -> Files.size(cache) > before);
			assertThat(Files.size(this.directory.resolve("disk.jsonl"))).isEqualTo(before);
			await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());
			DiskWriter.gate.countDown();
			assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(401);
			assertThat(Files.readString(this.directory.resolve("disk.jsonl"))).contains("\"request_uri\":\"/first\"");
		}
	}

	@Test
	void whenManyRequestsWaitOneForceIsForAllOfThem() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		AtomicInteger forces = new AtomicInteger();
		Trail trail = trail(new FileTrailWriter(this.directory.resolve("audit.jsonl"), "node-1", DURABLE, null) {
			@Override
			void force(FileChannel file) throws IOException {
				forces.incrementAndGet();
				waitFor(gate);
				super.force(file);
			}
		});
		List<Thread> requests = IntStream.range(0, 50)
			.mapToObj((number) -> new Thread(() -> trail.accept(event("request" + number))))
			.toList();
		requests.get(0).start();
		await().until(() -> forces.get() == 1);
		requests.subList(1, 50).forEach(Thread::start);
		await().until(() -> trail.queued() == 49);
		gate.countDown();
		for (Thread request : requests) {
			request.join();
		}
		assertThat(forces).hasValue(2);
		trail.close();
		assertThat(Files.readAllLines(this.directory.resolve("audit.jsonl"))).hasSize(50);
	}

	private static void waitFor(CountDownLatch gate) throws IOException {
		try {
			gate.await();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
	}

	private static Trail trail(FileTrailWriter writer) {
		return new Trail(new EventFormat(Format.OWASP, "shop", () -> "node-1"),
				List.of(new TrailOutput("file", writer, 0)),
				new Trail.Queue(10_000, Overflow.FAIL_REQUEST, true, Duration.ofSeconds(30)));
	}

	private static SecurityEvent event(String reason) {
		return new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, reason, "ada", null, null, null, null,
				Map.of());
	}

	/**
	 * A node whose requests are all refused, which is an event of each. It writes the
	 * file of its configuration and one on a disk that has what was forced and nothing
	 * else, as after a power cut.
	 */
	static class Node implements TestProcess.Main {

		@Override
		public void run(String... args) throws Exception {
			Path directory = Path.of(args[0]);
			TestServer server = TestServer.start(Api.class,
					"api-security.audit.sinks.file.path=" + directory.resolve("audit.jsonl"),
					"api-security.audit.instance=node-1", "api-security.audit.queue.durable=true",
					"api-security.audit.queue.overflow=fail-request", "api-security.audit.sinks.log.enabled=false",
					"test.directory=" + directory);
			Files.writeString(Path.of(args[1]), "" + server.context().getWebServer().getPort());
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		SecurityEventSink disk(@Value("${test.directory}") Path directory) throws IOException {
			return trail(new DiskWriter(directory))::accept;
		}

	}

	/**
	 * Copies what is forced when it is, and not before.
	 */
	private static final class DiskWriter extends FileTrailWriter {

		static volatile CountDownLatch gate = new CountDownLatch(0);

		private final FileChannel disk;

		DiskWriter(Path directory) throws IOException {
			super(directory.resolve("cache.jsonl"), "node-1", DURABLE, null);
			this.disk = FileChannel.open(directory.resolve("disk.jsonl"), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}

		@Override
		void force(FileChannel file) throws IOException {
			waitFor(gate);
			super.force(file);
			file.transferTo(this.disk.size(), file.size() - this.disk.size(), this.disk);
		}

	}

}
