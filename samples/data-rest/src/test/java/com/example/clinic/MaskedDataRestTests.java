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

package com.example.clinic;

import com.example.clinic.association.AssociationApplication;
import com.example.clinic.entity.EntityApplication;
import com.example.clinic.projection.ProjectionApplication;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Spring Data REST writes with mappers of its own, so that an application that masks
 * something does not start with it.
 */
class MaskedDataRestTests {

	@ParameterizedTest
	@ValueSource(classes = { EntityApplication.class, ProjectionApplication.class, AssociationApplication.class })
	void whenSomethingIsMaskedDoesNotStart(Class<?> application) {
		assertThatExceptionOfType(UnmaskablePropertyException.class)
			.isThrownBy(() -> SpringApplication.run(application, "--server.port=0").close())
			.withMessageContaining("JacksonJsonHttpMessageConverter cannot be honoured");
	}

}
