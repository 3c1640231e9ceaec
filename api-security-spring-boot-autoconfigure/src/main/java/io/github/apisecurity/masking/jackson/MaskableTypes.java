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

import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.Sensitive;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ObjectIdInfo;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.util.ClassUtil;
import tools.jackson.databind.util.Converter;
import tools.jackson.databind.util.NameTransformer;

/**
 * Refuses properties that cannot be masked as asked.
 *
 * @param members the masked members
 */
record MaskableTypes(MaskedMembers members) {

	void checkMasked(SerializationConfig config, BeanPropertyWriter property, MaskingRule rule) {
		if (property.isUnwrapping() && rule.form() == MaskForm.TEXT) {
			throw new UnmaskablePropertyException(location(property),
					"the properties of an unwrapped object have no common place for a mask",
					"Mask the properties of " + property.getType().getRawClass().getName() + ", or use OMIT.");
		}
		if (!rule.isWhole() && !property.hasSerializer() && isObject(config, property.getType())) {
			throw new UnmaskablePropertyException(location(property),
					"an object is not a text that could be masked in part",
					"Mask the properties of " + MaskedMembers.content(property.getType()).getRawClass().getName()
							+ ", or use FULL, FIXED, SECRET, NULL or OMIT.");
		}
	}

	private boolean isObject(SerializationConfig config, JavaType type) {
		JavaType content = MaskedMembers.content(type);
		Class<?> rawType = content.getRawClass();
		if (content.isPrimitive() || content.isEnumType() || rawType.isInterface() || ClassUtil.isJDKClass(rawType)
				|| rawType == Sensitive.class || JsonNode.class.isAssignableFrom(rawType)
				|| CharSequence.class.isAssignableFrom(rawType)) {
			return false;
		}
		BeanDescription description = MaskedMembers.description(config, content);
		return description.findJsonValueAccessor() == null
				&& !description.getClassInfo().hasAnnotation(JsonSerialize.class)
				&& !description.findProperties().isEmpty();
	}

	/**
	 * Refuse a serializer that writes a type with masked properties in its own way.
	 */
	void checkUnmasked(SerializationConfig config, BeanPropertyWriter property) {
		AnnotatedMember member = property.getMember();
		if (member == null) {
			return;
		}
		boolean own = property.hasSerializer()
				|| config.getAnnotationIntrospector().findContentSerializer(config, member) != null
				|| config.getAnnotationIntrospector().findSerializationContentConverter(config, member) != null
				|| config.getAnnotationIntrospector().findSerializationConverter(config, member) != null;
		if (own && this.members.hasMasks(config, property.getType())) {
			throw new UnmaskablePropertyException(location(property),
					"its serializer or converter does not know of the masked properties of " + property.getType(),
					"Mask the property as a whole, or remove its serializer.");
		}
		checkIdentity(config, property, member);
		checkNarrowed(config, property, member);
		checkPrefixed(config, property, member);
	}

	private void checkIdentity(SerializationConfig config, BeanPropertyWriter property, AnnotatedMember member) {
		String identity = identity(config.getAnnotationIntrospector().findObjectIdInfo(config, member));
		if (identity != null && Boolean.TRUE
			.equals(this.members.masked(config, MaskedMembers.content(property.getType())).get(identity))) {
			throw maskedIdentity(location(property));
		}
	}

	/**
	 * Return the property that is written where an object is referred to.
	 * @param info what is known of the identity of the object
	 * @return the name of the property or {@code null}
	 */
	static @Nullable String identity(@Nullable ObjectIdInfo info) {
		return (info != null && info.getGeneratorType() == ObjectIdGenerators.PropertyGenerator.class)
				? info.getPropertyName().getSimpleName() : null;
	}

	static UnmaskablePropertyException maskedIdentity(String location) {
		return new UnmaskablePropertyException(location,
				"as the identity of the object it is also written where the object is referred to",
				"Use another property as identity.");
	}

	private void checkNarrowed(SerializationConfig config, BeanPropertyWriter property, AnnotatedMember member) {
		JsonSerialize serialize = member.getAnnotation(JsonSerialize.class);
		Class<?> declared = MaskedMembers.content(property.getType()).getRawClass();
		if (serialize != null && serialize.typing() == JsonSerialize.Typing.STATIC
				&& Stream
					.concat(this.members.rules().declaringTypes().stream(),
							this.members.rules().typesOfRules().stream())
					.anyMatch((type) -> type != declared && declared.isAssignableFrom(type))) {
			throw new UnmaskablePropertyException(location(property),
					"what is masked in subtypes of " + declared.getName() + " is written as that type",
					"Remove the static typing.");
		}
		if (serialize != null) {
			checkWrittenAs(config, location(property), property.getType(), serialize.as());
			checkWrittenAs(config, location(property), property.getType(), serialize.contentAs());
		}
	}

	private void checkWrittenAs(MapperConfig<?> config, String location, JavaType type, Class<?> as) {
		if (as != Void.class && as != type.getRawClass() && this.members.losesMasks(config, type, as)) {
			throw new UnmaskablePropertyException(location,
					"it is written as " + as.getName() + ", where the masked properties of " + type + " are not masked",
					"Mask the properties of " + as.getName() + " as well.");
		}
	}

	/**
	 * Refuse a type with masked properties whose annotation says that it is written in
	 * another way.
	 */
	void checkType(MapperConfig<?> config, AnnotatedClass type) {
		JsonSerialize serialize = type.getAnnotation(JsonSerialize.class);
		if (serialize == null || !this.members.hasMasks(type)) {
			return;
		}
		String name = type.getName();
		if (serialize.using() != ValueSerializer.None.class || serialize.converter() != Converter.None.class) {
			throw new UnmaskablePropertyException(name,
					"it has masked properties and is written by the serializer or converter of its @JsonSerialize, "
							+ "which does not know of them",
					"Remove @JsonSerialize from the type, or mask the properties that hold it.");
		}
		checkWrittenAs(config, name, config.constructType(type.getRawType()), serialize.as());
	}

	private void checkPrefixed(SerializationConfig config, BeanPropertyWriter property, AnnotatedMember member) {
		// The prefix comes after the rules have been looked up.
		NameTransformer transformer = config.getAnnotationIntrospector().findUnwrappingNameTransformer(config, member);
		if (transformer == null) {
			return;
		}
		Map<String, Boolean> masked = this.members.masked(config, property.getType());
		for (BeanPropertyDefinition inner : MaskedMembers.description(config, property.getType()).findProperties()) {
			String name = transformer.transform(inner.getName());
			this.members.rules().alias(name, inner.getName());
			this.members.rules().alias(name, inner.getInternalName());
			if (this.members.rules().named(name) != null && !Boolean.TRUE.equals(masked.get(inner.getName()))) {
				throw new UnmaskablePropertyException(location(property),
						"a rule names a property that only has this name because of a prefix: " + name,
						"Annotate the property '" + inner.getName() + "' of "
								+ property.getType().getRawClass().getName() + " instead.");
			}
		}
	}

	static String location(BeanPropertyWriter property) {
		AnnotatedMember member = property.getMember();
		return (member != null) ? location(member) : property.getName();
	}

	static String location(AnnotatedMember member) {
		return member.getDeclaringClass().getName() + "#" + member.getName();
	}

}
