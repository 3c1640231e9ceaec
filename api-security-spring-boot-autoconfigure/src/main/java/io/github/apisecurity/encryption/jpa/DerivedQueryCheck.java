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

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.regex.Pattern;

import io.github.apisecurity.guard.InvalidGuardException;
import org.hibernate.HibernateException;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.sqm.tree.SqmStatement;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.core.support.RepositoryFactoryInformation;

/**
 * Refuses methods of repositories whose names or queries ask for what encrypted
 * attributes cannot do, at start-up and not with the first call.
 */
class DerivedQueryCheck implements SmartInitializingSingleton {

	private static final Pattern EXPRESSION = Pattern.compile("[:?]#\\{[^}]*}");

	private final ListableBeanFactory beanFactory;

	private final JpaEncryption encryption;

	DerivedQueryCheck(ListableBeanFactory beanFactory, JpaEncryption encryption) {
		this.beanFactory = beanFactory;
		this.encryption = encryption;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.encryption.attributes().isEmpty()) {
			this.beanFactory.getBeansOfType(RepositoryFactoryInformation.class)
				.values()
				.forEach((factory) -> check(factory.getRepositoryInformation()));
		}
	}

	private void check(RepositoryInformation repository) {
		for (Method method : repository.getQueryMethods()) {
			MergedAnnotation<Annotation> query = MergedAnnotations.from(method)
				.get("org.springframework.data.jpa.repository.Query");
			if (!query.isPresent()) {
				DerivedQueries.check(method, repository.getDomainType());
			}
			else if (!query.getBoolean("nativeQuery")) {
				String text = query.getString("value")
					.replace("#{#entityName}", repository.getDomainType().getSimpleName());
				this.encryption.sessions().forEach((factory) -> check(method, text, factory));
			}
		}
	}

	static void check(Method method, String query, SessionFactoryImplementor sessions) {
		SqmStatement<Object> statement;
		try {
			statement = sessions.getQueryEngine()
				.interpretHql(EXPRESSION.matcher(query).replaceAll((match) -> ":value" + match.start()), Object.class)
				.getSqmStatement();
		}
		catch (RuntimeException ex) {
			// What is no query of this factory is checked by Spring Data.
			return;
		}
		try {
			BlindIndexQuery.of(statement);
		}
		catch (HibernateException ex) {
			throw new InvalidGuardException(
					"@Query on " + method.getDeclaringClass().getName() + "." + method.getName(),
					String.valueOf(ex.getMessage()),
					"Compare it for equality (=, in, <>) with @BlindIndex, or compute in the application.");
		}
	}

}
