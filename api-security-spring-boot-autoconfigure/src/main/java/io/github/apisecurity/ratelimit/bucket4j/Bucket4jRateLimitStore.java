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

package io.github.apisecurity.ratelimit.bucket4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.ratelimit.BucketLevel;
import io.github.apisecurity.ratelimit.Charge;
import io.github.apisecurity.ratelimit.Limits;
import io.github.apisecurity.ratelimit.RateLimitStore;
import io.github.apisecurity.ratelimit.StoreDecision;
import io.github.apisecurity.ratelimit.StoreUnavailableException;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseBucket;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.AsyncVerboseBucket;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.jspecify.annotations.Nullable;

/**
 * {@link RateLimitStore} over any {@link ProxyManager} of Bucket4j. It asks for one
 * bucket after the other and gives back what was taken when one refuses.
 */
final class Bucket4jRateLimitStore implements RateLimitStore {

	private static final long MAX_KNOWN = 10_000;

	private final Supplier<ProxyManager<String>> proxyManager;

	private final Duration timeout;

	/**
	 * The limits under which a bucket was last asked for.
	 */
	private final Cache<String, Limits> known = Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

	private final Cache<String, Boolean> replacements = Caffeine.newBuilder()
		.maximumSize(MAX_KNOWN)
		.expireAfterWrite(Duration.ofMinutes(1))
		.build();

	/**
	 * Create a store.
	 * @param proxyManager supplies the proxy manager, when first used
	 * @param timeout how long to wait for it where it supports asynchronous calls;
	 * otherwise its own request timeout counts
	 */
	Bucket4jRateLimitStore(Supplier<ProxyManager<String>> proxyManager, Duration timeout) {
		this.proxyManager = proxyManager;
		this.timeout = timeout;
	}

	@Override
	public StoreDecision tryConsume(List<Charge> charges) {
		List<BucketLevel> levels = new ArrayList<>(charges.size());
		List<Charge> taken = new ArrayList<>(charges.size());
		boolean granted = true;
		try {
			for (Charge charge : charges) {
				BucketLevel level = tryConsume(charge);
				levels.add(level);
				if (level.granted()) {
					taken.add(charge);
				}
				granted &= level.granted() || charge.isShadow();
			}
		}
		catch (StoreUnavailableException ex) {
			refund(taken);
			throw ex;
		}
		if (!granted) {
			refund(taken);
		}
		return new StoreDecision(granted, levels);
	}

	private BucketLevel tryConsume(Charge charge) {
		Limits known = this.known.getIfPresent(charge.key());
		if (!charge.limits().equals(known)) {
			this.known.put(charge.key(), charge.limits());
			if (known != null) {
				// Changed at run time, or those of another tier.
				replaceConfiguration(charge);
			}
		}
		VerboseResult<ConsumptionProbe> result = consume(charge);
		if (!result.getState().getConfiguration().equals(charge.limits().toConfiguration())
				&& claimReplacement(charge)) {
			BucketState replaced = replaceConfiguration(charge);
			if (result.getValue().isConsumed()) {
				return BucketLevel.of(charge.limits(), replaced, true);
			}
			result = consume(charge);
		}
		return BucketLevel.of(charge.limits(), result.getState(), result.getValue().isConsumed());
	}

	private VerboseResult<ConsumptionProbe> consume(Charge charge) {
		return call(charge, (bucket) -> bucket.tryConsumeAndReturnRemaining(charge.cost()),
				(bucket) -> bucket.tryConsumeAndReturnRemaining(charge.cost()));
	}

	private BucketState replaceConfiguration(Charge charge) {
		BucketConfiguration configuration = charge.limits().toConfiguration();
		TokensInheritanceStrategy strategy = TokensInheritanceStrategy.PROPORTIONALLY;
		return call(charge, (bucket) -> bucket.replaceConfiguration(configuration, strategy),
				(bucket) -> bucket.replaceConfiguration(configuration, strategy))
			.getState();
	}

	/**
	 * Claim the right to convert a bucket to the limits of this instance. Instances with
	 * other limits, as in a rolling deployment, do not convert it in turns.
	 * @param charge the charge
	 * @return whether it was not converted lately
	 */
	private boolean claimReplacement(Charge charge) {
		return this.replacements.asMap().putIfAbsent(charge.key(), Boolean.TRUE) == null;
	}

	private <T> VerboseResult<T> call(Charge charge,
			Function<AsyncVerboseBucket, CompletableFuture<VerboseResult<T>>> async,
			Function<VerboseBucket, VerboseResult<T>> sync) {
		return call(() -> submit(charge, async, sync));
	}

	private <T> CompletableFuture<VerboseResult<T>> submit(Charge charge,
			Function<AsyncVerboseBucket, CompletableFuture<VerboseResult<T>>> async,
			Function<VerboseBucket, VerboseResult<T>> sync) {
		ProxyManager<String> manager = this.proxyManager.get();
		BucketConfiguration configuration = charge.limits().toConfiguration();
		if (manager.isAsyncModeSupported()) {
			return async.apply(manager.asAsync()
				.builder()
				.build(charge.key(), () -> CompletableFuture.completedFuture(configuration))
				.asVerbose());
		}
		return CompletableFuture
			.completedFuture(sync.apply(manager.builder().build(charge.key(), () -> configuration).asVerbose()));
	}

	private <T> T call(Supplier<CompletableFuture<T>> call) {
		CompletableFuture<T> result = null;
		try {
			result = call.get();
			return result.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new StoreUnavailableException(ex);
		}
		catch (TimeoutException ex) {
			result.cancel(true);
			throw new StoreUnavailableException(ex);
		}
		catch (ExecutionException | RuntimeException ex) {
			throw new StoreUnavailableException(ex);
		}
	}

	@Override
	public void refund(List<Charge> charges) {
		for (Charge charge : charges) {
			try {
				submit(charge, (bucket) -> bucket.addTokens(charge.cost()),
						(bucket) -> bucket.addTokens(charge.cost()));
			}
			catch (RuntimeException ex) {
				// Of no consequence: the bucket refills.
				continue;
			}
		}
	}

	@Override
	public @Nullable BucketLevel peek(Charge charge) {
		VerboseResult<Long> result = call(charge, AsyncVerboseBucket::getAvailableTokens,
				VerboseBucket::getAvailableTokens);
		return BucketLevel.of(charge.limits(), result.getState(), result.getValue() >= charge.cost());
	}

	@Override
	public void reset(Charge charge) {
		call(() -> {
			this.known.invalidate(charge.key());
			this.proxyManager.get().removeProxy(charge.key());
			return CompletableFuture.completedFuture(charge);
		});
	}

	@Override
	public boolean isRemote() {
		return true;
	}

}
