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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.audit.AuditProperties.Overflow;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventType;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Trail} in durable mode.
 */
@Timeout(60)
class DurableTrailTests {

	private static final int ANSWERS = 2_000;

	@TempDir
	Path directory;

	@Test
	void whenProcessIsKilledEachEventOfAnAnsweredRequestIsOnTheDisk() throws Exception {
		Path file = this.directory.resolve("audit.jsonl");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classPath(), "-XX:TieredStopAtLevel=1", Node.class.getName(), file.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		List<String> answered = new ArrayList<>();
		try (BufferedReader answers = process.inputReader()) {
			while (answered.size() < ANSWERS) {
				String answer = answers.readLine();
				assertThat(answer).isNotNull();
				answered.add(answer);
			}
			process.toHandle().destroyForcibly();
			for (String answer = answers.readLine(); answer != null; answer = answers.readLine()) {
				answered.add(answer);
			}
			process.waitFor();
		}
		if (!answered.get(answered.size() - 1).endsWith(".")) {
			answered.remove(answered.size() - 1);
		}
		String written = Files.readString(file);
		assertThat(answered).hasSizeGreaterThanOrEqualTo(ANSWERS - 1)
			.allSatisfy((answer) -> assertThat(written).contains("\"reason\":\"" + answer + '"'));
		// The next process goes on with the chain.
		Trail next = trail(new FileTrailWriter(file, "node-1",
				new FileTrailWriter.Options(Long.MAX_VALUE, List.of(), true), null));
		next.accept(event("next."));
		next.close();
		AuditTrailVerifier verifier = new AuditTrailVerifier(1);
		verifier.readRecords("audit.jsonl", Files.readString(file));
		verifier.verify();
		assertThat(verifier.findings()).isEmpty();
	}

	@Test
	void whenDiskIsNotForcedYetTheRequestIsNotAnswered() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		Trail trail = trail(new FileTrailWriter(this.directory.resolve("audit.jsonl"), "node-1",
				new FileTrailWriter.Options(Long.MAX_VALUE, List.of(), true), null) {

			@Override
			void force(FileChannel file) throws IOException {
				try {
					gate.await();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
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

	private static String classPath() {
		return Stream.of(Node.class, Trail.class, LogFactory.class, Assert.class, HttpHeaders.class, Nullable.class)
			.map((type) -> Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())))
			.map(Path::toString)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static Trail trail(FileTrailWriter writer) {
		return new Trail(new OwaspFormat("shop", () -> "node-1"), List.of(new TrailOutput("file", writer, 0)),
				new Trail.Queue(10_000, Overflow.FAIL_REQUEST, true, Duration.ofSeconds(30)));
	}

	private static SecurityEvent event(String reason) {
		return new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, reason, "ada", null, null, null, null,
				Map.of());
	}

	/**
	 * Eight threads that answer as fast as they can.
	 */
	public static class Node {

		public static void main(String[] args) throws Exception {
			Trail trail = trail(new FileTrailWriter(Path.of(args[0]), "node-1",
					new FileTrailWriter.Options(Long.MAX_VALUE, List.of(), true), null));
			for (int i = 0; i < 8; i++) {
				int thread = i;
				new Thread(() -> {
					for (int number = 0;; number++) {
						String reason = thread + "-" + number + ".";
						trail.accept(event(reason));
						System.out.println(reason);
					}
				}).start();
			}
		}

	}

}
