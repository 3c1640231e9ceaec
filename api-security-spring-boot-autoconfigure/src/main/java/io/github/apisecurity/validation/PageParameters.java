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

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.PropertyAccessor;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.data.domain.Pageable;
import org.springframework.util.ClassUtils;

/**
 * What Spring Data takes a page request by, as the application has it by properties and
 * by beans: only the resolvers know both.
 *
 * @param page the name of the number of the page
 * @param size the name of the size of the page
 * @param sort the name of the order
 * @param qualifiedSize what the name of the size ends with where there is a qualifier
 * @param delimiter what stands between the parts of an order
 * @param maxSize the maximum size of a page
 */
record PageParameters(String page, String size, String sort, String qualifiedSize, String delimiter, int maxSize) {

	private static final String RESOLVER = "org.springframework.data.web.%sHandlerMethodArgumentResolver";

	private static final int USUAL_SIZE = 100;

	private static final int MAX_SIZE_OF_SPRING_DATA = 2000;

	static PageParameters of(@Nullable Integer maxSize, Environment environment, BeanFactory beanFactory) {
		if (!ClassUtils.isPresent(RESOLVER.formatted("Pageable"), null)) {
			return new PageParameters("page", "size", "sort", "_size", ",", USUAL_SIZE);
		}
		PropertyAccessor pages = resolver("Pageable", beanFactory);
		PropertyAccessor orders = resolver("Sort", beanFactory);
		String prefix = text(pages, "prefix");
		String size = text(pages, "sizeParameterName");
		return new PageParameters(prefix + text(pages, "pageParameterName"), prefix + size,
				text(orders, "sortParameter"), text(pages, "qualifierDelimiter") + size,
				text(orders, "propertyDelimiter"), (maxSize != null) ? maxSize : maxSize(pages, environment));
	}

	private static PropertyAccessor resolver(String name, BeanFactory beanFactory) {
		Class<?> type = ClassUtils.resolveClassName(RESOLVER.formatted(name), null);
		ObjectProvider<?> beans = beanFactory.getBeanProvider(type);
		Object bean = beans.getIfUnique();
		return new DirectFieldAccessor((bean != null) ? bean
				: beans.orderedStream()
					.<Object>map((other) -> other)
					.findFirst()
					.orElseGet(() -> BeanUtils.instantiateClass(type)));
	}

	private static String text(PropertyAccessor fields, String name) {
		return String.valueOf(fields.getPropertyValue(name));
	}

	// What the application has set for Spring Data it means.
	private static int maxSize(PropertyAccessor pages, Environment environment) {
		int maximum = (pages.getPropertyValue("maxPageSize") instanceof Integer value) ? value : USUAL_SIZE;
		return (maximum != MAX_SIZE_OF_SPRING_DATA
				|| environment.containsProperty("spring.data.web.pageable.max-page-size")) ? maximum
						: (pages.getPropertyValue("fallbackPageable") instanceof Pageable usual && usual.isPaged())
								? Math.max(USUAL_SIZE, usual.getPageSize()) : USUAL_SIZE;
	}

	boolean isSize(String name) {
		return name.equals(this.size) || name.endsWith(this.qualifiedSize);
	}

	static boolean isPageable(Class<?> type) {
		return "org.springframework.data.domain.Pageable".equals(type.getName());
	}

	static boolean isSort(Class<?> type) {
		return "org.springframework.data.domain.Sort".equals(type.getName());
	}

}
