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
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartFile;

/**
 * The request parameters that a handler method takes, found out once.
 */
final class HandlerParameters {

	private static final Pattern STEP = Pattern.compile("[.\\[]");

	private final PageParameterNames pageNames;

	private final Set<String> single = new HashSet<>();

	private final Set<String> multiple = new HashSet<>();

	private boolean open;

	private boolean pageable;

	private boolean sortable;

	HandlerParameters(HandlerMethod method, PageParameterNames pageNames) {
		this.pageNames = pageNames;
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
		return this.single.contains(name);
	}

	boolean isEmpty() {
		return this.single.isEmpty() && this.multiple.isEmpty();
	}

	boolean isSizeOfPage(String name) {
		return this.pageable && this.pageNames.isSize(name)
				&& (name.equals(this.pageNames.size()) || !this.single.contains(name));
	}

	boolean isSortable() {
		return this.sortable;
	}

	boolean knows(String name) {
		// The last is a step into a nested property or into a list.
		return this.open || this.single.contains(name) || this.multiple.contains(name)
				|| this.multiple.contains(STEP.split(name, 2)[0]);
	}

	private void add(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		if (this.pageNames.isPageable(type) || this.pageNames.isSort(type)) {
			addPage(type);
		}
		else if (parameter.hasParameterAnnotation(RequestParam.class)) {
			addRequestParam(parameter);
		}
		else if (ServletRequest.class.isAssignableFrom(type) || WebRequest.class.isAssignableFrom(type)) {
			this.open = true;
		}
		else if (parameter.hasParameterAnnotation(ModelAttribute.class)
				|| parameter.getParameterAnnotations().length == 0) {
			addUnannotated(parameter, type);
		}
	}

	private void addPage(Class<?> type) {
		this.sortable = true;
		this.multiple.add(this.pageNames.sort());
		if (this.pageNames.isPageable(type)) {
			this.pageable = true;
			this.single.add(this.pageNames.page());
			this.single.add(this.pageNames.size());
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

	private void addUnannotated(MethodParameter parameter, Class<?> type) {
		String name = parameter.getParameterName();
		if (BeanUtils.isSimpleProperty(type)) {
			if (name != null) {
				add(name, type);
			}
		}
		else if (type.isInterface()) {
			// Resolved by something that is not known here.
			this.open = true;
		}
		else {
			properties(type).forEach(this::add);
		}
	}

	private void add(String name, Class<?> type) {
		boolean one = BeanUtils.isSimpleProperty(type) && !type.isArray() && !Collection.class.isAssignableFrom(type)
				&& !MultipartFile.class.isAssignableFrom(type);
		((one) ? this.single : this.multiple).add(name);
	}

	private static Map<String, Class<?>> properties(Class<?> type) {
		Map<String, Class<?>> properties = new HashMap<>();
		if (type.isRecord()) {
			Arrays.stream(type.getRecordComponents())
				.forEach((component) -> properties.put(component.getName(), component.getType()));
			return properties;
		}
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			@Nullable Class<?> propertyType = property.getPropertyType();
			if (property.getWriteMethod() != null && propertyType != null) {
				properties.put(property.getName(), propertyType);
			}
		}
		if (type.getDeclaredConstructors().length == 1) {
			for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
				properties.put(parameter.getName(), parameter.getType());
			}
		}
		return properties;
	}

	/**
	 * The names under which Spring Data takes a page request.
	 *
	 * @param page the number of the page
	 * @param size the size of the page
	 * @param sort the order
	 * @param qualifiedSize what the name of the size ends with where there is a qualifier
	 */
	record PageParameterNames(String page, String size, String sort, String qualifiedSize) {

		static PageParameterNames of(Environment environment) {
			String prefix = environment.getProperty("spring.data.web.pageable.prefix", "");
			String size = environment.getProperty("spring.data.web.pageable.size-parameter", "size");
			return new PageParameterNames(
					prefix + environment.getProperty("spring.data.web.pageable.page-parameter", "page"), prefix + size,
					environment.getProperty("spring.data.web.sort.sort-parameter", "sort"),
					environment.getProperty("spring.data.web.pageable.qualifier-delimiter", "_") + size);
		}

		boolean isSize(String name) {
			return name.equals(this.size) || name.endsWith(this.qualifiedSize);
		}

		boolean isPageable(Class<?> type) {
			return "org.springframework.data.domain.Pageable".equals(type.getName());
		}

		boolean isSort(Class<?> type) {
			return "org.springframework.data.domain.Sort".equals(type.getName());
		}

	}

}
