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

import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.function.BinaryOperator;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.property.access.spi.Getter;
import org.hibernate.property.access.spi.PropertyAccess;
import org.hibernate.property.access.spi.PropertyAccessStrategy;
import org.hibernate.property.access.spi.Setter;
import org.jspecify.annotations.Nullable;

/**
 * Access to an attribute that gives Hibernate something else than what the entity has.
 *
 * @param getter reads the attribute of the entity
 * @param setter writes the attribute, {@code null} to write nothing
 * @param conversion of the entity and its value, which is not {@code null}, to what
 * Hibernate gets
 */
// What Hibernate 7.4 marks for removal has no successor in it.
@SuppressWarnings("removal")
record ConvertingAccess(Getter getter, @Nullable Setter setter,
		BinaryOperator<Object> conversion) implements PropertyAccess, Getter, Setter {

	@Override
	public PropertyAccessStrategy getPropertyAccessStrategy() {
		return (type, name, setterRequired) -> this;
	}

	@Override
	public Getter getGetter() {
		return this;
	}

	@Override
	public Setter getSetter() {
		return this;
	}

	@Override
	public @Nullable Object get(Object owner) {
		Object value = this.getter.get(owner);
		return (value != null) ? this.conversion.apply(owner, value) : null;
	}

	@Override
	public @Nullable Object getForInsert(Object owner, Map<Object, Object> merged,
			SharedSessionContractImplementor session) {
		return get(owner);
	}

	@Override
	public void set(Object target, @Nullable Object value) {
		if (this.setter != null) {
			this.setter.set(target, ToStore.plain(value));
		}
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
