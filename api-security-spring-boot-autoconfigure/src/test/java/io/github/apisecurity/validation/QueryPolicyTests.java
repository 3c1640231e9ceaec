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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link QueryPolicy}.
 */
class QueryPolicyTests {

	private static final String PREFIX = "spring.data.web.pageable.";

	@ParameterizedTest
	@CsvSource({ ",,,100", ",,20,100", ",,200,200", ",500,,500", ",50,200,50", "10,500,200,10" })
	void maximumOfSpringDataIsThatOfTheApplicationUnlessItSaysMore(Integer ours, String maximum, String usual,
			int expected) {
		QueryProperties properties = new QueryProperties();
		properties.setMaxPageSize(ours);
		MockEnvironment environment = new MockEnvironment();
		if (maximum != null) {
			environment.setProperty(PREFIX + "max-page-size", maximum);
		}
		if (usual != null) {
			environment.setProperty(PREFIX + "default-page-size", usual);
		}
		assertThat(QueryPolicy.of(properties, environment).maxPageSize()).isEqualTo(expected);
	}

}
