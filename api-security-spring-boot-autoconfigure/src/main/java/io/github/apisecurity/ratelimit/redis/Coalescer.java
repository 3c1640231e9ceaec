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

package io.github.apisecurity.ratelimit.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

import io.github.apisecurity.ratelimit.StoreDecision;
import org.jspecify.annotations.Nullable;

/**
 * Sends identical requests together: while one call for a key is under way, the next
 * requests wait for it and then share one call. A hot key costs one call per round trip
 * instead of one per request.
 *
 * @param <K> the type of the key
 */
class Coalescer<K> {

	/**
	 * Has an entry for each key that is being asked for, and so is bounded by the
	 * requests in progress.
	 */
	private final ConcurrentMap<K, List<CompletableFuture<StoreDecision>>> waiting = new ConcurrentHashMap<>();

	private final BiFunction<K, Integer, CompletableFuture<List<Object>>> call;

	private final Reader<K> reader;

	/**
	 * Create a coalescer.
	 * @param call asks for a number of requests at once
	 * @param reader reads the answer
	 */
	Coalescer(BiFunction<K, Integer, CompletableFuture<List<Object>>> call, Reader<K> reader) {
		this.call = call;
		this.reader = reader;
	}

	CompletableFuture<StoreDecision> submit(K key) {
		CompletableFuture<StoreDecision> decision = new CompletableFuture<>();
		List<CompletableFuture<StoreDecision>> first = new ArrayList<>(1);
		this.waiting.compute(key, (same, queue) -> {
			if (queue == null) {
				first.add(decision);
				return new ArrayList<>(4);
			}
			queue.add(decision);
			return queue;
		});
		send(key, first);
		return decision;
	}

	private void send(K key, List<CompletableFuture<StoreDecision>> requests) {
		List<CompletableFuture<StoreDecision>> batch = requests;
		while (!batch.isEmpty()) {
			List<CompletableFuture<StoreDecision>> sent = batch;
			CompletableFuture<List<Object>> answer = ask(key, sent.size());
			if (!answer.isDone()) {
				answer.whenComplete((result, failure) -> {
					// First, so that those who come back at once share the next call.
					complete(key, sent, result, failure);
					send(key, next(key));
				});
				return;
			}
			// A refused call is answered at once: a loop, since a recursion could be
			// deep.
			answer.whenComplete((result, failure) -> complete(key, sent, result, failure));
			batch = next(key);
		}
	}

	private List<CompletableFuture<StoreDecision>> next(K key) {
		List<CompletableFuture<StoreDecision>> next = new ArrayList<>();
		this.waiting.computeIfPresent(key, (same, queue) -> {
			// Whoever gave up waiting must not be charged.
			queue.stream().filter((request) -> !request.isDone()).forEach(next::add);
			return (next.isEmpty()) ? null : new ArrayList<>(4);
		});
		return next;
	}

	private CompletableFuture<List<Object>> ask(K key, int requests) {
		try {
			return this.call.apply(key, requests);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void complete(K key, List<CompletableFuture<StoreDecision>> requests, @Nullable List<Object> result,
			@Nullable Throwable failure) {
		for (int i = 0; i < requests.size(); i++) {
			try {
				if (result == null) {
					requests.get(i)
						.completeExceptionally(
								(failure != null) ? failure : new IllegalStateException("Redis gave no answer"));
				}
				else {
					requests.get(i).complete(this.reader.read(result, key, requests.size(), i));
				}
			}
			catch (RuntimeException ex) {
				// Whatever was answered, the key goes on.
				requests.get(i).completeExceptionally(ex);
			}
		}
	}

	/**
	 * Reads the decision for one of the requests that were sent together.
	 *
	 * @param <K> the type of the key
	 */
	@FunctionalInterface
	interface Reader<K> {

		StoreDecision read(List<Object> answer, K key, int requests, int index);

	}

}
