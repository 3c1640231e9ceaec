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

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;

import io.github.apisecurity.guard.InvalidGuardException;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedQuery;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DerivedQueryCheck}.
 */
class DerivedQueryCheckTests {

	@ParameterizedTest
	@ValueSource(strings = { "findByEmail", "findByEmailIn", "existsByEmailNot", "findByNationalIdIsNull", "findByName",
			"findAllByOrderByName", "noQueryAtAll", "findByHomeIsNull", "findByOther" })
	void whenQueryCanBeAnsweredPasses(String method) {
		assertThatNoException().isThrownBy(() -> check(method));
	}

	@ParameterizedTest
	@ValueSource(strings = { "findByNationalId", "findByEmailContaining", "findByEmailIgnoreCase", "countByEmailLike",
			"findAllByOrderByEmail", "findByNameAndNationalIdIn", "findByEmailGreaterThan", "findByHome",
			"findByHomeIn", "findAllByOrderByHome", "findByFlat" })
	void whenQueryCannotBeAnsweredStops(String method) {
		assertThatExceptionOfType(InvalidGuardException.class).isThrownBy(() -> check(method))
			.withMessageContaining(method);
	}

	@Test
	void onlyAQueryThatSpringDataReadsMakesTheNameOfAMethodNone() {
		assertThatNoException().isThrownBy(() -> DerivedQueries.check(repository("countByNationalId")));
		assertThatExceptionOfType(InvalidGuardException.class)
			.isThrownBy(() -> DerivedQueries.check(repository("findAllByNationalId")));
	}

	private static RepositoryInformation repository(String method) {
		RepositoryInformation repository = mock();
		given(repository.getQueryMethods()).willReturn(List.of(method(method)));
		willReturn(Person.class).given(repository).getDomainType();
		return repository;
	}

	@Test
	void whenTextOfQueryCannotBeAnsweredStops() {
		try (SessionFactory sessions = TestSessions.create("queries", Person.class)) {
			SessionFactoryImplementor factory = sessions.unwrap(SessionFactoryImplementor.class);
			for (String query : List.of("from NaturalPerson p where p.email = :#{#mail} and p.name like ?#{[0]}",
					"from Nobody n where n.email like 'a%'", "select p.nationalId from NaturalPerson p",
					"from #{#entityName} p where p.name like %:name% and p.name like ?1%")) {
				assertThatNoException().isThrownBy(() -> DerivedQueryCheck.check("here", query, Person.class, factory));
			}
			for (String query : List.of("from NaturalPerson p where p.email like :#{#mail}",
					"delete from NaturalPerson p where p.nationalId = ?1", "from NaturalPerson p order by p.email",
					"from #{#entityName} p where p.email > :mail", "from NaturalPerson p where p.email like %:mail%",
					"from NaturalPerson p where p.email like ?1%", "from NaturalPerson p where p.email like %:#{#mail}",
					"from NaturalPerson p where p.email like :${mail}")) {
				assertThatExceptionOfType(InvalidGuardException.class).as(query)
					.isThrownBy(() -> DerivedQueryCheck.check("here", query, Person.class, factory))
					.withMessageContaining("here");
			}
		}
	}

	@Test
	void whenNamedQueryCannotBeAnsweredStops() {
		try (SessionFactory sessions = TestSessions.create("named", Letter.class)) {
			DerivedQueryCheck check = new DerivedQueryCheck(new DefaultListableBeanFactory(),
					TestSessions.encryption(sessions));
			assertThatExceptionOfType(InvalidGuardException.class).isThrownBy(check::afterSingletonsInstantiated)
				.withMessageContaining("@NamedQuery 'Letter.inOrder'");
		}
	}

	private static void check(String method) {
		DerivedQueries.check(method(method), Person.class);
	}

	private static Method method(String name) {
		return ReflectionUtils.getUniqueDeclaredMethods(Queries.class,
				(candidate) -> candidate.getName().equals(name))[0];
	}

	@Embeddable
	static class Address {

		static final Address NONE = new Address();

		@Encrypted
		String street;

	}

	@Embeddable
	static class Flat {

		Address house;

	}

	@Entity(name = "NaturalPerson")
	static class Person {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String email;

		@Encrypted
		String nationalId;

		String name;

		Address home;

		@Embedded
		@AttributeOverride(name = "house.street", column = @Column(name = "flat"))
		Flat flat;

		@ManyToOne
		Person other;

	}

	@Entity(name = "Letter")
	@NamedQuery(name = "Letter.all", query = "from Letter")
	@NamedQuery(name = "Letter.inOrder", query = "from Letter l order by l.text")
	static class Letter {

		@Id
		int id;

		@Encrypted
		String text;

	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Query {

		String value();

	}

	interface Queries {

		@org.springframework.data.jdbc.repository.query.Query("select 1")
		long countByNationalId(String nationalId);

		@Query("select 1")
		List<Person> findAllByNationalId(String nationalId);

		Person findByEmail(String email);

		List<Person> findByEmailIn(Collection<String> emails);

		boolean existsByEmailNot(String email);

		List<Person> findByNationalIdIsNull();

		Person findByName(String name);

		List<Person> findAllByOrderByName();

		Person noQueryAtAll();

		Person findByNationalId(String nationalId);

		List<Person> findByEmailContaining(String email);

		List<Person> findByEmailIgnoreCase(String email);

		long countByEmailLike(String email);

		List<Person> findAllByOrderByEmail();

		List<Person> findByNameAndNationalIdIn(String name, Collection<String> nationalIds);

		List<Person> findByEmailGreaterThan(String email);

		List<Person> findByHomeIsNull();

		List<Person> findByHome(Address home);

		List<Person> findByHomeIn(Collection<Address> homes);

		List<Person> findAllByOrderByHome();

		List<Person> findByFlat(Flat flat);

		List<Person> findByOther(Person other);

	}

}
