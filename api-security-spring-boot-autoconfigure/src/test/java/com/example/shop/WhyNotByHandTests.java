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

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a hand-written resource server, and the same with the starter, answer as the
 * table of the README says.
 */
class WhyNotByHandTests {

	private static final String README = Documentation.read(Documentation.pages().get(0));

	private static TestIdentityProvider issuer;

	private static TestServer byHand;

	private static TestServer starter;

	@BeforeAll
	static void start() {
		issuer = TestIdentityProvider.start();
		String[] boot = { "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=shop", "spring.autoconfigure.exclude=" };
		starter = TestServer.start(Starter.class, boot);
		List<String> ours = new ArrayList<>();
		ImportCandidates.load(org.springframework.boot.autoconfigure.AutoConfiguration.class, null).forEach((name) -> {
			if (name.startsWith("io.github.apisecurity.")) {
				ours.add(name);
			}
		});
		boot[2] += String.join(",", ours);
		byHand = TestServer.start(ByHand.class, boot);
	}

	@AfterAll
	static void stop() {
		byHand.close();
		starter.close();
		issuer.close();
	}

	@Test
	void whenTokenHasNoEnd() {
		assertRow("a token without `exp`", status((server) -> server.get("/orders", token("exp", null))));
	}

	@Test
	void whenTokenIsAnIdToken() {
		assertRow("an ID token", status((server) -> server.get("/orders", token("nonce", "n"))));
	}

	@Test
	void whenTwoAuthorizationHeadersAreThere() {
		String[] token = token("sub", "ada");
		assertRow("two `Authorization` headers",
				status((server) -> server.get("/orders", token[0], token[1], token[0], "Basic eDp5")));
	}

	@Test
	void whenBodyIsLarge() {
		assertRow("20 MB of JSON", status((server) -> server.post("/orders",
				"{\"item\":\"" + "x".repeat(19_000_000) + "\"}" + " ".repeat(1_000_000), token("sub", "ada"))));
	}

	@Test
	void whenNameStandsTwice() {
		assertRow("a name that stands twice in an object",
				status((server) -> server.post("/orders", "{\"item\":\"a\",\"item\":\"b\"}", token("sub", "ada"))));
	}

	@Test
	void whenNumberIsAText() {
		assertRow("`\"2\"` for a number",
				status((server) -> server.post("/orders", "{\"quantity\":\"2\"}", token("sub", "ada"))));
	}

	@Test
	void whenThereIsNoToken() {
		assertRow("what a caller without token is told", (server) -> {
			HttpResponse<String> response = server.get("/orders");
			assertThat(response.statusCode()).isEqualTo(401);
			return response.body().isEmpty() ? "nothing" : "a problem";
		});
	}

	@Test
	void whenBrowserAsksForPolicies() {
		assertRow("CSP, Permissions-Policy, Referrer-Policy", (server) -> {
			HttpResponse<String> response = server.get("/orders");
			return response.headers().firstValue("Content-Security-Policy").isPresent() ? "sent" : "not sent";
		});
	}

	@Test
	void whenKeysAreAskedForByForgers() {
		issuer.claims("shop");
		Map<String, Object> header = new HashMap<>(issuer.header("RS256"));
		assertRow("fetches of keys for 30 tokens with made-up `kid`s", (server) -> {
			server.get("/orders", token("sub", "ada"));
			int before = issuer.keyFetches();
			for (int i = 0; i < 30; i++) {
				header.put("kid", "made-up-" + i);
				server.get("/orders", "Authorization", "Bearer " + issuer.token(header, issuer.claims("shop")));
			}
			return String.valueOf(issuer.keyFetches() - before);
		});
	}

	private static void assertRow(String question, Answer answer) {
		assertThat(README.lines().filter((line) -> line.startsWith("| " + question + " |")))
			.containsExactly("| %s | %s | %s |".formatted(question, answer.of(byHand), answer.of(starter)));
	}

	private static Answer status(Call call) {
		return (server) -> String.valueOf(call.to(server).statusCode());
	}

	private static String[] token(String claim, String value) {
		Map<String, Object> claims = issuer.claims("shop");
		claims.put(claim, value);
		if (value == null) {
			claims.remove(claim);
		}
		return new String[] { "Authorization", "Bearer " + issuer.token(issuer.header("RS256"), claims) };
	}

	private interface Answer {

		String of(TestServer server);

	}

	private interface Call {

		HttpResponse<String> to(TestServer server);

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ HandWrittenSecurity.class, OrderController.class })
	static class ByHand {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(OrderController.class)
	static class Starter {

	}

	@RestController
	static class OrderController {

		@GetMapping("/orders")
		String get() {
			return "orders";
		}

		@PostMapping("/orders")
		Order create(@RequestBody Order order) {
			return order;
		}

	}

	record Order(@Nullable String item, @Nullable Integer quantity) {

	}

}
