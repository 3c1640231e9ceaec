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

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application that has added the starter and nothing else.
 */
@ExtendWith(OutputCaptureExtension.class)
class NewApplicationTests {

	@Test
	void everyEndpointAnswersUnauthorizedAndOneWarningSaysHowToLetUsersIn(CapturedOutput output) {
		try (TestServer server = TestServer.start(NewApplication.class)) {
			assertThat(server.get("/hello").statusCode()).isEqualTo(401);
			assertThat(server.get("/hello").body()).contains("problems/unauthorized");
			assertThat(server.get("/actuator/health").statusCode()).isEqualTo(200);
			assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN "))).singleElement()
				.asString()
				.contains("spring.security.oauth2.resourceserver.jwt.issuer-uri");
			assertThat(output).doesNotContain("generated security password");
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(HelloController.class)
	static class NewApplication {

	}

	@RestController
	static class HelloController {

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

}
