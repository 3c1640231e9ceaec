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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ValidationRuntimeHints}.
 */
class ValidationRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	ValidationRuntimeHintsTests() {
		new ValidationRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
	}

	@ParameterizedTest
	@ValueSource(strings = "ContributorValidationMessages")
	void bundlesAreKept(String name) {
		assertThat(new ClassPathResource(name.replace('.', '/') + ".properties").exists()).isTrue();
		assertThat(RuntimeHintsPredicates.resource().forBundle(name)).accepts(this.hints);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ContributorValidationMessages_de.properties", "ContributorValidationMessages.properties",
			"io/github/apisecurity/validation/password/common-passwords.txt" })
	void resourcesAreKept(String path) {
		assertThat(new ClassPathResource(path).exists()).isTrue();
		assertThat(RuntimeHintsPredicates.resource().forResource(path)).accepts(this.hints);
	}

	@Test
	void hintsAreImportedWithTheFeature() {
		assertThat(MergedAnnotations.from(ValidationAutoConfiguration.class)
			.get(ImportRuntimeHints.class)
			.getClassArray("value")).containsExactly(ValidationRuntimeHints.class);
	}

}
