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

package io.github.apisecurity.sample;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

import io.github.apisecurity.sample.FuzzConnection.Answer;
import io.github.apisecurity.sample.FuzzRequests.FuzzRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Drives every endpoint of the packaged application with generated requests. The seed is
 * printed, and with it stands the number of every request that failed. A request depends
 * on the two and on nothing else: {@code -Dapi-security.fuzz.seed=} makes another run,
 * with {@code -Dapi-security.fuzz.number=} that one request of it, and
 * {@code -Dapi-security.fuzz.requests=} makes a run longer or shorter.
 */
class FuzzIT {

	private static final int REQUESTS = Integer.getInteger("api-security.fuzz.requests", 5_000);

	private static final long SEED = Long.getLong("api-security.fuzz.seed", 1);

	private static final @Nullable Integer NUMBER = Integer.getInteger("api-security.fuzz.number");

	private static final int THREADS = 4;

	private static final long SLOW = 2_000_000_000L;

	private static final int MAX_FAILURES = 10;

	private static final Pattern LEAK = Pattern
		.compile("Exception|java\\.|org\\.(?:springframework|apache|hibernate|h2)"
				+ "|jackson|\\tat |(?i:select |insert into|sqlstate)|Caused by|Tomcat|" + FuzzRequests.CANARY);

	private static final String TEXT = "\"(?:[^\"\\\\]|\\\\.)*\"";

	private static final Pattern PATH = Pattern
		.compile("\"request_uri\":" + TEXT + "|\"resource_ids\":\\{(?:" + TEXT + ":" + TEXT + ",?)*}");

	private final Collection<String> failures = new ConcurrentLinkedQueue<>();

	private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();

	private final Map<Integer, LongAdder> slow = new ConcurrentSkipListMap<>();

	private final AtomicInteger next = new AtomicInteger();

	private String administrator = "";

	@Test
	void whateverIsSentNothingFailsHangsOrLeaks() throws Exception {
		try (SampleProcess sample = SampleProcess.start("-Dapi-security.rate-limit.enabled=false",
				"-Dserver.tomcat.connection-timeout=5s", "-XX:+UseSerialGC", "-Xmx512m")) {
			int port = sample.port();
			BankClient bank = new BankClient(URI.create("http://127.0.0.1:" + port));
			this.administrator = bank.tokenOf("admin");
			FuzzRequests requests = new FuzzRequests(SEED,
					List.of(bank.tokenOf("viewer"), bank.tokenOf("editor"), this.administrator));
			run(requests, port);
			System.out.println("Fuzzed with -Dapi-security.fuzz.seed=" + SEED + ": " + this.statuses
					+ ", of which above two seconds: " + this.slow);
			assertThat(this.failures).as("seed " + SEED).isEmpty();
			assertThat(sample.output().lines().filter(FuzzIT::isLeak).limit(MAX_FAILURES)).as("log, seed " + SEED)
				.isEmpty();
			assertThat(bank.get("/actuator/health").statusCode()).isEqualTo(200);
		}
	}

	private void run(FuzzRequests requests, int port) throws Exception {
		if (NUMBER != null) {
			try (FuzzConnection connection = new FuzzConnection(port)) {
				check(requests.create(NUMBER), connection);
			}
			return;
		}
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				futures.add(executor.submit(worker(requests, port)));
			}
			for (Future<?> future : futures) {
				future.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private Callable<@Nullable Void> worker(FuzzRequests requests, int port) {
		return () -> {
			try (FuzzConnection connection = new FuzzConnection(port)) {
				for (int number = this.next.getAndIncrement(); number < REQUESTS
						&& this.failures.size() < MAX_FAILURES; number = this.next.getAndIncrement()) {
					check(requests.create(number), connection);
				}
			}
			return null;
		};
	}

	private void check(FuzzRequest request, FuzzConnection connection) throws IOException {
		try {
			long start = System.nanoTime();
			Answer answer = connection.exchange(request.bytes(), request.head());
			if (System.nanoTime() - start > SLOW) {
				this.slow.computeIfAbsent(answer.status(), (status) -> new LongAdder()).increment();
			}
			this.statuses.computeIfAbsent(answer.status(), (status) -> new LongAdder()).increment();
			String reason = reason(request, answer);
			if (reason != null) {
				this.failures.add(reason + " in " + answer + " to " + request);
			}
		}
		catch (IOException ex) {
			connection.close();
			this.failures.add(ex + " at " + request);
		}
	}

	private @Nullable String reason(FuzzRequest request, Answer answer) {
		// Tomcat does not implement CONNECT and says so.
		if (answer.status() >= 500 && answer.status() != 501) {
			return "A failure";
		}
		if (answer.headers().containsKey("Server")) {
			return "The name of the server";
		}
		boolean clear = answer.status() < 300 && request.isSentWith(this.administrator);
		if (!clear && Canaries.isIn(answer.headers() + answer.body())) {
			return "A masked value";
		}
		if (answer.status() < 400 || !request.api()) {
			return null;
		}
		String contentType = answer.headers().getOrDefault("Content-Type", "");
		if (!contentType.startsWith("application/problem+")) {
			return "Another shape";
		}
		if (!request.head() && !(answer.body().contains("urn:uuid:")
				&& answer.body().contains(Integer.toString(answer.status())))) {
			return "Not the whole shape";
		}
		return (LEAK.matcher(answer.body()).find()) ? "A leak" : null;
	}

	private static boolean isLeak(String line) {
		// An audit event holds the path that was asked for and its variables, escaped.
		String checked = PATH.matcher(line).replaceAll("");
		return checked.contains(FuzzRequests.CANARY) || checked.contains(" ERROR ") || checked.startsWith("\tat ");
	}

}
