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

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * {@link SharedStore} in the table {@code shared_state}, whose definition is in
 * {@code schema.sql} beside this class. A writer locks its first row, so that versions
 * become visible in their order.
 */
class JdbcSharedStore implements SharedStore {

	private static final String LATEST = "SELECT version FROM shared_state WHERE map_name = '-' AND entry_key = '-'";

	private static final String LOCK = "UPDATE shared_state SET version = version WHERE map_name = '-' AND entry_key = '-'";

	private static final String CURRENT = "SELECT version FROM shared_state WHERE map_name = ? AND entry_key = ?"
			+ " AND entry_value IS NOT NULL";

	private static final String UPDATE = "UPDATE shared_state SET entry_value = ?, version = ? WHERE map_name = ? AND entry_key = ?";

	private static final String INSERT = "INSERT INTO shared_state (entry_value, version, map_name, entry_key) VALUES (?, ?, ?, ?)";

	private static final String FORGET = "DELETE FROM shared_state WHERE entry_value IS NULL AND version < ?";

	private static final String READ = "SELECT map_name, entry_key, entry_value, version FROM shared_state"
			+ " WHERE version > ? AND map_name <> '-' ORDER BY version";

	private final JdbcOperations jdbc;

	private final TransactionOperations transactions;

	JdbcSharedStore(JdbcOperations jdbc, TransactionOperations transactions) {
		this.jdbc = jdbc;
		this.transactions = transactions;
	}

	@Override
	public Changes read(long since) {
		List<Entry> entries = this.jdbc.query(READ,
				(row, index) -> new Entry(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)), since);
		return new Changes("", Long.MAX_VALUE, entries);
	}

	@Override
	public long write(String map, String key, @Nullable String value, long expected) {
		Long version = this.transactions.execute((status) -> {
			if (this.jdbc.update(LOCK) != 1) {
				throw new IllegalStateException("The first row of the table 'shared_state' is missing: run schema.sql");
			}
			long current = this.jdbc.queryForList(CURRENT, Long.class, map, key).stream().findFirst().orElse(0L);
			if (current != expected) {
				return 0L;
			}
			long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
			long latest = this.jdbc.queryForList(LATEST, Long.class).get(0);
			long next = Math.max(now, latest + 1);
			this.jdbc.update(FORGET, now - REMOVALS_KEPT_MICROS);
			this.jdbc.update(UPDATE, "-", next, "-", "-");
			if (this.jdbc.update(UPDATE, value, next, map, key) == 0) {
				this.jdbc.update(INSERT, value, next, map, key);
			}
			return next;
		});
		return (version != null) ? version : 0;
	}

}
