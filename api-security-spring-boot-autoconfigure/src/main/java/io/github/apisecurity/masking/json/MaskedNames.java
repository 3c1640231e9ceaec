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

package io.github.apisecurity.masking.json;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AccessorNamingStrategy;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.util.ClassUtil;

import org.springframework.core.annotation.MergedAnnotations;

/**
 * The annotations of the properties of a type, those on members that Jackson leaves out
 * of account included: the getter of a mapper that only looks at fields, and the field of
 * a supertype that another field hides.
 */
final class MaskedNames {

	private final Map<String, String> javaNames = new HashMap<>();

	private final Map<String, List<Annotation>> annotations = new HashMap<>();

	private final Map<String, AnnotatedMember> accessors = new HashMap<>();

	private MaskedNames() {
	}

	static MaskedNames of(MapperConfig<?> config, BeanDescription description) {
		MaskedNames names = new MaskedNames();
		for (BeanPropertyDefinition property : description.findProperties()) {
			names.javaNames.put(property.getName(), property.getInternalName());
			if (property.getAccessor() != null) {
				names.accessors.put(property.getName(), property.getAccessor());
			}
		}
		names.addAnnotated(config, description.getClassInfo());
		return names;
	}

	static MaskedNames ofBuilder(MapperConfig<?> config, BeanDescription builder, AnnotatedClass built) {
		MaskedNames names = new MaskedNames();
		for (BeanPropertyDefinition property : builder.findProperties()) {
			names.javaNames.put(property.getName(), property.getInternalName());
		}
		names.addAnnotated(config, built);
		return names;
	}

	private void addAnnotated(MapperConfig<?> config, AnnotatedClass type) {
		if (ClassUtil.isJDKClass(type.getRawType())) {
			return;
		}
		for (Class<?> parent = type.getRawType(); parent != null; parent = parent.getSuperclass()) {
			for (Field field : (!ClassUtil.isJDKClass(parent)) ? parent.getDeclaredFields() : new Field[0]) {
				add(field.getName(), List.of(field.getDeclaredAnnotations()));
			}
		}
		for (AnnotatedField field : type.fields()) {
			add(field.getName(), field.annotations().toList());
		}
		AccessorNamingStrategy naming = (type.getRawType().isRecord())
				? config.getAccessorNaming().forRecord(config, type) : config.getAccessorNaming().forPOJO(config, type);
		for (AnnotatedMethod method : type.memberMethods()) {
			add(name(method, naming), method.annotations().toList());
		}
	}

	private static String name(AnnotatedMethod method, AccessorNamingStrategy naming) {
		String name = null;
		if (method.getParameterCount() == 0) {
			name = naming.findNameForRegularGetter(method, method.getName());
			name = (name != null) ? name : naming.findNameForIsGetter(method, method.getName());
		}
		else if (method.getParameterCount() == 1) {
			name = naming.findNameForMutator(method, method.getName());
		}
		return (name != null) ? name : method.getName();
	}

	private void add(String name, List<Annotation> annotations) {
		if (!annotations.isEmpty()
				&& MaskedMembers.isMasked(MergedAnnotations.from(annotations.toArray(Annotation[]::new)))) {
			this.annotations.put(name, annotations);
		}
	}

	String javaName(String name) {
		return this.javaNames.getOrDefault(name, name);
	}

	@Nullable AnnotatedMember accessor(String name) {
		return this.accessors.get(name);
	}

	@Nullable List<Annotation> annotations(String name) {
		return this.annotations.get(javaName(name));
	}

}
