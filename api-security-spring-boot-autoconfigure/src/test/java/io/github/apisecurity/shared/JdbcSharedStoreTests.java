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

package io.github.apisecurity.shared;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import io.github.apisecurity.posture.PostureContributor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link JdbcSharedStore} and its configuration.
 */
@ExtendWith(OutputCaptureExtension.class)
class JdbcSharedStoreTests {

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().generateUniqueName(true)
		.setType(EmbeddedDatabaseType.H2)
		.addScript("classpath:io/github/apisecurity/shared/schema.sql")
		.build();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
		.withBean(DataSource.class, () -> this.database)
		.withPropertyValues("api-security.shared.store=jdbc", "api-security.shared.refresh-interval=4m");

	@AfterEach
	void close() {
		this.database.shutdown();
	}

	@Test
	void changesReachTheOtherNodeAndSurvive() {
		this.contextRunner.run((context) -> {
			SharedMap<Integer> map = SharedStatesTests.open(context.getBean(SharedStates.class), "numbers", 9);
			map.update("a", (before) -> 1);
			map.update("b", (before) -> 2);
			map.update("a", (before) -> null);
			map.update("a", (before) -> 3);
			map.update("b", (before) -> null);
		});
		this.contextRunner.run((context) -> {
			SharedStates states = context.getBean(SharedStates.class);
			SharedMap<Integer> map = SharedStatesTests.open(states, "numbers", 9);
			states.refresh();
			assertThat(map.toMap()).isEqualTo(Map.of("a", 3));
		});
	}

	@Test
	void changesOfTwoNodesAtTheSameTimeAreAllKept() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			SharedMap<Integer> here = SharedStatesTests.open(first.getBean(SharedStates.class), "numbers", 9);
			SharedMap<Integer> there = SharedStatesTests.open(second.getBean(SharedStates.class), "numbers", 9);
			CountDownLatch done = new CountDownLatch(1);
			new Thread(() -> {
				count(there);
				done.countDown();
			}).start();
			count(here);
			assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(here.update("a", (before) -> before + 1)).isEqualTo(201);
		}));
	}

	@Test
	void whenDatabaseGoesBackItGetsTheEntriesBack() {
		this.contextRunner.run((first) -> {
			SharedStates here = first.getBean(SharedStates.class);
			SharedMap<Integer> map = SharedStatesTests.open(here, "numbers", 9);
			map.update("a", (before) -> 1);
			JdbcTemplate jdbc = new JdbcTemplate(this.database);
			Long version = jdbc.queryForObject("SELECT version FROM shared_state WHERE map_name = '-'", Long.class);
			map.update("b", (before) -> 2);
			jdbc.update("DELETE FROM shared_state WHERE version > ? AND map_name <> '-'", version);
			jdbc.update("UPDATE shared_state SET version = ? WHERE map_name = '-'", version);
			here.refresh();
			this.contextRunner.run((second) -> {
				SharedStates there = second.getBean(SharedStates.class);
				SharedMap<Integer> started = SharedStatesTests.open(there, "numbers", 9);
				there.refresh();
				assertThat(started.toMap()).isEqualTo(Map.of("a", 1, "b", 2));
			});
		});
	}

	@Test
	void applicationsWithOneTableDoNotShareTheirState(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.application.name=orders")
			.run((context) -> SharedStatesTests.open(context.getBean(SharedStates.class), "numbers", 9)
				.update("a", (before) -> 1));
		assertThat(output).doesNotContain("spring.application.name");
		this.contextRunner.withPropertyValues("spring.application.name=stock")
			.run((context) -> assertThat(read(context)).isEmpty());
		this.contextRunner
			.withPropertyValues("spring.application.name=reports", "api-security.shared.application=orders")
			.run((context) -> assertThat(read(context)).containsEntry("a", 1));
		this.contextRunner.run((context) -> assertThat(read(context)).isEmpty());
		assertThat(output).containsOnlyOnce("without 'spring.application.name'");
	}

	private static Map<String, Integer> read(ApplicationContext context) {
		SharedStates states = context.getBean(SharedStates.class);
		SharedMap<Integer> map = SharedStatesTests.open(states, "numbers", 9);
		states.refresh();
		return map.toMap();
	}

	@Test
	@Timeout(30)
	void whenPoolWaitsForADatabaseThatIsAwayNobodyWaitsWithIt(CapturedOutput output) throws Exception {
		AtomicReference<CountDownLatch> away = new AtomicReference<>(new CountDownLatch(0));
		DelegatingDataSource pool = new DelegatingDataSource(this.database) {

			@Override
			public Connection getConnection() throws SQLException {
				try {
					away.get().await();
				}
				catch (InterruptedException ex) {
					throw new SQLException(ex);
				}
				return super.getConnection();
			}

		};
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.withBean(DataSource.class, () -> pool)
			.withPropertyValues("api-security.shared.store=jdbc", "api-security.shared.refresh-interval=100ms",
					"api-security.shared.max-staleness=1s")
			.run((context) -> {
				SharedStates states = context.getBean(SharedStates.class);
				SharedMap<Integer> map = SharedStatesTests.open(states, "numbers", 9);
				map.update("a", (before) -> 1);
				away.set(new CountDownLatch(1));
				assertThatExceptionOfType(SharedStateUnavailableException.class)
					.isThrownBy(() -> map.update("a", (before) -> 2));
				PostureContributor posture = context.getBean(PostureContributor.class);
				await().untilAsserted(() -> assertThat(posture.contribute().details().get("findings")).asString()
					.contains("does not answer"));
				assertThat(output).containsOnlyOnce("longer than 'api-security.shared.max-staleness', PT1S");
				away.get().countDown();
				await().untilAsserted(() -> assertThat(map.update("a", (before) -> 3)).isEqualTo(3));
				await().untilAsserted(
						() -> assertThat(posture.contribute().details()).containsEntry("findings", List.of()));
			});
	}

	@Test
	void withoutRedisOrDatabaseItIsInMemory() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.run((context) -> assertThat(context).getBean(SharedStore.class).isInstanceOf(MemorySharedStore.class));
	}

	@Test
	void whenConnectionOfStoreIsMissingDoesNotStart() {
		for (String store : new String[] { "redis", "jdbc" }) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
				.withPropertyValues("api-security.shared.store=" + store)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("api-security.shared.store"));
		}
	}

	@Test
	void whenIntervalIsBadDoesNotStart() {
		this.contextRunner.withPropertyValues("api-security.shared.refresh-interval=0s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("api-security.shared.refresh-interval"));
	}

	private static void count(SharedMap<Integer> map) {
		for (int i = 0; i < 100; i++) {
			map.update("a", (before) -> ((before != null) ? before : 0) + 1);
		}
	}

}
