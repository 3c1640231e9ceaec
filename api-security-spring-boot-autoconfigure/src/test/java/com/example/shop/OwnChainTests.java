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
import java.util.List;
import java.util.regex.Pattern;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that chains of the application do what the documentation says.
 */
class OwnChainTests {

	@Test
	void whenPageHasAChainOfItsOwnItHasItsPolicyAndTheRestIsProtected() {
		try (TestServer server = TestServer.start(SwaggerUi.class)) {
			HttpResponse<String> page = server.get("/swagger-ui/index.html");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.headers().allValues("Content-Security-Policy"))
				.containsExactly("default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:");
			assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
			assertThat(server.get("/v3/api-docs").statusCode()).isEqualTo(401);
			// Its chain has cookies, and so a token against forged requests.
			assertThat(server.send(server.request("/swagger-ui/index.html").POST(BodyPublishers.noBody())).statusCode())
				.isEqualTo(403);
		}
	}

	@Test
	void whenChainsAreAskedForTheApiHasThatOfTheStarter() {
		try (TestServer server = TestServer.start(Pages.class)) {
			assertThat(server.send(server.request("/pages/index.html").header("Accept", "text/html")).statusCode())
				.isEqualTo(302);
			HttpResponse<String> refusal = server.get("/api/orders");
			assertThat(refusal.statusCode()).isEqualTo(401);
			assertThat(refusal.body()).contains("problems/unauthorized");
			assertHeadersOfThePage(refusal);
		}
	}

	private static void assertHeadersOfThePage(HttpResponse<String> response) {
		String page = Documentation.read(Documentation.page("headers.md"));
		String table = page.substring(page.indexOf("|---"), page.indexOf("```"));
		List<String> documented = Pattern.compile("`([A-Z][A-Za-z-]+-[A-Za-z-]+)`")
			.matcher(table)
			.results()
			.map((name) -> name.group(1))
			.filter((name) -> !name.equals("Strict-Transport-Security"))
			.toList();
		assertThat(documented).hasSizeGreaterThan(10)
			.allSatisfy((name) -> assertThat(response.headers().allValues(name)).as(name).hasSize(1));
		assertThat(table).contains(response.headers().firstValue("Content-Security-Policy").orElseThrow(),
				response.headers().firstValue("Cache-Control").orElseThrow());
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ SwaggerUiConfiguration.class, PageController.class })
	static class SwaggerUi {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ChainConfiguration.class)
	static class Pages {

	}

	@RestController
	static class PageController {

		@GetMapping("/swagger-ui/index.html")
		String page() {
			return "page";
		}

	}

}
