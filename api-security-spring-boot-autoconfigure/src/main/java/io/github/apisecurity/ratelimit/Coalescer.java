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

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * Sends identical requests together: while one call for a key is under way, the next
 * requests wait for it and then share one call. A hot key costs one call per round trip
 * instead of one per request.
 */
class Coalescer {

	/**
	 * Has an entry for each key that is being asked for, and so is bounded by the
	 * requests in progress.
	 */
	private final ConcurrentMap<List<Charge>, List<CompletableFuture<StoreDecision>>> waiting = new ConcurrentHashMap<>();

	private final BiFunction<List<Charge>, Integer, CompletableFuture<List<Object>>> call;

	/**
	 * Create a coalescer.
	 * @param call asks for a number of requests at once
	 */
	Coalescer(BiFunction<List<Charge>, Integer, CompletableFuture<List<Object>>> call) {
		this.call = call;
	}

	CompletableFuture<StoreDecision> submit(List<Charge> charges) {
		CompletableFuture<StoreDecision> decision = new CompletableFuture<>();
		List<CompletableFuture<StoreDecision>> first = new ArrayList<>(1);
		this.waiting.compute(charges, (same, queue) -> {
			if (queue == null) {
				first.add(decision);
				return new ArrayList<>(4);
			}
			queue.add(decision);
			return queue;
		});
		send(charges, first);
		return decision;
	}

	private void send(List<Charge> charges, List<CompletableFuture<StoreDecision>> requests) {
		List<CompletableFuture<StoreDecision>> batch = requests;
		while (!batch.isEmpty()) {
			List<CompletableFuture<StoreDecision>> sent = batch;
			CompletableFuture<List<Object>> answer = ask(charges, sent.size());
			if (!answer.isDone()) {
				answer.whenComplete((result, failure) -> {
					// First, so that those who come back at once share the next call.
					complete(charges, sent, result, failure);
					send(charges, next(charges));
				});
				return;
			}
			// A refused call is answered at once: a loop, since a recursion could be
			// deep.
			answer.whenComplete((result, failure) -> complete(charges, sent, result, failure));
			batch = next(charges);
		}
	}

	private List<CompletableFuture<StoreDecision>> next(List<Charge> charges) {
		List<CompletableFuture<StoreDecision>> next = new ArrayList<>();
		this.waiting.computeIfPresent(charges, (same, queue) -> {
			// Whoever gave up waiting must not be charged.
			queue.stream().filter((request) -> !request.isDone()).forEach(next::add);
			return (next.isEmpty()) ? null : new ArrayList<>(4);
		});
		return next;
	}

	private CompletableFuture<List<Object>> ask(List<Charge> charges, int requests) {
		try {
			return this.call.apply(charges, requests);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void complete(List<Charge> charges, List<CompletableFuture<StoreDecision>> requests,
			@Nullable List<Object> result, @Nullable Throwable failure) {
		for (int i = 0; i < requests.size(); i++) {
			try {
				if (failure != null) {
					requests.get(i).completeExceptionally(failure);
				}
				else {
					List<Object> answer = Objects.requireNonNull(result, "Redis gave no answer");
					requests.get(i).complete(RateLimitScript.decision(answer, charges, requests.size(), i));
				}
			}
			catch (RuntimeException ex) {
				// Whatever was answered, the next are asked.
				requests.get(i).completeExceptionally(ex);
			}
		}
	}

}
