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

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.jpa.BlindIndex;
import io.github.apisecurity.encryption.jpa.DerivedQueries;
import io.github.apisecurity.encryption.jpa.Encrypted;
import io.github.apisecurity.encryption.jpa.EncryptedTypes;
import io.github.apisecurity.guard.InvalidGuardException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.data.convert.CustomConversions;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mapping.PersistentProperty;
import org.springframework.data.mapping.context.MappingContext;
import org.springframework.data.redis.core.index.PathBasedRedisIndexDefinition;
import org.springframework.data.redis.core.mapping.RedisMappingContext;
import org.springframework.data.redis.core.mapping.RedisPersistentEntity;
import org.springframework.data.redis.core.mapping.RedisPersistentProperty;
import org.springframework.data.repository.core.support.RepositoryFactoryInformation;

/**
 * Refuses {@link Encrypted @Encrypted} where the value would be stored in clear, or asked
 * for in vain. That of entities of JPA is checked by Hibernate.
 *
 * @param beanFactory knows the mapping contexts and repositories
 * @param used the classes that were checked once they were used: those that no repository
 * is for are known no earlier
 */
record AggregateCheck(ListableBeanFactory beanFactory, Set<Class<?>> used) implements SmartInitializingSingleton {

	private static final String JPA = "org.springframework.data.jpa.";

	private static final String JDBC = "org.springframework.data.jdbc.core.mapping.JdbcMappingContext";

	private static final String REDIS = "org.springframework.data.redis.core.mapping.RedisMappingContext";

	private static final String INDEXED = "its index would not be made, or tell the value.";

	private static final String NO_INDEX = "Remove the index: @BlindIndex is for JPA.";

	private static final String INDEXES = "org.springframework.data.redis.core.index.";

	// Repositories, which may be lazy, add their entities to the contexts.
	@Override
	public void afterSingletonsInstantiated() {
		List<RepositoryFactoryInformation<?, ?>> repositories = beans(RepositoryFactoryInformation.class);
		List<MappingContext<?, ?>> contexts = beans(MappingContext.class);
		contexts.forEach(this::check);
		repositories.forEach((repository) -> DerivedQueries.check(repository.getRepositoryInformation()));
	}

	// Those of JPA are not made for this, which would connect to the database.
	@SuppressWarnings("unchecked")
	private <T> List<T> beans(Class<? super T> type) {
		return Stream.of(this.beanFactory.getBeanNamesForType(type, true, false))
			.filter((name) -> !isA(this.beanFactory.getType(name, false), JPA))
			.map((name) -> (T) this.beanFactory.getBean(name, type))
			.toList();
	}

	// By name, since each module may be missing.
	private static boolean isA(@Nullable Class<?> type, String name) {
		return type != null && (type.getName().startsWith(name) || isA(type.getSuperclass(), name));
	}

	/**
	 * Refuse to use what would have stopped the start, had it been known.
	 * @param context the context that knows the class
	 * @param type the class
	 */
	void checkOnce(MappingContext<?, ?> context, Class<?> type) {
		if (!this.used.contains(type)) {
			check(context);
			this.used.add(type);
		}
	}

	private void check(MappingContext<?, ?> context) {
		boolean key = this.beanFactory.getBeanNamesForType(FieldCipher.class, true, false).length > 0;
		for (PersistentEntity<?, ?> entity : context.getPersistentEntities()) {
			for (PersistentProperty<?> property : entity) {
				check(context, property, key);
			}
		}
		if (isA(context.getClass(), REDIS)) {
			RedisIndexes.check((RedisMappingContext) context);
		}
	}

