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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.AuditProperties.Overflow;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Trail}.
 */
@Timeout(60)
class TrailTests {

	private final Writer writer = new Writer();

	private final Writer other = new Writer();

	@Test
	void whenNothingHappensNoThreadIsStarted() {
		long before = threads();
		try (Trail trail = trail(10, Overflow.DROP_AND_COUNT, false)) {
			assertThat(trail.isEnabled(SecurityEventType.ACCESS_DENIED)).isTrue();
			assertThat(threads()).isEqualTo(before);
		}
	}

	@Test
	void whenManyThreadsPublishEachEventIsWrittenOnceAndInTheOrderOfItsThread() throws Exception {
		Trail trail = trail(100_000, Overflow.DROP_AND_COUNT, false);
		List<Thread> threads = List.of(new Thread(() -> publish(trail, "a", 10_000)),
				new Thread(() -> publish(trail, "b", 10_000)));
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		trail.close();
		assertThat(this.writer.written).hasSize(20_000).doesNotHaveDuplicates();
		assertThat(this.writer.written.stream().filter((reason) -> reason.startsWith("a"))).isSortedAccordingTo(
				(first, second) -> Integer.parseInt(first.substring(1)) - Integer.parseInt(second.substring(1)));
		assertThat(trail.dropped()).isZero();
	}

	@Test
	void whenQueueIsFullEventsAreCountedAndTheRequestGoesOn() {
		try (Trail trail = blocked(Overflow.DROP_AND_COUNT)) {
			publish(trail, "e", 5);
			assertThat(trail.dropped()).isEqualTo(5);
			this.writer.gate.countDown();
		}
		assertThat(this.writer.written).hasSize(3);
	}

	@Test
	void whenQueueIsFullAndEventsAreNeededTheRequestIsRefused() {
		try (Trail trail = blocked(Overflow.FAIL_REQUEST)) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> publish(trail, "e", 1))
				.satisfies((ex) -> assertThat(ex.getProblem().getType().status()).isEqualTo(503));
			this.writer.gate.countDown();
		}
	}

	@Test
	void whenQueueIsFullAndThereIsTimeTheRequestWaits() throws Exception {
		try (Trail trail = blocked(Overflow.BLOCK)) {
			Thread request = new Thread(() -> publish(trail, "e", 1));
			request.start();
			await().until(() -> request.getState() == Thread.State.TIMED_WAITING);
			this.writer.gate.countDown();
			request.join();
			assertThat(trail.dropped()).isZero();
		}
		assertThat(this.writer.written).hasSize(4);
	}

	@Test
	void whenDurableReturnsAfterTheEventIsWritten() {
		try (Trail trail = trail(10, Overflow.DROP_AND_COUNT, true)) {
			publish(trail, "e", 1);
			assertThat(this.writer.written).hasSize(1);
		}
	}

	@Test
	void whenDurableAndWriterFailsTheRequestIsRefusedOnlyWhereThatIsWanted() {
		this.writer.failure = new IllegalStateException("disk full");
		try (Trail trail = trail(10, Overflow.FAIL_REQUEST, true);
				Trail lenient = trail(10, Overflow.DROP_AND_COUNT, true)) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> publish(trail, "e", 1));
			publish(lenient, "e", 1);
		}
	}

	@Test
	void whenAWriterFailsTheOthersGoOnAndItIsCounted() {
		this.writer.failure = new IllegalStateException("disk full");
		Trail trail = trail(10, Overflow.DROP_AND_COUNT, false);
		publish(trail, "e", 3);
		trail.close();
		assertThat(this.other.written).hasSize(3);
		assertThat(trail.outputs().get(0)).satisfies((output) -> {
			assertThat(output.lost()).isEqualTo(3);
			assertThat(output.isFailing()).isTrue();
		});
	}

	@Test
	void whenClosedWhatWasTakenIsWrittenAndTheRestIsCounted() {
		Trail trail = trail(10, Overflow.DROP_AND_COUNT, false);
		publish(trail, "e", 3);
		trail.close();
		publish(trail, "late", 1);
		assertThat(this.writer.written).containsExactly("e0", "e1", "e2");
		assertThat(trail.dropped()).isEqualTo(1);
	}

	@Test
	void whenAnEventCannotBeMadeTextTheOthersOfItsBatchAreWritten() {
		Trail trail = trail(10, Overflow.DROP_AND_COUNT, false);
		trail.accept(new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, "bad", null, null, null, null,
				null, Map.of("detail", new Object() {

					@Override
					public String toString() {
						throw new IllegalStateException("broken");
					}

				})));
		publish(trail, "e", 1);
		trail.close();
		assertThat(this.writer.written).containsExactly("e0");
	}

	@Test
	void whenAServerIsDownForAMomentNothingIsLost() {
		this.writer.failures = 2;
		TrailOutput output = new TrailOutput("webhook", this.writer, 10);
		Trail trail = new Trail(new EventFormat(Format.OWASP, "shop", () -> "node"), List.of(output),
				new Trail.Queue(10, Overflow.DROP_AND_COUNT, false, Duration.ofSeconds(5)));
		publish(trail, "e", 3);
		await().until(() -> output.written() == 3);
		assertThat(output.lost()).isZero();
		assertThat(this.writer.written).containsExactly("e0", "e1", "e2");
		trail.close();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenADatabaseRefusesAnEventItsValuesAreNotLogged(CapturedOutput log) {
		TrailOutput output = new TrailOutput("jdbc", (batch) -> {
			throw new IllegalStateException("Value too long for column: 'canary'");
		}, 0);
		output.accept(List.of());
		assertThat(log).contains("cannot be written to 'jdbc'", "IllegalStateException").doesNotContain("canary");
	}

	private Trail blocked(Overflow overflow) {
		this.writer.gate = new CountDownLatch(1);
		Trail trail = trail(2, overflow, false);
		publish(trail, "first", 1);
		await().until(() -> this.writer.entered);
		publish(trail, "second", 2);
		return trail;
	}

	private Trail trail(int capacity, Overflow overflow, boolean durable) {
		return new Trail(new EventFormat(Format.OWASP, "shop", () -> "node"),
				List.of(new TrailOutput("file", this.writer, 0), new TrailOutput("log", this.other, 0)),
				new Trail.Queue(capacity, overflow, durable, Duration.ofSeconds(20)));
	}

	private static void publish(Trail trail, String name, int count) {
		for (int i = 0; i < count; i++) {
			trail.accept(new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, name + i, null, null, null,
					null, null, Map.of()));
		}
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("api-security-audit"))
			.count();
	}

	static class Writer implements TrailWriter {

		final List<String> written = new CopyOnWriteArrayList<>();

		CountDownLatch gate = new CountDownLatch(0);

		volatile boolean entered;

		volatile RuntimeException failure;

		int failures;

		@Override
		public void write(List<TrailRecord> batch) throws Exception {
			this.entered = true;
			this.gate.await();
			if (this.failure != null || this.failures-- > 0) {
				throw (this.failure != null) ? this.failure : new IllegalStateException("down");
			}
			this.written.addAll(batch.stream().map((entry) -> entry.event().reason()).toList());
		}

	}

}
