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

package io.github.apisecurity.encryption.jpa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.config.DaemonThreads;
import io.github.apisecurity.encryption.DecryptionException;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.KeyProvider;
import io.github.apisecurity.encryption.jpa.ReencryptionSql.Row;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.hibernate.query.spi.Limit;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.Assert;

/**
 * Encrypts all stored values of entities with the active key. What is done needs no
 * bookkeeping, since each value tells its key: a run that was killed is simply started
 * again. A value that the application changes meanwhile is left to it.
 *
 * @since 0.1.0
 */
public class Reencryption {

	private static final SecurityEventType CHANGED = new SecurityEventType("crypt_admin", Outcome.SUCCESS);

	// Of an attribute: each is an event of the audit trail.
	private static final int MAX_FAILURES = 1000;

	private static final int QUERY_TIMEOUT_SECONDS = 60;

	private static final Log logger = LogFactory.getLog(Reencryption.class);

	private final JpaEncryption encryption;

	private final Runnable mapping;

	private final KeyProvider keys;

	private final @Nullable DataSource dataSource;

	private final SecurityEventPublisher publisher;

	private final int batchSize;

	private final long nanosPerRow;

	private volatile Progress progress = new Progress(State.NEVER_RUN, false, 0, 0, 0, 0);

	private volatile boolean stopped;

	private int failures;

	Reencryption(JpaEncryption encryption, Runnable mapping, KeyProvider keys, @Nullable DataSource dataSource,
			SecurityEventPublisher publisher, int batchSize, int rowsPerSecond) {
		this.encryption = encryption;
		this.mapping = mapping;
		this.keys = keys;
		this.dataSource = dataSource;
		this.publisher = publisher;
		this.batchSize = batchSize;
		this.nanosPerRow = TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
	}

	/**
	 * Begin a run in a thread of its own.
	 * @param dryRun whether to decrypt everything and change nothing
	 * @return whether it was begun, and none was under way
	 */
	public boolean start(boolean dryRun) {
		if (!begin(dryRun)) {
			return false;
		}
		DaemonThreads.of("api-security-reencryption-").newThread(() -> finish(dryRun)).start();
		return true;
	}

	/**
	 * Do a run in this thread.
	 * @param dryRun whether to decrypt everything and change nothing
	 * @return what was done
	 */
	public Progress run(boolean dryRun) {
		if (begin(dryRun)) {
			finish(dryRun);
		}
		return this.progress;
	}

	/**
	 * Have the run end after the rows it works on.
	 */
	public void stop() {
		if (!this.stopped && this.progress.state() == State.RUNNING) {
			this.publisher.publish(CHANGED, "reencryption_stopped", Map.of());
		}
		this.stopped = true;
	}

	/**
	 * Return how far the run is that is under way, or was the last.
	 * @return the progress
	 */
	public Progress progress() {
		return this.progress;
	}

	// Entities that nobody has used yet may not be mapped.
	private Collection<EncryptedAttribute> attributes() {
		this.mapping.run();
		return this.encryption.attributes();
	}

	boolean hasAttributes() {
		return !this.encryption.attributes().isEmpty();
	}

	private synchronized boolean begin(boolean dryRun) {
		if (this.progress.state() == State.RUNNING) {
			return false;
		}
		this.stopped = false;
		this.progress = new Progress(State.RUNNING, dryRun, 0, 0, 0, 0);
		this.publisher.publish(CHANGED, "reencryption_started", Map.of("dry_run", dryRun));
		return true;
	}

	private void finish(boolean dryRun) {
		State state = State.FAILED;
		try {
			for (EncryptedAttribute attribute : attributes()) {
				reencrypt(attribute, dryRun);
			}
			state = this.stopped ? State.STOPPED : ((this.progress.failed() > 0) ? State.FAILED : State.FINISHED);
		}
		catch (RuntimeException ex) {
			logger.error("Values could not be encrypted with the active key; start again to go on", ex);
		}
		finally {
			this.progress = this.progress.plus(state, 0, 0, 0, 0);
			logger.info("Encryption with the active key: " + this.progress);
			this.publisher.publish(CHANGED, "reencryption_ended", this.progress.describe());
		}
	}

