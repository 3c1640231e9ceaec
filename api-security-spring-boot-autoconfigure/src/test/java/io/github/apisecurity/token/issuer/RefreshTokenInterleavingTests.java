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

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.shared.SharedDatabase;
import io.github.apisecurity.token.TestProcess;
import io.github.apisecurity.token.TokenRevocation;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Many refresh the same token at the same time, on two processes with one store, in an
 * order that is drawn by lot before each call of the store; answers of the store and of
 * the nodes are lost, and the clocks of the nodes are four seconds apart. The system
 * property {@code api-security.interleavings} is the number of orders, of which every
 * second one has its families in Redis, the others in the database; the first one is
 * {@code api-security.interleavings.first}, so that one that fails can be repeated.
 */
@Timeout(7200)
@Tag("exhaustive")
class RefreshTokenInterleavingTests {

	private static final int CLIENTS = 64;

	@Test
	void nobodyIsLoggedOutAndNoFamilyForks() throws Exception {
		int orders = Integer.getInteger("api-security.interleavings", 4);
		int first = Integer.getInteger("api-security.interleavings.first", 1);
		System.setProperty("java.rmi.server.hostname", "127.0.0.1");
		ExecutorService executor = Executors.newCachedThreadPool();
		Server database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		Stores stores = null;
		Turns turns = new Turns();
		int registryPort = TestProcess.freePort();
		Registry registry = LocateRegistry.createRegistry(registryPort);
		try (RedisProcess redis = RedisProcess.start()) {
			registry.bind("turns", UnicastRemoteObject.exportObject(turns, 0));
			stores = new Stores("jdbc:h2:tcp://127.0.0.1:" + database.getPort()
					+ "/mem:issuer;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=100", redis.port());
			stores.create();
			try (TestProcess process = TestProcess.start(Other.class, registryPort, stores.url, redis.port())) {
				Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> List.of(registry.list()).contains("node"));
				Node here = new LocalNode(stores, turns, Duration.ZERO);
				Node there = (Node) registry.lookup("node");
				for (long seed = first; seed < first + orders; seed++) {
					assertOrder(seed, stores, turns, List.of(here, there), executor);
				}
				System.out.println(orders + " orders of " + CLIENTS + " clients on two processes");
			}
		}
		finally {
			executor.shutdownNow();
			UnicastRemoteObject.unexportObject(turns, true);
			UnicastRemoteObject.unexportObject(registry, true);
			if (stores != null) {
				stores.close();
			}
			database.stop();
		}
	}

	private void assertOrder(long seed, Stores stores, Turns turns, List<Node> nodes, ExecutorService executor)
			throws Exception {
		FamilyStore families = stores.families(seed);
		List<String> events = new ArrayList<>();
		IssuerNode calm = stores.node(families, turns::now, events);
		String first = calm.login("web");
		turns.begin(random(seed), CLIENTS);
		List<Future<String>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			long client = seed * CLIENTS + i;
			Node node = nodes.get(i % 2);
			clients.add(executor.submit(() -> node.exchange(first, seed, client)));
		}
		Set<String> successors = new HashSet<>();
		for (Future<String> client : clients) {
			successors.add(result(client, seed));
		}
		assertThat(successors).as("order " + seed).hasSize(1);
		String second = successors.iterator().next();
		TokenFamily family = TokenFamily.decode(families.find(PresentedToken.of(first).family()));
		assertThat(family.current()).isEqualTo(PresentedToken.of(second).hash());
		assertThat(family.previous()).isEqualTo(PresentedToken.of(first).hash());
		for (Node node : nodes) {
			assertThat(node.events()).as("order " + seed).isEmpty();
		}
		String third = calm.refresh(second);
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> calm.refresh(first));
		assertThatExceptionOfType(OAuth2AuthenticationException.class).isThrownBy(() -> calm.refresh(third));
		assertThat(events).containsExactly("authn_token_reuse");
		stores.jdbc.update("DELETE FROM oauth2_authorization");
	}

	// What follows from seeds that are neighbours is much the same.
	private static Random random(long seed) {
		return new Random(new SplittableRandom(seed).nextLong());
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
	 * The other process.
	 */
	static final class Other implements TestProcess.Main {

		@Override
		public void run(String... args) throws Exception {
			Registry registry = LocateRegistry.getRegistry("127.0.0.1", Integer.parseInt(args[0]));
			Stores stores = new Stores(args[1], Integer.parseInt(args[2]));
			LocalNode node = new LocalNode(stores, (Lots) registry.lookup("turns"), Duration.ofSeconds(4));
			registry.bind("node", UnicastRemoteObject.exportObject(node, 0));
		}

	}

	/**
	 * A node, here or in the other process.
	 */
	interface Node extends Remote {

		String exchange(String token, long seed, long client) throws RemoteException;

		List<String> events() throws RemoteException;

	}

	/**
	 * Draws who goes on.
	 */
	interface Lots extends Remote {

		Instant pass() throws RemoteException;

		void leave() throws RemoteException;

	}

	/**
	 * The stores that both processes have.
	 */
	private static final class Stores implements AutoCloseable {

		private final String url;

		private final JdbcConnectionPool pool;

		private final JdbcTemplate jdbc;

		private final SharedDatabase shared;

		// Once, since each has a mapper that has to learn its types.
		private final JdbcOAuth2AuthorizationService authorizations;

		private final RedisExecutors redis;

		private final TokenRevocation revocation = mock(TokenRevocation.class, withSettings().stubOnly());

		Stores(String url, int redisPort) {
			this.url = url;
			this.pool = JdbcConnectionPool.create(url, "sa", "");
			this.pool.setMaxConnections(CLIENTS);
			this.jdbc = new JdbcTemplate(this.pool);
			this.shared = SharedDatabase.of(this.pool);
			this.authorizations = new JdbcOAuth2AuthorizationService(this.jdbc, IssuerNode.registeredClients());
			this.redis = RedisExecutors.connect(redisPort, Duration.ofSeconds(10));
		}

		void create() {
			new ResourceDatabasePopulator(
					new ClassPathResource(
							"org/springframework/security/oauth2/server/authorization/oauth2-authorization-schema.sql"),
					new ClassPathResource("io/github/apisecurity/token/issuer/schema.sql"))
				.execute(this.pool);
		}

		// What has ended does so by the clock of this machine: nothing does.
		FamilyStore families(long seed) {
			return (seed % 2 == 0) ? new RedisFamilyStore(this.redis.executor(), Instant::now)
					: new JdbcFamilyStore(this.shared, Instant::now);
		}

		IssuerNode node(FamilyStore store, Supplier<Instant> clock, List<String> events) {
			SecurityEventPublisher publisher = (type, reason, details) -> events.add(type.id());
			return new IssuerNode(this.authorizations,
					new TokenFamilies(store, Duration.ofDays(30), Duration.ofSeconds(10), clock::get), this.revocation,
					publisher);
		}

		@Override
		public void close() {
			this.redis.close();
			this.pool.dispose();
		}

	}

	/**
	 * A node in its own process.
	 */
	private static final class LocalNode implements Node {

		private final Stores stores;

		private final Lots lots;

		private final Duration skew;

		private final List<String> events = new CopyOnWriteArrayList<>();

		private long seed;

		private @Nullable IssuerNode node;

		private volatile Instant now = Instant.now();

		LocalNode(Stores stores, Lots lots, Duration skew) {
			this.stores = stores;
			this.lots = lots;
			this.skew = skew;
		}

		@Override
		public String exchange(String token, long seed, long client) throws RemoteException {
			IssuerNode node = node(seed);
			Random random = random(client);
			pass();
			try {
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
			finally {
				this.lots.leave();
			}
		}

		private synchronized IssuerNode node(long seed) {
			if (this.node == null || this.seed != seed) {
				this.seed = seed;
				FamilyStore store = new LossyStore(this.stores.families(seed), this::pass, random(-seed));
				this.node = this.stores.node(store, () -> this.now, this.events);
			}
			return this.node;
		}

		private void pass() {
			try {
				this.now = this.lots.pass().plus(this.skew);
			}
			catch (RemoteException ex) {
				throw new IllegalArgumentException(ex);
			}
		}

		@Override
		public List<String> events() {
			return List.copyOf(this.events);
		}

	}

	/**
	 * One or two go on, drawn by lot, when all others wait.
	 */
	private static final class Turns implements Lots {

		private final List<Semaphore> waiting = new ArrayList<>();

		private Random random = new Random();

		private Instant now = Instant.now();

		private int running;

		synchronized Instant now() {
			return this.now;
		}

		synchronized void begin(Random random, int players) {
			this.random = random;
			this.running = players;
		}

		@Override
		public Instant pass() {
			Semaphore turn = new Semaphore(0);
			synchronized (this) {
				this.waiting.add(turn);
				leave();
			}
			turn.acquireUninterruptibly();
			return now();
		}

		@Override
		public synchronized void leave() {
			this.running--;
			if (this.running > 0) {
				return;
			}
			this.now = this.now.plusNanos(100_000);
			for (int i = this.random.nextInt(2); i < 2 && !this.waiting.isEmpty(); i++) {
				this.running++;
				this.waiting.remove(this.random.nextInt(this.waiting.size())).release();
			}
		}

	}

	/**
	 * Does what it is told and sometimes does not say so.
	 *
	 * @param store the store
	 * @param turn waits for its turn
	 * @param random what is lost
	 */
	private record LossyStore(FamilyStore store, Runnable turn, Random random) implements FamilyStore {

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
			this.turn.run();
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
