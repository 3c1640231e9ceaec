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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.apisecurity.config.DaemonThreads;
import io.github.apisecurity.redis.CircuitBreaker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link RateLimitStore} for which nobody waits longer than a timeout, whatever the store
 * behind it does from its first connection on: it is asked on threads of its own, and not
 * at all while its circuit breaker is open.
 */
final class BoundedRateLimitStore implements RateLimitStore {

	private static final Log log = LogFactory.getLog(BoundedRateLimitStore.class);

	private static final int THREADS = 32;

	private static final int WAITING = 1000;

	private final RateLimitStore store;

	private final Duration timeout;

	private final CircuitBreaker breaker;

	private final Executor executor;

	BoundedRateLimitStore(RateLimitStore store, Duration timeout, CircuitBreaker breaker) {
		this.store = store;
		this.timeout = timeout;
		this.breaker = breaker;
		this.executor = DaemonThreads.pool("api-security-rate-limit-", THREADS, WAITING);
		breaker.close();
	}

	@Override
	public StoreDecision tryConsume(List<Charge> charges) {
		return await(() -> this.store.tryConsume(charges));
	}

	@Override
	public void refund(List<Charge> charges) {
		submit(done(() -> this.store.refund(charges)));
	}

	@Override
	public CompletableFuture<?> settle(Charge charge, long tokens) {
		return submit(() -> this.store.settle(charge, tokens)).thenCompose((settled) -> settled);
	}

	@Override
	public boolean acquire(Charge charge, String place, int places, Duration lease) {
		return await(() -> this.store.acquire(charge, place, places, lease));
	}

	@Override
	public void release(Charge charge, String place) {
		submit(done(() -> this.store.release(charge, place)));
	}

	@Override
	public @Nullable BucketLevel peek(Charge charge) {
		return await(() -> this.store.peek(charge));
	}

	@Override
	public void reset(Charge charge) {
		await(done(() -> this.store.reset(charge)));
	}

	private static Supplier<Boolean> done(Runnable call) {
		return () -> {
			call.run();
			return true;
		};
	}

	/**
	 * Ask where nobody waits. What is given back and lost is of no consequence: buckets
	 * refill, and leases end.
	 * @param <T> the type of the result
	 * @param call the call
	 * @return its result
	 */
	private <T extends @Nullable Object> CompletableFuture<T> submit(Supplier<T> call) {
		try {
			return CompletableFuture.supplyAsync(call, this.executor);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private <T extends @Nullable Object> T await(Supplier<T> call) {
		// While it is open, one call in an interval finds out whether the store is back.
		if (!this.breaker.isClosed() && !this.breaker.claimProbe()) {
			throw new IllegalStateException("The store is known to be down");
		}
		// Throws when too many wait already, which says nothing about the store.
		CompletableFuture<T> result = CompletableFuture.supplyAsync(call, this.executor);
		try {
			T value = result.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
			this.breaker.close();
			return value;
		}
		catch (ExecutionException | TimeoutException ex) {
			// One that has not begun is not wanted any more.
			result.cancel(false);
			if (this.breaker.failure()) {
				log.warn("The store of rate limits cannot be asked, trying again once in a while: " + ex);
			}
			throw new IllegalStateException("The store cannot be asked: " + ex, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean isRemote() {
		return true;
	}

}
