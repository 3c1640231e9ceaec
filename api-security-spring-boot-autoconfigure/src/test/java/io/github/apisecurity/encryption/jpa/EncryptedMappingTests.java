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

import java.time.LocalDate;
import java.util.List;

import io.github.apisecurity.encryption.jpa.Reencryption.Progress;
import io.github.apisecurity.encryption.jpa.Reencryption.State;
import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.MappedSuperclass;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Audited;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.Temporal;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link Encrypted @Encrypted} and {@link BlindIndex @BlindIndex} with the ways
 * to map an attribute: inheritance, access by methods, nested embeddables, and the caches
 * of Hibernate.
 */
class EncryptedMappingTests {

	@ParameterizedTest
	@ValueSource(classes = { SingleCard.class, JoinedCard.class, TableCard.class, AbstractCard.class, SuperCard.class })
	void whenAttributesAreInheritedAreEncryptedAndFound(Class<?> type) throws Exception {
		Class<?> root = type.getSuperclass();
		String url = "jdbc:h2:mem:" + type.getSimpleName() + ";DB_CLOSE_DELAY=-1";
		Object card = type.getDeclaredConstructor().newInstance();
		root.getDeclaredField("holder").set(card, "Ada");
		type.getDeclaredField("pin").set(card, "0000");
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), type, root);
				SessionFactory after = TestSessions.create(url, "none", beans.cipher(), type, root)) {
			before.inTransaction((session) -> session.persist(card));
			assertThat(find(before, type, "holder = 'ADA'")).isEqualTo("Ada 0000");
			Reencryption reencryption = TestSessions.reencryption(after, url, beans.keys());
			assertThat(reencryption.count().values()).allSatisfy((counts) -> assertThat(counts.get("k2")).isZero());
			assertThat(reencryption.run(false)).isEqualTo(new Progress(State.FINISHED, false, 2, 2, 0, 0));
			assertThat(find(after, type, "pin = '0000'")).isEqualTo("Ada 0000");
			assertThat(reencryption.count().values()).allSatisfy((counts) -> assertThat(counts.get("k1")).isZero());
		}
	}

	private static String find(SessionFactory sessions, Class<?> type, String condition) {
		return sessions.fromSession((session) -> session
			.createQuery("select c.holder, c.pin from " + type.getSimpleName() + " c where c." + condition,
					Object[].class)
			.getSingleResult()[0]
				+ " "
				+ session
					.createQuery("select c.pin from " + type.getSimpleName() + " c where c." + condition, String.class)
					.getSingleResult());
	}

	@Test
	void whenAttributesAreAccessedByMethodsAreEncryptedAndFound() {
		try (SessionFactory sessions = TestSessions.create("methods", Visit.class)) {
			sessions.inTransaction((session) -> session.persist(new Visit(1, LocalDate.of(2026, 11, 29), "ada")));
			sessions.inTransaction((session) -> {
				Visit visit = session
					.createQuery("from Visit v where v.date in (?1) and v.date = date 2026-11-29", Visit.class)
					.setParameterList(1, List.of(LocalDate.of(2026, 11, 29)))
					.getSingleResult();
				assertThat(visit.getReason().getDetail().getText()).isEqualTo("pain");
				visit.setDate(LocalDate.of(2026, 11, 30));
				visit.setReason(new Reason(new Detail("cough")));
			});
			Visit visit = sessions.fromSession((session) -> session.find(Visit.class, 1));
			assertThat(visit.getDate()).isEqualTo("2026-11-30");
			assertThat(visit.getReason().getDetail().getText()).isEqualTo("cough");
			String stored = sessions.fromSession(
					(session) -> session.createNativeQuery("select text from visit", String.class).getSingleResult());
			assertThat(stored).startsWith("aps1.s.k1.");
			TestSessions.SUBJECT_KEYS.destroy("ada");
			Visit forgotten = sessions.fromSession((session) -> session.find(Visit.class, 1));
			assertThat(forgotten.getDate()).isEqualTo("2026-11-30");
			assertThat(forgotten.getReason().getDetail().getText()).isNull();
		}
	}

	@Test
	void whenEntityIsCachedTheCacheDoesNotTellTheValue() {
		try (SessionFactory sessions = TestSessions.create("cached", Country.class)) {
			sessions.inTransaction((session) -> session.persist(new Country(1, "Atlantis")));
			sessions.getCache().evictAllRegions();
			for (int i = 0; i < 2; i++) {
				assertThat(sessions.fromSession((session) -> session.find(Country.class, 1)).name)
					.isEqualTo("Atlantis");
			}
			assertThat(sessions.getStatistics().getSecondLevelCacheHitCount()).isPositive();
			MapRegionFactory caches = (MapRegionFactory) sessions.unwrap(SessionFactoryImplementor.class)
				.getCache()
				.getRegionFactory();
			assertThat(caches.written()).isNotEmpty()
				.allSatisfy((bytes) -> assertThat(bytes).doesNotContainIgnoringCase("atlantis"));
		}
	}

	@Test
	void whenResultsOfQueriesAreCachedStops() {
		Configuration configuration = TestSessions.configuration("jdbc:h2:mem:results", "create",
				TestSessions.beans().cipher(), Country.class);
		configuration.setProperty("hibernate.cache.use_query_cache", "true");
		assertThatException().isThrownBy(configuration::buildSessionFactory)
			.withStackTraceContaining("use_query_cache")
			.withStackTraceContaining("Country.name");
	}

	@ParameterizedTest
	@ValueSource(classes = { AuditedCountry.class, TemporalCountry.class })
	void whenHibernateKeepsTheHistoryItIsEncrypted(Class<?> type) throws ReflectiveOperationException {
		Object country = type.getDeclaredConstructor().newInstance();
		try (SessionFactory sessions = TestSessions.create(type.getSimpleName(), type)) {
			sessions.inTransaction((session) -> session.persist(country));
			String history = type.getSimpleName() + ((country instanceof AuditedCountry) ? "_aud" : "_history");
			String stored = sessions
				.fromSession((session) -> session.createNativeQuery("select name from " + history, String.class)
					.getSingleResult());
			assertThat(stored).startsWith("aps1.g.k1.");
		}
	}

	@Test
	void whenResultsOfAUnitWithoutEncryptedAttributesAreCachedStarts() {
		try (SessionFactory countries = TestSessions.create("countries", Country.class)) {
			Configuration configuration = TestSessions.configuration("jdbc:h2:mem:catalog", "create",
					TestSessions.beans().cipher(), Product.class);
			configuration.setProperty("hibernate.cache.use_query_cache", "true");
			configuration.getProperties().put(JpaEncryption.SETTING, TestSessions.encryption(countries));
			assertThatNoException().isThrownBy(() -> configuration.buildSessionFactory().close());
		}
	}

	@Entity(name = "AuditedCountry")
	@Audited
	static class AuditedCountry {

		@Id
		int id;

		@Encrypted
		String name = "Atlantis";

	}

	@Entity(name = "TemporalCountry")
	@Temporal
	static class TemporalCountry {

		@Id
		int id;

		@Encrypted
		String name = "Atlantis";

	}

	@Entity
	static class Product {

		@Id
		int id;

	}

	@Entity
	@Inheritance(strategy = InheritanceType.SINGLE_TABLE)
	static class Single {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String holder;

	}

	@Entity(name = "SingleCard")
	static class SingleCard extends Single {

		@Encrypted
		@BlindIndex
		String pin;

	}

	@Entity
	@Inheritance(strategy = InheritanceType.JOINED)
	static class Joined {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String holder;

	}

	@Entity(name = "JoinedCard")
	static class JoinedCard extends Joined {

		@Encrypted
		@BlindIndex
		String pin;

	}

	@Entity
	@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
	abstract static class Abstract {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String holder;

	}

	@Entity(name = "AbstractCard")
	static class AbstractCard extends Abstract {

		@Encrypted
		@BlindIndex
		String pin;

	}

	@Entity
	@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
	static class PerClass {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String holder;

	}

	@Entity(name = "TableCard")
	static class TableCard extends PerClass {

		@Encrypted
		@BlindIndex
		String pin;

	}

	@MappedSuperclass
	static class Super {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String holder;

	}

	@Entity(name = "SuperCard")
	static class SuperCard extends Super {

		@Encrypted
		@BlindIndex
		String pin;

	}

	@Embeddable
	@Access(AccessType.PROPERTY)
	static class Detail {

		private String text;

		private String person = "ada";

		Detail() {
		}

		Detail(String text) {
			this.text = text;
		}

		@Encrypted(subject = "person")
		String getText() {
			return this.text;
		}

		void setText(String text) {
			this.text = text;
		}

		@Column(updatable = false)
		String getPerson() {
			return this.person;
		}

		void setPerson(String person) {
			this.person = person;
		}

	}

	@Embeddable
	@Access(AccessType.PROPERTY)
	static class Reason {

		private Detail detail;

		Reason() {
		}

		Reason(Detail detail) {
			this.detail = detail;
		}

		@Embedded
		Detail getDetail() {
			return this.detail;
		}

		void setDetail(Detail detail) {
			this.detail = detail;
		}

	}

	@Entity(name = "Visit")
	@Access(AccessType.PROPERTY)
	static class Visit {

		private int id;

		private LocalDate date;

		private Reason reason;

		Visit() {
		}

		Visit(int id, LocalDate date, String person) {
			this.id = id;
			this.date = date;
			this.reason = new Reason(new Detail("pain"));
			this.reason.getDetail().setPerson(person);
		}

		@Id
		int getId() {
			return this.id;
		}

		void setId(int id) {
			this.id = id;
		}

		@Encrypted
		@BlindIndex
		@Column(name = "visited")
		LocalDate getDate() {
			return this.date;
		}

		void setDate(LocalDate date) {
			this.date = date;
		}

		@Embedded
		Reason getReason() {
			return this.reason;
		}

		void setReason(Reason reason) {
			this.reason = reason;
		}

	}

	@Entity(name = "Country")
	@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
	static class Country {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String name;

		Country() {
		}

		Country(int id, String name) {
			this.id = id;
			this.name = name;
		}

	}

}
