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

package io.github.apisecurity.encryption.jdbc;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.encryption.SubjectKeyStore;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.util.Assert;

/**
 * {@link SubjectKeyStore} in a table of a database that is not that of the values, and in
 * none of its dumps:
 *
 * <pre>
 * create table api_security_subject_key (
 *   id varchar(32) primary key,
 *   subject varchar(255) unique,
 *   subject_key varchar(64)
 * )
 * </pre>
 *
 * The column of the person needs a binary collation where the database ignores case or
 * accents else, as MySQL and SQL Server do: a person that is taken for another one is
 * refused. A destroyed key leaves its id, without the person. A key is remembered for 30
 * seconds, which is how long other nodes may read after it is destroyed. What they have
 * read is not written again: for ten minutes, in which a hash of the person is kept, the
 * person gets no other key.
 *
 * @since 0.1.0
 */
public class JdbcSubjectKeyStore implements SubjectKeyStore {

	private static final SecurityEventType CHANGED = new SecurityEventType("crypt_admin", Outcome.SUCCESS);

	private static final long REMEMBERED_MILLIS = 30_000;

	// Longer than keys are remembered and transactions take.
	private static final long FORGOTTEN_MILLIS = 600_000;

	private static final String FORGOTTEN = "forgotten ";

	private static final int MAX_REMEMBERED = 10_000;

	private static final RowMapper<SubjectKey> MAPPER = (row, number) -> {
		String key = row.getString(2);
		return new SubjectKey(row.getString(1), (key != null) ? HexFormat.of().parseHex(key) : new byte[0]);
	};

	private final JdbcOperations jdbc;

	private final SecurityEventPublisher publisher;

	private final LongSupplier millis;

	private final SecureRandom random = new SecureRandom();

	private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

	/**
	 * Create a store.
	 * @param jdbc the access to the database of the keys
	 * @param publisher the audit trail
	 */
	public JdbcSubjectKeyStore(JdbcOperations jdbc, SecurityEventPublisher publisher) {
		this(jdbc, publisher, System::currentTimeMillis);
	}

	JdbcSubjectKeyStore(JdbcOperations jdbc, SecurityEventPublisher publisher, LongSupplier millis) {
		this.jdbc = jdbc;
		this.publisher = publisher;
		this.millis = millis;
	}

	@Override
	public SubjectKey findOrCreate(String subject) {
		Assert.isTrue(!subject.startsWith(FORGOTTEN), "What starts as the names of the forgotten is nobody's name");
		SubjectKey known = findBySubject(subject);
		if (known != null) {
			return known;
		}
		refuseForgotten(subject);
		SubjectKey created = new SubjectKey(HexFormat.of().formatHex(randomBytes(16)), randomBytes(32));
		try {
			this.jdbc.update("insert into api_security_subject_key (id, subject, subject_key) values (?, ?, ?)",
					created.id(), subject, HexFormat.of().formatHex(created.key()));
			return created;
		}
		catch (DuplicateKeyException ex) {
			SubjectKey other = findBySubject(subject);
			if (other == null) {
				throw ex;
			}
			return other;
		}
	}

	// Not remembered: nothing is written with a key that was destroyed elsewhere.
	private @Nullable SubjectKey findBySubject(String subject) {
		return DataAccessUtils.singleResult(this.jdbc
			.query("select id, subject_key, subject from api_security_subject_key where subject = ?", (row, number) -> {
				Assert.state(subject.equals(row.getString(3)),
						"The database takes persons for the same whose names differ in case or accents. "
								+ "Give the column 'subject' a binary collation");
				return MAPPER.mapRow(row, number);
			}, subject));
	}

	// What others have read before would else be written again, with a new key.
	private void refuseForgotten(String subject) {
		String since = FORGOTTEN + (this.millis.getAsLong() - FORGOTTEN_MILLIS);
		this.jdbc.query("select id, subject from api_security_subject_key where subject like ? and subject > ?",
				(RowCallbackHandler) (row) -> {
					if (row.getString(2).endsWith(hash(row.getString(1), subject))) {
						throw new IllegalStateException("The person was forgotten in the last ten minutes");
					}
				}, FORGOTTEN + "%", since);
	}

	private static String hash(String id, String subject) {
		return Sha256.hex(id + subject, 32);
	}

	private byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	@Override
	public @Nullable SubjectKey findById(String id) {
		long now = this.millis.getAsLong();
		Remembered known = this.remembered.get(id);
		if (known == null || now - known.since() > REMEMBERED_MILLIS) {
			List<SubjectKey> found = this.jdbc
				.query("select id, subject_key from api_security_subject_key where id = ?", MAPPER, id);
			if (found.isEmpty()) {
				throw new IllegalArgumentException("There never was such a key");
			}
			known = new Remembered(found.get(0), now);
			if (this.remembered.size() >= MAX_REMEMBERED) {
				this.remembered.clear();
			}
			this.remembered.put(id, known);
		}
		return (known.key().key().length != 0) ? known.key() : null;
	}

	@Override
	public boolean destroy(String subject) {
		long now = this.millis.getAsLong();
		this.jdbc.update("update api_security_subject_key set subject = null where subject like ? and subject < ?",
				FORGOTTEN + "%", FORGOTTEN + (now - FORGOTTEN_MILLIS));
		SubjectKey key = findBySubject(subject);
		boolean destroyed = key != null && this.jdbc.update(
				"update api_security_subject_key set subject = ?, subject_key = null where id = ? and subject = ?",
				FORGOTTEN + now + " " + hash(key.id(), subject), key.id(), subject) > 0;
		this.remembered.clear();
		if (destroyed) {
			this.publisher.publish(CHANGED, "subject_forgotten", Map.of());
		}
		return destroyed;
	}

	private record Remembered(SubjectKey key, long since) {

	}

}
