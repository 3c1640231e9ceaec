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

package io.github.apisecurity.authentication;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs what {@code docs/testing.md} says of tokens without an identity provider.
 */
class DeskTokenTests {

	@Test
	void tokenOfTheDocumentationIsAccepted(@TempDir Path directory) throws IOException, InterruptedException {
		Matcher section = Pattern.compile("## A token at your desk.*?```shell\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("../docs/testing.md")));
		assertThat(section.find()).isTrue();
		Process shell = new ProcessBuilder("bash", "-e", "-c", section.group(1) + "printf %s \"$TOKEN\" > token")
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("output").toFile())
			.start();
		assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(shell.exitValue()).as(Files.readString(directory.resolve("output"))).isZero();
		String token = Files.readString(directory.resolve("token"));
		try (TestServer server = TestServer.start(Orders.class,
				"spring.config.additional-location=" + directory.resolve("application-desk.yml").toUri())) {
			assertThat(server.get("/orders", "Authorization", "Bearer " + token).body()).isEqualTo("alice");
			assertThat(server.get("/orders").statusCode()).isEqualTo(401);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Orders.OrderController.class)
	static class Orders {

		@RestController
		static class OrderController {

			@GetMapping("/orders")
			String orders(Principal caller) {
				return caller.getName();
			}

		}

	}

}
