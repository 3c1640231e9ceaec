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

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;

import io.github.apisecurity.encryption.DecryptionException;
import io.github.apisecurity.encryption.EncryptedColumn;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.validation.constraints.Size;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.Configuration;
import org.hibernate.type.SqlTypes;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Encrypted @Encrypted} and {@link BlindIndex @BlindIndex}.
 */
class EncryptedEntityTests {

	private static SessionFactory sessions;

	@BeforeAll
	static void start() {
		sessions = TestSessions.create("entities", Customer.class, Note.class);
	}

	@AfterAll
	static void stop() {
		sessions.close();
	}

	@BeforeEach
	void store() {
		sessions.inTransaction((session) -> {
			session.createMutationQuery("delete from Customer").executeUpdate();
			session.persist(new Customer("Ada@Example.com", "12345678901"));
			session.persist(new Customer("bob@example.com", null));
			session.merge(new Note(1, "blue"));
			session.merge(new Note(2, "red"));
		});
	}

	@Test
	void whenStoredIsEncryptedAndReadsBack() {
		List<Object[]> rows = sessions.fromSession((session) -> session
			.createNativeQuery("select email, email_index, national_id, born, street from customer order by id",
					Object[].class)
			.list());
		assertThat(rows.get(0)[0].toString()).startsWith("aps1.g.k1.");
		assertThat(rows.get(0)[1].toString()).hasSize(22);
		assertThat(rows.get(1)[2]).isNull();
		Customer customer = one("from Customer c where c.nationalId is not null");
		assertThat(customer.email).isEqualTo("Ada@Example.com");
		assertThat(customer.nationalId).isEqualTo("12345678901");
		assertThat(customer.born).isEqualTo(LocalDate.of(1815, 12, 10));
		assertThat(customer.limit).isEqualTo(new BigDecimal("10.50"));
		assertThat(customer.level).isEqualTo(Level.GOLD);
		assertThat(customer.number).isEqualTo(42);
		assertThat(customer.seen).isEqualTo(Instant.parse("2026-11-29T00:00:00.123456789Z"));
		assertThat(customer.uuid).isEqualTo(new UUID(1, 2));
		assertThat(customer.picture).containsExactly(1, 2, 3);
		assertThat(customer.home.street).isEqualTo("Home 1");
		assertThat(customer.work.street).isEqualTo("Work 1");
		assertThat(customer.phones).containsExactly("+1", "+2");
	}

	@Test
	void whenComparedForEqualityUsesTheIndex() {
		assertThat(one("from Customer c where c.email = ?1", "ada@example.com").nationalId).isEqualTo("12345678901");
		assertThat(one("from Customer c where ?1 = c.email", " ADA@example.com ").nationalId).isEqualTo("12345678901");
		assertThat(one("from Customer c where c.email in (?1)", List.of("ada@example.com", "x")).number).isEqualTo(42);
		assertThat(one("from Customer c where c.email <> ?1", "ada@example.com").email).isEqualTo("bob@example.com");
		assertThat(one("from Customer c where c.email = 'ada@example.com'").number).isEqualTo(42);
		assertThat(one("from Customer c where c.email = ?1 or c.email = ?2", "ada@example.com", "y").number)
			.isEqualTo(42);
		assertThat(
				one("from Customer c where c.nationalId is not null and (c.email in ('x', ?1) or not c.email <> 'y')",
						"ada@example.com").number)
			.isEqualTo(42);
		assertThat(one("from Customer c where exists (select d.email from Customer d where d.email = c.email "
				+ "and d.email = ?1 and d.id = c.id)", "bob@example.com").email)
			.isEqualTo("bob@example.com");
		assertThat(one("select c from Customer c join Customer d on c.email = d.email join d.phones p "
				+ "where d.email = ?1 and p is not null fetch first 1 row only", "bob@example.com").email)
			.isEqualTo("bob@example.com");
		int deleted = sessions.fromTransaction(
				(session) -> session.createMutationQuery("delete from Note n where n.text = 'blue'").executeUpdate());
		assertThat(deleted).isOne();
	}

