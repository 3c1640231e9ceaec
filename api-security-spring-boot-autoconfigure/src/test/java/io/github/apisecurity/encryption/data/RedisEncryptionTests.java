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
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
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
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Reference;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.PartialUpdate;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisKeyValueTemplate;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.index.Indexed;
import org.springframework.data.redis.core.mapping.RedisMappingContext;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.data.repository.ListCrudRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

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

}
