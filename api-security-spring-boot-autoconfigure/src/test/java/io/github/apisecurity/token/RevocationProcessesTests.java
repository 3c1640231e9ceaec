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

package io.github.apisecurity.token;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import io.github.apisecurity.redis.RedisProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes on one Redis, which is stopped, restarted, emptied and cut off while
 * tokens are revoked on one of them and both answer requests. The system property
 * {@code revocation.requests} is the number of requests, and {@code revocation.deadline}
 * how many milliseconds after its revocation, or after the end of an outage, a token has
 * to be refused everywhere; what was measured is printed.
 */
@Timeout(3600)
@Tag("exhaustive")
class RevocationProcessesTests {

	private static final int MAX_TOKENS = 5000;

	private static final List<String> STEPS = List.of("nothing", "emptied", "restarted", "stopped", "partitioned");

	private static final HttpClient client = HttpClient.newHttpClient();

	private final TestIdentityProvider issuer = TestIdentityProvider.start();

	private final RedisProcess redis = RedisProcess.start();

	private final List<String> tokens = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	/**
	 * When a request was sent that was the last to be accepted, by node and token.
	 */
	private final List<AtomicLongArray> accepted = List.of(new AtomicLongArray(MAX_TOKENS),
			new AtomicLongArray(MAX_TOKENS));

	/**
	 * From when on none is to be accepted, by node and token.
	 */
	private final long[][] due = new long[2][MAX_TOKENS];

	private final Map<String, Long> longest = new TreeMap<>();

	private volatile boolean done;

	@Test
	void whatIsRevokedOnOneIsRefusedByBothInTime() throws Exception {
		int size = Integer.getInteger("revocation.requests", 500);
		long deadline = Duration.ofMillis(Long.getLong("revocation.deadline", 30_000)).toNanos();
		ExecutorService executor = Executors.newCachedThreadPool();
		int otherPort = TestProcess.freePort();
		try (Proxy proxy = new Proxy(this.redis.port());
				TestServer here = TestServer.start(RevocationHttpTests.Api.class, properties(this.redis.port()));
				TestProcess there = TestProcess.start(Other.class,
						(Object[]) with(properties(proxy.port()), "server.port=" + otherPort))) {
			int[] ports = { here.context().getWebServer().getPort(), otherPort };
			this.tokens.add(token());
			for (int port : ports) {
				Awaitility.await()
					.atMost(Duration.ofMinutes(2))
					.ignoreExceptions()
					.until(() -> send(port, "/me", this.tokens.get(0)) == 200);
			}
			List<Future<?>> load = List.of(executor.submit(() -> load(0, ports[0])),
					executor.submit(() -> load(1, ports[1])));
			for (int i = 0; i < STEPS.size() || this.requests.get() < size; i++) {
				revoke(STEPS.get(i % STEPS.size()), i / STEPS.size() % 2, ports, proxy, deadline);
			}
			this.done = true;
			for (Future<?> result : load) {
				result.get();
			}
			// Whatever has happened to Redis since.
			for (int node = 0; node < 2; node++) {
				for (int i = 1; i < this.tokens.size(); i++) {
					assertThat(this.accepted.get(node).get(i)).as(STEPS.get((i - 1) % STEPS.size()) + ", node " + node)
						.isLessThan(this.due[node][i]);
				}
			}
		}
		finally {
			this.done = true;
			executor.shutdownNow();
			this.redis.close();
			this.issuer.close();
		}
		System.out.println(this.requests + " requests, " + this.tokens.size() + " tokens revoked; ms until refused: "
				+ this.longest);
	}

