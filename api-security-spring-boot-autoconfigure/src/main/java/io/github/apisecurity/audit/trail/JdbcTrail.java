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

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.config.PropertyValue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@link TrailWriter} for the table {@code security_event}, whose definition is in
 * {@code schema.sql} beside this class.
 */
class JdbcTrail implements TrailWriter, TrailSearch {

	private static final Log log = LogFactory.getLog(JdbcTrail.class);

	private static final String INSERT = "INSERT INTO security_event (event_time, event, outcome, principal, issuer,"
			+ " address, document) VALUES (?, ?, ?, ?, ?, ?, ?)";

	private static final String SCHEMA = "io/github/apisecurity/audit/trail/schema.sql";

	private static final Map<String, Object> UNREADABLE = Map.of("unreadable", true);

	private static final int PURGED_ROWS = 1000;

	private static final String PURGE = "DELETE FROM security_event WHERE id IN (SELECT id FROM security_event"
			+ " WHERE event_time < ? ORDER BY event_time FETCH FIRST " + PURGED_ROWS + " ROWS ONLY)";

	private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

	private static final int MAX_NAME = 255;

	private static final int TIMEOUT_SECONDS = 5;

	private final JdbcOperations jdbc;

	private final TransactionOperations transactions;

	private final @Nullable Duration retention;

	private final Clock clock;

	private volatile Instant nextPurge = Instant.MIN;

	JdbcTrail(JdbcOperations jdbc, TransactionOperations transactions, @Nullable Duration retention, Clock clock) {
		this.jdbc = jdbc;
		this.transactions = transactions;
		this.retention = retention;
		this.clock = clock;
	}

	static @Nullable JdbcTrail create(BeanFactory beanFactory, AuditSinkProperties.Jdbc properties) {
		Duration retention = properties.getRetention();
		PropertyValue.refuseIf(retention != null && (retention.isZero() || retention.isNegative()),
				"api-security.audit.sinks.jdbc.retention", retention, "Use a positive duration, such as '90d'.");
		DataSource dataSource = beanFactory.getBeanProvider(DataSource.class).getIfUnique();
		if (dataSource == null) {
			return null;
		}
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.setQueryTimeout(TIMEOUT_SECONDS);
		TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		transactions.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		return new JdbcTrail(jdbc, transactions, retention, Clock.systemUTC());
	}

	@Override
	public void write(List<TrailRecord> batch, String id) throws IOException {
		List<Object[]> rows = batch.stream().map(JdbcTrail::row).toList();
		try {
			this.transactions.executeWithoutResult((status) -> this.jdbc.batchUpdate(INSERT, rows));
		}
		catch (BadSqlGrammarException ex) {
			throw new IOException("There is no table 'security_event', or another one, or no right to write it: run '"
					+ SCHEMA + "' of the jar, or grant INSERT", ex);
		}
		idle(false);
	}

	/**
	 * Delete what is too old, a bounded number of rows at a time: the rest is deleted
	 * with the next events.
	 */
	@Override
	public void idle(boolean end) {
		Instant now = this.clock.instant();
		if (this.retention == null || now.isBefore(this.nextPurge)) {
			return;
		}
		this.nextPurge = now.plus(PURGE_INTERVAL);
		try {
			LocalDateTime oldest = utc(now.minus(this.retention));
			Integer deleted = this.transactions.execute((status) -> this.jdbc.update(PURGE, oldest));
			if (deleted != null && deleted == PURGED_ROWS) {
				this.nextPurge = now;
			}
		}
		catch (RuntimeException ex) {
			// What was written stays written.
			log.warn("Old events could not be deleted from the table of the audit trail: " + ex.getClass().getName());
		}
	}

	private static Object[] row(TrailRecord entry) {
		SecurityEvent event = entry.event();
		RequestDetails request = event.request();
		return new Object[] { utc(event.time()), event.type().id(), event.type().outcome().id(), cut(event.principal()),
				cut(Objects.requireNonNullElse(event.issuer(), "")),
				(request != null) ? cut(request.clientAddress()) : null, CanonicalJson.write(entry.document()) };
	}

	// The zone of a node is no part of a time that all nodes write.
	private static LocalDateTime utc(Instant time) {
		return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
	}

	private static @Nullable String cut(@Nullable String text) {
		// PostgreSQL has no place for a null character.
		return (text != null) ? text.substring(0, Math.min(text.length(), MAX_NAME)).replace('\u0000', '\ufffd') : null;
	}

	@Override
	public List<Map<?, ?>> find(Filter filter, int offset, int limit) {
		Map<String, @Nullable Object> conditions = new LinkedHashMap<>();
		conditions.put("event_time >= ?", utc((filter.after() != null) ? filter.after() : Instant.EPOCH));
		conditions.put("event_time < ?", (filter.before() != null) ? utc(filter.before()) : null);
		conditions.put("principal = ?", filter.principal());
		conditions.put("issuer = ?", filter.issuer());
		conditions.put("event = ?", filter.event());
		conditions.put("address = ?", filter.address());
		conditions.values().removeIf(Objects::isNull);
		String sql = "SELECT document FROM security_event WHERE " + String.join(" AND ", conditions.keySet())
				+ " ORDER BY event_time DESC, id DESC OFFSET ? ROWS FETCH NEXT ? ROWS ONLY";
		Object[] values = Stream.concat(conditions.values().stream(), Stream.of(offset, limit)).toArray();
		return this.jdbc.queryForList(sql, String.class, values).stream().<Map<?, ?>>map(JdbcTrail::read).toList();
	}

	// One row that somebody has changed hides no others.
	private static Map<?, ?> read(String document) {
		try {
			return (CanonicalJson.read(document) instanceof Map<?, ?> event) ? event : UNREADABLE;
		}
		catch (RuntimeException ex) {
			return UNREADABLE;
		}
	}

}
