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

package io.github.apisecurity.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureTestIssuer @AutoConfigureTestIssuer} over a port.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = TestApplication.class,
		properties = { "spring.security.oauth2.resourceserver.jwt.audiences=shop",
				"spring.security.oauth2.resourceserver.jwt.public-key-location=classpath:production.pem",
				"spring.security.oauth2.resourceserver.jwt.jwk-set-uri=https://id.example.com/keys",
				"spring.security.oauth2.resourceserver.jwt.authorities-claim-name=roles",
				"spring.security.oauth2.resourceserver.jwt.authority-prefix=ROLE_" })
@AutoConfigureTestIssuer
class AutoConfigureTestIssuerTests {

	@LocalServerPort
	private int port;

	@Autowired
	private TestIssuer issuer;

	@Test
	void whenTheTokenIsOfTheIssuerItIsAccepted() throws Exception {
		assertThat(get("/name", this.issuer.token("alice")).body()).isEqualTo("alice");
		assertThat(get("/admin", this.issuer.token("alice")).statusCode()).isEqualTo(403);
		assertThat(get("/admin", this.issuer.token("alice", Map.of("roles", List.of("ADMIN")))).statusCode())
			.isEqualTo(200);
	}

	@Test
	void whenTheTokenIsForAnotherAudienceItIsRefused() throws Exception {
		assertThat(get("/name", this.issuer.token("alice", Map.of("aud", "other"))).statusCode()).isEqualTo(401);
	}

	@Test
	void whenTheTokenIsOfAnotherIssuerItIsRefused() throws Exception {
		try (TestIssuer other = TestIssuer.start("shop")) {
			assertThat(get("/name", other.token("alice", Map.of("iss", this.issuer.issuerUri()))).statusCode())
				.isEqualTo(401);
		}
	}

	private HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
				.header("Authorization", "Bearer " + token)
				.build(), BodyHandlers.ofString());
	}

}
