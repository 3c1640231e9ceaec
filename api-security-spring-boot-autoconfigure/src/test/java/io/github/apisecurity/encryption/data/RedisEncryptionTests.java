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

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.encryption.DecryptionException;
import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.MemorySubjectKeys;
import io.github.apisecurity.encryption.SubjectKeyStore;
import io.github.apisecurity.encryption.jpa.Encrypted;
import io.github.apisecurity.guard.InvalidGuardException;
import io.github.apisecurity.redis.RedisProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Reference;
import org.springframework.data.annotation.TypeAlias;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.PartialUpdate;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisKeyValueTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.convert.MappingRedisConverter;
import org.springframework.data.redis.core.convert.RedisCustomConversions;
import org.springframework.data.redis.core.index.Indexed;
import org.springframework.data.redis.core.mapping.RedisMappingContext;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.data.repository.ListCrudRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DataEncryptionAutoConfiguration} with Spring Data Redis.
 */
class RedisEncryptionTests {

	private static RedisProcess redis;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, EncryptionAutoConfiguration.class,
				DataEncryptionAutoConfiguration.class))
		.withUserConfiguration(Redis.class)
		.withPropertyValues("api-security.encryption.active-key=k1",
				"api-security.encryption.keys.k1=uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=");

	@BeforeAll
	static void start() {
		redis = RedisProcess.start();
	}

	@AfterAll
	static void stop() {
		redis.close();
	}

	@Test
	void whenHashIsSavedItsFieldsAreEncryptedAndReadBack() {
		this.runner.run((context) -> {
			LoginRepository logins = context.getBean(LoginRepository.class);
			StringRedisTemplate strings = context.getBean(StringRedisTemplate.class);
			Login login = new Login("1");
			login.email = "M\u00fcller@example.com";
			login.born = LocalDate.of(1990, 1, 2);
			login.device = "phone";
			login.user = "ada";
			login.tags = List.of("a", "b");
			login.home = new Home("High Street 1", "London");
			login.homes.put("a.b", new FirstHome("Low Street 2", "Paris", "blue"));
			logins.save(login);
			assertThat(login.email).isEqualTo("M\u00fcller@example.com");
			Map<Object, Object> stored = strings.opsForHash().entries("login:1");
			assertThat(stored).containsEntry("device", "phone")
				.containsEntry("home.city", "London")
				.containsEntry("homes.[a.b].city", "Paris");
			assertThat(List.of("email", "born", "tags.[0]", "tags.[1]", "home.street", "homes.[a.b].street",
					"homes.[a.b].colour"))
				.allSatisfy((field) -> assertThat(stored.get(field)).asString().startsWith("aps1.g.k1."));
			for (Login found : List.of(logins.findById("1").orElseThrow(), logins.findByUser("ada").get(0))) {
				assertThat(found).usingRecursiveComparison().isEqualTo(login);
			}
			context.getBean(RedisKeyValueTemplate.class)
				.update(new PartialUpdate<>("1", Login.class).set("email", "bob@example.com").set("home.street", "x"));
			assertThat(strings.opsForHash().get("login:1", "email")).asString().startsWith("aps1.g.k1.");
			assertThat(strings.opsForHash().get("login:1", "home.street")).asString().startsWith("aps1.g.k1.");
			assertThat(logins.findById("1").orElseThrow().email).isEqualTo("bob@example.com");
			assertThat(logins.findById("1").orElseThrow().home.street).isEqualTo("x");
			strings.opsForHash().put("login:1", "email", stored.get("born"));
			assertThatException().isThrownBy(() -> logins.findById("1")).withStackTraceContaining("login.email");
		});
	}

	@Test
	void whenThereIsNoRepositoryAndAnIndexWouldTellTheValueWritesNothing() {
		this.runner.run((context) -> {
			RedisKeyValueTemplate template = context.getBean(RedisKeyValueTemplate.class);
			for (int i = 0; i < 2; i++) {
				assertThatException().isThrownBy(() -> template.insert(new Found("1", "ada@example.com")))
					.withStackTraceContaining("tell the value");
			}
			assertThat(context.getBean(StringRedisTemplate.class).keys("found*")).isEmpty();
		});
	}

	@Test
	void whenConverterIsAskedForByItsClassIsThere() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(MappingRedisConverter.class));
	}

	@Test
	void whenNestedObjectHasATypeAliasItsFieldsAreEncrypted() {
		this.runner.run((context) -> {
			RedisKeyValueTemplate template = context.getBean(RedisKeyValueTemplate.class);
			StringRedisTemplate strings = context.getBean(StringRedisTemplate.class);
			Wallet wallet = new Wallet();
			wallet.id = "1";
			wallet.method = new Card("card", "4111");
			wallet.methods.put("work", new Card("card", "4222"));
			template.insert(wallet);
			assertThat(strings.opsForHash().entries("wallet:1")).containsEntry("method._class", "card")
				.containsEntry("method.kind", "card")
				.hasEntrySatisfying("method.number", (stored) -> assertThat(stored).asString().startsWith("aps1.g.k1."))
				.hasEntrySatisfying("methods.[work].number",
						(stored) -> assertThat(stored).asString().startsWith("aps1.g.k1."));
			Wallet found = template.findById("1", Wallet.class).orElseThrow();
			assertThat(found).usingRecursiveComparison().isEqualTo(wallet);
		});
	}

	@Test
	void whenThreadHasAnotherClassLoaderFieldsAreEncryptedAsWell() {
		this.runner.run((context) -> {
			RedisKeyValueTemplate template = context.getBean(RedisKeyValueTemplate.class);
			Wallet wallet = new Wallet();
			wallet.id = "2";
			wallet.method = new Transfer("DE89");
			ClassLoader own = Thread.currentThread().getContextClassLoader();
			Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
			try {
				template.insert(wallet);
			}
			finally {
				Thread.currentThread().setContextClassLoader(own);
			}
			assertThat(context.getBean(StringRedisTemplate.class).opsForHash().get("wallet:2", "method.account"))
				.asString()
				.startsWith("aps1.g.k1.");
			assertThat(template.findById("2", Wallet.class)).get().usingRecursiveComparison().isEqualTo(wallet);
		});
	}

	@Test
	void whenFieldCannotBeFollowedToItsPropertyIsNotWritten() {
		this.runner.run((context) -> {
			LoginRepository logins = context.getBean(LoginRepository.class);
			for (String label : List.of("home]x", "home].city.")) {
				Login login = new Login("2");
				login.homes.put(label, new Home("Side Street 3", "Rome"));
				assertThatException().isThrownBy(() -> logins.save(login))
					.withStackTraceContaining("would be stored in clear");
			}
			assertThat(context.getBean(StringRedisTemplate.class).hasKey("login:2")).isFalse();
			Device device = new Device();
			device.id = "1";
			device.labels.put("a]b", new Label("red"));
			context.getBean(RedisKeyValueTemplate.class).insert(device);
		});
	}

	@Test
	void whenConverterWritesAnObjectWithEncryptedPropertiesStops() {
		this.runner
			.withBean("redisCustomConversions", RedisCustomConversions.class,
					() -> new RedisCustomConversions(List.of(new HomeConverter())))
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(InvalidGuardException.class)
				.hasMessageContaining("Login.home"));
	}

	@Test
	void whenPersonHasAnyNameTheyAreForgottenByIt() {
		MemorySubjectKeys keys = new MemorySubjectKeys();
		this.runner.withBean(SubjectKeyStore.class, () -> keys).run((context) -> {
			RedisKeyValueTemplate template = context.getBean(RedisKeyValueTemplate.class);
			template.insert(new Patient("1", "Zo\u00eb", "blue"));
			assertThat(template.findById("1", Patient.class).orElseThrow().diagnosis).isEqualTo("blue");
			assertThat(keys.destroy("Zo\u00eb")).isTrue();
			assertThat(template.findById("1", Patient.class).orElseThrow().diagnosis).isNull();
		});
	}

	@Test
	void whenTextIsEmptyIsEncryptedAsWell() {
		this.runner.run((context) -> {
			LoginRepository logins = context.getBean(LoginRepository.class);
			StringRedisTemplate strings = context.getBean(StringRedisTemplate.class);
			Login login = new Login("3");
			login.email = "";
			logins.save(login);
			assertThat(strings.opsForHash().get("login:3", "email")).asString().startsWith("aps1.g.k1.");
			assertThat(logins.findById("3").orElseThrow().email).isEmpty();
			strings.opsForHash().put("login:3", "email", "");
			assertThatException().isThrownBy(() -> logins.findById("3")).withStackTraceContaining("is not encrypted");
		});
	}

	@Test
	void whenValueIsNoneOfItsTypeIsNotTold() {
		List<String> events = new ArrayList<>();
		SecurityEventPublisher publisher = (type, reason, details) -> events.add(reason);
		this.runner.withBean(SecurityEventPublisher.class, () -> publisher).run((context) -> {
			LoginRepository logins = context.getBean(LoginRepository.class);
			logins.save(new Login("4"));
			context.getBean(StringRedisTemplate.class)
				.opsForHash()
				.put("login:4", "born",
						context.getBean(FieldCipher.class).encrypt(new EncryptedColumn("login", "born"), "secret"));
			assertThatExceptionOfType(DecryptionException.class).isThrownBy(() -> logins.findById("4"))
				.withMessageContaining("login.born")
				.satisfies((ex) -> assertThat(ex).hasStackTraceContaining("no value of its type"))
				.satisfies((ex) -> assertThat(ex.toString() + ex.getCause()).doesNotContain("secret"));
			assertThat(events).containsExactly("no_value");
		});
	}

	@Test
	void whenHashRefersToOneWithEncryptedFieldsStops() {
		this.runner.withBean(BeanPostProcessor.class, () -> new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String name) {
				if (bean instanceof RedisMappingContext context) {
					context.getPersistentEntity(Order.class);
				}
				return bean;
			}

		})
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(InvalidGuardException.class)
				.hasMessageContaining("Order.login"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisRepositories(considerNestedRepositories = true,
			excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*Jdbc.*"))
	static class Redis {

		@Bean
		LettuceConnectionFactory connectionFactory() {
			return new LettuceConnectionFactory("127.0.0.1", redis.port());
		}

		@Bean
		RedisTemplate<?, ?> redisTemplate(RedisConnectionFactory connectionFactory) {
			RedisTemplate<?, ?> template = new RedisTemplate<>();
			template.setConnectionFactory(connectionFactory);
			return template;
		}

		@Bean
		StringRedisTemplate strings(RedisConnectionFactory connectionFactory) {
			return new StringRedisTemplate(connectionFactory);
		}

	}

	@WritingConverter
	static class HomeConverter implements Converter<Home, String> {

		@Override
		public String convert(Home home) {
			return home.street + ", " + home.city;
		}

	}

	interface LoginRepository extends ListCrudRepository<Login, String> {

		List<Login> findByUser(String user);

	}

	static class Order {

		@Id
		String id;

		@Reference
		Login login;

	}

	@RedisHash("login")
	static class Login {

		@Id
		String id;

		@Encrypted
		String email;

		@Encrypted
		LocalDate born;

		@Encrypted
		List<String> tags = new ArrayList<>();

		@Indexed
		String user;

		String device;

		Home home;

		Map<String, Home> homes = new LinkedHashMap<>();

		Login(String id) {
			this.id = id;
		}

	}

	static class Home {

		@Encrypted
		@Nullable String street;

		String city;

		Home(String street, String city) {
			this.street = street;
			this.city = city;
		}

	}

	static class FirstHome extends Home {

		@Encrypted
		String colour;

		FirstHome(String street, String city, String colour) {
			super(street, city);
			this.colour = colour;
		}

	}

	@RedisHash("wallet")
	static class Wallet {

		@Id
		String id;

		Method method;

		Map<String, Method> methods = new LinkedHashMap<>();

	}

	static class Method {

		String kind;

	}

	@TypeAlias("card")
	static class Card extends Method {

		@Encrypted
		String number;

		Card(String kind, String number) {
			this.kind = kind;
			this.number = number;
		}

	}

	static class Transfer extends Method {

		@Encrypted
		String account;

		Transfer(String account) {
			this.account = account;
		}

	}

	@RedisHash("device")
	static class Device {

		@Id
		String id;

		Map<String, Label> labels = new LinkedHashMap<>();

	}

	record Label(String text) {

	}

	@RedisHash("found")
	record Found(@Id String id, @Encrypted @Indexed String email) {

	}

	@RedisHash("patient")
	record Patient(@Id String id, String name, @Encrypted(subject = "name") @Nullable String diagnosis) {

	}

}
