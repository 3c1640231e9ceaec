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
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the code of the documentation does what the documentation says, with the
 * configuration of the README.
 */
class ShopTests {

	private static TestIdentityProvider issuer;

	private static TestServer server;

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		issuer = TestIdentityProvider.start();
		String readme = Documentation.blocks(Path.of("../README.md"), "yaml").get(0).text();
		Path file = Files.writeString(directory.resolve("readme.yml"),
				readme.replaceAll("issuer-uri: .*", "issuer-uri: " + issuer.issuer()));
		server = TestServer.start(Shop.class, "spring.config.additional-location=" + file.toUri());
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.close();
	}

	private static String[] bearer(String subject, String... roles) {
		Map<String, Object> claims = issuer.claims("shop-api");
		claims.put("sub", subject);
		claims.put("roles", List.of(roles));
		return new String[] { "Authorization", "Bearer " + issuer.token(issuer.header("RS256"), claims) };
	}

	@Test
	void whenCallerHasTheRoleTheExportIsMaskedAndLimited() {
		assertThat(server.get("/api/customers/export").statusCode()).isEqualTo(401);
		assertThat(server.get("/api/customers/export", bearer("vera", "VIEWER")).statusCode()).isEqualTo(403);
		String[] editor = bearer("ed", "EDITOR");
		assertThat(server.get("/api/customers/export", editor).body()).contains("410*********321");
		for (int i = 0; i < 4; i++) {
			assertThat(server.get("/api/customers/export", editor).statusCode()).isEqualTo(200);
		}
		HttpResponse<String> limited = server.get("/api/customers/export", editor);
		assertThat(limited.statusCode()).isEqualTo(429);
		assertThat(limited.headers().firstValue("Retry-After")).isPresent();
		assertThat(server.get("/api/customers/export", bearer("ada", "EDITOR", "ADMIN")).body())
			.contains("41012345321");
	}

	@Test
	void whenAuthenticationIsNotStrongEnoughTheTransferIsRefused() {
		HttpResponse<String> response = server.post("/api/transfers", "{\"amount\": 1}", bearer("ed"));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
			.contains("insufficient_user_authentication", "acr_values=\"gold\"", "max_age=\"300\"");
	}

	@Test
	void whenMaskIsSentBackTheValueStays() {
		String[] editor = bearer("ed");
		HttpResponse<String> response = server.send(
				server.request("/customers/1")
					.header("Content-Type", "application/json")
					.PUT(BodyPublishers.ofString("{\"name\": \"Alice\", \"nationalId\": \"410*********321\"}")),
				editor);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(server.get("/customers/1/name", editor).body()).isEqualTo("Alice 11");
		assertThat(server.get("/customers/1", editor).body()).contains("410*********321", "a***@example.com");
	}

	@Test
	void whenLimitIsOfTheAnnotationItCountsByAddress() {
		String[] caller = bearer("ed");
		assertThat(server.get("/api/suggestions", caller).headers().firstValue("RateLimit").orElseThrow())
			.contains("r=9");
		assertThat(server.get("/api/search", caller).statusCode()).isEqualTo(200);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ CustomerController.class, CustomerUpdateController.class, TransferController.class,
			SearchController.class })
	static class Shop {

	}

}
