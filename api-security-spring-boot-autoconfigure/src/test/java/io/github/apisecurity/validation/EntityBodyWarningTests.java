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

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntityBodyWarning}.
 */
@ExtendWith(OutputCaptureExtension.class)
class EntityBodyWarningTests {

	@Test
	void whenHandlerTakesEntityOrProjectionWarnsOnceAndNamesIt(CapturedOutput output) {
		TestServer.start(ValidationApi.class).close();
		assertThat(output.getAll().lines().filter((line) -> line.contains("takes a JPA entity"))).singleElement()
			.asString()
			.contains("WARN", "createEntity");
		assertThat(output.getAll().lines().filter((line) -> line.contains("takes a projection"))).singleElement()
			.asString()
			.contains("WARN", "createProjection");
	}

}
