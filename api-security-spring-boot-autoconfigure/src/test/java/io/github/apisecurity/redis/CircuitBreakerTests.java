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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CircuitBreaker}.
 */
class CircuitBreakerTests {

	private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);

	private final CircuitBreaker breaker = new CircuitBreaker(3, Duration.ofNanos(10), this.nanoTime::get);

	@Test
	void startsOpenWithAProbeDue() {
		assertThat(this.breaker.isClosed()).isFalse();
		assertThat(this.breaker.claimProbe()).isTrue();
		assertThat(this.breaker.claimProbe()).isFalse();
	}

	@Test
	void whenFailuresInARowReachThresholdOpensOnce() {
		this.breaker.close();
		assertThat(this.breaker.failure()).isFalse();
		assertThat(this.breaker.failure()).isFalse();
		this.breaker.success();
		assertThat(this.breaker.failure()).isFalse();
		assertThat(this.breaker.failure()).isFalse();
		assertThat(this.breaker.failure()).isTrue();
		assertThat(this.breaker.failure()).isFalse();
		assertThat(this.breaker.isClosed()).isFalse();
	}

	@Test
	void whenOpenOneProbeIsDuePerInterval() {
		this.breaker.close();
		this.breaker.open();
		assertThat(this.breaker.claimProbe()).isTrue();
		this.nanoTime.addAndGet(9);
		assertThat(this.breaker.claimProbe()).isFalse();
		this.nanoTime.addAndGet(1);
		assertThat(this.breaker.claimProbe()).isTrue();
		assertThat(this.breaker.close()).isTrue();
		assertThat(this.breaker.close()).isFalse();
		this.nanoTime.addAndGet(100);
		assertThat(this.breaker.claimProbe()).isFalse();
	}

}