	private void check(MappingContext<?, ?> context, PersistentProperty<?> property, boolean key) {
		Encrypted annotation = property.findAnnotation(Encrypted.class);
		boolean redis = isA(context.getClass(), REDIS);
		if (annotation == null) {
			boolean encrypted = EncryptedTypes.isEncrypted(type(property));
			refuseIf(encrypted && redis && property.isAssociation(), property,
					"Spring Data Redis reads what @Reference names without decrypting it.",
					"Keep the id of the other, and read it with its repository.");
			refuseIf(encrypted && isConverted(property), property,
					"what is @Encrypted in it would be stored in clear by its converter.",
					"Encrypt the value in the converter with FieldCipher, or do without the converter.");
			return;
		}
		boolean jdbc = isA(context.getClass(), JDBC);
		refuseIf(!jdbc && !redis, property, "it would be stored in clear by this module of Spring Data.",
				"Encrypt the value with FieldCipher: @Encrypted is for JPA, Spring Data JDBC and Spring Data Redis.");
		refuseIf(!key, property, "there is no key.",
				"Set 'api-security.encryption.active-key' and 'api-security.encryption.keys'.");
		refuseIf(jdbc && property.getType() != String.class, property, "Spring Data JDBC gets texts only.",
				"Use a String.");
		refuseIf(property.isIdProperty() || property.isVersionProperty(), property, "rows are found by it.",
				"Encrypt another property.");
		refuseIf(annotation.name().lastIndexOf('.') < 1 && !annotation.name().isEmpty(), property,
				"its 'name' is not of the form 'table.column'.", "Name both, or none.");
		refuseIf(
				property.isAnnotationPresent(BlindIndex.class)
						|| (property.getField() != null && isIndexed(property.getField()))
						|| EncryptedTypes.hasMember(type(property), AggregateCheck::isIndexed),
				property, INDEXED, NO_INDEX);
		PersistentProperty<?> subject = annotation.subject().isEmpty() ? property
				: property.getOwner().getPersistentProperty(annotation.subject());
		refuseIf(subject == null, property, "there is no '" + annotation.subject() + "' beside it.",
				"Name a property of the same class.");
		refuseIf(
				subject != null && subject != property
						&& (!EncryptedTypes.isSubject(subject.getType())
								|| subject.isAnnotationPresent(Encrypted.class)),
				property, "whom it is about is known by its text.",
				"Name a text, an integer or a UUID that is not encrypted.");
	}

	private boolean isConverted(PersistentProperty<?> property) {
		return !property.isEntity() || this.beanFactory.getBeansOfType(CustomConversions.class, true, false)
			.values()
			.stream()
			.anyMatch((conversions) -> conversions.hasCustomWriteTarget(property.getActualType()));
	}

	private static ResolvableType type(PersistentProperty<?> property) {
		return property.getTypeInformation().toTypeDescriptor().getResolvableType();
	}

	private static boolean isIndexed(AnnotatedElement member) {
		return MergedAnnotations.from(member)
			.stream()
			.anyMatch((annotation) -> annotation.getType().getName().startsWith(INDEXES));
	}

	private static void refuseIf(boolean refused, PersistentProperty<?> property, String reason, String action) {
		if (refused) {
			throw new InvalidGuardException(
					"@Encrypted on " + property.getOwner().getType().getName() + "." + property.getName(), reason,
					action);
		}
	}

	// Those that are not told by an annotation. A class of its own, since Spring Data
	// Redis may be missing.
	private static final class RedisIndexes {

		static void check(RedisMappingContext context) {
			for (RedisPersistentEntity<?> entity : context.getPersistentEntities()) {
				context.getMappingConfiguration()
					.getIndexConfiguration()
					.getIndexDefinitionsFor(Objects.requireNonNullElse(entity.getKeySpace(), ""))
					.stream()
					.filter(PathBasedRedisIndexDefinition.class::isInstance)
					.map((index) -> Objects.requireNonNullElse(((PathBasedRedisIndexDefinition) index).getPath(), ""))
					.forEach((path) -> check(context, entity, path));
			}
		}

		private static void check(RedisMappingContext context, RedisPersistentEntity<?> entity, String path) {
			RedisPersistentEntity<?> owner = entity;
			for (String name : path.split("\\.")) {
				RedisPersistentProperty property = (owner != null) ? owner.getPersistentProperty(name) : null;
				if (property != null) {
					refuseIf(property.isAnnotationPresent(Encrypted.class), property, INDEXED, NO_INDEX);
					owner = context.getPersistentEntity(property.getActualType());
				}
			}
		}

	}

}
