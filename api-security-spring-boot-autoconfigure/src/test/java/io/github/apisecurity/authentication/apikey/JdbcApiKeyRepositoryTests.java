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

package io.github.apisecurity.authentication.apikey;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

import io.github.apisecurity.authentication.apikey.ApiKeyFormat.PresentedKey;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedDatabase;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link JdbcApiKeyRepository} and for what {@link ApiKeyVerifier} remembers of
 * it. The database has no empty texts, as Oracle has none.
 */
class JdbcApiKeyRepositoryTests {

	private static final ApiKey KEY = new ApiKey("abc", "partner", "v1:00", Set.of("ROLE_PARTNER"), null, null, null,
			Set.of(), null, null, null);

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder()
		.setName("api-keys-" + System.nanoTime() + ";MODE=Oracle")
		.setType(EmbeddedDatabaseType.H2)
		.addScript("classpath:io/github/apisecurity/authentication/apikey/schema.sql")
		.addScript("classpath:io/github/apisecurity/shared/schema.sql")
		.build();

	private final JdbcApiKeyRepository repository = new JdbcApiKeyRepository(SharedDatabase.of(this.database));

	@AfterEach
	void close() {
		this.database.shutdown();
	}

	@Test
	void whenKeyHasNoSuccessorItCanBeRevokedAndReplaced() {
		this.repository.save(KEY);
		ApiKey found = this.repository.findById("abc");
		assertThat(found).isEqualTo(KEY);
		ApiKey replaced = found.replaced("def", null);
		assertThat(this.repository.replace(found, replaced)).isTrue();
		assertThat(this.repository.replace(found, found.replaced("ghi", null))).isFalse();
		assertThat(this.repository.replace(replaced, replaced.revoked(Instant.now()))).isTrue();
		assertThat(this.repository.replace(replaced, replaced)).isFalse();
	}

	@Test
	void whenAuthorityHasASpaceItDoesNotBecomeTwo() {
		ApiKey key = new ApiKey("abc", "partner", "v1:00", Set.of("report ROLE_ADMIN"), null, null, null, Set.of(),
				null, null, null);
		assertThatIllegalArgumentException().isThrownBy(() -> this.repository.save(key));
		assertThat(this.repository.findById("abc")).isNull();
	}

	@Test
	void whenKeyIsRevokedInATransactionOthersReadItBeforeThatEnds() {
		this.repository.save(KEY);
		TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(this.database));
		transaction.executeWithoutResult((status) -> {
			assertThat(this.repository.replace(KEY, KEY.revoked(Instant.now()))).isTrue();
			JdbcTemplate other = new JdbcTemplate(new DelegatingDataSource(this.database));
			assertThat(other.queryForObject("SELECT revoked_at FROM api_key", Instant.class)).isNotNull();
			status.setRollbackOnly();
		});
		assertThat(this.repository.findById("abc").revokedAt()).isNotNull();
	}

	@Test
	@Timeout(20)
	void whenPoolWaitsForADatabaseThatIsAwayRequestsDoNot() {
		CountDownLatch away = new CountDownLatch(1);
		JdbcApiKeyRepository slow = new JdbcApiKeyRepository(SharedDatabase.of(new DelegatingDataSource(this.database) {

			@Override
			public Connection getConnection() throws SQLException {
				try {
					away.await();
				}
				catch (InterruptedException ex) {
					throw new SQLException(ex);
				}
				return super.getConnection();
			}

		}));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> slow.findById("abc"))
			.withStackTraceContaining("There is no connection");
		long start = System.nanoTime();
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> slow.findById("abc"));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("while it is known to be away")
			.isLessThan(Duration.ofMillis(1800));
		away.countDown();
		await().untilAsserted(() -> assertThat(slow.findById("abc")).isNull());
	}

	@Test
	void whenKeyIsRevokedElsewhereWhileItIsReadItIsReadAgain() {
		ApplicationContextRunner node = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.withBean(DataSource.class, () -> this.database)
			.withPropertyValues("api-security.shared.store=jdbc", "api-security.shared.refresh-interval=20ms");
		ApiKeyFormat format = new ApiKeyFormat("shop", "test");
		ApiKeyHasher hasher = new ApiKeyHasher(Map.of("v1", new SecretKeySpec(new byte[32], "HmacSHA256")), "v1");
		PresentedKey key = format.generate();
		this.repository.save(new ApiKey(key.id(), "partner", hasher.hash(key), Set.of(), null, null, null, Set.of(),
				null, null, null));
		node.run((here) -> node.run((there) -> {
			SharedMap<Long> seen = probe(here.getBean(SharedStates.class));
			SharedMap<Long> told = probe(there.getBean(SharedStates.class));
			ApiKeyVerifier other = verifier(format, hasher, this.repository, there.getBean(SharedStates.class));
			AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>(() -> {
				ApiKey found = this.repository.findById(key.id());
				assertThat(this.repository.replace(found, found.revoked(Instant.now()))).isTrue();
				other.changed(key.id());
				told.update("x", (before) -> 1L);
				await().until(() -> seen.get("x") != null);
			});
			ApiKeyVerifier verifier = verifier(format, hasher, (id) -> {
				ApiKey found = this.repository.findById(id);
				Runnable revocation = meanwhile.getAndSet(null);
				if (revocation != null) {
					revocation.run();
				}
				return found;
			}, here.getBean(SharedStates.class));
			verifier.verify(format.format(key), "127.0.0.1");
			assertThatExceptionOfType(ApiKeyRejectedException.class)
				.isThrownBy(() -> verifier.verify(format.format(key), "127.0.0.1"));
		}));
	}

	private static ApiKeyVerifier verifier(ApiKeyFormat format, ApiKeyHasher hasher, ApiKeyRepository repository,
			SharedStates states) {
		return new ApiKeyVerifier(format, hasher, repository, Duration.ofHours(1), states, InstantSource.system());
	}

	private static SharedMap<Long> probe(SharedStates states) {
		return states.open("probe", String::valueOf, Long::valueOf, 9, (key, value) -> {
		});
	}

}
