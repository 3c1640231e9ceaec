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

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;

import io.github.apisecurity.guard.InvalidGuardException;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link DerivedQueryCheck}.
 */
class DerivedQueryCheckTests {

	@ParameterizedTest
	@ValueSource(strings = { "findByEmail", "findByEmailIn", "existsByEmailNot", "findByNationalIdIsNull", "findByName",
			"findAllByOrderByName", "noQueryAtAll" })
	void whenQueryCanBeAnsweredPasses(String method) {
		assertThatNoException().isThrownBy(() -> check(method));
	}

	@ParameterizedTest
	@ValueSource(strings = { "findByNationalId", "findByEmailContaining", "findByEmailIgnoreCase", "countByEmailLike",
			"findAllByOrderByEmail", "findByNameAndNationalIdIn", "findByEmailGreaterThan" })
	void whenQueryCannotBeAnsweredStops(String method) {
		assertThatExceptionOfType(InvalidGuardException.class).isThrownBy(() -> check(method))
			.withMessageContaining(method);
	}

	@Test
	void whenTextOfQueryCannotBeAnsweredStops() {
		Method method = ReflectionUtils.findMethod(Queries.class, "noQueryAtAll");
		try (SessionFactory sessions = TestSessions.create("queries", Person.class)) {
			SessionFactoryImplementor factory = sessions.unwrap(SessionFactoryImplementor.class);
			for (String query : List.of("from Person p where p.email = :#{#mail} and p.name like ?#{[0]}",
					"from Nobody n where n.email like 'a%'", "select p.nationalId from Person p")) {
				assertThatNoException().isThrownBy(() -> DerivedQueryCheck.check(method, query, factory));
			}
			for (String query : List.of("from Person p where p.email like :#{#mail}",
					"delete from Person p where p.nationalId = ?1", "from Person p order by p.email")) {
				assertThatExceptionOfType(InvalidGuardException.class)
					.isThrownBy(() -> DerivedQueryCheck.check(method, query, factory))
					.withMessageContaining("noQueryAtAll");
			}
		}
	}

	private static void check(String method) {
		DerivedQueries.check(ReflectionUtils.getUniqueDeclaredMethods(Queries.class,
				(candidate) -> candidate.getName().equals(method))[0], Person.class);
	}

	@Entity(name = "Person")
	static class Person {

		@Id
		int id;

		@Encrypted
		@BlindIndex
		String email;

		@Encrypted
		String nationalId;

		String name;

	}

	interface Queries {

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

	}

}
