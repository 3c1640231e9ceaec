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

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what {@code docs/migration.md} shows beside each other answers alike.
 */
class MigrationTests {

	@TempDir
	private Path directory;

	static Stream<Class<?>> applications() {
		return Stream.of(HandWritten.class, Migrated.class);
	}

	@ParameterizedTest
	@MethodSource("applications")
	void whenSecurityIsMovedToTheConfigurationAnswersAlike(Class<?> application) throws Exception {
		String yaml = Documentation.blocks(Documentation.page("migration.md"), "yaml").get(0).text();
		String boot = yaml.substring(0, yaml.indexOf("api-security:"));
		try (TestIdentityProvider issuer = TestIdentityProvider.start()) {
			Path file = Files.writeString(this.directory.resolve("documented.yml"),
					((application == Migrated.class) ? yaml : boot).replaceAll("issuer-uri: .*",
							"issuer-uri: " + issuer.issuer()));
			try (TestServer server = TestServer.start(application,
					"spring.config.additional-location=" + file.toUri())) {
				assertThat(server.get("/products").statusCode()).isEqualTo(200);
				assertThat(server.get("/admin/report").statusCode()).isEqualTo(401);
				assertThat(server.get("/orders").statusCode()).isEqualTo(401);
				assertThat(server.get("/orders", bearer(issuer, "EDITOR")).statusCode()).isEqualTo(200);
				assertThat(server.get("/admin/report", bearer(issuer, "EDITOR")).statusCode()).isEqualTo(403);
				assertThat(server.get("/admin/report", bearer(issuer, "ADMIN")).statusCode()).isEqualTo(200);
				assertThat(preflight(server, "https://app.example.com")).isEqualTo(200);
				assertThat(preflight(server, "https://evil.example.com")).isEqualTo(403);
			}
		}
	}

	private static int preflight(TestServer server, String origin) {
		return server
			.send(server.request("/orders").method("OPTIONS", BodyPublishers.noBody()), "Origin", origin,
					"Access-Control-Request-Method", "POST")
			.statusCode();
	}

	private static String[] bearer(TestIdentityProvider issuer, String role) {
		Map<String, Object> claims = issuer.claims("shop");
		claims.put("roles", List.of(role));
		return new String[] { "Authorization", "Bearer " + issuer.token(issuer.header("RS256"), claims) };
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ HandWrittenSecurity.class, ShopController.class })
	static class HandWritten {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ShopController.class)
	static class Migrated {

	}

	@RestController
	static class ShopController {

		@GetMapping({ "/products", "/orders", "/admin/report" })
		String get() {
			return "";
		}

	}

}
