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

import java.lang.reflect.Method;

import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.jpa.BlindIndex;
import io.github.apisecurity.encryption.jpa.DerivedQueries;
import io.github.apisecurity.encryption.jpa.Encrypted;
import io.github.apisecurity.guard.InvalidGuardException;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mapping.PersistentProperty;
import org.springframework.data.mapping.context.MappingContext;
import org.springframework.data.repository.core.support.RepositoryFactoryInformation;

/**
 * Refuses {@link Encrypted @Encrypted} where the value would be stored in clear, or asked
 * for in vain. That of entities of JPA is checked by Hibernate.
 *
 * @param beanFactory knows the mapping contexts and repositories
 */
record AggregateCheck(ListableBeanFactory beanFactory) implements SmartInitializingSingleton {

	private static final String JPA = "org.springframework.data.jpa.";

	private static final String JDBC = "org.springframework.data.jdbc.core.mapping.JdbcMappingContext";

	private static final String REDIS = "org.springframework.data.redis.core.mapping.RedisMappingContext";

	private static final String INDEXES = "org.springframework.data.redis.core.index.";

	@Override
	public void afterSingletonsInstantiated() {
		boolean key = this.beanFactory.getBeanNamesForType(FieldCipher.class, true, false).length > 0;
		for (MappingContext<?, ?> context : this.beanFactory.getBeansOfType(MappingContext.class, true, false)
			.values()) {
			if (!context.getClass().getName().startsWith(JPA)) {
				for (PersistentEntity<?, ?> entity : context.getPersistentEntities()) {
					for (PersistentProperty<?> property : entity) {
						check(context, property, key);
					}
				}
			}
		}
		this.beanFactory.getBeansOfType(RepositoryFactoryInformation.class, true, false)
			.values()
			.forEach(AggregateCheck::check);
	}

	private static void check(MappingContext<?, ?> context, PersistentProperty<?> property, boolean key) {
		Encrypted annotation = property.findAnnotation(Encrypted.class);
		boolean redis = isA(context, REDIS);
		if (annotation == null) {
			refuseIf(redis && property.isAssociation() && isEncrypted(context, property.getActualType()), property,
					"Spring Data Redis reads what @Reference names without decrypting it.",
					"Keep the id of the other, and read it with its repository.");
			return;
		}
		boolean jdbc = isA(context, JDBC);
		refuseIf(!jdbc && !redis, property, "it would be stored in clear by this module of Spring Data.",
				"Encrypt the value with FieldCipher: @Encrypted is for JPA, Spring Data JDBC and Spring Data Redis.");
		refuseIf(!key, property, "there is no key.",
				"Set 'api-security.encryption.active-key' and 'api-security.encryption.keys'.");
		refuseIf(jdbc && property.getType() != String.class, property, "Spring Data JDBC gets texts only.",
				"Use a String.");
		refuseIf(property.isIdProperty() || property.isVersionProperty(), property, "rows are found by it.",
				"Encrypt another property.");
		refuseIf(property.isAnnotationPresent(BlindIndex.class) || isIndexed(property), property,
				"its index would not be made, or tell the value.", "Remove the index: @BlindIndex is for JPA.");
		refuseIf(
				!annotation.subject().isEmpty()
						&& property.getOwner().getPersistentProperty(annotation.subject()) == null,
				property, "there is no '" + annotation.subject() + "' beside it.",
				"Name a property of the same class.");
	}

	private static boolean isEncrypted(MappingContext<?, ?> context, Class<?> type) {
		return !context.findPersistentPropertyPaths(type, (part) -> part.isAnnotationPresent(Encrypted.class))
			.isEmpty();
	}

	private static boolean isIndexed(PersistentProperty<?> property) {
		return property.getField() != null && MergedAnnotations.from(property.getField())
			.stream()
			.anyMatch((annotation) -> annotation.getType().getName().startsWith(INDEXES));
	}

	private static void check(RepositoryFactoryInformation<?, ?> repository) {
		if (!repository.getPersistentEntity().getClass().getName().startsWith(JPA)) {
			for (Method method : repository.getRepositoryInformation().getQueryMethods()) {
				boolean named = MergedAnnotations.from(method)
					.stream()
					.anyMatch((annotation) -> annotation.getType().getSimpleName().equals("Query"));
				if (!named) {
					DerivedQueries.check(method, repository.getRepositoryInformation().getDomainType());
				}
			}
		}
	}

	private static void refuseIf(boolean refused, PersistentProperty<?> property, String reason, String action) {
		if (refused) {
			throw new InvalidGuardException(
					"@Encrypted on " + property.getOwner().getType().getName() + "." + property.getName(), reason,
					action);
		}
	}

	private static boolean isA(Object bean, String type) {
		for (Class<?> current = bean.getClass(); current != null; current = current.getSuperclass()) {
			if (current.getName().equals(type)) {
				return true;
			}
		}
		return false;
	}

}
