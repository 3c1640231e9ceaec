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

package io.github.apisecurity.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code in {@code docs/testing.md} is code of the tests beside this one.
 */
class TestingDocumentationTests {

	private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	@ParameterizedTest
	@MethodSource("statements")
	void everyStatementOfTheDocumentIsRun(String statement) throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src/test/java/io/github/apisecurity/test"))) {
			String tests = files.filter((file) -> !file.endsWith("TestingDocumentationTests.java"))
				.map(TestingDocumentationTests::read)
				.collect(Collectors.joining());
			assertThat(normalize(tests)).contains(statement);
		}
	}

	static List<String> statements() {
		return BLOCK.matcher(read(Path.of("../docs/testing.md")))
			.results()
			.map((block) -> block.group(1))
			.filter((block) -> block.contains("assertThat"))
			.map(TestingDocumentationTests::normalize)
			.toList();
	}

	private static String normalize(String code) {
		return code.replaceAll("\\s+", " ").trim();
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
