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

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.github.apisecurity.masking.MaskingRule;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.PropertyRules;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.util.ClassUtil;

import org.springframework.core.annotation.MergedAnnotations;

/**
 * Finds the rules of members as Jackson sees them, with mix-ins and supertypes.
 *
 * @param rules the rules
 */
record MaskedMembers(MaskingRules rules) {

	@Nullable PropertyRules property(Class<?> type, String name, @Nullable AnnotatedMember member, MaskedNames names) {
		List<Annotation> own = (member != null) ? annotations(member) : List.of();
		return this.rules.of(type, name, names.javaName(name), areMasking(own) ? own : names.annotations(name));
	}

	@Nullable MaskingRule annotated(AnnotatedMember member) {
		return this.rules.annotated(member.getDeclaringClass(), member.getName(), annotations(member));
	}

	@Nullable PropertyRules ofValue(MapperConfig<?> config, JavaType type, String name) {
		// Return the rules of a type that is written as one masked value.
		if (ClassUtil.isJDKClass(type.getRawClass()) || type.isPrimitive() || !hasMasks(config, type)) {
			return null;
		}
		AnnotatedMember value = description(config, type).findJsonValueAccessor();
		MaskingRule rule = (value != null) ? annotated(value) : null;
		return (rule != null) ? new PropertyRules(name, rule, List.of()) : null;
	}

	static BeanDescription description(MapperConfig<?> config, JavaType type) {
		ClassIntrospector introspector = config.classIntrospectorInstance().forOperation(config);
		return introspector.introspectForSerialization(type, introspector.introspectClassAnnotations(type));
	}

	/**
	 * Return whether something that is masked would not be.
	 * @param config the configuration of the mapper
	 * @param type the type of a value
	 * @param as the type it is written as
	 * @return whether masks are lost
	 */
	boolean losesMasks(MapperConfig<?> config, JavaType type, Class<?> as) {
		if (!hasMasks(config, type)) {
			return false;
		}
		JavaType target = config.constructType(as);
		Map<String, Boolean> written = masked(config, target);
		return !hasMasks(config, target) || masked(config, content(type)).entrySet()
			.stream()
			.anyMatch((property) -> property.getValue() && Boolean.FALSE.equals(written.get(property.getKey())));
	}

	/**
	 * Return which properties a type has.
	 * @param config the configuration of the mapper
	 * @param type the type
	 * @return whether each of them is masked
	 */
	Map<String, Boolean> masked(MapperConfig<?> config, JavaType type) {
		BeanDescription description = description(config, type);
		MaskedNames names = MaskedNames.of(config, description);
		return description.findProperties()
			.stream()
			.collect(
					Collectors.toMap(
							BeanPropertyDefinition::getName, (property) -> property(type.getRawClass(),
									property.getName(), property.getAccessor(), names) != null,
							(first, second) -> first));
	}

	boolean isAnnotated(Annotated member) {
		return areMasking(annotations(member));
	}

	static boolean areMasking(List<Annotation> annotations) {
		return !annotations.isEmpty()
				&& MaskingRules.areMasking(MergedAnnotations.from(annotations.toArray(Annotation[]::new)));
	}

	private static List<Annotation> annotations(Annotated member) {
		return member.annotations().toList();
	}

	boolean hasMasks(MapperConfig<?> config, JavaType type) {
		JavaType content = content(type);
		return !ClassUtil.isJDKClass(content.getRawClass()) && !content.isPrimitive()
				&& hasMasks(introspect(config, content));
	}

	boolean hasMasks(AnnotatedClass type) {
		return !ClassUtil.isJDKClass(type.getRawType()) && (this.rules.typesOfRules()
			.stream()
			.anyMatch((ruled) -> !ClassUtil.isJDKClass(ruled) && ruled.isAssignableFrom(type.getRawType()))
				|| members(type).anyMatch(this::isAnnotated));
	}

	static AnnotatedClass introspect(MapperConfig<?> config, JavaType type) {
		return config.classIntrospectorInstance().forOperation(config).introspectClassAnnotations(type);
	}

	static Stream<AnnotatedMember> members(AnnotatedClass type) {
		return Stream.concat(StreamSupport.stream(type.fields().spliterator(), false),
				StreamSupport.stream(type.memberMethods().spliterator(), false));
	}

	/**
	 * Return the type of what a container or reference holds in the end.
	 */
	static JavaType content(JavaType type) {
		JavaType content = type;
		while (content.getContentType() != null) {
			content = content.getContentType();
		}
		return content;
	}

}
