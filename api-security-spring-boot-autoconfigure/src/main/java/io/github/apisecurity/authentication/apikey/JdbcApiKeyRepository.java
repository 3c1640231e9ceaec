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

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Set;

import io.github.apisecurity.shared.SharedDatabase;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.ObjectUtils;
import org.springframework.util.StringUtils;

/**
 * {@link ApiKeyRepository} with the table {@code api_key}, whose definition is in
 * {@code schema.sql} beside this class.
 *
 * @param database has the table
 */
record JdbcApiKeyRepository(SharedDatabase database) implements ApiKeyRepository {

	private static final String SELECT = "SELECT id, owner, hash, authorities, not_before, expires_at, revoked_at,"
			+ " networks, rate_tier, replaced_by, last_used_at FROM api_key WHERE id = ?";

	private static final String INSERT = "INSERT INTO api_key (owner, hash, authorities, not_before, expires_at,"
			+ " revoked_at, networks, rate_tier, replaced_by, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

	private static final String UPDATE = "UPDATE api_key SET owner = ?, hash = ?, authorities = ?, not_before = ?,"
			+ " expires_at = ?, revoked_at = ?, networks = ?, rate_tier = ?, replaced_by = ? WHERE id = ?";

	// Oracle has no empty text that something could be equal to.
	private static final String UNCHANGED = UPDATE + " AND revoked_at IS NULL AND replaced_by ";

	private static final String USE = "UPDATE api_key SET last_used_at = ? WHERE id = ?";

	@Override
	public @Nullable ApiKey findById(String id) {
		return this.database
			.call((jdbc) -> jdbc.query(SELECT, (row, index) -> map(row), id).stream().findFirst().orElse(null));
	}

	@Override
	public void save(ApiKey key) {
		@Nullable Object[] values = values(key);
		if (this.database.update(UPDATE, values) == 0) {
			this.database.update(INSERT, values);
		}
	}

	@Override
	public boolean replace(ApiKey before, ApiKey after) {
		if (before.revokedAt() != null) {
			return false;
		}
		@Nullable Object[] values = values(after);
		int replaced = (before.replacedBy() == null) ? this.database.update(UNCHANGED + "IS NULL", values)
				: this.database.update(UNCHANGED + "= ?", ObjectUtils.addObjectToArray(values, before.replacedBy()));
		return replaced == 1;
	}

	private static @Nullable Object[] values(ApiKey key) {
		@Nullable Object[] values = { key.owner(), key.hash(), text(key.authorities()), timestamp(key.notBefore()),
				timestamp(key.expiresAt()), timestamp(key.revokedAt()), text(key.networks()), key.rateTier(),
				key.replacedBy(), key.id() };
		return values;
	}

	@Override
	public void recordUse(String id, Instant time) {
		this.database.update(USE, timestamp(time), id);
	}

	private static ApiKey map(ResultSet row) throws SQLException {
		return new ApiKey(row.getString("id"), row.getString("owner"), row.getString("hash"),
				texts(row.getString("authorities")), instant(row.getTimestamp("not_before")),
				instant(row.getTimestamp("expires_at")), instant(row.getTimestamp("revoked_at")),
				texts(row.getString("networks")), row.getString("rate_tier"), row.getString("replaced_by"),
				instant(row.getTimestamp("last_used_at")));
	}

	private static String text(Set<String> texts) {
		// It would come back as several.
		Assert.isTrue(texts.stream().noneMatch(StringUtils::containsWhitespace),
				"Authorities and networks of a key in a database must not hold spaces");
		return String.join(" ", texts);
	}

	private static Set<String> texts(@Nullable String text) {
		return Set.of(StringUtils.tokenizeToStringArray(text, " "));
	}

	private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
		return (instant != null) ? Timestamp.from(instant) : null;
	}

	private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
		return (timestamp != null) ? timestamp.toInstant() : null;
	}

}
