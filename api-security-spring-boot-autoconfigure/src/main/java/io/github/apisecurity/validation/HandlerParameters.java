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

package io.github.apisecurity.validation;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.BindParam;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartFile;

/**
 * The request parameters that a handler method takes, found out once.
 */
final class HandlerParameters {

	private static final Pattern STEP = Pattern.compile("[.\\[]");

	/**
	 * Annotations with which a parameter is still taken from those of the request.
	 */
	private static final Pattern PLAIN = Pattern
		.compile("(jakarta\\.validation|org\\.springframework\\.(validation|format)|org\\.springdoc|io\\.swagger)\\..*"
				+ "|.*\\.(ModelAttribute|Nullable|NonNull)");

	private final PageParameters pages;

	/**
	 * Whether a parameter has one value.
	 */
	private final Map<String, Boolean> single = new HashMap<>();

	private int maxPageSize;

	private boolean open;

	private boolean pageable;

	private boolean sortable;

	HandlerParameters(HandlerMethod method, PageParameters pages) {
		this.pages = pages;
		this.maxPageSize = pages.maxSize();
		for (MethodParameter parameter : method.getMethodParameters()) {
			parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
			add(parameter);
		}
	}

	/**
	 * Return whether a parameter has one value.
	 * @param name the name of the parameter
	 * @return whether it is known and has one value
	 */
	boolean isSingle(String name) {
		return Boolean.TRUE.equals(this.single.get(name));
	}

	boolean isEmpty() {
		return this.single.isEmpty();
	}

	boolean isSizeOfPage(String name) {
		return this.pageable && this.pages.isSize(name) && (name.equals(this.pages.size()) || !isSingle(name));
	}

	int maxPageSize() {
		return this.maxPageSize;
	}

	boolean isSortable() {
		return this.sortable;
	}

	boolean knows(String name) {
		// Steps into a nested property or into a list, and the marker of a checkbox.
		return this.open || this.single.containsKey(name)
				|| Boolean.FALSE.equals(this.single.get(STEP.split(name, 2)[0]))
				|| (name.startsWith("_") && isSingle(name.substring(1)));
	}

	private void add(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		if (PageParameters.isPageable(type) || PageParameters.isSort(type)) {
			addPage(parameter, type);
		}
		else if (parameter.hasParameterAnnotation(RequestParam.class)) {
			addRequestParam(parameter);
		}
		else if (ServletRequest.class.isAssignableFrom(type) || WebRequest.class.isAssignableFrom(type)) {
			this.open = true;
		}
		else {
			Set<String> annotations = Arrays.stream(parameter.getParameterAnnotations())
				.map((annotation) -> annotation.annotationType().getName())
				.filter((name) -> !PLAIN.matcher(name).matches())
				.collect(Collectors.toSet());
			if (annotations.isEmpty()) {
				addPlain(parameter, type, this::add);
			}
			else if (annotations.stream().noneMatch((name) -> name.startsWith("org.springframework."))
					&& !type.isInterface()) {
				// For a resolver of the application, or a constraint of its own.
				addPlain(parameter, type, (name, ignored) -> add(name, false));
			}
		}
	}

	private void addPage(MethodParameter parameter, Class<?> type) {
		MergedAnnotation<?> usual = MergedAnnotations.from(parameter.getParameterAnnotations())
			.get("org.springframework.data.web.PageableDefault");
		if (usual.isPresent()) {
			this.maxPageSize = Math.max(this.maxPageSize, Math.max(usual.getInt("size"), usual.getInt("value")));
		}
		this.sortable = true;
		add(this.pages.sort(), false);
		if (PageParameters.isPageable(type)) {
			this.pageable = true;
			add(this.pages.page(), true);
			add(this.pages.size(), true);
		}
	}

	private void addRequestParam(MethodParameter parameter) {
		RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
		String name = (annotation != null && StringUtils.hasText(annotation.name())) ? annotation.name()
				: parameter.getParameterName();
		if (Map.class.isAssignableFrom(parameter.getParameterType())) {
			this.open = true;
		}
		else if (name != null) {
			add(name, parameter.nestedIfOptional().getNestedParameterType());
		}
	}

	private void addPlain(MethodParameter parameter, Class<?> type, BiConsumer<String, Class<?>> target) {
		String name = parameter.getParameterName();
		if (BeanUtils.isSimpleProperty(type)) {
			if (name != null) {
				target.accept(name, type);
			}
		}
		else if (type.isInterface()) {
			// Resolved by something that is not known here.
			this.open = true;
		}
		else {
			properties(type).forEach(target);
		}
	}

	private void add(String name, Class<?> type) {
		add(name, BeanUtils.isSimpleProperty(type) && !type.isArray() && !Collection.class.isAssignableFrom(type)
				&& !MultipartFile.class.isAssignableFrom(type));
	}

	private void add(String name, boolean one) {
		this.single.merge(name, one, Boolean::logicalAnd);
	}

	private static Map<String, Class<?>> properties(Class<?> type) {
		Map<String, Class<?>> properties = new HashMap<>();
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			@Nullable Class<?> propertyType = property.getPropertyType();
			if (property.getWriteMethod() != null && propertyType != null) {
				properties.put(property.getName(), propertyType);
			}
		}
		try {
			Constructor<?> constructor = BeanUtils.getResolvableConstructor(type);
			@Nullable String[] names = BeanUtils.getParameterNames(constructor);
			for (int i = 0; i < names.length; i++) {
				Parameter parameter = constructor.getParameters()[i];
				BindParam name = parameter.getAnnotation(BindParam.class);
				properties.put((name != null) ? name.value() : names[i], parameter.getType());
			}
		}
		catch (IllegalStateException ex) {
			// Made by a resolver of the application.
		}
		return properties;
	}

}
