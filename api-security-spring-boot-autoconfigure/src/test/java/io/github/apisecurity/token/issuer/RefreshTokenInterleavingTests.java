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

package io.github.apisecurity.token.issuer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.token.TokenRevocation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Many refresh the same token at the same time, on two nodes with one store, in an order
 * that is drawn by lot before each call of the store; answers of the store and of the
 * nodes are lost. The system property {@code api-security.interleavings} is the number of
 * orders.
 */
@Timeout(3600)
class RefreshTokenInterleavingTests {

	private static final int CLIENTS = 64;

	private final List<String> events = new ArrayList<>();

	@Test
	void nobodyIsLoggedOutAndNoFamilyForks() throws Exception {
		int orders = Integer.getInteger("api-security.interleavings", 20);
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			for (long seed = 1; seed <= orders; seed++) {
				assertOrder(seed, executor);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void assertOrder(long seed, ExecutorService executor) throws Exception {
		Turns turns = new Turns(new Random(seed));
		MemoryFamilyStore families = new MemoryFamilyStore(turns::now);
		InMemoryOAuth2AuthorizationService authorizations = new InMemoryOAuth2AuthorizationService();
		IssuerNode calm = node(families, authorizations, turns);
		FamilyStore store = new LossyStore(families, turns, new Random(-seed));
		List<IssuerNode> nodes = List.of(node(store, authorizations, turns), node(store, authorizations, turns));
		String first = calm.login("web");
		turns.begin(CLIENTS);
		List<Future<String>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			IssuerNode node = nodes.get(i % 2);
			Random random = new Random(seed * CLIENTS + i);
			clients.add(executor.submit(() -> turns.play(() -> client(node, first, random))));
		}
		Set<String> successors = new HashSet<>();
		for (Future<String> client : clients) {
			successors.add(result(client, seed));
		}
		assertThat(successors).as("order " + seed).hasSize(1);
		String second = successors.iterator().next();
		PresentedToken token = PresentedToken.of(first);
		TokenFamily family = TokenFamily.decode(families.find(token.family()));
		assertThat(family.current()).isEqualTo(PresentedToken.of(second).hash());
		assertThat(family.previous()).isEqualTo(token.hash());
		assertThat(this.events).as("order " + seed).isEmpty();
		String third = calm.refresh(second);
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> calm.refresh(first));
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> calm.refresh(third));
		assertThat(this.events).containsExactly("authn_token_reuse");
		this.events.clear();
	}

	private IssuerNode node(FamilyStore store, InMemoryOAuth2AuthorizationService authorizations, Turns turns) {
		SecurityEventPublisher publisher = (type, reason, details) -> this.events.add(type.id());
		return new IssuerNode(authorizations,
				new TokenFamilies(store, Duration.ofDays(30), Duration.ofSeconds(10), turns::now),
				mock(TokenRevocation.class), publisher);
	}

	private static String client(IssuerNode node, String token, Random random) {
		while (true) {
			try {
				String successor = node.refresh(token);
				if (random.nextInt(4) > 0) {
					return successor;
				}
			}
			catch (ProblemException ex) {
				// Told to try again.
			}
		}
	}

	private static String result(Future<String> client, long seed) throws InterruptedException {
		try {
			return client.get();
		}
		catch (ExecutionException ex) {
			throw new AssertionError("Logged out in order " + seed, ex);
		}
	}

	/**
	 * Who goes on is drawn by lot.
	 */
	private static final class Turns {

		private final Random random;

		private final List<Semaphore> waiting = new ArrayList<>();

		private Instant now = Instant.now();

		private int running;

		Turns(Random random) {
			this.random = random;
		}

		synchronized Instant now() {
			return this.now;
		}

		synchronized void begin(int players) {
			this.running = players;
		}

		String play(Supplier<String> player) {
			try {
				pass();
				return player.get();
			}
			finally {
				leave();
			}
		}

		void pass() {
			Semaphore turn = new Semaphore(0);
			synchronized (this) {
				if (this.running == 0) {
					return;
				}
				this.waiting.add(turn);
				leave();
			}
			turn.acquireUninterruptibly();
		}

		private synchronized void leave() {
			this.running--;
			if (this.running == 0 && !this.waiting.isEmpty()) {
				this.now = this.now.plusNanos(100_000);
				this.running = 1;
				this.waiting.remove(this.random.nextInt(this.waiting.size())).release();
			}
		}

	}

	/**
	 * Does what it is told and sometimes does not say so.
	 *
	 * @param store the store
	 * @param turns who goes on
	 * @param random what is lost
	 */
	private record LossyStore(FamilyStore store, Turns turns, Random random) implements FamilyStore {

		@Override
		public @Nullable String find(String family) {
			return call(() -> this.store.find(family));
		}

		@Override
		public boolean replace(String family, @Nullable String before, String after, Instant end) {
			return call(() -> this.store.replace(family, before, after, end));
		}

		@Override
		public boolean remove(String family) {
			return call(() -> this.store.remove(family));
		}

		private <T extends @Nullable Object> T call(Supplier<T> call) {
			this.turns.pass();
			int fate = this.random.nextInt(40);
			if (fate == 0) {
				throw new IllegalStateException("The question is lost");
			}
			T answer = call.get();
			if (fate == 1) {
				throw new IllegalStateException("The answer is lost");
			}
			return answer;
		}

	}

}
