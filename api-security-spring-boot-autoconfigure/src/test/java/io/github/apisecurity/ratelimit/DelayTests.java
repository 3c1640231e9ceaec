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

package io.github.apisecurity.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Delay}.
 */
class DelayTests {

	@Test
	void whenItWouldTakeTooLongDoesNotWait() {
		Delay delay = new Delay(Duration.ofSeconds(1), 1);
		assertThat(Delay.await(List.of(delay), 1000, 0)).isTrue();
		assertThat(Delay.await(List.of(delay), Duration.ofSeconds(600).toNanos(), 0)).isFalse();
		assertThat(Delay.await(List.of(delay), 1000, Duration.ofSeconds(1).toNanos())).isFalse();
	}

	@Test
	void whenSeveralMakeItWaitNoneIsForgotten() {
		Delay patient = new Delay(Duration.ofHours(1), 1);
		Delay impatient = new Delay(Duration.ofNanos(1), 1);
		Delay full = new Delay(Duration.ofHours(1), 0);
		assertThat(Delay.await(List.of(patient, impatient), 1000, 0)).isFalse();
		assertThat(Delay.await(List.of(patient, full), 1000, 0)).isFalse();
		assertThat(Delay.await(List.of(patient), 1000, 0)).isTrue();
	}

	@Test
	void whenTooManyWaitTheNextDoesNot() throws Exception {
		Delay delay = new Delay(Duration.ofHours(1), 1);
		AtomicBoolean waited = new AtomicBoolean(true);
		CountDownLatch ended = new CountDownLatch(1);
		Thread first = new Thread(() -> {
			waited.set(Delay.await(List.of(delay), Duration.ofMinutes(10).toNanos(), 0));
			ended.countDown();
		});
		first.start();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> first.getState() == Thread.State.TIMED_WAITING);
		assertThat(Delay.await(List.of(delay), 1, 0)).isFalse();
		first.interrupt();
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(waited).isFalse();
		assertThat(Delay.await(List.of(delay), 1, 0)).isTrue();
	}

}
