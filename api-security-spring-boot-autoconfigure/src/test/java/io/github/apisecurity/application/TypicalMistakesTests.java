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

package io.github.apisecurity.application;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what people typically get wrong in each feature stops the start, and that
 * what is printed then names key, value and mend, and no secret.
 */
class TypicalMistakesTests {

	private static final String SECRET = "not:";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		// Each start would look for them in all classes of the tests.
		.withPropertyValues("spring.data.redis.repositories.enabled=false");

	/**
	 * Of each line: the properties, and what is printed.
	 * @param properties the properties, separated by semicolons
	 * @param key the key that is named
	 * @param value the value that is named, of a secret after 'not:'
	 * @param mend the mend
	 */
	@ParameterizedTest
	@CsvFileSource(resources = "typical-mistakes.csv", delimiter = '|', numLinesToSkip = 1)
	void whenMistakenStopsAndSaysKeyValueAndMend(String properties, String key, String value, String mend) {
		AtomicReference<ConfigurableApplicationContext> application = new AtomicReference<>();
		this.runner.withInitializer(application::set)
			.withPropertyValues(Arrays.stream(properties.split(";")).map(String::trim).toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = analyze(application.get(), context.getStartupFailure());
				assertThat(analysis).as(() -> "analysis of " + context.getStartupFailure()).isNotNull();
				String printed = analysis.getDescription() + "\n\nAction:\n\n" + analysis.getAction();
				assertThat(printed).contains(key, mend);
				if (value.startsWith(SECRET)) {
					assertThat(printed).doesNotContain(value.substring(SECRET.length()));
				}
				else {
					assertThat(printed).contains(value);
				}
			});
	}

	private static FailureAnalysis analyze(ConfigurableApplicationContext application, Throwable failure) {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(BeanFactory.class, application.getBeanFactory())
				.and(Environment.class, application.getEnvironment()));
		return analyzers.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@EnableAutoConfiguration
	static class Application {

	}

}
