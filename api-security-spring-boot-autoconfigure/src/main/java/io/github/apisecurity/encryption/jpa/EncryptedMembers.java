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

import java.beans.Introspector;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import org.hibernate.MappingException;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.MetadataImplementor;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Value;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.lang.Contract;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses {@link Encrypted @Encrypted} where Hibernate does not read it, or does nothing
 * with it.
 */
final class EncryptedMembers {

	private EncryptedMembers() {
	}

	static void check(Metadata metadata) {
		for (PersistentClass entity : metadata.getEntityBindings()) {
			if (entity.hasPojoRepresentation()) {
				check(entity.getMappedClass(),
						Stream
							.concat(entity.getPropertyClosure().stream(),
									Stream.ofNullable(entity.getIdentifierProperty()))
							.toList());
			}
		}
		// Those that are embedded have the class of their entity.
		((MetadataImplementor) metadata).visitRegisteredComponents((component) -> {
			if (component.getComponentClassName() != null && !component.isEmbedded()) {
				check(component.getComponentClass(), component.getProperties());
			}
		});
	}

	private static void check(Class<?> type, List<Property> properties) {
		ReflectionUtils.doWithFields(type, (field) -> check(type, field, field.getName(), properties));
		ReflectionUtils.doWithMethods(type, (method) -> check(type, method, attribute(method), properties));
	}

	private static void check(Class<?> type, AnnotatedElement member, String name, List<Property> properties) {
		Property property = properties.stream()
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElse(null);
		boolean encrypted = property != null && type(element(property.getValue())) != null;
		refuseIf(member.isAnnotationPresent(Encrypted.class) && !encrypted, "'" + type.getName() + "." + name
				+ "' would be stored in clear. @Encrypted is "
				+ "for a basic attribute or a collection of such, and stands where @Id does: on the field, or on "
				+ "the getter, without a converter (@Convert(disableConversion = true) where it is for all).");
		refuseIf(
				property != null && !encrypted && element(property.getValue()) instanceof BasicValue
						&& member instanceof Method == "property".equals(property.getPropertyAccessorName())
						&& EncryptedTypes.isEncrypted(declared(type, member, property.getValue())),
				"'" + type.getName() + "." + name + "' is stored as one value, and what is "
						+ "@Encrypted in it in clear. Make it an embeddable with columns of its own.");
	}

	@Contract("true, _ -> fail")
	static void refuseIf(boolean refused, String message) {
		if (refused) {
			throw new MappingException(message);
		}
	}

	private static ResolvableType declared(Class<?> type, AnnotatedElement member, Value value) {
		ResolvableType declared = (member instanceof Method method) ? ResolvableType.forMethodReturnType(method, type)
				: ResolvableType.forField((Field) member, type);
		ResolvableType[] parts = (value instanceof Collection) ? declared.getGenerics() : new ResolvableType[0];
		return (parts.length > 0) ? parts[parts.length - 1] : declared;
	}

	private static String attribute(Method getter) {
		return Introspector.decapitalize(getter.getName().replaceFirst("^(get|is)(?=\\p{Lu})", ""));
	}

	private static Value element(Value value) {
		return (value instanceof Collection collection) ? collection.getElement() : value;
	}

	/**
	 * Return whether a value or a part of it is encrypted.
	 * @param value the value, {@code null} where there is none
	 * @return whether it is
	 */
	static boolean isEncrypted(@Nullable Value value) {
		return value != null && (type(value) != null || (value instanceof Component component
				&& component.getProperties().stream().anyMatch((part) -> isEncrypted(part.getValue()))));
	}

	static @Nullable EncryptedType type(Value value) {
		return (value instanceof BasicValue basic) ? EncryptedType.of(basic.getType()) : null;
	}

}
