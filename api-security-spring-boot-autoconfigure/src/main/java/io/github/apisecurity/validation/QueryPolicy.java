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

import io.github.apisecurity.config.PropertyValue;

import org.springframework.core.env.Environment;

/**
 * How strict to be about parameters.
 *
 * @param refuseDuplicates whether a single-valued parameter must not be given twice
 * @param refuseUnknown whether a parameter must be one that the handler takes
 * @param maxPageSize the maximum size of a page
 */
record QueryPolicy(boolean refuseDuplicates, boolean refuseUnknown, int maxPageSize) {

	private static final String PREFIX = "spring.data.web.pageable.";

	private static final int USUAL_PAGE_SIZE = 100;

	static QueryPolicy of(QueryProperties properties, Environment environment) {
		return new QueryPolicy(properties.isRefuseDuplicates(), properties.isRefuseUnknown(),
				maxPageSize(properties, environment));
	}

	// What the application has set for Spring Data it means.
	private static int maxPageSize(QueryProperties properties, Environment environment) {
		Integer size = (properties.getMaxPageSize() != null) ? properties.getMaxPageSize()
				: environment.getProperty(PREFIX + "max-page-size", Integer.class);
		PropertyValue.refuseIf(size != null && size < 1, "api-security.validation.query.max-page-size", size,
				"Use a positive number.");
		return (size != null) ? size : Math.max(USUAL_PAGE_SIZE,
				environment.getProperty(PREFIX + "default-page-size", Integer.class, USUAL_PAGE_SIZE));
	}

}
