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

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.SubjectKeyStore;
import io.github.apisecurity.encryption.jpa.Reencryption.Progress;
import io.github.apisecurity.encryption.jpa.Reencryption.State;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.query.spi.Limit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Reencryption}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReencryptionTests {

	private static final int ROWS = Integer.getInteger("api-security.rows", 1000);

	private static final int KILLS = Integer.getInteger("api-security.kills", 1);

	private static EmbeddedPostgres postgres;

	@BeforeAll
	static void start() throws IOException {
		postgres = EmbeddedPostgres.start();
	}

	@AfterAll
	static void stop() throws IOException {
		postgres.close();
	}

	private static String url(String database, String name) {
		return database.equals("h2") ? "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1"
				: postgres.getJdbcUrl("postgres", "postgres");
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	void whenKeyIsRotatedAllValuesGetTheActiveKeyAndStayFound(String database) {
		String url = url(database, "rotated");
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), Account.class,
				Note.class)) {
			fill(before, 450, true);
			before.inTransaction((session) -> session.persist(new Note(1, "ada", "blue")));
			before.inTransaction((session) -> session.persist(new Note(2, "bob", "green")));
		}
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory after = TestSessions.create(url, "none", beans.cipher(), Account.class, Note.class)) {
			Reencryption reencryption = TestSessions.reencryption(after, url, beans.keys());
			String number = Account.class.getName() + ".number";
			assertThat(reencryption.count().get(number))
				.isEqualTo(Map.of("k1", 450L, "k2", 0L, "unknown", 0L, "plaintext", 0L, "unindexed", 0L));
			assertThat(reencryption.run(true)).isEqualTo(new Progress(State.FINISHED, true, 1352, 1352, 0, 0));
			assertThat(reencryption.count().get(number)).containsEntry("k1", 450L);
			TestSessions.SUBJECT_KEYS.destroy("bob");
			assertThat(reencryption.run(false)).isEqualTo(new Progress(State.FINISHED, false, 1352, 1351, 1, 0));
			assertThat(reencryption.count().get(number))
				.isEqualTo(Map.of("k1", 0L, "k2", 450L, "unknown", 0L, "plaintext", 0L, "unindexed", 0L));
			assertThat(reencryption.count().get(Account.class.getName() + ".tags")).containsEntry("k2", 450L);
			assertThat(reencryption.count().get(Note.class.getName() + ".text")).containsEntry("k1", 0L)
				.containsEntry("k2", 1L);
			assertThat(reencryption.run(false).read()).isZero();
			Account found = after.fromSession((session) -> session
				.createQuery("from Account a join fetch a.tags where a.number = 'TR-77'", Account.class)
				.getSingleResult());
			assertThat(found.id).isEqualTo(77);
			assertThat(found.tags).containsExactly("tag 77");
			assertThat(after.fromSession((session) -> session.find(Note.class, 1)).text).isEqualTo("blue");
			assertThat(after.fromSession((session) -> session.find(Note.class, 2)).text).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	void whenValuesAreNotEncryptedYetEncryptsThemAndMakesTheirIndex(String database) {
		String url = url(database, "migrated");
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.accept-plaintext=true");
		try (SessionFactory sessions = TestSessions.create(url, "create", beans.cipher(), Account.class, Note.class)) {
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(url, true));
			jdbc.update("insert into account (id, number) values (1, 'TR1')");
			jdbc.update("insert into note (id, person, text) values (1, 'eve', 'red'), (2, null, 'of nobody')");
			assertThat(sessions.fromSession((session) -> session.find(Account.class, 1)).number).isEqualTo("TR1");
			Reencryption reencryption = TestSessions.reencryption(sessions, url, beans.keys());
			assertThat(reencryption.run(false)).isEqualTo(new Progress(State.FAILED, false, 3, 2, 0, 1));
			assertThat(jdbc.queryForObject("select number from account", String.class)).startsWith("aps1.g.k1.");
			assertThat(jdbc.queryForList("select text from note order by id", String.class)).satisfiesExactly(
					(text) -> assertThat(text).startsWith("aps1.s.k1."),
					(text) -> assertThat(text).isEqualTo("of nobody"));
			Account found = sessions
				.fromSession((session) -> session.createQuery("from Account a where a.number = 'tr 1'", Account.class)
					.getSingleResult());
			assertThat(found.number).isEqualTo("TR1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql" })
	void whenIndexIsAddedLaterIsMade(String database) {
		String url = url(database, "indexed");
		TestSessions.Beans beans = TestSessions.beans();
		try (SessionFactory sessions = TestSessions.create(url, "create", beans.cipher(), Account.class)) {
			fill(sessions, 3, false);
			new JdbcTemplate(new SingleConnectionDataSource(url, true))
				.update("update account set number_index = null where id < 3");
			Reencryption reencryption = TestSessions.reencryption(sessions, url, beans.keys());
			assertThat(reencryption.count().get(Account.class.getName() + ".number")).containsEntry("k1", 3L)
				.containsEntry("unindexed", 2L);
			assertThat(reencryption.run(false)).isEqualTo(new Progress(State.FINISHED, false, 2, 2, 0, 0));
			assertThat(reencryption.count().get(Account.class.getName() + ".number")).containsEntry("unindexed", 0L);
			Account found = sessions
				.fromSession((session) -> session.createQuery("from Account a where a.number = 'tr 1'", Account.class)
					.getSingleResult());
			assertThat(found.id).isEqualTo(1);
		}
	}

	@Test
	void whenSubjectIsAddedLaterValuesOfNobodyAreCountedUntilTheyAreThoseOfAPerson(CapturedOutput output) {
		String url = "jdbc:h2:mem:nobody;DB_CLOSE_DELAY=-1";
		TestSessions.Beans beans = TestSessions.beans();
		try (SessionFactory sessions = TestSessions.create(url, "create", beans.cipher(), Note.class)) {
			String old = beans.cipher().encrypt(new EncryptedColumn("note", "text"), "old");
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(url, true));
			jdbc.update("insert into note (id, person, text) values (1, 'zoe', ?)", old);
			Reencryption reencryption = TestSessions.reencryption(sessions, url, beans.keys());
			String text = Note.class.getName() + ".text";
			assertThat(reencryption.count().get(text)).containsEntry("k1", 1L).containsEntry("ofNobody", 1L);
			new ReencryptionRunner(reencryption, false).check();
			assertThat(output).contains("1 values of '" + text + "' would stay readable");
			reencryption.run(false);
			assertThat(reencryption.count().get(text)).containsEntry("k1", 1L).containsEntry("ofNobody", 0L);
			jdbc.update("insert into note (id, person, text) values (2, 'zoe', 'in clear')");
			new ReencryptionRunner(reencryption, false).check();
			assertThat(output).contains("1 values of '" + text + "' are not encrypted, and read only with")
				.doesNotContain("lack their blind index");
		}
	}

	@Test
	void whenValueCannotBeDecryptedOthersAreAndItIsCounted() {
		String url = "jdbc:h2:mem:damaged;DB_CLOSE_DELAY=-1";
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory sessions = TestSessions.create(url, "create", TestSessions.beans().cipher(),
				Account.class)) {
			fill(sessions, 3, true);
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(url, true));
			jdbc.update("update account set number = 'aps1.g.k7.' || substring(number from 12) where id = 1");
			Reencryption reencryption = TestSessions
				.reencryption(TestSessions.create(url, "none", beans.cipher(), Account.class), url, beans.keys());
			Progress progress = reencryption.run(false);
			assertThat(progress.state()).isEqualTo(State.FAILED);
			assertThat(progress.failed()).isEqualTo(1);
			assertThat(progress.changed()).isEqualTo(8);
			assertThat(reencryption.count().get(Account.class.getName() + ".number")).containsEntry("unknown", 1L);
			ReencryptionRunner runner = new ReencryptionRunner(reencryption, false);
			runner.check();
			assertThat(runner.unreadable()).containsExactly(Map.entry(Account.class.getName() + ".number", 1L));
			ReencryptionRunner atStart = new ReencryptionRunner(reencryption, true);
			assertThatIllegalStateException().isThrownBy(() -> atStart.run(new DefaultApplicationArguments()))
				.withMessageContaining("failed=1");
		}
	}

	@Test
	void whenManyValuesAreLostAndPersonsForgottenAllOthersGetTheActiveKey() {
		String url = "jdbc:h2:mem:lost;DB_CLOSE_DELAY=-1";
		SubjectKeyStore persons = (SubjectKeyStore) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { SubjectKeyStore.class }, (proxy, method, arguments) -> {
					Assert.state(!List.of(arguments).contains("zoe"), "The person was forgotten");
					return method.invoke(TestSessions.SUBJECT_KEYS, arguments);
				});
		FieldCipher[] cipher = new FieldCipher[1];
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class))
			.withBean(SubjectKeyStore.class, () -> persons)
			.withPropertyValues(TestSessions.KEYS)
			.withPropertyValues("api-security.encryption.active-key=k2")
			.run((context) -> cipher[0] = context.getBean(FieldCipher.class));
		try (SessionFactory sessions = TestSessions.create(url, "create", cipher[0], Account.class, Note.class)) {
			JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(url, true));
			FieldCipher before = TestSessions.beans().cipher();
			String number = before.encrypt(new EncryptedColumn("account", "number"), "1");
			String holder = before.encrypt(new EncryptedColumn("account", "holder"), "1");
			String text = before.encrypt(new EncryptedColumn("note", "text"), "1");
			jdbc.update(
					"insert into account (id, number, number_index, holder) select x, ?, '0', ? "
							+ "from system_range(1, 1200)",
					number.replace(".k1.", ".k0."), holder.replace(".k1.", ".k0."));
			jdbc.update("insert into account (id, number, number_index, holder) values (2000, ?, '0', ?)", number,
					holder);
			jdbc.update("insert into note (id, person, text) values (1, 'zoe', ?), (2, 'ada', ?)", text, text);
			assertThat(TestSessions.reencryption(sessions, url, beans.keys()).run(false))
				.isEqualTo(new Progress(State.FAILED, false, 2404, 3, 0, 2401));
		}
	}

	@Test
	void whenRowsPerSecondAreGivenTakesItsTime() {
		String url = "jdbc:h2:mem:throttled;DB_CLOSE_DELAY=-1";
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), Note.class)) {
			before.inTransaction((session) -> {
				for (int i = 0; i < 40; i++) {
					session.persist(new Note(i, "ada", "blue"));
				}
			});
		}
		try (SessionFactory after = TestSessions.create(url, "none", beans.cipher(), Note.class)) {
			Reencryption reencryption = TestSessions.reencryption(after, url, beans.keys(), 10, 100);
			long begin = System.nanoTime();
			assertThat(reencryption.run(false).changed()).isEqualTo(40);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
		}
	}

	@Test
	void whenRunIsUnderWayAnotherIsRefusedAndItCanBeStopped() {
		String url = "jdbc:h2:mem:stopped;DB_CLOSE_DELAY=-1";
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), Account.class)) {
			fill(before, 100, false);
		}
		try (SessionFactory after = TestSessions.create(url, "none", beans.cipher(), Account.class)) {
			Reencryption reencryption = TestSessions.reencryption(after, url, beans.keys(), 1, 1);
			EncryptionEndpoint endpoint = new EncryptionEndpoint(reencryption);
			assertThat(endpoint.start(null).getStatus()).isEqualTo(202);
			assertThat(endpoint.start(null).getStatus()).isEqualTo(409);
			endpoint.stop();
			await().until(() -> endpoint.usage().reencryption().state() == State.STOPPED);
			assertThat(endpoint.usage().values().get(Account.class.getName() + ".number").get("k1")).isPositive();
		}
	}

	@Test
	void whenValuesOfAMapAreEncryptedTheyGetTheActiveKey() {
		String url = "jdbc:h2:mem:maps;DB_CLOSE_DELAY=-1";
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), Contact.class)) {
			Contact contact = new Contact();
			contact.phones = Map.of("home", "+1", "work", "+2", "other", "+2");
			before.inTransaction((session) -> session.persist(contact));
		}
		try (SessionFactory after = TestSessions.create(url, "none", beans.cipher(), Contact.class)) {
			assertThat(TestSessions.reencryption(after, url, beans.keys()).run(false))
				.isEqualTo(new Progress(State.FINISHED, false, 3, 3, 0, 0));
			assertThat(new JdbcTemplate(new SingleConnectionDataSource(url, true))
				.queryForList("select phones from contact_phones", String.class))
				.allSatisfy((stored) -> assertThat(stored).startsWith("aps1.g.k2."));
			Map<String, String> phones = after
				.fromSession((session) -> Map.copyOf(session.find(Contact.class, 0).phones));
			assertThat(phones).isEqualTo(Map.of("home", "+1", "work", "+2", "other", "+2"));
		}
	}

	@Test
	void whenThereAreTwoPersistenceUnitsValuesOfBothGetTheActiveKey() {
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		String url = "jdbc:h2:mem:first;DB_CLOSE_DELAY=-1";
		String other = "jdbc:h2:mem:second;DB_CLOSE_DELAY=-1";
		try (SessionFactory first = TestSessions.create(url, "create", TestSessions.beans().cipher(), Account.class);
				SessionFactory second = TestSessions.create(other, "create", TestSessions.beans().cipher(),
						Account.class)) {
			fill(first, 3, false);
			fill(second, 4, false);
		}
		Configuration configuration = TestSessions.configuration(other, "none", beans.cipher(), Account.class);
		try (SessionFactory first = TestSessions.create(url, "none", beans.cipher(), Account.class)) {
			configuration.getProperties()
				.putAll(Map.of(JpaEncryption.SETTING, TestSessions.encryption(first), "hibernate.connection.datasource",
						new SingleConnectionDataSource(other, true)));
			try (SessionFactory second = configuration.buildSessionFactory()) {
				String number = Account.class.getName() + ".number";
				Reencryption reencryption = TestSessions.reencryption(first, url, beans.keys());
				assertThat(reencryption.count().get(number)).containsEntry("k1", 7L).containsEntry("k2", 0L);
				assertThat(reencryption.run(false)).isEqualTo(new Progress(State.FINISHED, false, 14, 14, 0, 0));
				assertThat(reencryption.count().get(number)).containsEntry("k1", 0L).containsEntry("k2", 7L);
				assertThat(second.fromSession((session) -> session.find(Account.class, 4)).number).isEqualTo("TR-4");
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "org.hibernate.dialect.MySQLDialect, MySQL, limit ?",
			"org.hibernate.dialect.MariaDBDialect, MariaDB, limit ?",
			"org.hibernate.dialect.OracleDialect, Oracle, rows only",
			"org.hibernate.dialect.SQLServerDialect, MSSQLServer, rows only" })
	void whenDatabaseLimitsRowsInItsOwnWayUsesThat(String dialect, String mode, String end) {
		String url = "jdbc:h2:mem:" + mode + ";DB_CLOSE_DELAY=-1";
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), Account.class)) {
			fill(before, 201, false);
		}
		Configuration configuration = TestSessions.configuration(url, "none", beans.cipher(), Account.class);
		configuration.setProperty("hibernate.dialect", dialect);
		try (SessionFactory after = configuration.buildSessionFactory()) {
			EncryptedAttribute attribute = TestSessions.encryption(after).attributes().get(0);
			assertThat(new ReencryptionSql(attribute, "k2").select(true, new Limit(null, 200))).endsWith(end);
			assertThat(TestSessions.reencryption(after, url + ";MODE=" + mode, beans.keys()).run(false))
				.isEqualTo(new Progress(State.FINISHED, false, 402, 402, 0, 0));
		}
	}

	// At full size with -Dapi-security.rows=100000 -Dapi-security.kills=20.
	@Test
	@Tag("exhaustive")
	void whenProcessIsKilledOnH2NoRowIsLost(@TempDir Path directory) throws Exception {
		killed("jdbc:h2:file:" + directory.resolve("accounts"));
	}

	@Test
	@Tag("exhaustive")
	void whenProcessIsKilledOnPostgreSqlNoRowIsLost() throws Exception {
		killed(url("postgresql", "killed"));
	}

	private static void killed(String url) throws Exception {
		FieldCipher cipher = TestSessions.beans("api-security.encryption.active-key=k2").cipher();
		try (SessionFactory sessions = TestSessions.create(url, "create", TestSessions.beans().cipher(),
				Account.class)) {
			fill(sessions, ROWS, false);
		}
		Random random = new Random();
		int interrupted = 0;
		for (int i = 0; i < KILLS; i++) {
			Process process = start(url, Math.max(ROWS / 4, 250));
			BufferedReader output = process.inputReader();
			awaitLine(output, "RUNNING");
			boolean ended = process.waitFor(random.nextInt(20, 40 + ROWS / 100), TimeUnit.MILLISECONDS);
			interrupted += ended ? 0 : 1;
			process.destroyForcibly().waitFor();
		}
		Process last = start(url, 1_000_000);
		awaitLine(last.inputReader(), "FINISHED");
		assertThat(last.waitFor()).isZero();
		// Each takes eight seconds if it is not killed.
		assertThat(interrupted).isPositive();
		System.out.println(interrupted + " of " + KILLS + " runs were killed");
		SingleConnectionDataSource dataSource = new SingleConnectionDataSource(url, true);
		int[] rows = new int[1];
		new JdbcTemplate(dataSource).query("select id, number, number_index, holder from account order by id",
				(result) -> {
					rows[0]++;
					String id = result.getString(1);
					assertThat(Integer.parseInt(id)).isEqualTo(rows[0]);
					assertThat(result.getString(2)).startsWith("aps1.g.k2.");
					assertThat(cipher.decrypt(new EncryptedColumn("account", "number"), result.getString(2)))
						.isEqualTo("TR-" + id);
					assertThat(cipher.index(new EncryptedColumn("account", "number"), "TR" + id))
						.isEqualTo(result.getString(3));
					assertThat(cipher.decrypt(new EncryptedColumn("account", "holder"), result.getString(4)))
						.isEqualTo("Holder " + id);
				});
		assertThat(rows[0]).isEqualTo(ROWS);
		dataSource.destroy();
	}

	private static Process start(String url, int rowsPerSecond) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classPath(), ReencryptionProcess.class.getName(), url,
				String.valueOf(rowsPerSecond))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	// Launchers keep the class path of the tests in a class loader or a manifest.
	private static String classPath() {
		if (ReencryptionTests.class.getClassLoader() instanceof URLClassLoader loader) {
			return Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
		}
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	private static void awaitLine(BufferedReader output, String expected) throws IOException {
		String line = output.readLine();
		while (line != null && !line.equals(expected)) {
			line = output.readLine();
		}
		assertThat(line).isEqualTo(expected);
	}

	private static void fill(SessionFactory sessions, int count, boolean tagged) {
		for (int first = 1; first <= count; first += 1000) {
			int begin = first;
			sessions.inTransaction((session) -> {
				for (int id = begin; id < begin + 1000 && id <= count; id++) {
					session.persist(new Account(id, tagged));
				}
			});
		}
	}

	@Entity(name = "Account")
	static class Account {

		@Id
		int id;

		@Encrypted
		@BlindIndex(normalization = BlindIndex.Normalization.NUMBER)
		String number;

		@Encrypted
		String holder;

		@Encrypted
		@ElementCollection
		List<String> tags;

		Account() {
		}

		Account(int id, boolean tagged) {
			this.id = id;
			this.number = "TR-" + id;
			this.holder = "Holder " + id;
			this.tags = tagged ? List.of("tag " + id) : List.of();
		}

	}

	@Entity(name = "Contact")
	static class Contact {

		@Id
		int id;

		@Encrypted
		@ElementCollection
		Map<String, String> phones;

	}

	@Entity(name = "Note")
	static class Note {

		@Id
		int id;

		@Column(updatable = false)
		String person;

		@Encrypted(subject = "person")
		String text;

		Note() {
		}

		Note(int id, String person, String text) {
			this.id = id;
			this.person = person;
			this.text = text;
		}

	}

}
