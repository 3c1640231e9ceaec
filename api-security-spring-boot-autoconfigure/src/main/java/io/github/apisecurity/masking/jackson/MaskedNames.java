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
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AccessorNamingStrategy;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.util.ClassUtil;

/**
 * The annotations of the properties of a type, those on members that Jackson leaves out
 * of account included: the getter of a mapper that only looks at fields, and the field of
 * a supertype that another field hides.
 */
final class MaskedNames {

	private final Map<String, String> javaNames = new HashMap<>();

	private final Map<String, List<Annotation>> annotations = new HashMap<>();

	private final Map<String, AnnotatedMember> accessors = new HashMap<>();

	private final Map<String, AnnotatedElement> unlinked = new LinkedHashMap<>();

	private final Set<String> ignored = new HashSet<>();

	private MaskedNames() {
	}

	/**
	 * Return the names of a type.
	 * @param config the configuration of the mapper
	 * @param description the description of the type
	 * @return the names
	 */
	static MaskedNames of(MapperConfig<?> config, BeanDescription description) {
		return of(config, description, description.getClassInfo());
	}

	/**
	 * Return the names of a type that another one builds.
	 * @param config the configuration of the mapper
	 * @param builder the description of the builder, whose names count
	 * @param built the type, whose annotations count
	 * @return the names
	 */
	static MaskedNames of(MapperConfig<?> config, BeanDescription builder, AnnotatedClass built) {
		MaskedNames names = new MaskedNames();
		for (BeanPropertyDefinition property : builder.findProperties()) {
			names.javaNames.put(property.getName(), property.getInternalName());
			if (property.getAccessor() != null) {
				names.accessors.put(property.getName(), property.getAccessor());
			}
		}
		names.addAnnotated(config, built);
		names.link();
		return names;
	}

	/**
	 * Return what a type has, whether it is a property or not.
	 * @param config the configuration of the mapper
	 * @param type the type
	 * @return the names
	 */
	static MaskedNames of(MapperConfig<?> config, AnnotatedClass type) {
		MaskedNames names = new MaskedNames();
		names.addAnnotated(config, type);
		return names;
	}

	private void addAnnotated(MapperConfig<?> config, AnnotatedClass type) {
		if (ClassUtil.isJDKClass(type.getRawType())) {
			return;
		}
		for (Class<?> parent = type.getRawType(); parent != null; parent = parent.getSuperclass()) {
			for (Field field : (!ClassUtil.isJDKClass(parent)) ? parent.getDeclaredFields() : new Field[0]) {
				add(field.getName(), List.of(field.getDeclaredAnnotations()), field);
			}
		}
		for (AnnotatedField field : type.fields()) {
			add(field.getName(), field.annotations().toList(), field.getAnnotated());
			ignore(config, field, field.getName());
		}
		AccessorNamingStrategy naming = (type.getRawType().isRecord())
				? config.getAccessorNaming().forRecord(config, type) : config.getAccessorNaming().forPOJO(config, type);
		for (AnnotatedMethod method : type.memberMethods()) {
			add(name(method, naming), method.annotations().toList(), method.getAnnotated());
			ignore(config, method, name(method, naming));
			if (method.getParameterCount() == 1 && naming.findNameForMutator(method, method.getName()) != null) {
				// A property that is read alone.
				this.ignored.add(name(method, naming));
			}
		}
	}

	private void ignore(MapperConfig<?> config, AnnotatedMember member, String name) {
		// What is ignored is not written, and what has no name of its own is looked at
		// elsewhere.
		AnnotationIntrospector introspector = config.getAnnotationIntrospector();
		if (introspector.hasIgnoreMarker(config, member)
				|| introspector.findPropertyAccess(config, member) == JsonProperty.Access.WRITE_ONLY
				|| introspector.hasAnyGetter(config, member) != null
				|| introspector.hasAnySetter(config, member) != null || introspector.hasAsValue(config, member) != null
				|| introspector.hasAsKey(config, member) != null) {
			this.ignored.add(name);
		}
	}

	/**
	 * Find the properties of what Jackson itself does not put together: the field
	 * {@code isActive} of {@code isActive()}, the field {@code eMail} of
	 * {@code getEMail()}, and a field with the name that the property has in a document.
	 */
	private void link() {
		this.unlinked.keySet().removeIf((name) -> {
			List<String> same = this.javaNames.entrySet()
				.stream()
				.filter((property) -> name.equals(property.getKey()) || isSame(name, property.getValue()))
				.map(Map.Entry::getValue)
				.distinct()
				.toList();
			same.forEach((javaName) -> this.annotations.putIfAbsent(javaName,
					Objects.requireNonNull(this.annotations.get(name))));
			return !same.isEmpty() || this.ignored.contains(name);
		});
	}

	private static boolean isSame(String name, String javaName) {
		return name.equalsIgnoreCase(javaName) || name.equalsIgnoreCase("is" + javaName);
	}

	/**
	 * Refuse a member that is annotated and belongs to no property.
	 * @throws UnmaskablePropertyException if there is one
	 */
	void refuseUnlinked() {
		for (AnnotatedElement member : this.unlinked.values()) {
			throw new UnmaskablePropertyException(String.valueOf(member),
					"it belongs to no property: what Jackson writes has another name",
					"Annotate the getter of the property, or remove the annotation.");
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

	private void add(String name, List<Annotation> annotations, AnnotatedElement member) {
		if (MaskedMembers.areMasking(annotations)) {
			this.annotations.put(name, annotations);
			this.unlinked.put(name, member);
		}
	}

	String javaName(String name) {
		return this.javaNames.getOrDefault(name, name);
	}

	@Nullable AnnotatedMember accessor(String name) {
		return this.accessors.get(name);
	}

	/**
	 * Return the annotations of a property that mask it.
	 * @param name the name in a document
	 * @return the annotations, none if they do not
	 */
	List<Annotation> annotations(String name) {
		return this.annotations.getOrDefault(javaName(name), List.of());
	}

}
