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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the configurations of {@code docs/providers.md} with tokens of the shape that
 * each provider documents.
 */
class ProviderTokenTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					keycloak | id.example.com | ada | FACTOR_BEARER, ROLE_EDITOR, ROLE_EXPORT, SCOPE_email, SCOPE_profile
					entra-id | microsoftonline | 00000000-0000-0000-66f3-3332eca7ea81 | FACTOR_BEARER, ROLE_EDITOR, SCOPE_orders.read, SCOPE_orders.write
					auth0    | auth0.com | 'auth0|5f7c8ec7c33c6c004bbafe82' | FACTOR_BEARER, ROLE_EDITOR, read:orders, write:orders
					okta     | okta.com | ada@example.com | FACTOR_BEARER, ROLE_EDITOR, SCOPE_openid, SCOPE_orders.read
					cognito  | amazonaws.com | ada | FACTOR_BEARER, ROLE_editors, SCOPE_shop/orders.read
					""")
	void tokenOfTheProviderIsAccepted(String provider, String host, String name, String authorities)
			throws IOException {
		try (TestIdentityProvider issuer = TestIdentityProvider.start();
				TestServer server = TestServer.start(HostileRequestTests.Api.class,
						"spring.config.additional-location=" + configuration(host, issuer))) {
			String resource = new ClassPathResource("tokens/" + provider + ".json")
				.getContentAsString(StandardCharsets.UTF_8);
			long now = Instant.now().getEpochSecond();
			JsonNode recorded = JsonMapper.shared()
				.readTree(resource.replace("\"$iss\"", "\"" + issuer.issuer() + "\"")
					.replace("\"$iat\"", String.valueOf(now - 5))
					.replace("\"$exp\"", String.valueOf(now + 3600)));
			String token = issuer.token(recorded.get("header").toString(), recorded.get("claims").toString());
			HttpResponse<String> response = server.get("/me", "Authorization", "Bearer " + token);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo(name + " [" + authorities + "]");
		}
	}

	private String configuration(String host, TestIdentityProvider issuer) throws IOException {
		String documented = Documentation.blocks(Documentation.page("providers.md"), "yaml")
			.stream()
			.map(Documentation.Block::text)
			.filter((text) -> text.contains(host))
			.findFirst()
			.orElseThrow();
		return Files
			.writeString(this.directory.resolve("provider.yml"),
					documented.replaceAll("issuer-uri: .*", "issuer-uri: " + issuer.issuer()))
			.toUri()
			.toString();
	}

}
