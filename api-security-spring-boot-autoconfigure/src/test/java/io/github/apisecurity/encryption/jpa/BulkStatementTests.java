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

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Transient;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.bytecode.enhance.spi.CollectionTracker;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.ManagedEntity;
import org.hibernate.engine.spi.SelfDirtinessTracker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for statements that change many rows of entities with several tables, and for
 * what becomes of the index when a row is changed.
 */
class BulkStatementTests {

	private static SessionFactory sessions;

	@BeforeAll
	static void start() {
		sessions = TestSessions.create("bulk", Member.class, Premium.class, Two.class, User.class, Price.class);
	}

	@AfterAll
	static void stop() {
		sessions.close();
	}

	@BeforeEach
	void store() {
		sessions.inTransaction((session) -> {
			for (String entity : new String[] { "Member", "Two", "User", "Price" }) {
				session.createMutationQuery("delete from " + entity).executeUpdate();
			}
			session.persist(new Premium(1, "ada@example.com"));
			session.persist(new Member(2, "bob@example.com"));
			session.persist(new Two(1, "ada@example.com"));
			session.persist(new Two(2, "bob@example.com"));
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "delete from Member m where m.email = ?1; 1", "delete from Member m where m.email <> ?1; 1",
					"delete from Member m where m.email not in (?1, 'bob@example.com'); 0",
					"update Member m set m.points = 3 where m.email = ?1; 1",
					"update Premium p set p.points = 3, p.level = 2 where p.email <> ?1; 0",
					"delete from Two t where t.email <> ?1; 1",
					"update Two t set t.points = 3, t.label = 'x' where t.email = ?1; 1" })
	void whenEntityHasSeveralTablesComparesTheIndex(String query, int changed) {
		int done = sessions.fromTransaction(
				(session) -> session.createMutationQuery(query).setParameter(1, "ADA@example.com").executeUpdate());
		assertThat(done).isEqualTo(changed);
	}

	@ParameterizedTest
	@ValueSource(strings = { "update Member m set m.email = 'x'", "delete from Member m where m.email > 'a'",
			"update Two t set t.email = 'x', t.label = 'y'",
			"insert into Two (id, points, email, label) values (9, 1, 'x', 'y')",
			"insert into Premium (id, level, points, email) values (9, 1, 1, 'x')",
			"insert into Two (id, points, email, label) select t.id + 10, 1, t.email, 'x' from Two t",
			"insert into Premium (id, level, points) select p.id + 10, 1, 1 from Premium p where p.email like 'a%'" })
	void whenEntityHasSeveralTablesWhatTheIndexCannotDoIsRefused(String query) {
		sessions.inTransaction(
				(session) -> assertThatException().isThrownBy(() -> session.createMutationQuery(query).executeUpdate())
					.withStackTraceContaining("is encrypted"));
	}

	@Test
	void whenCriteriaChangeAnEntityWithSeveralTablesTheyAreRefused() {
		sessions.inTransaction((session) -> {
			var update = session.getCriteriaBuilder().createCriteriaUpdate(Member.class);
			update.set(update.from(Member.class).<String>get("email"), "x");
			assertThatException().isThrownBy(() -> session.createMutationQuery(update).executeUpdate())
				.withStackTraceContaining("is encrypted");
		});
	}

	@Test
	void whenEntityTracksItsOwnChangesTheIndexFollowsTheValue() {
		sessions.inTransaction((session) -> session.persist(new User(1, "old@example.com")));
		sessions.inTransaction((session) -> session.find(User.class, 1).setEmail("new@example.com"));
		assertThat(count("from User u where u.email = 'new@example.com'")).isOne();
		assertThat(count("from User u where u.email = 'old@example.com'")).isZero();
	}

	@Test
	void whenValuesAreEqualForTheirTypeTheirCodesAre() {
		sessions.inTransaction((session) -> session
			.persist(new Price(1, new BigDecimal("10"), OffsetDateTime.parse("2026-11-29T12:00:00Z"))));
		long found = sessions.fromSession((session) -> session
			.createQuery("select count(*) from Price p where p.amount = ?1 and p.since = ?2", Long.class)
			.setParameter(1, new BigDecimal("10.00"))
			.setParameter(2, OffsetDateTime.parse("2026-11-29T14:00:00+02:00"))
			.getSingleResult());
		assertThat(found).isOne();
	}

	private static long count(String query) {
		Long found = sessions
			.fromSession((session) -> session.createQuery("select count(*) " + query, Long.class).getSingleResult());
		return found;
	}

	@Entity(name = "Member")
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Member {

		@Id
		int id;

		int points;

		@Encrypted
		@BlindIndex
		String email;

		Member() {
		}

		Member(int id, String email) {
			this.id = id;
			this.email = email;
		}

	}

	@Entity(name = "Premium")
	static class Premium extends Member {

		int level;

		Premium() {
		}

		Premium(int id, String email) {
			super(id, email);
		}

	}

	@Entity(name = "Two")
	@SecondaryTable(name = "two_more")
	static class Two {

		@Id
		int id;

		int points;

		@Encrypted
		@BlindIndex
		String email;

		@Column(table = "two_more")
		String label;

		Two() {
		}

		Two(int id, String email) {
			this.id = id;
			this.email = email;
			this.label = email;
		}

	}

	/**
	 * What the enhancement of Hibernate makes of an entity.
	 */
	@Entity(name = "User")
	@jakarta.persistence.Table(name = "tracked_user")
	@DynamicUpdate
	static class User implements ManagedEntity, SelfDirtinessTracker {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String email;

		@Transient
		private final Set<String> dirty = new LinkedHashSet<>();

		@Transient
		private @Nullable EntityEntry entry;

		@Transient
		private final @Nullable ManagedEntity[] neighbours = new ManagedEntity[2];

		@Transient
		private boolean tracked;

		@Transient
		private int instance;

		User() {
		}

		User(int id, String email) {
			this.id = id;
			this.email = email;
		}

		void setEmail(String email) {
			this.email = email;
			this.dirty.add("email");
		}

		@Override
		public Object $$_hibernate_getEntityInstance() {
			return this;
		}

		@Override
		public @Nullable EntityEntry $$_hibernate_getEntityEntry() {
			return this.entry;
		}

		@Override
		public void $$_hibernate_setEntityEntry(@Nullable EntityEntry entry) {
			this.entry = entry;
		}

		@Override
		public @Nullable ManagedEntity $$_hibernate_getPreviousManagedEntity() {
			return this.neighbours[0];
		}

		@Override
		public void $$_hibernate_setPreviousManagedEntity(@Nullable ManagedEntity previous) {
			this.neighbours[0] = previous;
		}

		@Override
		public @Nullable ManagedEntity $$_hibernate_getNextManagedEntity() {
			return this.neighbours[1];
		}

		@Override
		public void $$_hibernate_setNextManagedEntity(@Nullable ManagedEntity next) {
			this.neighbours[1] = next;
		}

		@Override
		public void $$_hibernate_setUseTracker(boolean tracked) {
			this.tracked = tracked;
		}

		@Override
		public boolean $$_hibernate_useTracker() {
			return this.tracked;
		}

		@Override
		public int $$_hibernate_getInstanceId() {
			return this.instance;
		}

		@Override
		public void $$_hibernate_setInstanceId(int instance) {
			this.instance = instance;
		}

		@Override
		public boolean $$_hibernate_hasDirtyAttributes() {
			return !this.dirty.isEmpty();
		}

		@Override
		public String[] $$_hibernate_getDirtyAttributes() {
			return this.dirty.toArray(new String[0]);
		}

		@Override
		public void $$_hibernate_trackChange(String attribute) {
			this.dirty.add(attribute);
		}

		@Override
		public void $$_hibernate_clearDirtyAttributes() {
			this.dirty.clear();
		}

		@Override
		public void $$_hibernate_suspendDirtyTracking(boolean suspend) {
		}

		@Override
		public @Nullable CollectionTracker $$_hibernate_getCollectionTracker() {
			return null;
		}

	}

	@Entity(name = "Price")
	static class Price {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		BigDecimal amount;

		@Encrypted
		@BlindIndex
		OffsetDateTime since;

		Price() {
		}

		Price(int id, BigDecimal amount, OffsetDateTime since) {
			this.id = id;
			this.amount = amount;
			this.since = since;
		}

	}

}
