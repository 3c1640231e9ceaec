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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what is named under {@code META-INF} exists.
 */
class MetaInfTests {

	private static final Path META_INF = Path.of("src/main/resources/META-INF");

	private static final Pattern CLASS_NAME = Pattern.compile("io\\.github\\.apisecurity\\.[\\w.$]*\\b[A-Z][\\w$]*");

	@Test
	void everyClassNamedUnderMetaInfExists() throws IOException {
		try (Stream<Path> files = Files.walk(META_INF)) {
			assertThat(files.filter(Files::isRegularFile).flatMap(this::classNames)).isNotEmpty()
				.allSatisfy((name) -> assertThat(ClassUtils.isPresent(name, getClass().getClassLoader())).as(name)
					.isTrue());
		}
	}

	@Test
	void springFactoriesNamesTypesThatExist() throws IOException {
		Properties factories = new Properties();
		try (var input = Files.newInputStream(META_INF.resolve("spring.factories"))) {
			factories.load(input);
		}
		assertThat(factories.stringPropertyNames()).allSatisfy(
				(name) -> assertThat(ClassUtils.isPresent(name, getClass().getClassLoader())).as(name).isTrue());
	}

	@Test
	void everyAutoConfigurationCanBeFilteredBeforeItIsLoaded() throws IOException {
		Properties metadata = PropertiesLoaderUtils
			.loadProperties(new ClassPathResource("META-INF/spring-autoconfigure-metadata.properties"));
		assertThat(metadata.stringPropertyNames()).containsAll(ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.apisecurity."))
			.toList());
	}

	private Stream<String> classNames(Path file) {
		try {
			return CLASS_NAME.matcher(Files.readString(file)).results().map(MatchResult::group).toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
