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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConditionalOnWritten @ConditionalOnWritten}.
 */
class ConditionalOnWrittenTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(TestConfiguration.class);

	@ParameterizedTest
	@ValueSource(strings = { "example.first=x", "example.first.below[0].it=x", "example.second-key.some=x",
			"example.secondKey=false" })
	void whenAKeyOrOneBelowItIsSetMatches(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasSingleBean(TestConfiguration.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.firsts=x", "example.second=x", "other.example.first=x" })
	void whenOtherKeysAreSetDoesNotMatch(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).doesNotHaveBean(TestConfiguration.class));
	}

	@Test
	void whenAVariableOfTheEnvironmentIsBelowAKeyMatches() {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace("systemEnvironment",
						new SystemEnvironmentPropertySource("systemEnvironment",
								Map.of("EXAMPLE_SECONDKEY_0_IT", "x"))))
			.run((context) -> assertThat(context).hasSingleBean(TestConfiguration.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWritten({ "example.first", "example.second-key" })
	static class TestConfiguration {

	}

}
