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

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionTenantResolver;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.jpa.Reencryption.Progress;
import io.github.apisecurity.encryption.jpa.Reencryption.State;
import io.github.apisecurity.posture.PostureContributor;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Table;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.Configuration;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link JpaEncryptionAutoConfiguration} and the tenants of Hibernate.
 */
@ExtendWith(OutputCaptureExtension.class)
class JpaEncryptionAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class, JpaEncryptionAutoConfiguration.class));

	@AfterEach
	void reset() {
		TestSessions.TENANT.set(null);
	}

	@Test
	void whenThereIsNoKeyHasNoBeans() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(JpaEncryption.class));
	}

	@Test
	@SuppressWarnings("unchecked")
	void whenHibernateHasTenantsValuesBelongToThem() {
		CurrentTenantIdentifierResolver<Object> tenants = mock(CurrentTenantIdentifierResolver.class);
		given(tenants.resolveCurrentTenantIdentifier()).willReturn("t1", "t1", "t2");
		EncryptedColumn column = new EncryptedColumn("customer", "name");
		this.runner.withPropertyValues(TestSessions.KEYS)
			.withBean(CurrentTenantIdentifierResolver.class, () -> tenants)
			.run((context) -> {
				FieldCipher cipher = context.getBean(FieldCipher.class);
				String envelope = cipher.encrypt(column, "1");
				assertThat(cipher.decrypt(column, envelope)).isEqualTo("1");
				assertThatException().isThrownBy(() -> cipher.decrypt(column, envelope));
				assertThat(cipher.forTenant("t1").decrypt(column, envelope)).isEqualTo("1");
				assertThat(context).hasSingleBean(EncryptionTenantResolver.class);
			});
	}

	@Test
	void whenEntitiesAreMappedLaterCountsTheirValues() {
		this.runner.withPropertyValues(TestSessions.KEYS)
			.withUserConfiguration(LateEntities.class)
			.run((context) -> assertThat(context.getBean(Reencryption.class).count())
				.containsOnlyKeys(Invoice.class.getName() + ".number"));
	}

	@Test
	void whenThereAreSeveralDataSourcesWorksOnThatOfHibernate() {
		this.runner.withPropertyValues(TestSessions.KEYS)
			.withBean("other", DataSource.class, () -> mock(DataSource.class))
			.withUserConfiguration(LateEntities.class)
			.run((context) -> assertThat(context.getBean(Reencryption.class).count())
				.containsOnlyKeys(Invoice.class.getName() + ".number"));
	}

	@Test
	void whenKeyWithValuesIsTakenOutSaysSo(CapturedOutput output) {
		TestSessions.TENANT.set("t1");
		this.runner.withPropertyValues("api-security.encryption.active-key=k2", TestSessions.KEYS[3])
			.withUserConfiguration(LateEntities.class)
			.run((context) -> {
				context.getBean(SessionFactory.class)
					.inTransaction((session) -> session.persist(new Invoice("1", "TR1")));
				new JdbcTemplate(context.getBean(DataSource.class))
					.update("update invoice set number = 'aps1.g.k1.' || substring(number from 12)");
				context.getBean(ReencryptionRunner.class).run(new DefaultApplicationArguments());
				String number = Invoice.class.getName() + ".number";
				PostureContributor posture = context.getBean("apiSecurityEncryptedAttributesPosture",
						PostureContributor.class);
				await().untilAsserted(() -> assertThat(posture.contribute().details())
					.containsEntry("values-of-unknown-keys", Map.of(number, 1L)));
				assertThat(output).contains("1 values of '" + number + "' were encrypted with keys that are no longer");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "bind", "extract" })
	void whenHibernateLogsValuesSaysSo(String kind, CapturedOutput output) {
		String name = "org.hibernate.orm.jdbc." + kind;
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(name, LogLevel.TRACE);
		try {
			this.runner.withPropertyValues(TestSessions.KEYS)
				.withUserConfiguration(LateEntities.class)
				.run((context) -> {
					context.getBean(SessionFactory.class);
					assertThat(output).containsOnlyOnce("The logger '" + name + "' writes");
					assertThat(context.getBean("apiSecurityEncryptedAttributesPosture", PostureContributor.class)
						.contribute()
						.details()).containsEntry("values-in-log", List.of(name));
				});
		}
		finally {
			logging.setLogLevel(name, null);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "batch-size", "rows-per-second" })
	void whenThrottleIsNoneStops(String key) {
		this.runner.withPropertyValues(TestSessions.KEYS)
			.withPropertyValues("api-security.encryption.reencryption." + key + "=0")
			.withUserConfiguration(LateEntities.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(key));
	}

	@Test
	void whenTenantsOfHibernateAreUnknownStops() {
		JpaEncryption encryption = new JpaEncryption(TestSessions.beans().cipher(), null,
				SecurityEventPublisher.none());
		Configuration configuration = new Configuration().setProperty("hibernate.connection.url", "jdbc:h2:mem:lost");
		configuration.getProperties().put(JpaEncryption.SETTING, encryption);
		configuration.setCurrentTenantIdentifierResolver(mock());
		assertThatException().isThrownBy(configuration::buildSessionFactory)
			.withStackTraceContaining("EncryptionTenantResolver");
	}

	@Test
	void whenTenantsShareATableValuesOfAllGetTheActiveKey() {
		String url = "jdbc:h2:mem:tenants;DB_CLOSE_DELAY=-1";
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), Invoice.class)) {
			for (String tenant : List.of("t1", "t2")) {
				TestSessions.TENANT.set(tenant);
				before.inTransaction((session) -> session.persist(new Invoice(tenant + "-1", "TR1")));
			}
		}
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory after = TestSessions.create(url, "none", beans.cipher(), Invoice.class)) {
			TestSessions.TENANT.set(null);
			assertThat(TestSessions.reencryption(after, url, beans.keys()).run(false))
				.isEqualTo(new Progress(State.FINISHED, false, 2, 2, 0, 0));
			TestSessions.TENANT.set("t2");
			Invoice found = after
				.fromSession((session) -> session.createQuery("from Invoice i where i.number = ?1", Invoice.class)
					.setParameter(1, "TR1")
					.getSingleResult());
			assertThat(found.id).isEqualTo("t2-1");
			new JdbcTemplate(new SingleConnectionDataSource(url, true))
				.update("update invoice set number = (select number from invoice where id = 't1-1') where id = 't2-1'");
			assertThatException().isThrownBy(() -> after.fromSession((session) -> session.find(Invoice.class, "t2-1")))
				.withStackTraceContaining("another column or tenant (key 'k2')");
		}
	}

	@Test
	void whenTenantStandsInTheSuperclassValuesOfAllGetTheActiveKey() {
		String url = "jdbc:h2:mem:inherited;DB_CLOSE_DELAY=-1";
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), Party.class,
				Company.class)) {
			TestSessions.TENANT.set("t1");
			before.inTransaction((session) -> {
				Company company = new Company();
				company.id = "1";
				company.taxId = "TR1";
				session.persist(company);
			});
		}
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory after = TestSessions.create(url, "none", beans.cipher(), Party.class, Company.class)) {
			TestSessions.TENANT.set(null);
			assertThat(TestSessions.reencryption(after, url, beans.keys()).run(false))
				.isEqualTo(new Progress(State.FINISHED, false, 1, 1, 0, 0));
			TestSessions.TENANT.set("t1");
			assertThat(after.fromSession((session) -> session.find(Company.class, "1")).taxId).isEqualTo("TR1");
		}
	}

	@Test
	void whenSessionIsOfAnotherTenantThanTheThreadNothingIsWritten() {
		try (SessionFactory sessions = TestSessions.create("explicit", Invoice.class)) {
			TestSessions.TENANT.set("t1");
			try (Session session = sessions.withOptions().tenantIdentifier((Object) "t2").openSession()) {
				session.beginTransaction();
				session.persist(new Invoice("1", "TR1"));
				assertThatException().isThrownBy(session::flush).withStackTraceContaining("another tenant");
				session.getTransaction().rollback();
			}
			TestSessions.TENANT.set("t2");
			Long found = sessions.fromSession(
					(session) -> session.createQuery("select count(*) from Invoice", Long.class).getSingleResult());
			assertThat(found).isZero();
		}
	}

	@Test
	void whenConstantWouldBeKeptForOneTenantIsRefused() {
		try (SessionFactory sessions = TestSessions.create("constant", Invoice.class)) {
			TestSessions.TENANT.set("t1");
			assertThatException().isThrownBy(() -> sessions.inSession(
					(session) -> session.createQuery("from Invoice i where i.number = 'TR1'", Invoice.class).list()))
				.withStackTraceContaining("Use a parameter");
		}
	}

	@Test
	void whenTenantsShareRowsTheyShareTheirValues() {
		String url = "jdbc:h2:mem:shared;DB_CLOSE_DELAY=-1";
		TestSessions.Beans beans = TestSessions.beans("api-security.encryption.active-key=k2");
		try (SessionFactory before = TestSessions.create(url, "create", TestSessions.beans().cipher(), User.class);
				SessionFactory after = TestSessions.create(url, "none", beans.cipher(), User.class)) {
			TestSessions.TENANT.set("t1");
			before.inTransaction((session) -> session.persist(new User("1", "+1")));
			TestSessions.TENANT.set("t2");
			assertThat(before.fromSession((session) -> session.find(User.class, "1")).phone).isEqualTo("+1");
			TestSessions.TENANT.set(null);
			assertThat(TestSessions.reencryption(after, url, beans.keys()).run(false))
				.isEqualTo(new Progress(State.FINISHED, false, 1, 1, 0, 0));
			TestSessions.TENANT.set("t1");
			assertThat(after.fromSession((session) -> session.find(User.class, "1")).phone).isEqualTo("+1");
		}
	}

	@Test
	void whenImageIsNativeTypesOfAttributesCanBeMade() {
		RuntimeHints hints = new RuntimeHints();
		new JpaEncryptionAutoConfiguration.Hints().registerHints(hints, null);
		for (Class<?> type : List.of(EncryptedType.class, BlindIndexType.class, BlindIndexTranslatorFactory.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(hints);
		}
	}

	@Test
	void whenTableDoesNotTellTheTenantStops() {
		assertThatException().isThrownBy(() -> TestSessions.create("joined", JoinedParty.class, JoinedCompany.class))
			.withStackTraceContaining("its table has no column 'tenant'");
	}

	@Entity(name = "Party")
	@Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
	static class Party {

		@Id
		String id;

		@TenantId
		String tenant;

	}

	@Entity(name = "Company")
	static class Company extends Party {

		@Encrypted
		String taxId;

	}

	@Entity(name = "JoinedParty")
	@Inheritance(strategy = InheritanceType.JOINED)
	static class JoinedParty {

		@Id
		String id;

		@TenantId
		String tenant;

	}

	@Entity(name = "JoinedCompany")
	static class JoinedCompany extends JoinedParty {

		@Encrypted
		String taxId;

	}

	@Entity(name = "User")
	@Table(name = "shared_user")
	static class User {

		@Id
		String id;

		@Encrypted
		String phone;

		User() {
		}

		User(String id, String phone) {
			this.id = id;
			this.phone = phone;
		}

	}

	@Entity(name = "Invoice")
	static class Invoice {

		@Id
		String id;

		@TenantId
		String tenant;

		@Encrypted
		@BlindIndex
		String number;

		Invoice() {
		}

		Invoice(String id, String number) {
			this.id = id;
			this.number = number;
		}

	}

	@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
	static class LateEntities {

		private static final String URL = "jdbc:h2:mem:late;DB_CLOSE_DELAY=-1";

		@Bean
		DataSource dataSource() {
			return new SingleConnectionDataSource(URL, true);
		}

		@Bean
		EncryptionTenantResolver tenants() {
			return TestSessions.TENANT::get;
		}

		@Bean
		@Lazy
		SessionFactory entities(FieldCipher cipher, HibernatePropertiesCustomizer customizer) {
			Configuration configuration = TestSessions.configuration(URL, "create-drop", cipher, Invoice.class);
			Map<String, Object> settings = new HashMap<>();
			customizer.customize(settings);
			configuration.getProperties().putAll(settings);
			return configuration.buildSessionFactory();
		}

	}

}
