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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.encryption.EncryptedColumn;
import io.github.apisecurity.encryption.FieldCipher;
import io.github.apisecurity.encryption.jpa.Encrypted;
import io.github.apisecurity.encryption.jpa.EncryptedTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.jdbc.core.convert.InsertSubject;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mapping.model.EntityInstantiators;
import org.springframework.data.mapping.model.InstantiationAwarePropertyAccessor;
import org.springframework.data.mapping.model.ParameterValueProvider;
import org.springframework.data.relational.core.mapping.RelationalPersistentEntity;
import org.springframework.data.relational.core.mapping.RelationalPersistentProperty;
import org.springframework.data.relational.core.mapping.event.AfterConvertCallback;

/**
 * Aggregates of Spring Data JDBC with their {@link Encrypted @Encrypted} texts encrypted,
 * which is what the database gets, or in clear.
 */
// Decrypts before what an application does with its aggregates.
@Order(Ordered.HIGHEST_PRECEDENCE)
class JdbcAggregates implements AfterConvertCallback<Object> {

	private final ObjectProvider<JdbcMappingContext> contexts;

	private final ObjectProvider<FieldCipher> cipher;

	private final ObjectProvider<AggregateCheck> check;

	private final EntityInstantiators instantiators = new EntityInstantiators();

	JdbcAggregates(ObjectProvider<JdbcMappingContext> contexts, ObjectProvider<FieldCipher> cipher,
			ObjectProvider<AggregateCheck> check) {
		this.contexts = contexts;
		this.cipher = cipher;
		this.check = check;
	}

	/**
	 * Return encrypted copies of what is written, which stays as it is also where that
	 * fails; what an entity refers to in other tables is written on its own.
	 * @param entity the entity, or the subjects of an insert
	 * @return the copy, or the entity if nothing is encrypted in it
	 */
	Object toStore(Object entity) {
		return (entity instanceof List<?> subjects) ? subjects.stream().map(this::toStore).toList()
				: (entity instanceof InsertSubject<?> subject)
						? InsertSubject.describedBy(toStore(subject.getInstance()), subject.getIdentifier())
						: convert(AttributeCipher.ENCRYPT, entity, null, "");
	}

	/**
	 * Return an aggregate in clear.
	 * @param aggregate what was read
	 * @return the aggregate, another object where it cannot be changed
	 */
	@Override
	public Object onAfterConvert(Object aggregate) {
		return convert(AttributeCipher.DECRYPT, aggregate, null, "");
	}

	private <T> T convert(AttributeCipher direction, T instance, @Nullable String table, String prefix) {
		JdbcMappingContext context = context(instance.getClass());
		if (context == null) {
			return instance;
		}
		RelationalPersistentEntity<?> entity = context.getRequiredPersistentEntity(instance.getClass());
		this.check.getObject().checkOnce(context, entity.getType());
		T target = (direction == AttributeCipher.ENCRYPT) ? copy(instance, entity) : instance;
		PersistentPropertyAccessor<T> accessor = new InstantiationAwarePropertyAccessor<>(target,
				entity::getPropertyAccessor, this.instantiators);
		String owner = (table != null) ? table : entity.getTableName().getReference();
		for (RelationalPersistentProperty property : entity) {
			Object value = accessor.getProperty(property);
			Object converted = (value != null) ? convert(direction, property, value, accessor, owner, prefix) : null;
			if (converted != value) {
				accessor.setProperty(property, converted);
			}
		}
		return accessor.getBean();
	}

	private @Nullable Object convert(AttributeCipher direction, RelationalPersistentProperty property, Object value,
			PersistentPropertyAccessor<?> accessor, String table, String prefix) {
		Encrypted annotation = property.findAnnotation(Encrypted.class);
		if (annotation != null) {
			EncryptedColumn column = EncryptedColumn.of(annotation.name(), table,
					prefix + property.getColumnName().getReference());
			return direction.apply(this.cipher.getObject(), annotation, column, (String) value,
					(name) -> accessor.getProperty(property.getOwner().getRequiredPersistentProperty(name)));
		}
		if (property.isEmbedded()) {
			return convert(direction, value, table, prefix + property.getEmbeddedPrefix());
		}
		return (direction == AttributeCipher.DECRYPT && property.isEntity()) ? elements(value) : value;
	}

	private Object elements(Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<Object, Object> result = new LinkedHashMap<>();
			map.forEach((key, element) -> result.put(key, onAfterConvert(element)));
			return result;
		}
		if (value instanceof Collection<?> collection) {
			Collection<Object> result = (value instanceof Set) ? new LinkedHashSet<>() : new ArrayList<>();
			collection.forEach((element) -> result.add(onAfterConvert(element)));
			return result;
		}
		return onAfterConvert(value);
	}

	@SuppressWarnings("unchecked")
	private <T> T copy(T instance, RelationalPersistentEntity<?> entity) {
		PersistentPropertyAccessor<T> source = entity.getPropertyAccessor(instance);
		Object copy = this.instantiators.getInstantiatorFor(entity)
			.createInstance(entity, new ParameterValueProvider<RelationalPersistentProperty>() {

				@Override
				public <P> @Nullable P getParameterValue(Parameter<P, RelationalPersistentProperty> parameter) {
					RelationalPersistentProperty property = entity
						.getPersistentProperty(String.valueOf(parameter.getName()));
					return (P) ((property != null) ? source.getProperty(property)
							: ParameterValueProvider.getDefaultValue(parameter.getRawType()));
				}

			});
		PersistentPropertyAccessor<Object> target = entity.getPropertyAccessor(copy);
		for (RelationalPersistentProperty property : entity) {
			if (!entity.isCreatorArgument(property) && property.isReadable()) {
				target.setProperty(property, source.getProperty(property));
			}
		}
		return (T) target.getBean();
	}

	// An object of a subclass may be the first of its class.
	private @Nullable JdbcMappingContext context(Class<?> type) {
		if (!EncryptedTypes.isEncrypted(type)) {
			return null;
		}
		return this.contexts.stream()
			.filter((context) -> context.hasPersistentEntityFor(type))
			.findFirst()
			.or(() -> this.contexts.stream().findFirst())
			.orElse(null);
	}

}
