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

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Keeps the messages and the list of common passwords in a native image.
 */
class ValidationRuntimeHints implements RuntimeHintsRegistrar {

	private static final String PACKAGE = "io/github/apisecurity/validation/";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources()
			.registerResourceBundle("ContributorValidationMessages")
			// Bundles of the same name in several archives are read as files.
			.registerPattern("ContributorValidationMessages*.properties")
			.registerPattern(PACKAGE + "password/common-passwords.txt");
		List.of("Pageable", "Sort")
			.forEach((name) -> hints.reflection()
				.registerTypeIfPresent(classLoader,
						"org.springframework.data.web." + name + "HandlerMethodArgumentResolverSupport",
						MemberCategory.ACCESS_DECLARED_FIELDS));
	}

}
