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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
			assertThat(threads()).isLessThanOrEqualTo(before);
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
	void whenWhatIsBesideIsFullNothingOfTheTrailIsLostNorRefused() {
		Writer beside = new Writer();
		beside.gate = new CountDownLatch(1);
		try (Trail trail = trail(2, Overflow.FAIL_REQUEST, true)) {
			Trail access = trail.beside(List.of(new TrailOutput("access-log", beside, 0)));
			publish(access, "first", 1);
			await().until(() -> beside.entered);
			publish(access, "a", 5);
			publish(trail, "e", 3);
			assertThat(this.writer.written).containsExactly("e0", "e1", "e2");
			assertThat(trail.dropped()).isZero();
			assertThat(trail.outputs()).filteredOn((output) -> output.name().equals("access-log"))
				.singleElement()
				.satisfies((output) -> assertThat(output.lost()).isEqualTo(3));
			beside.gate.countDown();
		}
		assertThat(beside.written).containsExactly("first0", "a0", "a1");
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
	void whenAWriterEndsWithAnErrorTheNextEventIsWritten() {
		this.writer.error = new StackOverflowError();
		try (Trail trail = trail(10, Overflow.FAIL_REQUEST, true)) {
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> publish(trail, "e", 1));
			this.writer.error = null;
			publish(trail, "f", 1);
			assertThat(this.writer.written).containsExactly("f0");
			assertThat(trail.outputs().get(0).lost()).isEqualTo(1);
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenWhatIsDoneForABatchEndsWithAnErrorTheThreadGoesOn(CapturedOutput log) throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		Lane<String> lane = new Lane<>("api-security-audit-test", 10, Duration.ZERO, (batch) -> {
			if (batch.contains("bad")) {
				throw new OutOfMemoryError("canary");
			}
			done.countDown();
		}, (end) -> {
		});
		lane.offer("bad", Duration.ZERO);
		await().until(() -> lane.size() == 0);
		lane.offer("good", Duration.ZERO);
		done.await();
		lane.close(System.nanoTime());
		assertThat(log).contains("OutOfMemoryError").doesNotContain("canary");
	}

	@Test
	void whenADetailHasNoTextOnlyTheRequestOfItsEventIsRefused() {
		Map<String, Object> endless = new HashMap<>();
		endless.put("self", Map.of("self", List.of(endless)));
		try (Trail trail = trail(10, Overflow.FAIL_REQUEST, true);
				Trail lenient = trail(10, Overflow.DROP_AND_COUNT, false)) {
			for (Object detail : List.of(endless, new Broken())) {
				assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> publish(trail, detail));
				publish(lenient, detail);
			}
			publish(trail, "e", 1);
			assertThat(this.writer.written).containsExactly("e0");
			assertThat(lenient.dropped()).isEqualTo(2);
			assertThat(lenient.outputs()).allSatisfy((output) -> assertThat(output.lost()).isEqualTo(2));
		}
	}

	@Test
	void whenAnEventCannotBeWrittenTheOthersAreAndItIsCounted() {
		this.writer.gate = new CountDownLatch(1);
		Trail trail = new Trail(new EventFormat(Format.OCSF, "shop", () -> "node"),
				List.of(new TrailOutput("file", this.writer, 0)),
				new Trail.Queue(100, Overflow.FAIL_REQUEST, false, Duration.ofSeconds(20)));
		publish(trail, "first", 1);
		await().until(() -> this.writer.entered);
		publish(trail, "a", 2);
		trail.accept(new SecurityEvent(null, SecurityEventType.ACCESS_DENIED, "no time", null, null, null, null, null,
				Map.of()));
		publish(trail, "b", 2);
		this.writer.gate.countDown();
		trail.close();
		assertThat(this.writer.written).containsExactly("first0", "a0", "a1", "b0", "b1");
		assertThat(trail.dropped()).isOne();
		assertThat(trail.outputs()).allSatisfy((output) -> assertThat(output.lost()).isOne());
	}

	@Test
	void whenADetailChangesLaterItIsRecordedAsItWas() {
		StringBuilder text = new StringBuilder("before");
		List<Object> elements = new ArrayList<>(List.of(text, "one"));
		Map<String, Object> members = new HashMap<>(Map.of("member", elements));
		this.writer.gate = new CountDownLatch(1);
		try (Trail trail = trail(10, Overflow.DROP_AND_COUNT, false)) {
			publish(trail, Map.of("text", text, "elements", elements, "members", members, "number", 1));
			text.append(" and after");
			elements.add("two");
			members.clear();
			this.writer.gate.countDown();
		}
		assertThat(this.writer.details)
			.hasToString("{elements=[before, one], members={member=[before, one]}, number=1, text=before}");
	}

	@Test
	void whenDetailsArePlainNothingIsCopied() {
		Map<String, Object> plain = Map.of("text", "a", "number", 1L, "elements", List.of("b", "c"));
		assertThat(EventFormat.detached(plain)).isSameAs(plain);
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
		int attempts = this.writer.ids.size();
		assertThat(new HashSet<>(this.writer.ids)).as("names of what is written again").hasSize(attempts - 2);
		publish(trail, "f", 1);
		await().until(() -> output.written() == 4);
		assertThat(this.writer.ids.get(attempts)).isNotIn(this.writer.ids.subList(0, attempts));
		trail.close();
	}

	@Test
	void whenTheApplicationStopsWhileAServerIsDownForAMomentNothingIsLost() {
		long up = System.nanoTime() + Duration.ofMillis(500).toNanos();
		List<String> written = new CopyOnWriteArrayList<>();
		TrailOutput output = new TrailOutput("redis", (batch, id) -> {
			if (System.nanoTime() < up) {
				throw new IllegalStateException("down");
			}
			batch.forEach((entry) -> written.add(entry.event().reason()));
		}, 10);
		Trail trail = new Trail(new EventFormat(Format.OWASP, "shop", () -> "node"), List.of(output),
				new Trail.Queue(10, Overflow.DROP_AND_COUNT, false, Duration.ofSeconds(5)));
		publish(trail, "e", 2);
		trail.stop();
		assertThat(written).containsExactly("e0", "e1");
		assertThat(output.lost()).isZero();
		trail.close();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenADatabaseRefusesAnEventItsValuesAreNotLogged(CapturedOutput log) {
		TrailOutput output = new TrailOutput("jdbc", (batch, id) -> {
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

	private static void publish(Trail trail, Object detail) {
		trail.accept(new SecurityEvent(Instant.EPOCH, SecurityEventType.ACCESS_DENIED, "detailed", null, null, null,
				null, null, Map.of("detail", detail)));
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("api-security-audit"))
			.count();
	}

	static class Broken {

		@Override
		public String toString() {
			throw new IllegalStateException("broken");
		}

	}

	static class Writer implements TrailWriter {

		final List<String> written = new CopyOnWriteArrayList<>();

		final List<String> ids = new CopyOnWriteArrayList<>();

		CountDownLatch gate = new CountDownLatch(0);

		volatile boolean entered;

		volatile RuntimeException failure;

		volatile Error error;

		volatile Object details;

		int failures;

		@Override
		public void write(List<TrailRecord> batch, String id) throws Exception {
			this.ids.add(id);
			this.entered = true;
			this.gate.await();
			if (this.error != null) {
				throw this.error;
			}
			if (this.failure != null || this.failures-- > 0) {
				throw (this.failure != null) ? this.failure : new IllegalStateException("down");
			}
			if (batch.get(batch.size() - 1).document().get("details") instanceof Map<?, ?> map) {
				this.details = map.get("detail");
			}
			this.written.addAll(batch.stream().map((entry) -> entry.event().reason()).toList());
		}

	}

}
