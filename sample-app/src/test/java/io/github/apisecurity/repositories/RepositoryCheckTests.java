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

package io.github.apisecurity.repositories;

import java.util.List;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.encryption.EncryptionAutoConfiguration;
import io.github.apisecurity.encryption.data.DataEncryptionAutoConfiguration;
import io.github.apisecurity.encryption.jpa.BlindIndex;
import io.github.apisecurity.encryption.jpa.Encrypted;
import io.github.apisecurity.encryption.jpa.JpaEncryptionAutoConfiguration;
import io.github.apisecurity.guard.InvalidGuardException;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jpa.autoconfigure.EntityManagerFactoryBuilderCustomizer;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.mapping.JpaMetamodelMappingContext;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactoryBean;
import org.springframework.data.repository.Repository;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queries that encrypted attributes cannot answer stop an application with repositories
 * of Spring Data JPA.
 */
class RepositoryCheckTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
				AuditAutoConfiguration.class, EncryptionAutoConfiguration.class, JpaEncryptionAutoConfiguration.class))
		.withUserConfiguration(Entities.class)
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:repositories",
				"spring.jpa.hibernate.ddl-auto=create-drop", "api-security.encryption.active-key=k1",
				"api-security.encryption.keys.k1=uW4mD0a7Vh1r9nY2cQe8sT3kLx6zB5gJfPvRiHoEyNw=");

	@ParameterizedTest
	@ValueSource(classes = { Derived.class, Text.class, Like.class, Name.class, Count.class })
	void whenQueryCannotBeAnsweredStops(Class<?> repository) {
		stops(this.runner, repository);
	}

	@ParameterizedTest
	@ValueSource(classes = { Derived.class, Text.class })
	void whenEntitiesAreMappedInTheBackgroundStops(Class<?> repository) {
		stops(this.runner.withBean(EntityManagerFactoryBuilderCustomizer.class,
				() -> (builder) -> builder.setBootstrapExecutor(new SimpleAsyncTaskExecutor())), repository);
	}

	@Test
	void whenQueriesCanBeAnsweredStarts() {
		with(this.runner, Possible.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenOfJpaIsNotMadeForTheCheckOfOtherModules() {
		with(new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataEncryptionAutoConfiguration.class)), Possible.class)
			.withBean(JpaMetamodelMappingContext.class, () -> {
				throw new IllegalStateException("made");
			}, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void stops(ApplicationContextRunner runner, Class<?> repository) {
		with(runner, repository)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(InvalidGuardException.class)
				.hasMessageContaining(repository.getSimpleName()));
	}

	private static ApplicationContextRunner with(ApplicationContextRunner runner, Class<?> repository) {
		return runner.withBean(JpaRepositoryFactoryBean.class, () -> factory(repository),
				(definition) -> definition.setLazyInit(true));
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static JpaRepositoryFactoryBean<?, ?, ?> factory(Class<?> repository) {
		return new JpaRepositoryFactoryBean(repository);
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = Possible.class)
	@EntityScan(basePackageClasses = Possible.class)
	static class Entities {

	}

	@Entity(name = "NaturalPerson")
	static class Person {

		@Id
		Long id;

		String name;

		@Encrypted
		@BlindIndex
		String email;

	}

	interface Possible extends Repository<Person, Long> {

		List<Person> findByEmail(String email);

		@Query("from #{#entityName} p where p.email = :email and p.name like %:name%")
		List<Person> search(String email, String name);

	}

	interface Derived extends Repository<Person, Long> {

		List<Person> findByEmailContaining(String part);

	}

	interface Text extends Repository<Person, Long> {

		@Query("from NaturalPerson p order by p.email")
		List<Person> search();

	}

	interface Like extends Repository<Person, Long> {

		@Query("from NaturalPerson p where p.email like %:part%")
		List<Person> search(String part);

	}

	interface Name extends Repository<Person, Long> {

		@Query("from #{#entityName} p where p.email > :email")
		List<Person> search(String email);

	}

	interface Count extends Repository<Person, Long> {

		@Query(value = "from NaturalPerson p", countQuery = "select count(p) from NaturalPerson p where p.email > 'a'")
		Page<Person> search(Pageable page);

	}

}
