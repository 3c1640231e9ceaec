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
import java.util.stream.Stream;

import io.github.apisecurity.guard.InvalidGuardException;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.HibernateException;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.sqm.tree.SqmStatement;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.data.repository.core.support.RepositoryFactoryInformation;
import org.springframework.data.repository.query.parser.PartTree;

/**
 * Refuses methods of repositories and named queries that ask for what encrypted
 * attributes cannot do, at start-up and not with the first call.
 *
 * @param beanFactory knows the repositories
 * @param encryption knows what is encrypted
 */
@ConditionalOnClass(PartTree.class)
record DerivedQueryCheck(ConfigurableListableBeanFactory beanFactory,
		JpaEncryption encryption) implements SmartInitializingSingleton {

	private static final Pattern EXPRESSION = Pattern.compile("[:?][#$]\\{[^}]*}");

	// The signs go into the parameter before Hibernate sees the query.
	private static final Pattern LIKE = Pattern.compile("%?([:?]\\w+)%?");

	@Override
	public void afterSingletonsInstantiated() {
		// Entities may still be mapped by another thread; lazy ones stay so.
		for (String name : this.beanFactory.getBeanNamesForType(EntityManagerFactory.class, true, false)) {
			if (this.beanFactory.containsSingleton(name)) {
				this.beanFactory.getBean(name, EntityManagerFactory.class).getMetamodel();
			}
		}
		if (!this.encryption.attributes().isEmpty()) {
			this.encryption.sessions()
				.forEach((factory) -> factory.getQueryEngine()
					.getNamedObjectRepository()
					.visitSqmQueryMementos((query) -> check("@NamedQuery '" + query.getRegistrationName() + "'",
							query.getHqlString(), null, factory)));
			this.beanFactory.getBeansOfType(RepositoryFactoryInformation.class)
				.values()
				.forEach((factory) -> check(factory.getRepositoryInformation()));
		}
	}

	private void check(RepositoryInformation repository) {
		DerivedQueries.check(repository);
		for (Method method : repository.getQueryMethods()) {
			MergedAnnotation<Annotation> query = MergedAnnotations.from(method)
				.get("org.springframework.data.jpa.repository.Query");
			if (query.isPresent() && !query.getBoolean("nativeQuery")) {
				String where = "@Query on " + method.getDeclaringClass().getName() + "." + method.getName();
				Stream.of(query.getString("value"), query.getString("countQuery"))
					.forEach((text) -> this.encryption.sessions()
						.forEach((factory) -> check(where, text, repository.getDomainType(), factory)));
			}
		}
	}

	static void check(String where, String query, @Nullable Class<?> domainType, SessionFactoryImplementor sessions) {
		SqmStatement<Object> statement;
		try {
			String text = (domainType != null)
					? query.replace("#{#entityName}", sessions.getJpaMetamodel().entity(domainType).getName()) : query;
			text = EXPRESSION.matcher(text).replaceAll((match) -> ":value" + match.start());
			statement = sessions.getQueryEngine()
				.interpretHql(LIKE.matcher(text).replaceAll("$1"), Object.class)
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
			throw new InvalidGuardException(where, String.valueOf(ex.getMessage()),
					"Compare it for equality (=, in, <>) with @BlindIndex, or compute in the application.");
		}
	}

}
