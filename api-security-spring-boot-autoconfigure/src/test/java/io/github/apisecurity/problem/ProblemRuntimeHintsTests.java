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

package io.github.apisecurity.problem;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProblemRuntimeHints}.
 */
class ProblemRuntimeHintsTests {

	@Test
	void messagesAreKept() {
		RuntimeHints hints = new RuntimeHints();
		new ProblemRuntimeHints().registerHints(hints, getClass().getClassLoader());
		String path = "io/github/apisecurity/problem/messages_tr.properties";
		assertThat(new ClassPathResource(path).exists()).isTrue();
		assertThat(RuntimeHintsPredicates.resource().forResource(path)).accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forBundle("io.github.apisecurity.problem.messages"))
			.accepts(hints);
		assertThat(MergedAnnotations.from(ProblemAutoConfiguration.class)
			.get(ImportRuntimeHints.class)
			.getClassArray("value")).containsExactly(ProblemRuntimeHints.class);
	}

}
