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

package io.github.apisecurity.audit.trail;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link JdbcTrail}.
 */
class JdbcTrailTests {

	private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");

	private static final String ISSUER = "https://id.example.com";

	private static final EventFormat format = new EventFormat(Format.OWASP, "shop", () -> "node-1");

	@Test
	void whenDatabaseIsH2EventsAreFoundAndOldOnesDeleted() throws Exception {
		EmbeddedDatabase database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.build();
		try {
			check(database);
		}
		finally {
			database.shutdown();
		}
	}

	@Test
	void whenDatabaseIsPostgresEventsAreFoundAndOldOnesDeletedAndWhoMayNotWriteIsTold() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			check(postgres.getPostgresDatabase());
			new JdbcTemplate(postgres.getPostgresDatabase())
				.execute("CREATE ROLE reader LOGIN; GRANT SELECT ON security_event TO reader");
			JdbcTrail readOnly = trail(postgres.getDatabase("reader", "postgres"), null);
			assertThatIOException().isThrownBy(() -> readOnly.write(List.of(event(NOW, "ada")), "batch"))
				.withMessageContaining("no right to write")
				.withCauseInstanceOf(BadSqlGrammarException.class);
		}
	}

	@Test
	void whenNodesAreInDifferentZonesTheirTimesAreTheSame() throws Exception {
		String url = "jdbc:h2:mem:zones;DB_CLOSE_DELAY=-1";
		DataSource elsewhere = new DriverManagerDataSource(url + ";TIME ZONE=Asia/Kolkata");
		JdbcTemplate jdbc = new JdbcTemplate(new DriverManagerDataSource(url));
		new ResourceDatabasePopulator(new ClassPathResource("schema.sql", JdbcTrail.class)).execute(elsewhere);
		trail(elsewhere, null).write(List.of(event(NOW, "ada")), "batch");
		assertThat(jdbc.queryForObject("SELECT event_time FROM security_event", LocalDateTime.class))
			.isEqualTo(LocalDateTime.ofInstant(NOW, ZoneOffset.UTC));
		jdbc.execute("SHUTDOWN");
	}

	private static void check(DataSource dataSource) throws Exception {
		new ResourceDatabasePopulator(new ClassPathResource("schema.sql", JdbcTrail.class)).execute(dataSource);
		JdbcTrail kept = trail(dataSource, null);
		List<TrailRecord> old = new ArrayList<>();
		for (int i = 0; i < 2500; i++) {
			old.add(event(NOW.minus(Duration.ofDays(91)).plusMillis(i), "eve"));
		}
		kept.write(old, "batch");
		kept.write(List.of(event(NOW.minus(Duration.ofDays(89)), "ada"), event(NOW, "ada\u0000" + "x".repeat(300))),
				"batch");
		assertThat(find(kept, new TrailSearch.Filter(null, null, "ada", null, null, null))).singleElement()
			.satisfies((event) -> assertThat(event.get("user")).isEqualTo("ada"));
		assertThat(find(kept, new TrailSearch.Filter(NOW.minusSeconds(1), null, null, null, "authz_fail", "192.0.2.1")))
			.hasSize(1);
		assertThat(find(kept, new TrailSearch.Filter(null, NOW.minus(Duration.ofDays(90)), null, null, null, null)))
			.hasSize(10);
		assertThat(find(kept, new TrailSearch.Filter(null, null, "ada", ISSUER, null, null))).hasSize(1);
		assertThat(find(kept, new TrailSearch.Filter(null, null, "ada", "", null, null))).isEmpty();
		new JdbcTemplate(dataSource).update("UPDATE security_event SET document = '{ }' WHERE principal = 'ada'");
		assertThat(find(kept, new TrailSearch.Filter(NOW.minus(Duration.ofDays(90)), null, null, null, null, null)))
			.hasSize(2)
			.extracting((event) -> event.containsKey("unreadable"))
			.containsExactly(false, true);
		JdbcTrail purging = trail(dataSource, Duration.ofDays(90));
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		purging.idle(false);
		assertThat(count(jdbc)).isEqualTo(1502);
		purging.write(List.of(event(NOW, "ada")), "batch");
		assertThat(count(jdbc)).isEqualTo(503);
		purging.idle(false);
		purging.idle(false);
		assertThat(count(jdbc)).isEqualTo(3);
	}

	private static JdbcTrail trail(DataSource dataSource, Duration retention) {
		return new JdbcTrail(new JdbcTemplate(dataSource),
				new TransactionTemplate(new JdbcTransactionManager(dataSource)), retention,
				Clock.fixed(NOW, ZoneOffset.UTC));
	}

	private static List<Map<?, ?>> find(JdbcTrail trail, TrailSearch.Filter filter) {
		return trail.find(filter, 0, 10);
	}

	private static int count(JdbcTemplate jdbc) {
		return jdbc.queryForObject("SELECT COUNT(*) FROM security_event", Integer.class);
	}

	private static TrailRecord event(Instant time, String user) {
		return TrailRecord.of(new SecurityEvent(time, SecurityEventType.ACCESS_DENIED, null, user, ISSUER, null, null,
				new RequestDetails("request", "192.0.2.1", "GET", "/orders/1", "/orders/{id}", Map.of("id", "1"),
						"agent"),
				Map.of()), format);
	}

}
