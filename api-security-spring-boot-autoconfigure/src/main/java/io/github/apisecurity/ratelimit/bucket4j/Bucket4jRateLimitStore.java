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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.ratelimit.BucketLevel;
import io.github.apisecurity.ratelimit.Charge;
import io.github.apisecurity.ratelimit.Limits;
import io.github.apisecurity.ratelimit.RateLimitStore;
import io.github.apisecurity.ratelimit.StoreDecision;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.VerboseBucket;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.jspecify.annotations.Nullable;

/**
 * {@link RateLimitStore} over any {@link ProxyManager} of Bucket4j. It asks for one
 * bucket after the other and gives back what was taken when one refuses.
 */
final class Bucket4jRateLimitStore implements RateLimitStore {

	private static final long MAX_KNOWN = 10_000;

	private final Supplier<ProxyManager<String>> proxyManager;

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
	 */
	Bucket4jRateLimitStore(Supplier<ProxyManager<String>> proxyManager) {
		this.proxyManager = proxyManager;
	}

	@Override
	public StoreDecision tryConsume(List<Charge> charges) {
		return StoreDecision.ofParts(charges, charges.stream().map(List::of).toList(), this::tryConsumeOne,
				this::refund);
	}

	private StoreDecision tryConsumeOne(List<Charge> charges) {
		BucketLevel level = tryConsume(charges.get(0));
		return new StoreDecision(level.granted() || charges.get(0).isShadow(), List.of(level));
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
		return bucket(charge).tryConsumeAndReturnRemaining(charge.cost());
	}

	private VerboseBucket bucket(Charge charge) {
		return this.proxyManager.get()
			.builder()
			.build(charge.key(), () -> charge.limits().toConfiguration())
			.asVerbose();
	}

	private BucketState replaceConfiguration(Charge charge) {
		return bucket(charge)
			.replaceConfiguration(charge.limits().toConfiguration(), TokensInheritanceStrategy.PROPORTIONALLY)
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

	@Override
	public void refund(List<Charge> charges) {
		charges.forEach((charge) -> bucket(charge).addTokens(charge.cost()));
	}

	@Override
	public CompletableFuture<?> settle(Charge charge, long tokens) {
		return CompletableFuture.completedFuture(bucket(charge).tryConsumeAsMuchAsPossible(tokens));
	}

	@Override
	public @Nullable BucketLevel peek(Charge charge) {
		VerboseResult<Long> result = bucket(charge).getAvailableTokens();
		return BucketLevel.of(charge.limits(), result.getState(), result.getValue() >= charge.cost());
	}

	@Override
	public void reset(Charge charge) {
		this.known.invalidate(charge.key());
		this.proxyManager.get().removeProxy(charge.key());
	}

	@Override
	public boolean isRemote() {
		return true;
	}

}
