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

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.ratelimit.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an advice of the application keeps its meaning as {@code docs/own-advice.md}
 * says.
 */
class OwnAdviceTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Shop.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenExceptionIsOfTheApplicationItsMethodAnswers() {
		assertAnswer(get("/sold-out"), 409, "{\"error\":\"sold out\"}");
		assertAnswer(get("/failing"), 500, "{\"error\":\"something went wrong\"}");
	}

	@Test
	void whenChainRefusesTheCatchAllIsNotAsked() {
		assertThat(get("/limited").statusCode()).isEqualTo(200);
		HttpResponse<String> limited = get("/limited");
		assertThat(limited.statusCode()).isEqualTo(429);
		assertThat(limited.body()).contains("violated-policies");
		HttpResponse<String> unreadable = post("{\"item\":");
		assertThat(unreadable.statusCode()).isEqualTo(400);
		assertThat(unreadable.body()).contains("problems/bad-request");
	}

	@Test
	void whenContentIsInvalidTheCatchAllIsAsked() {
		HttpResponse<String> invalid = post("{\"item\":\"\"}");
		assertThat(invalid.statusCode()).isEqualTo(400);
		assertThat(invalid.body()).doesNotContain("something went wrong");
	}

	@Test
	void whenTypeIsNamedTheApplicationAnswersARefusal() {
		assertAnswer(get("/guarded"), 403, "{\"error\":\"not yours\"}");
	}

	@Test
	void whenThereIsNoAdviceProblemsAreMappedAndCustomized() {
		try (TestServer other = TestServer.start(WithoutAdvice.class)) {
			HttpResponse<String> response = other.get("/sold-out", TestServer.bearer("ed"));
			assertThat(response.statusCode()).isEqualTo(409);
			assertThat(response.body()).contains("problems/sold-out", "https://shop.example.com/support");
			assertThat(other.get("/failing", TestServer.bearer("ed")).statusCode()).isEqualTo(500);
		}
	}

	private static void assertAnswer(HttpResponse<String> response, int status, String body) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).isEqualTo(body);
	}

	private static HttpResponse<String> get(String path) {
		return server.get(path, TestServer.bearer("ed"));
	}

	private static HttpResponse<String> post(String json) {
		return server.post("/orders", json, TestServer.bearer("ed"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ WithoutAdvice.class, OrderAdvice.class, OrderAdvice.DeniedAdvice.class })
	static class Shop {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ProblemConfiguration.class)
	static class WithoutAdvice {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@RestController
		static class OrderController {

			@GetMapping("/sold-out")
			String soldOut() {
				throw new SoldOutException();
			}

			@GetMapping("/failing")
			String failing() {
				throw new IllegalStateException("secret");
			}

			@GetMapping("/limited")
			@RateLimited(limit = "1/1h")
			String limited() {
				return "";
			}

			@GetMapping("/guarded")
			@PreAuthorize("hasRole('ADMIN')")
			String guarded() {
				return "";
			}

			@PostMapping("/orders")
			String create(@Valid @RequestBody Order order) {
				return order.item();
			}

		}

	}

	record Order(@NotBlank String item) {

	}

}
