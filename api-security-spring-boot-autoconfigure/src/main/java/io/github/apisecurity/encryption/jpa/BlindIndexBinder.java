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

import java.lang.reflect.AnnotatedElement;
import java.util.Objects;

import org.hibernate.PropertyNotFoundException;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Value;
import org.hibernate.property.access.spi.Getter;
import org.hibernate.property.access.spi.PropertyAccess;
import org.jspecify.annotations.Nullable;

/**
 * Adds the attribute of a {@link BlindIndex @BlindIndex}, of which the entity knows
 * nothing.
 *
 * @since 0.1.0
 */
// What Hibernate 7.4 marks for removal has no successor in it.
@SuppressWarnings("removal")
public class BlindIndexBinder implements AttributeBinder<BlindIndex> {

	/**
	 * What the attribute is named, behind the name of the encrypted one.
	 */
	static final String SUFFIX = "Index";

	private static final int LENGTH = 22;

	@Override
	public void bind(BlindIndex annotation, MetadataBuildingContext context, PersistentClass entity,
			Property property) {
		String attribute = entity.getEntityName() + "." + property.getName();
		Getter getter = getter(entity, property);
		Encrypted encrypted = (getter != null && getter.getMember() instanceof AnnotatedElement member
				&& member.isAnnotationPresent(BlindIndex.class)) ? member.getAnnotation(Encrypted.class) : null;
		EncryptedMembers.refuseIf(encrypted == null || !(property.getValue() instanceof BasicValue), "@BlindIndex on '"
				+ attribute + "' indexes nothing. Put it beside @Encrypted on a basic attribute of an entity itself.");
		EncryptedMembers.refuseIf(!encrypted.subject().isEmpty(),
				"@BlindIndex on '" + attribute
						+ "' would outlive its person, and who has the key of indexes could find the value by trying. "
						+ "Remove the index or the subject.");
		EncryptedMembers.refuseIf(property.isLazy(), "@BlindIndex on '" + attribute
				+ "' would be lost with each update that has not read the lazy attribute. Fetch it eagerly.");
		Value value = property.getValue();
		String source = value.getColumns().get(0).getName();
		Column column = new Column(annotation.column().isEmpty() ? source + "_index" : annotation.column());
		column.setLength(LENGTH);
		value.getTable().addColumn(column);
		BasicValue index = new BasicValue(context, value.getTable());
		index.addColumn(column, property.isInsertable(), property.isUpdatable());
		index.setExplicitCustomType(BlindIndexType.class);
		Property added = new Property();
		added.setName(property.getName() + SUFFIX);
		added.setValue(index);
		added.setPropertyAccessStrategy((type, name, setterRequired) -> access(property, type));
		added.setOptional(true);
		added.setInsertable(property.isInsertable());
		added.setUpdatable(property.isUpdatable());
		entity.addProperty(added);
	}

	// What the encrypted attribute has; written is what it is set to.
	private static PropertyAccess access(Property property, Class<?> type) {
		EncryptedType encrypted = Objects.requireNonNull(EncryptedType.of(property.getType()));
		return new ConvertingAccess(property.getGetter(type), null,
				(owner, value) -> new BlindIndexType.Code(encrypted.toCode(ToStore.plain(value))));
	}

	private static @Nullable Getter getter(PersistentClass entity, Property property) {
		try {
			return property.getGetter(entity.getMappedClass());
		}
		catch (PropertyNotFoundException ex) {
			return null;
		}
	}

}
