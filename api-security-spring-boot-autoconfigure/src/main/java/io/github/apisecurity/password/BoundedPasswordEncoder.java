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

package io.github.apisecurity.password;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes no more passwords at the same time than there is memory for.
 */
class BoundedPasswordEncoder implements PasswordEncoder {

	// More could not be served in time, and would only hold threads.
	private static final int WAITING = 32;

	private final PasswordEncoder delegate;

	private final Semaphore places;

	private final Semaphore permits;

	private final Duration maxWait;

	BoundedPasswordEncoder(PasswordEncoder delegate, int maxConcurrent, Duration maxWait) {
		this.delegate = delegate;
		this.places = new Semaphore(maxConcurrent * (1 + WAITING));
		this.permits = new Semaphore(maxConcurrent, true);
		this.maxWait = maxWait;
	}

	@Override
	public @Nullable String encode(@Nullable CharSequence password) {
		return bounded(() -> this.delegate.encode(password));
	}

	@Override
	public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
		try {
			return Boolean.TRUE.equals(bounded(() -> this.delegate.matches(password, encoded)));
		}
		catch (NoClassDefFoundError ex) {
			// No error of the machine, which would end more than this login.
			throw new IllegalStateException("A stored password has a format that needs a missing library: scrypt needs "
					+ "'org.bouncycastle:bcprov-jdk18on', argon2 'com.password4j:password4j'", ex);
		}
	}

	@Override
	public boolean upgradeEncoding(@Nullable String encoded) {
		// Verified is verified: who finds no place for it now is upgraded another time.
		return this.permits.availablePermits() > 0 && this.delegate.upgradeEncoding(encoded);
	}

	private <T> @Nullable T bounded(Supplier<@Nullable T> action) {
		return acquired(this.places, 0, () -> acquired(this.permits, this.maxWait.toNanos(), action));
	}

	private static <T> @Nullable T acquired(Semaphore semaphore, long nanos, Supplier<@Nullable T> action) {
		boolean acquired = false;
		try {
			acquired = semaphore.tryAcquire(nanos, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		if (!acquired) {
			throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE).withHeader("Retry-After", "1"));
		}
		try {
			return action.get();
		}
		finally {
			semaphore.release();
		}
	}

}
