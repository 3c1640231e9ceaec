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

package io.github.apisecurity.masking.jackson;

import java.util.List;
import java.util.Map;

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.PropertyRules;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.ObjectIdInfo;
import tools.jackson.databind.ser.AnyGetterWriter;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.BeanSerializerBuilder;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;
import tools.jackson.databind.ser.jdk.MapSerializer;
import tools.jackson.databind.type.MapType;
import tools.jackson.databind.util.ClassUtil;

/**
 * Puts a {@link MaskingPropertyWriter} in the place of the writer of each masked
 * property, and refuses the types for which that is not enough.
 */
class MaskingSerializerModifier extends ValueSerializerModifier {

	private final transient MaskedMembers members;

	private final transient MaskingModule module;

	private final transient MaskableTypes maskable;

	MaskingSerializerModifier(MaskedMembers members, MaskingModule module) {
		this.members = members;
		this.module = module;
		this.maskable = new MaskableTypes(members);
	}

	@Override
	public List<BeanPropertyWriter> orderProperties(SerializationConfig config, BeanDescription.Supplier description,
			List<BeanPropertyWriter> properties) {
		// After every module has changed them.
		MaskedNames names = MaskedNames.of(config, description.get());
		names.refuseUnlinked();
		properties.replaceAll((property) -> change(config, description.getBeanClass(), property, names));
		return properties;
	}

	private BeanPropertyWriter change(SerializationConfig config, Class<?> type, BeanPropertyWriter property,
			MaskedNames names) {
		PropertyRules rules = this.members.property(type, property.getName(), property.getMember(), names);
		if (rules == null || isAnyGetter(config, property)) {
			this.maskable.checkUnmasked(config, property);
			return property;
		}
		for (MaskingRule rule : rules.all()) {
			this.maskable.checkMasked(config, property, rule);
		}
		return new MaskingPropertyWriter(property, rules, this.module);
	}

	/**
	 * Return the rules that a property of a serializer has been given.
	 * @param property the property
	 * @return the rules or {@code null} if it is not masked
	 */
	static @Nullable PropertyRules rules(PropertyWriter property) {
		return (property instanceof MaskingPropertyWriter masking) ? masking.rules() : null;
	}

	private static boolean isAnyGetter(SerializationConfig config, BeanPropertyWriter property) {
		return property.getMember() != null
				&& Boolean.TRUE.equals(config.getAnnotationIntrospector().hasAnyGetter(config, property.getMember()));
	}

	@Override
	public BeanSerializerBuilder updateBuilder(SerializationConfig config, BeanDescription.Supplier description,
			BeanSerializerBuilder builder) {
		AnnotatedMember typeId = builder.getTypeId();
		if (typeId != null && description.get()
			.findProperties()
			.stream()
			.anyMatch((property) -> property.isTypeId() && Boolean.TRUE
				.equals(this.members.masked(config, description.getType()).get(property.getName())))) {
			throw new UnmaskablePropertyException(MaskableTypes.location(typeId),
					"a @JsonTypeId is written outside of the properties",
					"Remove the annotation, or what masks the property.");
		}
		ObjectIdInfo objectId = description.get().getObjectIdInfo();
		for (BeanPropertyWriter property : builder.getProperties()) {
			AnnotatedMember member = property.getMember();
			boolean masked = rules(property) != null;
			if (!masked && member != null && this.members.isAnnotated(member)
					&& !(property instanceof AnyGetterWriter)) {
				throw new UnmaskablePropertyException(MaskableTypes.location(member),
						"another Jackson module replaces the property",
						"Let that module replace it in changeProperties, which comes before masking.");
			}
			if (masked && property.getName().equals(MaskableTypes.identity(objectId))) {
				throw MaskableTypes.maskedIdentity(MaskableTypes.location(property));
			}
		}
		return builder;
	}

	@Override
	public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
			ValueSerializer<?> serializer) {
		Class<?> type = description.getBeanClass();
		boolean entries = JsonNode.class.isAssignableFrom(type)
				|| (Map.Entry.class.isAssignableFrom(type) && !(serializer instanceof BeanSerializerBase));
		if (entries && this.module.rules().hasTreeRules()) {
			return new MaskingContainerSerializer(serializer, this.module);
		}
		if (serializer instanceof BeanSerializerBase || serializer instanceof UnknownSerializer
				|| ClassUtil.isJDKClass(type) || !this.members.hasMasks(description.getClassInfo())) {
			return serializer;
		}
		AnnotatedMember value = description.get().findJsonValueAccessor();
		if (value == null || !this.members.isAnnotated(value)) {
			throw new UnmaskablePropertyException(type.getName(),
					"it has masked properties and is written by " + serializer.getClass().getName()
							+ ", which does not know of them",
					"Mask the @JsonValue itself or the properties that hold the type, or remove the serializer.");
		}
		return serializer;
	}

	@Override
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		if (!this.module.rules().hasTreeRules()) {
			return serializer;
		}
		return (serializer instanceof MapSerializer map) ? new MaskingMapSerializer(map, this.module, null, "")
				: new MaskingContainerSerializer(serializer, this.module);
	}

	@Override
	public ValueSerializer<?> modifyKeySerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		if (ClassUtil.isJDKClass(type.getRawClass()) || !this.members.hasMasks(description.getClassInfo())) {
			return serializer;
		}
		AnnotatedMember key = description.get().findJsonKeyAccessor();
		AnnotatedMember accessor = (key != null) ? key : description.get().findJsonValueAccessor();
		MaskingRule rule = (accessor != null) ? this.members.annotated(accessor) : null;
		if (accessor == null || (rule == null && key == null)) {
			throw new UnmaskablePropertyException(type.getTypeName(),
					"it has masked properties and is the key of a map, where it is written as one text",
					"Mask the @JsonKey or @JsonValue of the type, or use another key.");
		}
		return (rule != null) ? new MaskingValueSerializer(accessor, rule, this.module, serializer) : serializer;
	}

}
