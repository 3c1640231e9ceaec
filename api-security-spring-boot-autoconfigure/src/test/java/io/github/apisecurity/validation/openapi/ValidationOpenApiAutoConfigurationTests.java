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

package io.github.apisecurity.validation.openapi;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.swagger.v3.core.converter.ModelConverter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ValidationOpenApiAutoConfiguration}.
 */
class ValidationOpenApiAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
				ProblemAutoConfiguration.class, ValidationAutoConfiguration.class,
				ValidationOpenApiAutoConfiguration.class));

	@Test
	void describesConstraints() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ConstraintSchemaConverter.class));
	}

	@Test
	void whenSwaggerIsMissingDescribesNothing() {
		this.runner.withClassLoader(new FilteredClassLoader(ModelConverter.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("apiSecurityConstraintSchemaConverter"));
	}

	@Test
	void whenJakartaValidationIsMissingDescribesNothing() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ValidationOpenApiAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("jakarta.validation"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("apiSecurityConstraintSchemaConverter"));
	}

	@Test
	void whenValidationIsDisabledDescribesNothing() {
		this.runner.withPropertyValues("api-security.validation.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ModelConverter.class));
	}

	@Test
	void whenApplicationIsNoWebApplicationDescribesNothing() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ValidationOpenApiAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ModelConverter.class));
	}

	@Test
	void whenApplicationHasItsOwnBacksOff() {
		this.runner.withUserConfiguration(OwnConverter.class)
			.run((context) -> assertThat(context).hasSingleBean(ModelConverter.class)
				.doesNotHaveBean(ConstraintSchemaConverter.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		ModelConverter apiSecurityConstraintSchemaConverter() {
			return mock(ModelConverter.class);
		}

	}

}