	@Test
	void whenProjectedIsDecrypted() {
		sessions.inSession((session) -> {
			assertThat(session.createQuery("select c.email from Customer c where c.email = ?1", String.class)
				.setParameter(1, "bob@example.com")
				.getSingleResult()).isEqualTo("bob@example.com");
			assertThat(
					session
						.createQuery("select new " + View.class.getName()
								+ "(c.email, c.born) from Customer c where c.email = ?1", View.class)
						.setParameter(1, "bob@example.com")
						.getSingleResult()
						.email())
				.isEqualTo("bob@example.com");
			assertThat(session.createQuery("select p from Customer c join c.phones p where c.email = ?1", String.class)
				.setParameter(1, "bob@example.com")
				.list()).containsExactlyInAnyOrder("+1", "+2");
			assertThat(session
				.createQuery("select case when c.email = ?1 then 'it' when c.nationalId is null then '' end "
						+ "from Customer c", String.class)
				.setParameter(1, "ada@example.com")
				.list()).containsExactlyInAnyOrder("it", "");
			var builder = session.getCriteriaBuilder();
			var query = builder.createQuery(Customer.class);
			var root = query.from(Customer.class);
			query.where(builder.equal(root.get("email"), "bob@example.com"));
			assertThat(session.createQuery(query).getSingleResult().email).isEqualTo("bob@example.com");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "from Customer c where c.nationalId = '1'", "from Customer c where c.email like 'a%'",
			"from Customer c where c.email > 'a'", "from Customer c where lower(c.email) = 'a'",
			"from Customer c order by c.email", "from Customer c where c.nationalId in ('1')",
			"from Customer c where c.email between 'a' and 'b'", "select count(c) from Customer c group by c.email",
			"from Customer c where c.home.street = 'x'", "from Customer c where c.email = c.nationalId",
			"from Customer c where c.email = lower('A')",
			"from Customer c where c.email = (select d.email from Customer d)", "select max(c.email) from Customer c",
			"select distinct c.email from Customer c", "select c.email || 'x' from Customer c",
			"select c.id, (select d.id from Customer d where d.nationalId = c.nationalId) from Customer c",
			"from Customer c left join Customer d on d.nationalId = c.nationalId",
			"from Note n where n.text not in (select c.email from Customer c)",
			"from Note n where '1' not in (select c.email from Customer c)",
			"from Note n where n.text = all (select c.email from Customer c)", "from Customer c where c.home = c.work",
			"from Customer c order by c.home", "select count(distinct c.email) from Customer c",
			"select c.email as e from Customer c order by e",
			"select c.email as e, count(*) from Customer c group by e", "from Customer c join c.phones p where p = '1'",
			"from Customer c where '1' member of c.phones",
			"select case when c.email > 'a' then 1 else 0 end from Customer c",
			"select case when c.email = c.nationalId then 1 else 0 end from Customer c",
			"select c.number + 1 from Customer c", "select new list(c.id, c.number + 1) from Customer c",
			"select c.email from Customer c union select d.email from Customer d",
			"select c.email from Customer c intersect select d.email from Customer d" })
	void whenComparedOtherwiseIsRefused(String query) {
		sessions.inSession(
				(session) -> assertThatException().isThrownBy(() -> session.createQuery(query, Object.class).list())
					.withStackTraceContaining("is encrypted"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "from Note n where n.text = :q or n.label = :q",
			"from Note n where n.label = :q or n.text in (:q)",
			"from Customer c, Note n where c.email = :q or n.text = :q" })
	void whenParameterIsAlsoComparedWithSomethingElseIsRefused(String query) {
		sessions.inSession((session) -> assertThatException()
			.isThrownBy(() -> session.createQuery(query, Object.class).setParameter("q", "1").list())
			.withStackTraceContaining("Use a parameter for each"));
	}

	@Test
	void whenAttributeIsNotUpdatedItsIndexIsNotEither() {
		try (SessionFactory accounts = TestSessions.create("fixed", Fixed.class)) {
			accounts.inTransaction((session) -> session.persist(new Fixed(1, "ada@example.com")));
			accounts.inTransaction((session) -> session.find(Fixed.class, 1).email = "bob@example.com");
			for (String email : List.of("ada@example.com", "bob@example.com")) {
				List<String> found = accounts.fromSession(
						(session) -> session.createQuery("select f.email from Fixed f where f.email = ?1", String.class)
							.setParameter(1, email)
							.list());
				assertThat(found).hasSize(email.startsWith("ada") ? 1 : 0);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "update Customer c set c.email = 'x'", "insert into Note (id, text) values (9, 'x')",
			"insert into Note (id, label) values (1, 'x') on conflict (id) do update set text = 'y'",
			"insert into Customer (id, email) select c.id + 1000, c.email from Customer c" })
	void whenChangedWithoutIndexIsRefused(String query) {
		sessions.inTransaction(
				(session) -> assertThatException().isThrownBy(() -> session.createMutationQuery(query).executeUpdate())
					.withStackTraceContaining("is encrypted"));
	}

	@Test
	void whenNothingHasChangedUpdatesNothing() {
		sessions.getStatistics().clear();
		sessions.inTransaction((session) -> session.createQuery("from Customer", Customer.class).list());
		assertThat(sessions.getStatistics().getEntityUpdateCount()).isZero();
		sessions.inTransaction(
				(session) -> session.createQuery("from Customer c where c.email = 'bob@example.com'", Customer.class)
					.getSingleResult().email = "rob@example.com");
		assertThat(sessions.getStatistics().getEntityUpdateCount()).isEqualTo(1);
		assertThat(one("from Customer c where c.email = 'rob@example.com'").email).isEqualTo("rob@example.com");
	}

	@Test
	void whenValueIsMovedToTheSameAttributeOfAnotherEmbeddableIsRefused() {
		sessions
			.inTransaction((session) -> session.createNativeMutationQuery("update customer set work_street = street")
				.executeUpdate());
		assertThatException().isThrownBy(() -> one("from Customer c where c.nationalId is not null"))
			.withStackTraceContaining("customer.work_street");
	}

	@Test
	void whenAttributesAreEncryptedKnowsTheirColumns() {
		assertThat(TestSessions.encryption(sessions).attributes())
			.filteredOn((attribute) -> attribute.name().matches(".*(email|work.street|phones)"))
			.extracting(EncryptedAttribute::table, EncryptedAttribute::key, EncryptedAttribute::column,
					EncryptedAttribute::indexColumn)
			.containsExactlyInAnyOrder(tuple("Customer", List.of("id"), "email", "email_index"),
					tuple("Customer", List.of("id"), "work_street", null),
					tuple("Customer_phones", List.of("Customer_id", "phones"), "phones", null));
	}

	@ParameterizedTest
	@CsvSource({ "TooShort, too short", "NotSized, too short", "Index, Put it beside @Encrypted", "NoText, no text",
			"OfArray, no text", "Key, found by their key", "Lost, person", "Primitive, use Integer",
			"Cached, second-level", "Outliving, outlive", "Changing, can change", "Shared, tell the tenant",
			"Natural, found by their key", "Elements, make it a list", "OfRecord, make it a class",
			"OfEncrypted, known by its text", "OfEntity, known by its text", "OfEnum, known by its text",
			"OfBinary, known by its text" })
	void whenAttributeCannotBeEncryptedStops(String name, String message) throws ClassNotFoundException {
		Class<?> entity = Class.forName(getClass().getName() + "$" + name);
		assertThatException().isThrownBy(() -> TestSessions.create("refused", entity))
			.withStackTraceContaining(message);
	}

	@Test
	void whenValueIsNoneOfItsTypeIsNotTold() {
		String stored = TestSessions.beans().cipher().encrypt(new EncryptedColumn("customer", "grade"), "PLATINUM");
		sessions.inTransaction(
				(session) -> session.createNativeMutationQuery("update customer set grade = '" + stored + "'")
					.executeUpdate());
		assertThatExceptionOfType(DecryptionException.class)
			.isThrownBy(() -> one("from Customer c where c.nationalId is not null"))
			.withMessageContaining("customer.grade")
			.withMessageContaining("no value of its type")
			.withNoCause();
		assertThat(TestSessions.EVENTS).contains("crypt_decrypt_fail no_value {column=customer.grade}");
	}

	@Test
	void whenTypeIsBasicItsValuesReadBack() throws Exception {
		try (SessionFactory basics = TestSessions.create("basics", Basics.class)) {
			Basics stored = new Basics();
			basics.inTransaction((session) -> session.persist(stored));
			Basics found = basics.fromSession((session) -> session.find(Basics.class, 1));
			for (Field field : Basics.class.getDeclaredFields()) {
				assertThat(field.get(stored)).as(field.getName()).isEqualTo(field.get(found));
			}
			TestSessions.Beans beans = TestSessions.beans();
			basics
				.inTransaction((session) -> session
					.createNativeMutationQuery("update basics set flag = '"
							+ beans.cipher().encrypt(new EncryptedColumn("basics", "flag"), "1") + "'")
					.executeUpdate());
			assertThatException().isThrownBy(() -> basics.fromSession((session) -> session.find(Basics.class, 1)))
				.withStackTraceContaining("no value of its type");
		}
	}

	@Test
	void whenThereIsNoKeyStops() {
		assertThatException()
			.isThrownBy(() -> new Configuration().addAnnotatedClasses(Customer.class)
				.setProperty("hibernate.connection.url", "jdbc:h2:mem:none")
				.buildSessionFactory())
			.withStackTraceContaining("api-security.encryption.active-key");
	}

	@Test
	void whenPersonIsForgottenValuesAreNullAndOthersRemain() {
		try (SessionFactory patients = TestSessions.create("patients", Patient.class)) {
			patients.inTransaction((session) -> {
				session.persist(new Patient("ada", "blue"));
				session.persist(new Patient("bob", "green"));
			});
			TestSessions.SUBJECT_KEYS.destroy("ada");
			List<String> all = patients.fromSession((session) -> session
				.createQuery("select p.diagnosis from Patient p order by p.person", String.class)
				.list());
			assertThat(all).containsExactly(null, "green");
			patients.inTransaction((session) -> session.find(Patient.class, "bob").diagnosis = "red");
			assertThat(patients.fromSession((session) -> session.find(Patient.class, "ada")).diagnosis).isNull();
			assertThat(patients.fromSession((session) -> session.find(Patient.class, "bob")).diagnosis)
				.isEqualTo("red");
			String stored = patients.fromSession((session) -> session
				.createNativeQuery("select diagnosis from patient where person = 'bob'", String.class)
				.getSingleResult());
			assertThat(stored).startsWith("aps1.s.k1.");
		}
	}

	private static Customer one(String query, Object... parameters) {
		return sessions.fromSession((session) -> {
			var created = session.createQuery(query, Customer.class);
			for (int i = 0; i < parameters.length; i++) {
				if (parameters[i] instanceof List<?> list) {
					created.setParameterList(i + 1, list);
				}
				else {
					created.setParameter(i + 1, parameters[i]);
				}
			}
			Customer customer = created.getSingleResult();
			customer.phones.size();
			return customer;
		});
	}

	record View(String email, LocalDate born) {

	}

	enum Level {

		SILVER, GOLD

	}

	@Embeddable
	static class Address {

		@Encrypted
		String street;

		Address() {
		}

		Address(String street) {
			this.street = street;
		}

	}

	@Entity(name = "Customer")
	static class Customer {

		@Id
		@GeneratedValue
		Long id;

		@Encrypted
		@BlindIndex
		String email;

		@Encrypted
		@Column(name = "national_id", length = 100)
		String nationalId;

		@Encrypted
		LocalDate born = LocalDate.of(1815, 12, 10);

		@Encrypted
		@Column(name = "credit")
		BigDecimal limit = new BigDecimal("10.50");

		@Encrypted
		@Column(name = "grade")
		Level level = Level.GOLD;

		@Encrypted
		Integer number = 42;

		@Encrypted
		Instant seen = Instant.parse("2026-11-29T00:00:00.123456789Z");

		@Encrypted
		UUID uuid = new UUID(1, 2);

		@Encrypted
		byte[] picture = { 1, 2, 3 };

		@Embedded
		Address home = new Address("Home 1");

		@Embedded
		@AttributeOverride(name = "street", column = @Column(name = "work_street"))
		Address work = new Address("Work 1");

		@Encrypted
		@ElementCollection
		List<String> phones = new ArrayList<>(List.of("+1", "+2"));

		Customer() {
		}

		Customer(String email, @Nullable String nationalId) {
			this.email = email;
			this.nationalId = nationalId;
		}

	}

	@Entity(name = "Note")
	static class Note {

		@Id
		int id;

		String label;

		@Encrypted
		@BlindIndex
		String text;

		Note() {
		}

		Note(int id, String text) {
			this.id = id;
			this.text = text;
		}

	}

	@Entity(name = "Basics")
	static class Basics {

		@Id
		int id = 1;

		@Encrypted
		InetAddress address = InetAddress.getLoopbackAddress();

		@Encrypted
		Boolean flag = true;

		@Encrypted
		@Column(name = "amount")
		Double number = 1e-7;

		@Encrypted
		BigInteger big = BigInteger.TEN.pow(30);

		@Encrypted
		Character sign = ' ';

		@Encrypted
		char[] signs = { 'a', ' ' };

		@Encrypted
		Date moment = new Date(1_700_000_000_123L);

		@Encrypted
		java.sql.Date birthday = java.sql.Date.valueOf("2026-11-29");

		@Encrypted
		Timestamp stamp = Timestamp.valueOf("2026-11-29 01:02:03.123456789");

		@Encrypted
		Calendar calendar = new GregorianCalendar(2026, 10, 29);

		@Encrypted
		LocalTime clock = LocalTime.of(1, 2, 3, 4);

		@Encrypted
		OffsetDateTime written = OffsetDateTime.parse("2026-11-29T01:02:03.123+05:30");

		@Encrypted
		ZonedDateTime zoned = ZonedDateTime.parse("2026-10-25T02:30+01:00[Europe/Berlin]");

		@Encrypted
		@Column(name = "years")
		Year year = Year.of(2026);

		@Encrypted
		Duration duration = Duration.ofNanos(1_234_567_890_123L);

		@Encrypted
		ZoneId zone = ZoneId.of("Europe/Berlin");

		@Encrypted
		TimeZone timeZone = TimeZone.getTimeZone("Europe/Berlin");

		@Encrypted
		Locale locale = Locale.forLanguageTag("zh-Hant-TW");

		@Encrypted
		Currency currency = Currency.getInstance("EUR");

		@Encrypted
		@Column(name = "kind")
		Class<?> type = String.class;

	}

	@Entity
	static class TooShort {

		@Id
		Long id;

		@Encrypted
		@Column(length = 40)
		String value;

	}

	@Entity
	static class OfArray {

		@Id
		Long id;

		@Encrypted
		int[] value;

	}

	@Entity
	static class Primitive {

		@Id
		Long id;

		@Encrypted
		int value;

	}

	@Entity
	static class NotSized {

		@Id
		Long id;

		@Encrypted
		@Column(length = 100)
		@Size(max = 80)
		String value;

	}

	@Entity
	static class Index {

		@Id
		Long id;

		@BlindIndex
		String value;

	}

	@Entity
	static class NoText {

		@Id
		Long id;

		@Encrypted
		StringBuilder value;

	}

	@Entity
	static class Key {

		@Id
		@Encrypted
		String id;

	}

	@Entity
	static class Lost {

		@Id
		Long id;

		@Encrypted(subject = "person")
		String value;

	}

	@Entity
	static class Outliving {

		@Id
		String person;

		@Encrypted(subject = "person")
		@BlindIndex
		String value;

	}

	@Entity
	static class Changing {

		@Id
		Long id;

		String person;

		@Encrypted(subject = "person")
		String value;

	}

	@Entity
	static class Shared {

		@Id
		Long id;

		@TenantId
		String tenant;

		@Encrypted
		@ElementCollection
		List<String> values;

	}

	@Entity
	@Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
	static class Cached {

		@Id
		Long id;

		@Encrypted(subject = "id")
		String value;

	}

	@Entity(name = "Fixed")
	static class Fixed {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		@Column(updatable = false)
		String email;

		Fixed() {
		}

		Fixed(int id, String email) {
			this.id = id;
			this.email = email;
		}

	}

	@Entity
	static class Natural {

		@Id
		int id;

		@NaturalId
		@Encrypted
		@BlindIndex
		String email;

	}

	@Entity
	static class Elements {

		@Id
		int id;

		@Encrypted
		@ElementCollection
		Set<String> phones = new HashSet<>();

	}

	@Entity
	static class OfRecord {

		@Id
		int id;

		@Embedded
		Street street;

	}

	@Embeddable
	record Street(@Encrypted String name) {

	}

	@Entity
	static class OfEntity {

		@Id
		int id;

		@ManyToOne
		@JoinColumn(updatable = false)
		OfEntity person;

		@Encrypted(subject = "person")
		String diagnosis;

	}

	@Entity
	static class OfEncrypted {

		@Id
		int id;

		@Encrypted
		@Column(updatable = false)
		String person;

		@Encrypted(subject = "person")
		String diagnosis;

	}

	@Entity
	static class OfEnum {

		@Id
		int id;

		@Column(updatable = false)
		Level person;

		@Encrypted(subject = "person")
		String diagnosis;

	}

	@Entity
	static class OfBinary {

		@Id
		@JdbcTypeCode(SqlTypes.BINARY)
		UUID id;

		@Encrypted(subject = "id")
		String diagnosis;

	}

	@Entity(name = "Patient")
	static class Patient {

		@Id
		String person;

		@Encrypted(subject = "person")
		String diagnosis;

		Patient() {
		}

		Patient(String person, String diagnosis) {
			this.person = person;
			this.diagnosis = diagnosis;
		}

	}

}
