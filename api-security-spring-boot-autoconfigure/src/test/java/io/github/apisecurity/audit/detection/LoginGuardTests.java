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

package io.github.apisecurity.audit.detection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoginGuard}.
 */
class LoginGuardTests {

	private final AtomicLong millis = new AtomicLong();

	private final LoginGuard guard = new LoginGuard(5, Duration.ofSeconds(1), Duration.ofMinutes(15), this.millis::get);

	@Test
	void whenFailuresGoOnTheTimeToWaitGrows() {
		for (int i = 0; i < 5; i++) {
			assertThat(this.guard.attempt("ada", false)).isZero();
		}
		for (long seconds : new long[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900 }) {
			assertThat(this.guard.attempt("ada", false)).isEqualTo(seconds * 1000);
			assertThat(this.guard.attempt("ada", true)).isEqualTo(seconds * 1000);
			this.millis.addAndGet(seconds * 1000);
			assertThat(this.guard.attempt("ada", false)).isZero();
		}
	}

	@Test
	void whenOthersFailNobodyElseWaits() {
		for (int i = 0; i < 50; i++) {
			this.guard.attempt("ada from elsewhere", false);
		}
		assertThat(this.guard.attempt("ada", true)).isZero();
	}

	@Test
	void whenLoginSucceedsCountsAnew() {
		for (int i = 0; i < 4; i++) {
			this.guard.attempt("ada", false);
		}
		assertThat(this.guard.attempt("ada", true)).isZero();
		for (int i = 0; i < 5; i++) {
			assertThat(this.guard.attempt("ada", false)).isZero();
		}
	}

	// Who asks again and again must not be locked out for ever.
	@Test
	void whenAttemptsComeWhileWaitingTheTimeDoesNotGrow() {
		for (int i = 0; i < 100; i++) {
			this.guard.attempt("ada", false);
		}
		this.millis.addAndGet(1000);
		assertThat(this.guard.attempt("ada", true)).isZero();
	}

}
