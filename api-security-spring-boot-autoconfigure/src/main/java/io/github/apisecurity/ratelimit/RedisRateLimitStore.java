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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.redis.LuaScript;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.redis.RedisUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * {@link RateLimitStore} with one script call per decision. In a cluster the buckets of a
 * decision may be in several slots; then there is one call per slot, and what was taken
 * is given back when another slot refuses.
 */
final class RedisRateLimitStore implements RateLimitStore {

	private static final LuaScript DELETE = LuaScript.of("return { redis.call('DEL', KEYS[1]) }");

	private static final LuaScript LEASE = LuaScript.load("lease.lua", RedisRateLimitStore.class);

	private static final byte[][] NO_ARGUMENTS = {};

	private final RedisScriptExecutor executor;

	private final String keyPrefix;

	private final LongSupplier micros;

	private final @Nullable Coalescer coalescer;

	/**
	 * Create a store.
	 * @param executor runs the script
	 * @param keyPrefix the prefix of all keys
	 * @param coalesce whether concurrent requests for the same buckets share a call
	 */
	RedisRateLimitStore(RedisScriptExecutor executor, String keyPrefix, boolean coalesce) {
		this(executor, keyPrefix, coalesce, () -> 0);
	}

	RedisRateLimitStore(RedisScriptExecutor executor, String keyPrefix, boolean coalesce, LongSupplier micros) {
		this.executor = executor;
		this.keyPrefix = keyPrefix;
		this.micros = micros;
		this.coalescer = (coalesce) ? new Coalescer(this::call) : null;
	}

	@Override
	public StoreDecision tryConsume(List<Charge> charges) {
		Map<Integer, List<Charge>> slots = (charges.size() > 1) ? slots(charges) : Map.of();
		if (slots.size() < 2) {
			return await(consume(charges));
		}
		Map<List<Charge>, CompletableFuture<StoreDecision>> calls = new LinkedHashMap<>(2);
		slots.values().forEach((part) -> calls.put(part, consume(part)));
		return StoreDecision.ofParts(charges, calls.keySet(),
				(part) -> this.executor.await(Objects.requireNonNull(calls.get(part))), this::refund);
	}

	private StoreDecision await(CompletableFuture<StoreDecision> decision) {
		try {
			// The copy, since one that comes late is wanted nevertheless.
			return this.executor.await((decision.isDone()) ? decision : decision.copy());
		}
		catch (RedisUnavailableException ex) {
			throw new LateDecisionException(decision, ex);
		}
	}

	private CompletableFuture<StoreDecision> consume(List<Charge> charges) {
		if (this.coalescer != null) {
			return this.coalescer.submit(charges);
		}
		return call(charges, 1).thenApply((answer) -> RateLimitScript.decision(answer, charges, 1, 0));
	}

	private Map<Integer, List<Charge>> slots(List<Charge> charges) {
		return charges.stream()
			.collect(Collectors.groupingBy((charge) -> this.executor.slot(RateLimitScript.key(this.keyPrefix, charge)),
					LinkedHashMap::new, Collectors.toList()));
	}

	private CompletableFuture<List<Object>> call(List<Charge> charges, int requests) {
		return this.executor.submit(RateLimitScript.SCRIPT, RateLimitScript.keys(this.keyPrefix, charges),
				RateLimitScript.arguments(this.micros.getAsLong(), requests, charges));
	}

	@Override
	public void refund(List<Charge> charges) {
		// Nobody waits for it, and a bucket that is not refunded refills.
		slots(charges).values().forEach((part) -> call(part, RateLimitScript.REFUND));
	}

	@Override
	public CompletableFuture<?> settle(Charge charge, long tokens) {
		return call(List.of(charge.withCost(1)), (int) Math.min(tokens, Integer.MAX_VALUE));
	}

	@Override
	public @Nullable BucketLevel peek(Charge charge) {
		List<Charge> charges = List.of(charge);
		List<Object> answer = this.executor.await(call(charges, RateLimitScript.PEEK));
		return RateLimitScript.decision(answer, charges, 0, 0).levels().get(0);
	}

	@Override
	public void reset(Charge charge) {
		this.executor.await(this.executor.submit(DELETE, new byte[][] { RateLimitScript.key(this.keyPrefix, charge) },
				NO_ARGUMENTS));
	}

	@Override
	public boolean acquire(Charge charge, String place, int places, Duration lease) {
		return this.executor.await(lease(charge, place, places, lease)).get(0).equals(1L);
	}

	@Override
	public void release(Charge charge, String place) {
		// Nobody waits for it, and the lease ends.
		lease(charge, place, 0, Duration.ZERO);
	}

	private CompletableFuture<List<Object>> lease(Charge charge, String place, int places, Duration lease) {
		byte[][] keys = { (this.keyPrefix + charge.key() + ":places").getBytes(StandardCharsets.UTF_8) };
		return this.executor.submit(LEASE, keys,
				Stream.of(place, Integer.toString(places), Long.toString(lease.toMillis()))
					.map((argument) -> argument.getBytes(StandardCharsets.UTF_8))
					.toArray(byte[][]::new));
	}

	@Override
	public boolean keepsPlaces() {
		return true;
	}

	@Override
	public boolean keepsCalendar() {
		return true;
	}

	@Override
	public boolean isRemote() {
		return true;
	}

	@Override
	public boolean isBounded() {
		return true;
	}

}
