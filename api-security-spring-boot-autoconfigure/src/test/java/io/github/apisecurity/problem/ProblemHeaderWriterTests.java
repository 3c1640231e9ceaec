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

import java.util.function.Consumer;

import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProblemHeaderWriter}.
 */
class ProblemHeaderWriterTests {

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void whenOneFailsTheOthersWriteAndTheAnswerIsGiven() throws Exception {
		this.beans.addBean("first", writer((response) -> {
			throw new IllegalStateException("failed");
		}));
		this.beans.addBean("second", writer((response) -> response.setHeader("second", "yes")));
		ProblemHeaderWriter
			.decorate((request, response, problem) -> response.setStatus(problem.getType().status()),
					this.beans.getBeanProvider(ProblemHeaderWriter.class))
			.write(new MockHttpServletRequest(), this.response, Problem.of(ProblemType.BAD_REQUEST));
		assertThat(this.response.getStatus()).isEqualTo(400);
		assertThat(this.response.getHeader("second")).isEqualTo("yes");
	}

	private static ProblemHeaderWriter writer(Consumer<HttpServletResponse> writer) {
		return (request, response) -> writer.accept(response);
	}

}
