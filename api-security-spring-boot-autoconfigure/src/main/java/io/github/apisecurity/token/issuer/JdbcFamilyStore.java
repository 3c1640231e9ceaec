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

import java.time.Instant;
import java.time.InstantSource;

import io.github.apisecurity.shared.SharedDatabase;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;

/**
 * {@link FamilyStore} in the table {@code token_family}, whose definition is in
 * {@code schema.sql} beside this class.
 *
 * @param database has the table
 * @param clock tells which families have ended
 */
record JdbcFamilyStore(SharedDatabase database, InstantSource clock) implements FamilyStore {

	private static final String FIND = "SELECT family_state FROM token_family WHERE family_id = ?";

	private static final String INSERT = "INSERT INTO token_family (family_id, family_state, ends_at) VALUES (?, ?, ?)";

	private static final String UPDATE = "UPDATE token_family SET family_state = ?, ends_at = ? WHERE family_id = ? AND family_state = ?";

	private static final String REMOVE = "DELETE FROM token_family WHERE family_id = ?";

	private static final String CLEAN = "DELETE FROM token_family WHERE ends_at < ?";

	@Override
	public @Nullable String find(String family) {
		return this.database
			.call((jdbc) -> jdbc.queryForList(FIND, String.class, family).stream().findFirst().orElse(null));
	}

	@Override
	public boolean replace(String family, @Nullable String before, String after, Instant end) {
		if (before != null) {
			return this.database.update(UPDATE, after, end.toEpochMilli(), family, before) == 1;
		}
		this.database.update(CLEAN, this.clock.millis());
		try {
			return this.database.update(INSERT, family, after, end.toEpochMilli()) == 1;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	@Override
	public boolean remove(String family) {
		return this.database.update(REMOVE, family) == 1;
	}

}
