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
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.shared.SharedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FamilyStore}: of those who change the same at the same time, one wins.
 */
@Timeout(90)
class FamilyStoreTests {

	private final Instant end = Instant.now().plusSeconds(600);

	@Test
	void memory() throws Exception {
		Instant later = this.end.plusSeconds(1);
		MemoryFamilyStore store = new MemoryFamilyStore(() -> later);
		assertStore(store);
		for (int i = 0; i < 1000; i++) {
			store.replace("old-" + i, null, "x", this.end);
		}
		assertThat(store.find("old-0")).as("forgotten").isNull();
		assertThat(store.find("old-999")).isNotNull();
	}

	@Test
	void memoryThatIsFullForgetsNobody() {
		MemoryFamilyStore store = new MemoryFamilyStore(InstantSource.system());
		for (int i = 0; i < 100_000; i++) {
			store.replace("family-" + i, null, "x", this.end);
		}
		assertThatIllegalStateException().isThrownBy(() -> store.replace("another", null, "x", this.end))
			.withMessageContaining("api-security.shared.store");
		assertThat(store.find("family-0")).isNotNull();
		assertThat(store.replace("family-0", "x", "y", this.end)).isTrue();
		store.remove("family-1");
		assertThat(store.replace("another", null, "x", this.end)).isTrue();
	}

	@Test
	void jdbc() throws Exception {
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().generateUniqueName(true)
			.setType(EmbeddedDatabaseType.H2)
			.addScript("classpath:io/github/apisecurity/token/issuer/schema.sql")
			.build();
		JdbcTemplate jdbc = new JdbcTemplate(database);
		SharedDatabase shared = SharedDatabase.of(database);
		assertStore(new JdbcFamilyStore(shared, InstantSource.system()));
		Instant later = this.end.plusSeconds(1);
		new JdbcFamilyStore(shared, () -> later).replace("new", null, "x", later.plusSeconds(9));
		assertThat(jdbc.queryForList("SELECT family_id FROM token_family", String.class)).containsExactly("new");
		database.shutdown();
	}

	@Test
	void redis() throws Exception {
		try (RedisProcess redis = RedisProcess.start();
				RedisExecutors executors = RedisExecutors.connect(redis.port(), Duration.ofSeconds(10))) {
			assertStore(new RedisFamilyStore(executors.executor(), InstantSource.system()));
			assertThat(redis.commands().keys("*")).isNotEmpty()
				.allMatch((key) -> key.startsWith("test:token-family:") && redis.commands().pttl(key) > 500_000);
		}
	}

	private void assertStore(FamilyStore store) throws Exception {
		assertThat(store.find("a")).isNull();
		assertThat(store.replace("a", "x", "y", this.end)).isFalse();
		assertThat(store.replace("a", null, "x", this.end)).isTrue();
		assertThat(store.replace("a", null, "y", this.end)).isFalse();
		assertThat(store.replace("a", "y", "z", this.end)).isFalse();
		assertThat(store.find("a")).isEqualTo("x");
		assertThat(store.replace("a", "x", "y", this.end)).isTrue();
		assertThat(store.find("a")).isEqualTo("y");
		assertThat(store.remove("a")).isTrue();
		assertThat(store.remove("a")).isFalse();
		assertThat(store.find("a")).isNull();
		assertThat(store.replace("a", "y", "z", this.end)).as("dead for good").isFalse();
		for (int i = 0; i < 20; i++) {
			String family = "family-" + i;
			store.replace(family, null, "0", this.end);
			assertThat(winners(store, family)).isOne();
		}
	}

	private long winners(FamilyStore store, String family) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Boolean>> tasks = IntStream.rangeClosed(1, 8)
				.<Callable<Boolean>>mapToObj((i) -> () -> store.replace(family, "0", String.valueOf(i), this.end))
				.toList();
			long winners = 0;
			for (Future<Boolean> result : executor.invokeAll(tasks)) {
				winners += result.get() ? 1 : 0;
			}
			return winners;
		}
		finally {
			executor.shutdownNow();
		}
	}

}