	private void reencrypt(EncryptedAttribute attribute, boolean dryRun) {
		ReencryptionSql sql = new ReencryptionSql(attribute, this.keys.keys().active());
		JdbcTemplate jdbc = jdbc(attribute);
		TransactionTemplate transactions = new TransactionTemplate(
				new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource())));
		List<Row> rows = List.of();
		this.failures = 0;
		do {
			long begin = System.nanoTime();
			Object[] after = rows.isEmpty() ? null : rows.get(rows.size() - 1).key();
			rows = transactions.execute((status) -> batch(attribute, jdbc, sql, after, dryRun));
			LockSupport.parkNanos(rows.size() * this.nanosPerRow - (System.nanoTime() - begin));
		}
		while (rows.size() == this.batchSize && !this.stopped && this.failures < MAX_FAILURES);
	}

	private JdbcTemplate jdbc(EncryptedAttribute attribute) {
		DataSource dataSource = (attribute.dataSource() != null) ? attribute.dataSource() : this.dataSource;
		Assert.state(dataSource != null, () -> "Hibernate does not tell where '" + attribute.table()
				+ "' is, and of several DataSource beans none is @Primary");
		JdbcTemplate jdbc = new JdbcTemplate(dataSource);
		jdbc.setQueryTimeout(QUERY_TIMEOUT_SECONDS);
		return jdbc;
	}

	private List<Row> batch(EncryptedAttribute attribute, JdbcTemplate jdbc, ReencryptionSql sql,
			Object @Nullable [] after, boolean dryRun) {
		List<Row> rows = sql.read(jdbc, after, new Limit(null, this.batchSize));
		List<Object[]> updates = new ArrayList<>();
		List<Object[]> forgotten = new ArrayList<>();
		int failed = 0;
		for (Row row : rows) {
			if (isLost(row.stored())) {
				failed++;
				continue;
			}
			try {
				Object[] update = update(attribute, row);
				((update[0] != null) ? updates : forgotten).add(update);
			}
			catch (DataAccessException ex) {
				throw ex;
			}
			catch (RuntimeException ex) {
				// A person may have been forgotten meanwhile: others are not theirs.
				failed++;
				this.failures++;
			}
		}
		this.progress = this.progress.plus(State.RUNNING, rows.size(), apply(jdbc, sql, updates, dryRun),
				apply(jdbc, sql, forgotten, dryRun), failed);
		return rows;
	}

	// Those of a key that is gone are counted as such, and keep no others back.
	private boolean isLost(String stored) {
		String[] parts = stored.split("\\.", 4);
		return parts.length == 4 && parts[0].equals("aps1") && !this.keys.keys().keys().containsKey(parts[2]);
	}

	// A driver that does not count has changed all it was told to.
	private static int apply(JdbcTemplate jdbc, ReencryptionSql sql, List<Object[]> updates, boolean dryRun) {
		return (dryRun || updates.isEmpty()) ? updates.size()
				: (int) IntStream.of(jdbc.batchUpdate(sql.update(), updates)).filter((count) -> count != 0).count();
	}

	// What nobody can read any more, and would keep its key, is null from now on.
	private @Nullable Object[] update(EncryptedAttribute attribute, Row row) {
		EncryptedType type = attribute.type();
		FieldCipher cipher = (attribute.tenantColumn() != null) ? type.cipher().forTenant(row.tenant()) : type.cipher();
		if (row.subject() == null && type.hasSubject() && !row.stored().startsWith("aps1.s.")) {
			throw new DecryptionException(DecryptionException.Reason.KEY_UNKNOWN, type.column(), null);
		}
		String envelope = cipher.reencrypt(type.column(), row.stored(), row.subject());
		List<@Nullable Object> arguments = new ArrayList<>();
		arguments.add(envelope);
		if (attribute.indexColumn() != null && envelope != null) {
			arguments.add(type.toCode(cipher, Objects.requireNonNull(cipher.decrypt(type.column(), envelope))));
		}
		Collections.addAll(arguments, row.key());
		arguments.add(row.stored());
		return arguments.toArray();
	}

	/**
	 * Count the values of each key. Reads all tables with encrypted columns.
	 * @return the number of values by attribute and key; {@code plaintext} are not
	 * encrypted, {@code unknown} are the values of keys that are not configured,
	 * {@code unindexed} those that no query finds, as they lack their blind index,
	 * {@code ofNobody} those of a person that were written before the attribute had a
	 * subject
	 */
	public Map<String, Map<String, Long>> count() {
		Collection<String> ids = new TreeSet<>(this.keys.keys().keys().keySet());
		Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
		for (EncryptedAttribute attribute : attributes()) {
			// Several persistence units may have the same entity.
			Map<String, Long> sums = counts.computeIfAbsent(attribute.name(), (name) -> new LinkedHashMap<>());
			ReencryptionSql.count(jdbc(attribute), attribute, ids)
				.forEach((key, values) -> sums.merge(key, values, Long::sum));
		}
		return counts;
	}

	/**
	 * State of a run.
	 */
	public enum State {

		/**
		 * There was none since the start.
		 */
		NEVER_RUN,

		/**
		 * It is under way.
		 */
		RUNNING,

		/**
		 * All values have the active key; those of persons who are forgotten are null.
		 */
		FINISHED,

		/**
		 * It was stopped.
		 */
		STOPPED,

		/**
		 * Values could not be decrypted or the database was away; see the log and the
		 * audit trail.
		 */
		FAILED

	}

	/**
	 * How far a run is.
	 *
	 * @param state the state
	 * @param dryRun whether nothing is changed
	 * @param read the number of values that did not have the active key or their blind
	 * index
	 * @param changed the number of values that have it now
	 * @param forgotten the number of values of persons who are forgotten, which are null
	 * now
	 * @param failed the number of values that could not be decrypted
	 */
	public record Progress(State state, boolean dryRun, long read, long changed, long forgotten, long failed) {

		Progress plus(State state, int read, int changed, int forgotten, int failed) {
			return new Progress(state, this.dryRun, this.read + read, this.changed + changed,
					this.forgotten + forgotten, this.failed + failed);
		}

		Map<String, Object> describe() {
			return Map.of("state", this.state, "dry_run", this.dryRun, "read", this.read, "changed", this.changed,
					"forgotten", this.forgotten, "failed", this.failed);
		}

	}

}
