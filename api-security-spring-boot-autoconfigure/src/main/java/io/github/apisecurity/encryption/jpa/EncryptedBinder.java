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

import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.property.access.spi.PropertyAccess;

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
			Property plain = property.copy();
			property
				.setPropertyAccessStrategy((type, name, setterRequired) -> access(plain, type, annotation.subject()));
		}
		else {
			EncryptedMembers.refuseIf(!annotation.subject().isEmpty(), "The elements of '" + entity.getEntityName()
					+ "." + property.getName() + "' are about nobody: 'subject' is for attributes.");
		}
	}

	private static PropertyAccess access(Property property, Class<?> type, String subject) {
		Field person = subject.isEmpty() ? null : find(property, type, subject);
		return new ConvertingAccess(property.getGetter(type), property.getSetter(type), (owner,
				value) -> new ToStore(value, (person != null) ? ReflectionUtils.getField(person, owner) : null));
	}

	private static Field find(Property property, Class<?> type, String subject) {
		Field found = ReflectionUtils.findField(type, subject);
		EncryptedMembers.refuseIf(found == null, "There is no attribute '" + subject + "' in " + type.getName()
				+ ", which '" + property.getName() + "' names as its subject.");
		ReflectionUtils.makeAccessible(found);
		return found;
	}

}
