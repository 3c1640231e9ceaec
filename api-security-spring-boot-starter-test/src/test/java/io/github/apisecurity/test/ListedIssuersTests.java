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

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link AutoConfigureTestIssuer} in an application that lists its issuers.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = TestApplication.class,
		properties = { "spring.config.name=listed",
				"api-security.authentication.issuers[0].issuer-uri=https://id.example.com",
				"api-security.authentication.issuers[0].jwk-set-uri=https://id.example.com/keys",
				"api-security.authentication.issuers[0].audiences=listed",
				"api-security.authentication.issuers[0].authorities[0].claim=groups",
				"api-security.authentication.issuers[0].authorities[0].prefix=ROLE_",
				"api-security.authentication.issuers[1].issuer-uri=https://other.example.com",
				"api-security.authentication.issuers[1].audiences=listed" })
@AutoConfigureTestIssuer
class ListedIssuersTests {

	@Test
	void whenIssuersAreListedTheFirstIsReplacedAndItsMappingStays(@LocalServerPort int port,
			@Autowired TestIssuer issuer) {
		String token = issuer.token("alice", Map.of("groups", List.of("ADMIN")));
		assertThat(RestClient.create("http://localhost:" + port)
			.get()
			.uri("/admin")
			.headers((headers) -> headers.setBearerAuth(token))
			.retrieve()
			.body(String.class)).isEqualTo("admin");
	}

}
