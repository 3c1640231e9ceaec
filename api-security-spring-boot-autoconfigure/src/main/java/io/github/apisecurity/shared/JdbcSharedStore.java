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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import io.github.apisecurity.audit.Sha256;

import org.springframework.jdbc.core.JdbcOperations;

/**
 * {@link SharedStore} in the table {@code shared_state}, whose definition is in
 * {@code schema.sql} beside this class. A writer locks its first row, so that versions
 * become visible in their order.
 *
 * @param database has the table
 * @param prefix the start of the names of maps, which tells applications with one table
 * apart
 */
record JdbcSharedStore(SharedDatabase database, String prefix) implements SharedStore {

	private static final String LATEST = "SELECT version FROM shared_state WHERE map_name = '-' AND entry_key = '-'";

	private static final String LOCK = "UPDATE shared_state SET version = version WHERE map_name = '-' AND entry_key = '-'";

	private static final String CURRENT = "SELECT version FROM shared_state WHERE map_name = ? AND entry_key = ?"
			+ " AND entry_value IS NOT NULL";

	private static final String UPDATE = "UPDATE shared_state SET entry_value = ?, version = ? WHERE map_name = ? AND entry_key = ?";

	private static final String INSERT = "INSERT INTO shared_state (entry_value, version, map_name, entry_key) VALUES (?, ?, ?, ?)";

	private static final String FORGET = "DELETE FROM shared_state WHERE entry_value IS NULL AND version < ?";

	private static final String READ = "SELECT map_name, entry_key, entry_value, version FROM shared_state"
			+ " WHERE version > ? AND map_name <> '-' AND map_name LIKE ? ORDER BY version";

	/**
	 * Create a store.
	 * @param dataSource where the table is
	 * @param application the name of the application, which is not to have the state of
	 * others in the same table
	 * @return the store
	 */
	static JdbcSharedStore of(DataSource dataSource, String application) {
		return new JdbcSharedStore(SharedDatabase.of(dataSource),
				application.isBlank() ? "" : HexFormat.of().formatHex(Sha256.of(application).array(), 0, 6) + ":");
	}

	@Override
	public Changes read(long since) {
		return Objects.requireNonNull(this.database.call((jdbc) -> {
			// First, since it must not be less than what was read the last time.
			long latest = latest(jdbc);
			List<Entry> entries = jdbc.query(READ,
					(row, index) -> new Entry(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)),
					since, this.prefix + "%");
			return new Changes("", latest, entries);
		}));
	}

	private static long latest(JdbcOperations jdbc) {
		return jdbc.queryForList(LATEST, Long.class)
			.stream()
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"The first row of the table 'shared_state' is missing: run schema.sql"));
	}

	@Override
	public List<Long> write(List<Entry> entries, long seen) {
		return Objects.requireNonNull(this.database.call((jdbc) -> {
			jdbc.update(LOCK);
			long latest = latest(jdbc);
			boolean lost = latest < seen;
			long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
			List<Long> versions = new ArrayList<>();
			for (Entry entry : entries) {
				long next = Math.max(now, latest + 1);
				boolean written = !lost && write(jdbc, entry, next);
				latest = written ? next : latest;
				versions.add(written ? next : 0L);
			}
			jdbc.update(FORGET, now - REMOVALS_KEPT_MICROS);
			jdbc.update(UPDATE, "-", latest, "-", "-");
			return versions;
		}));
	}

	private static boolean write(JdbcOperations jdbc, Entry entry, long version) {
		long current = jdbc.queryForList(CURRENT, Long.class, entry.map(), entry.key()).stream().findFirst().orElse(0L);
		if (current != entry.version()) {
			return false;
		}
		return jdbc.update(UPDATE, entry.value(), version, entry.map(), entry.key()) == 1
				|| jdbc.update(INSERT, entry.value(), version, entry.map(), entry.key()) == 1;
	}

}
