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

package io.github.apisecurity.encryption.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.jpa.BlindIndex;
import io.github.apisecurity.encryption.jpa.Encrypted;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.annotation.AccessType;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Transient;
import org.springframework.data.annotation.Version;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.data.jdbc.core.mapping.AggregateReference;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.keyvalue.core.mapping.context.KeyValueMappingContext;
import org.springframework.data.mapping.context.AbstractMappingContext;
import org.springframework.data.mapping.model.SimpleTypeHolder;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.convert.KeyspaceConfiguration;
import org.springframework.data.redis.core.convert.MappingConfiguration;
import org.springframework.data.redis.core.index.IndexConfiguration;
import org.springframework.data.redis.core.index.Indexed;
import org.springframework.data.redis.core.index.SimpleIndexDefinition;
import org.springframework.data.redis.core.mapping.RedisMappingContext;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Table;
import org.springframework.data.repository.ListCrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link DataEncryptionAutoConfiguration} with Spring Data JDBC, and for
 * {@link AggregateCheck}.
 */
class JdbcEncryptionTests {

	private static final String[] KEYS = { "api-security.encryption.active-key=k1",
			"api-security.encryption.keys.k1=uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=" };

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class, DataEncryptionAutoConfiguration.class));

	@Test
	void whenAggregateIsSavedItsTextsAreEncryptedAndReadBack() {
		this.runner.withPropertyValues(KEYS).withUserConfiguration(Database.class, Holders.class).run((context) -> {
			HolderRepository holders = context.getBean(HolderRepository.class);
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			Holder holder = new Holder();
			holder.name = "Ada";
			holder.nationalId = "12345678901";
			holder.home = new Address("High Street 1", "London");
			holder.cards.add(new Card("4111", "work"));
			holder.byName.put("private", new NamedCard("4222"));
			assertThat(holders.save(holder)).isSameAs(holder);
			assertThat(holder.id).isNotNull();
			assertThat(holder.nationalId).isEqualTo("12345678901");
			assertThat(holder.cards).containsExactly(new Card("4111", "work"));
			List<String> stored = jdbc
				.queryForList("select national_id from holder union select home_street from holder "
						+ "union select number from card union select number from named_card", String.class);
			assertThat(stored).hasSize(4).allSatisfy((text) -> assertThat(text).startsWith("aps1.g.k1."));
			assertThat(jdbc.queryForObject("select name || home_city from holder", String.class))
				.isEqualTo("AdaLondon");
			for (Holder found : List.of(holders.findById(holder.id).orElseThrow(), holders.findAll().get(0),
					holders.findByName("Ada").get(0), holders.all().get(0))) {
				assertThat(found.nationalId).isEqualTo("12345678901");
				assertThat(found.home).isEqualTo(new Address("High Street 1", "London"));
				assertThat(found.cards).containsExactly(new Card("4111", "work"));
				assertThat(found.byName).containsEntry("private", new NamedCard("4222"));
			}
			jdbc.update("update holder set national_id = home_street");
			assertThatException().isThrownBy(() -> holders.findById(holder.id))
				.withStackTraceContaining("holder.national_id");
		});
	}

	@Test
	void whenContainedEntityIsOfASubclassItsTextsAreEncrypted() {
		this.runner.withPropertyValues(KEYS).withUserConfiguration(Database.class, Holders.class).run((context) -> {
			Holder holder = new Holder();
			holder.devices.add(new Tracker("S-1"));
			context.getBean(HolderRepository.class).save(holder);
			assertThat(new JdbcTemplate(context.getBean(DataSource.class)).queryForObject("select serial from device",
					String.class))
				.startsWith("aps1.g.k1.");
		});
	}

	@Test
	void whenConverterWritesAnObjectWithEncryptedTextsStops() {
		JdbcMappingContext mapping = new JdbcMappingContext();
		mapping.setSimpleTypeHolder(new SimpleTypeHolder(Set.of(Address.class), true));
		this.runner.withPropertyValues(KEYS)
			.withBean(JdbcMappingContext.class, () -> context(mapping, Parcel.class))
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContaining("Parcel.address"));
	}

	@Test
	void whenOtherAggregateIsReferredToStarts() {
		this.runner.withPropertyValues(KEYS)
			.withBean(JdbcMappingContext.class, () -> context(new JdbcMappingContext(), Refund.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAggregateIsARecordItsTextsAreEncryptedAndReadBack() {
		this.runner.withPropertyValues(KEYS).withUserConfiguration(Database.class, Holders.class).run((context) -> {
			PaymentRepository payments = context.getBean(PaymentRepository.class);
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			List<Payment> saved = payments
				.saveAll(List.of(new Payment(null, 0, "TR1", 1), new Payment(null, 0, "TR2", 2)));
			assertThat(saved).extracting(Payment::iban).containsExactly("TR1", "TR2");
			Payment changed = payments.save(new Payment(saved.get(0).id(), saved.get(0).version(), "TR3", 3));
			assertThat(changed.version()).isEqualTo(saved.get(0).version() + 1);
			assertThat(jdbc.queryForList("select iban from payment", String.class)).hasSize(2)
				.allSatisfy((text) -> assertThat(text).startsWith("aps1.g.k1."));
			assertThat(payments.findAll()).extracting(Payment::iban).containsExactlyInAnyOrder("TR2", "TR3");
			assertThatException().isThrownBy(() -> payments.save(new Payment(changed.id(), 0, "TR4", 4)));
		});
	}

	@Test
	void whenNothingIsEncryptedNeedsNoKey() {
		this.runner.withBean(KeyValueMappingContext.class, () -> context(new KeyValueMappingContext<>(), Plain.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenDerivedQueryAsksForEncryptedTextStops() {
		this.runner.withPropertyValues(KEYS)
			.withUserConfiguration(Database.class, Refused.class)
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining("findByIban"));
	}

	@Test
	void whenThereIsNoKeyStops() {
		this.runner.withBean(JdbcMappingContext.class, () -> context(new JdbcMappingContext(), Payment.class))
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining("there is no key"));
	}

	@Test
	void whenThereIsNoKeyAndNoRepositoryWritesNothing() {
		this.runner.withUserConfiguration(Unmapped.class).run((context) -> {
			JdbcAggregateTemplate template = context.getBean(JdbcAggregateTemplate.class);
			for (int i = 0; i < 2; i++) {
				assertThatException().isThrownBy(() -> template.insert(new Payment(null, 0, "TR1", 1)))
					.withStackTraceContaining("there is no key");
			}
			assertThat(new JdbcTemplate(context.getBean(DataSource.class)).queryForList("select * from payment"))
				.isEmpty();
		});
	}

	@Test
	void whenThereIsNoRepositoryWhatCannotBeEncryptedIsNotWritten() {
		this.runner.withPropertyValues(KEYS).withUserConfiguration(Database.class).run((context) -> {
			JdbcAggregateTemplate template = context.getBean(JdbcAggregateTemplate.class);
			for (int i = 0; i < 2; i++) {
				assertThatException().isThrownBy(() -> template.insert(new Numbered(null, "TR1", 1)))
					.withStackTraceContaining("gets texts only");
			}
		});
	}

	@Test
	void whenBeansAreLazyStopsWithoutAKeyAsWell() {
		this.runner.withUserConfiguration(Unmapped.class, Holders.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining("there is no key"));
	}

	@Test
	void whenPropertyIsNotStoredOrComputedAggregateIsSaved() {
		this.runner.withPropertyValues(KEYS).withUserConfiguration(Database.class).run((context) -> {
			JdbcAggregateTemplate template = context.getBean(JdbcAggregateTemplate.class);
			Receipt receipt = template.insert(new Receipt(null, "TR1", "shown"));
			assertThat(template.findById(receipt.id(), Receipt.class))
				.isEqualTo(new Receipt(receipt.id(), "TR1", null));
			Computed computed = new Computed();
			computed.iban = "TR2";
			template.insert(computed);
			assertThat(new JdbcTemplate(context.getBean(DataSource.class))
				.queryForList("select amount from computed where amount = 3", Integer.class)).hasSize(1);
		});
	}

	@Test
	void whenModuleIsNotCoveredStops() {
		this.runner.withPropertyValues(KEYS)
			.withBean(KeyValueMappingContext.class, () -> context(new KeyValueMappingContext<>(), Payment.class))
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("@Encrypted on " + Payment.class.getName() + ".iban")
				.hasStackTraceContaining("stored in clear"));
	}

	@Test
	void whenPropertyCannotBeEncryptedStops() {
		Map<AbstractMappingContext<?, ?>, String> refused = new LinkedHashMap<>();
		refused.put(context(new JdbcMappingContext(), Number.class), "gets texts only");
		refused.put(context(new JdbcMappingContext(), Key.class), "rows are found by it");
		refused.put(context(new JdbcMappingContext(), Searched.class), "its index would not be made");
		refused.put(context(new JdbcMappingContext(), Lost.class), "there is no 'person'");
		refused.put(context(new JdbcMappingContext(), OfReference.class), "known by its text");
		refused.put(context(new JdbcMappingContext(), OfEncrypted.class), "known by its text");
		refused.put(context(new JdbcMappingContext(), Undotted.class), "table.column");
		refused.put(context(new RedisMappingContext(), Listed.class), "its index would not be made");
		refused.put(context(new RedisMappingContext(), ListedBelow.class), "its index would not be made");
		for (String path : List.of("iban", "home.city")) {
			IndexConfiguration indexes = new IndexConfiguration();
			indexes.addIndexDefinition(new SimpleIndexDefinition("indexed", path, "other"));
			refused.put(context(new RedisMappingContext(new MappingConfiguration(indexes, new KeyspaceConfiguration())),
					IndexedByPath.class), "its index would not be made");
		}
		refused.forEach((mapping, message) -> this.runner.withPropertyValues(KEYS)
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("mapping", mapping))
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContaining(message)));
	}

	private static <C extends AbstractMappingContext<?, ?>> C context(C context, Class<?> type) {
		context.setInitialEntitySet(Set.of(type));
		context.initialize();
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	static class Database extends AbstractJdbcConfiguration {

		@Bean(destroyMethod = "shutdown")
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
				.generateUniqueName(true)
				.addScript("/io/github/apisecurity/encryption/data/schema.sql")
				.build();
		}

		@Bean
		NamedParameterJdbcOperations operations(DataSource dataSource) {
			return new NamedParameterJdbcTemplate(dataSource);
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unmapped extends Database {

		@Override
		protected Set<Class<?>> getInitialEntitySet() {
			return Set.of();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Redis|Refused).*"))
	static class Holders {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*(Redis|Holder|Payment).*"))
	static class Refused {

	}

	interface HolderRepository extends ListCrudRepository<Holder, Long> {

		List<Holder> findByName(String name);

		@Query("select * from holder")
		List<Holder> all();

	}

	interface PaymentRepository extends ListCrudRepository<Payment, Long> {

	}

	interface RefusedRepository extends ListCrudRepository<Payment, Long> {

		List<Payment> findByIban(String iban);

	}

	static class Holder {

		@Id
		@Nullable Long id;

		String name;

		@Encrypted
		String nationalId;

		@Embedded.Nullable(prefix = "home_")
		Address home;

		List<Card> cards = new ArrayList<>();

		Map<String, NamedCard> byName = new LinkedHashMap<>();

		Set<Device> devices = new HashSet<>();

	}

	record Address(@Encrypted String street, String city) {

	}

	record Card(@Encrypted String number, @Nullable String label) {

	}

	record NamedCard(@Encrypted String number) {

	}

	record Payment(@Id @Nullable Long id, @Version int version, @Encrypted String iban, int amount) {

	}

	record Plain(@Id Long id, String value) {

	}

	record Number(@Id Long id, @Encrypted int value) {

	}

	record Key(@Id @Encrypted String id) {

	}

	record Searched(@Id Long id, @Encrypted @BlindIndex String value) {

	}

	record Lost(@Id Long id, @Encrypted(subject = "person") String value) {

	}

	record Numbered(@Id @Nullable Long id, String iban, @Encrypted int amount) {

	}

	record Receipt(@Id @Nullable Long id, @Encrypted String iban, @Transient @Nullable String display) {

	}

	public static class Computed {

		@Id
		@Nullable Long id;

		@Encrypted
		String iban;

		@AccessType(AccessType.Type.PROPERTY)
		public int getAmount() {
			return 3;
		}

	}

	record OfReference(@Id Long id, AggregateReference<Plain, Long> person,
			@Encrypted(subject = "person") String value) {

	}

	record OfEncrypted(@Id Long id, @Encrypted String person, @Encrypted(subject = "person") String value) {

	}

	record Listed(@Id Long id, @Encrypted @Indexed String value) {

	}

	@Table("DEVICE")
	static class Device {

		@Encrypted
		String serial;

	}

	static class Tracker extends Device {

		Tracker(String serial) {
			this.serial = serial;
		}

	}

	record Parcel(@Id Long id, Address address) {

	}

	record Refund(@Id Long id, AggregateReference<Payment, Long> payment) {

	}

	record Undotted(@Id Long id, @Encrypted(name = "iban") String iban) {

	}

	record ListedBelow(@Id Long id, @Encrypted Place place) {

	}

	record Place(@Indexed String city) {

	}

	@RedisHash("indexed")
	record IndexedByPath(@Id Long id, @Encrypted String iban, @Encrypted Home home) {

	}

	record Home(String city) {

	}

}