	private void revoke(String step, int node, int[] ports, Proxy proxy, long deadline) throws Exception {
		int index = this.tokens.size();
		this.tokens.add(token());
		switch (step) {
			case "emptied" -> this.redis.commands().flushall();
			case "restarted" -> this.redis.kill();
			case "stopped" -> this.redis.suspend();
			case "partitioned" -> proxy.cut(true);
			default -> {
			}
		}
		int status = send(ports[node], "/logout-api", this.tokens.get(index));
		assertThat(status).as(step).isIn(200, 503);
		long revoked = System.nanoTime();
		// It goes on for a while.
		int before = this.requests.get();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.requests.get() > before + 20);
		switch (step) {
			case "restarted" -> this.redis.restart();
			case "stopped" -> this.redis.resume();
			case "partitioned" -> proxy.cut(false);
			default -> {
			}
		}
		long end = step.equals("nothing") ? revoked : System.nanoTime();
		int other = 1 - node;
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> send(ports[other], "/me", this.tokens.get(index)) == 401);
		this.due[node][index] = revoked;
		this.due[other][index] = end + deadline;
		long took = this.accepted.get(other).get(index) - end;
		this.longest.merge(step, Math.max(0, took / 1_000_000), Math::max);
	}

	// Half of the requests are with the token that is revoked next, the others with those
	// that were.
	private void load(int node, int port) {
		Random random = new Random(node);
		while (!this.done) {
			int newest = this.tokens.size() - 1;
			int index = random.nextBoolean() ? newest : random.nextInt(newest + 1);
			long sent = System.nanoTime();
			if (send(port, "/me", this.tokens.get(index)) == 200) {
				this.accepted.get(node).set(index, sent);
			}
			this.requests.incrementAndGet();
		}
	}

	private static int send(int port, String path, String token) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.timeout(Duration.ofSeconds(60))
			.header("Authorization", "Bearer " + token);
		try {
			return client
				.send((path.equals("/me") ? request : request.POST(BodyPublishers.noBody())).build(),
						BodyHandlers.discarding())
				.statusCode();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String token() {
		return this.issuer.token(this.issuer.header("RS256"), this.issuer.claims("api"));
	}

	private String[] properties(int redisPort) {
		return new String[] { "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + this.issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=api", "spring.data.redis.host=127.0.0.1",
				"api-security.token.revocation.enabled=true", "spring.data.redis.port=" + redisPort,
				// Who presents revoked tokens all the time is blocked and limited.
				"api-security.audit.enabled=false", "api-security.detection.enabled=false",
				"api-security.rate-limit.enabled=false" };
	}

	private static String[] with(String[] properties, String another) {
		String[] all = Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = another;
		return all;
	}

	/**
	 * The other process.
	 */
	static final class Other implements TestProcess.Main {

		@Override
		public void run(String... args) {
			TestServer.start(RevocationHttpTests.Api.class, args);
		}

	}

	/**
	 * The network between a node and Redis: what is cut is neither refused nor answered.
	 */
	private static final class Proxy implements AutoCloseable {

		private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

		private final int target;

		private boolean cut;

		Proxy(int target) throws IOException {
			this.target = target;
			start(() -> {
				while (true) {
					Socket near = this.server.accept();
					start(() -> connect(near));
				}
			});
		}

		int port() {
			return this.server.getLocalPort();
		}

		synchronized void cut(boolean cut) {
			this.cut = cut;
			notifyAll();
		}

		private synchronized void awaitConnected() throws InterruptedException {
			while (this.cut) {
				wait();
			}
		}

		private void connect(Socket near) throws Exception {
			try {
				awaitConnected();
				Socket far = new Socket(InetAddress.getLoopbackAddress(), this.target);
				start(() -> copy(far, near));
				copy(near, far);
			}
			finally {
				near.close();
			}
		}

		private void copy(Socket from, Socket to) throws Exception {
			try (from; to) {
				byte[] buffer = new byte[8192];
				for (int count = 0; count >= 0; count = from.getInputStream().read(buffer)) {
					awaitConnected();
					to.getOutputStream().write(buffer, 0, count);
				}
			}
		}

		private static void start(Action action) {
			Thread thread = new Thread(() -> {
				try {
					action.run();
				}
				catch (Exception ex) {
					// The connection has ended.
				}
			});
			thread.setDaemon(true);
			thread.start();
		}

		@Override
		public void close() throws IOException {
			this.server.close();
		}

		private interface Action {

			void run() throws Exception;

		}

	}

}
