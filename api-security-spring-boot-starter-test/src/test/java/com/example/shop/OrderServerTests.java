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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.test.AutoConfigureTestIssuer;
import io.github.apisecurity.test.TestIssuer;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application over a port as {@code docs/testing.md} shows them.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureTestIssuer
class OrderServerTests {

	@Autowired
	private TestIssuer issuer;

	@LocalServerPort
	private int port;

	@Test
	void whenTokenIsValidReturnsTheOrderOfTheCaller() throws Exception {
		HttpResponse<String> response = get(this.issuer.token("alice", Map.of("roles", List.of("EDITOR"))));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("alice");
	}

	@Test
	void whenTokenHasExpiredIsUnauthorized() throws Exception {
		assertThat(get(this.issuer.token("alice", Map.of("iat", 1_700_000_000, "exp", 1_700_000_900))).statusCode())
			.isEqualTo(401);
	}

	private HttpResponse<String> get(String token) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/orders/1"))
				.header("Authorization", "Bearer " + token)
				.build(), BodyHandlers.ofString());
	}

}
