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

import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;

import org.hibernate.MappingException;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.property.access.spi.Getter;
import org.hibernate.property.access.spi.PropertyAccess;
import org.hibernate.property.access.spi.PropertyAccessStrategy;
import org.hibernate.property.access.spi.Setter;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Has the values of an {@link Encrypted @Encrypted} attribute come {@link ToStore marked}
 * from the entity, with the person they are about.
 *
 * @since 0.1.0
 */
// What Hibernate 7.4 marks for removal has no successor in it.
@SuppressWarnings("removal")
public class EncryptedBinder implements AttributeBinder<Encrypted> {

	@Override
	public void bind(Encrypted annotation, MetadataBuildingContext context, PersistentClass entity, Property property) {
		if (property.getValue() instanceof BasicValue) {
			PropertyAccessStrategy strategy = new MarkingAccessStrategy(property.copy(), annotation.subject());
			property.setPropertyAccessStrategy(strategy);
		}
		else if (!annotation.subject().isEmpty()) {
			throw new MappingException("The elements of '" + entity.getEntityName() + "." + property.getName()
					+ "' are about nobody: 'subject' is for attributes.");
		}
	}

	private record MarkingAccessStrategy(Property property, String subject) implements PropertyAccessStrategy {

		@Override
		public PropertyAccess buildPropertyAccess(Class<?> type, String name, boolean setterRequired) {
			Field person = this.subject.isEmpty() ? null : find(type, name);
			return new MarkingAccess(this, new MarkingGetter(this.property.getGetter(type), person),
					new UnmarkingSetter(this.property.getSetter(type)));
		}

		private Field find(Class<?> type, String name) {
			Field found = ReflectionUtils.findField(type, this.subject);
			if (found == null) {
				throw new MappingException("There is no attribute '" + this.subject + "' in " + type.getName()
						+ ", which '" + name + "' names as its subject.");
			}
			ReflectionUtils.makeAccessible(found);
			return found;
		}

	}

	private record MarkingAccess(PropertyAccessStrategy getPropertyAccessStrategy, Getter getGetter,
			Setter getSetter) implements PropertyAccess {

	}

	private record MarkingGetter(Getter getter, @Nullable Field subject) implements Getter {

		@Override
		public @Nullable Object get(Object owner) {
			Object value = this.getter.get(owner);
			return (value != null)
					? new ToStore(value, (this.subject != null) ? ReflectionUtils.getField(this.subject, owner) : null)
					: null;
		}

		@Override
		public @Nullable Object getForInsert(Object owner, Map<Object, Object> merged,
				SharedSessionContractImplementor session) {
			return get(owner);
		}

		@Override
		public Class<?> getReturnTypeClass() {
			return this.getter.getReturnTypeClass();
		}

		@Override
		public Type getReturnType() {
			return this.getter.getReturnType();
		}

		@Override
		public @Nullable Member getMember() {
			return this.getter.getMember();
		}

		@Override
		public @Nullable String getMethodName() {
			return this.getter.getMethodName();
		}

		@Override
		public @Nullable Method getMethod() {
			return this.getter.getMethod();
		}

	}

	private record UnmarkingSetter(Setter setter) implements Setter {

		@Override
		public void set(Object target, @Nullable Object value) {
			this.setter.set(target, ToStore.unwrap(value));
		}

		@Override
		public @Nullable String getMethodName() {
			return this.setter.getMethodName();
		}

		@Override
		public @Nullable Method getMethod() {
			return this.setter.getMethod();
		}

	}

}
