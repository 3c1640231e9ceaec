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

package io.github.apisecurity;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what people typically get wrong in each feature stops the start with a
 * message that names key, value and mend.
 */
class TypicalMistakesTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class);

	/**
	 * Of each line: the properties, and what the message tells.
	 * @param properties the properties, separated by semicolons
	 * @param key the key in the message
	 * @param value the value in the message
	 * @param mend the mend in the message
	 */
	@ParameterizedTest
	@CsvFileSource(resources = "typical-mistakes.csv", delimiter = '|', numLinesToSkip = 1)
	void whenMistakenStopsAndSaysKeyValueAndMend(String properties, String key, String value, String mend) {
		this.runner.withPropertyValues(Arrays.stream(properties.split(";")).map(String::trim).toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasFailed();
				StringWriter text = new StringWriter();
				context.getStartupFailure().printStackTrace(new PrintWriter(text));
				assertThat(text.toString()).contains(key, value, mend);
			});
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
