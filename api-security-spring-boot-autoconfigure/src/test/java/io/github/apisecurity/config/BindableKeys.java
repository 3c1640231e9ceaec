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

package io.github.apisecurity.config;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What the binder can bind, found in the properties classes and not in the metadata. A
 * {@code [0]} stands for the index of a list, {@code any} for the key of a map.
 */
public final class BindableKeys {

	private final Map<String, ResolvableType> keys = new LinkedHashMap<>();

	private final Map<String, Class<?>> groups = new LinkedHashMap<>();

	/**
	 * Find the keys of all properties classes of the library.
	 */
	public BindableKeys() {
		var scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		scanner.findCandidateComponents("io.github.apisecurity").forEach((candidate) -> {
			Class<?> type = ClassUtils.resolveClassName(candidate.getBeanClassName(), null);
			String prefix = AnnotatedElementUtils.getMergedAnnotation(type, ConfigurationProperties.class).prefix();
			if (prefix.startsWith("api-security")) {
				addGroup(prefix, type);
			}
		});
	}

	/**
	 * Return the keys that have a value.
	 * @return the keys with their types
	 */
	public Map<String, ResolvableType> keys() {
		return this.keys;
	}

	/**
	 * Return the keys that have keys below them.
	 * @return the keys with the classes of what is bound
	 */
	public Map<String, Class<?>> groups() {
		return this.groups;
	}

	private void addGroup(String prefix, Class<?> type) {
		this.groups.put(prefix, type);
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			if (property.getReadMethod() != null && !property.getName().equals("class")) {
				ResolvableType propertyType = ResolvableType.forMethodReturnType(property.getReadMethod());
				Field field = ReflectionUtils.findField(type, property.getName());
				Name named = (field != null) ? field.getAnnotation(Name.class) : null;
				String name = prefix + "."
						+ ((named != null) ? named.value() : DataObjectPropertyName.toDashedForm(property.getName()));
				if (isGroup(propertyType)) {
					addGroup(name, propertyType.resolve());
				}
				else if (property.getWriteMethod() != null || isContainer(propertyType)) {
					addKey(name, propertyType);
				}
			}
		}
	}

	private void addKey(String name, ResolvableType type) {
		this.keys.put(name, type);
		addElement(name, type);
	}

	private void addElement(String name, ResolvableType type) {
		if (Map.class.isAssignableFrom(type.toClass())) {
			add(name + ".any", type.getGeneric(1));
		}
		else if (Collection.class.isAssignableFrom(type.toClass())) {
			add(name + "[0]", type.getGeneric(0));
		}
	}

	private void add(String name, ResolvableType type) {
		if (isGroup(type)) {
			addGroup(name, type.resolve());
		}
		addElement(name, type);
	}

	private static boolean isContainer(ResolvableType type) {
		return Map.class.isAssignableFrom(type.toClass()) || Collection.class.isAssignableFrom(type.toClass());
	}

	private static boolean isGroup(ResolvableType type) {
		Class<?> resolved = type.toClass();
		return !resolved.isEnum() && resolved.getName().startsWith("io.github.apisecurity.");
	}

}
