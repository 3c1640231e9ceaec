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
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Coalescer}.
 */
class CoalescerTests {

	private final List<Integer> sizes = new ArrayList<>();

	private final List<CompletableFuture<List<Object>>> calls = new ArrayList<>();

	private boolean refusing;

	private final List<Charge> key = List.of(TestPolicies.charge("key", "10/1h"));

	// An answer that lacks a number, or none at all, throws.
	private final Coalescer coalescer = new Coalescer(this::call);

	@Test
	void requestsThatArriveMeanwhileShareTheNextCall() {
		CompletableFuture<StoreDecision> first = this.coalescer.submit(this.key);
		List<CompletableFuture<StoreDecision>> others = submit(3);
		assertThat(this.sizes).containsExactly(1);
		answer(0, 1);
		assertThat(first.join().granted()).isTrue();
		assertThat(this.sizes).containsExactly(1, 3);
		answer(1, 2);
		assertThat(others).extracting((decision) -> decision.join().granted()).containsExactly(true, true, false);
		assertThat(this.sizes).containsExactly(1, 3);
	}

	@Test
	void requestsOfOtherKeysDoNotWait() {
		this.coalescer.submit(this.key);
		this.coalescer.submit(List.of(TestPolicies.charge("other", "10/1h")));
		assertThat(this.sizes).containsExactly(1, 1);
	}

	@Test
	void whoGaveUpIsNotCharged() {
		this.coalescer.submit(this.key);
		List<CompletableFuture<StoreDecision>> others = submit(3);
		others.get(1).cancel(true);
		answer(0, 1);
		assertThat(this.sizes).containsExactly(1, 2);
	}

	@Test
	void failureReachesAllOfACallAndTheNextAreAsked() {
		this.coalescer.submit(this.key);
		List<CompletableFuture<StoreDecision>> shared = submit(3);
		answer(0, 1);
		CompletableFuture<StoreDecision> next = this.coalescer.submit(this.key);
		this.calls.get(1).completeExceptionally(new IllegalStateException("down"));
		assertThat(shared).allMatch(CompletableFuture::isCompletedExceptionally);
		answer(2, 1);
		assertThat(next.join().granted()).isTrue();
		assertThat(this.sizes).containsExactly(1, 3, 1);
	}

	@Test
	void answerThatCannotBeReadDoesNotStopTheKey() {
		List<CompletableFuture<StoreDecision>> decisions = submit(1);
		this.calls.get(0).complete(List.of());
		decisions.addAll(submit(1));
		this.calls.get(1).complete(null);
		assertThat(decisions).allMatch(CompletableFuture::isCompletedExceptionally);
		CompletableFuture<StoreDecision> next = this.coalescer.submit(this.key);
		answer(2, 1);
		assertThat(next.join().granted()).isTrue();
	}

	@Test
	void callThatCannotBeMadeDoesNotStopTheKey() {
		this.refusing = true;
		assertThat(this.coalescer.submit(this.key)).isCompletedExceptionally();
		this.refusing = false;
		CompletableFuture<StoreDecision> next = this.coalescer.submit(this.key);
		answer(0, 1);
		assertThat(next.join().granted()).isTrue();
	}

	private List<CompletableFuture<StoreDecision>> submit(int requests) {
		List<CompletableFuture<StoreDecision>> decisions = new ArrayList<>();
		for (int i = 0; i < requests; i++) {
			decisions.add(this.coalescer.submit(this.key));
		}
		return decisions;
	}

	private void answer(int call, int granted) {
		this.calls.get(call).complete(List.of((long) granted, (long) granted, 0L, 0L));
	}

	private CompletableFuture<List<Object>> call(List<Charge> charges, int requests) {
		if (this.refusing) {
			throw new IllegalStateException("closed");
		}
		this.sizes.add(requests);
		CompletableFuture<List<Object>> answer = new CompletableFuture<>();
		this.calls.add(answer);
		return answer;
	}

}
