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

package com.example.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the documentation shows what the shop really adds.
 */
class DocumentedConfigurationTests {

	private static final Path DOCUMENT = Path.of("../../docs/existing-application.md");

	@Test
	void documentShowsTheLinesOfTheShopAndTheyAreFew() throws IOException {
		String lines = Files.readString(Path.of("src/main/resources/config/application.yml"));
		assertThat(DOCUMENT).content().contains("```yaml\n" + lines + "```");
		assertThat(lines.lines()).hasSizeLessThanOrEqualTo(20);
	}

}
