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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.apisecurity.Documentation;
import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the configurations of {@code docs/providers.md}, all of them in one application,
 * with tokens of the shape that each provider documents.
 */
class ProviderTokenTests {

	private static TestIdentityProvider keys;

	private static List<String> documented;

	private static TestServer server;

	@BeforeAll
	static void start(@TempDir Path directory) throws IOException {
		keys = TestIdentityProvider.start();
		documented = Documentation.blocks(Documentation.page("providers.md"), "yaml")
			.stream()
			.map(Documentation.Block::text)
			.toList();
		// As documented, but for the location of the keys.
		String issuers = documented.stream()
			.map((text) -> text.substring(text.indexOf('\n') + 1)
				.replaceAll("(?m)^ +jwk-set-uri: .*\n", "")
				.replaceFirst("(issuer-uri: .*\n)", "$1    jwk-set-uri: " + keys.jwkSetUri() + "\n"))
			.collect(Collectors.joining());
		Path configuration = Files.writeString(directory.resolve("providers.yml"),
				"api-security.authentication.issuers:\n" + issuers);
		server = TestServer.start(HostileRequestTests.Api.class,
				"spring.config.additional-location=" + configuration.toUri());
	}

	@AfterAll
	static void stop() {
		server.close();
		keys.close();
	}

	@Test
	void sixLinesAreEnough() {
		assertThat(documented).hasSizeGreaterThanOrEqualTo(15)
			.allSatisfy((text) -> assertThat(text.lines().skip(1)).hasSizeLessThanOrEqualTo(6));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					keycloak     | id.example.com | ada | FACTOR_BEARER, ROLE_EDITOR, ROLE_EXPORT
					entra-id     | microsoftonline | 00000000-0000-0000-66f3-3332eca7ea81 | FACTOR_BEARER, ROLE_EDITOR, SCOPE_orders.read, SCOPE_orders.write
					auth0        | auth0.com | 'auth0|5f7c8ec7c33c6c004bbafe82' | FACTOR_BEARER, ROLE_EDITOR, read:orders, write:orders
					okta         | okta.com | ada@example.com | FACTOR_BEARER, ROLE_EDITOR, SCOPE_openid, SCOPE_orders.read
					cognito      | amazonaws.com | aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee | FACTOR_BEARER, ROLE_editors
					adfs         | /adfs/ | ada@example.com | FACTOR_BEARER, ROLE_EDITOR
					supabase     | supabase.co | 3c0a5f0e-4d8d-4c6b-9a45-0f3c1c0f2a11 | FACTOR_BEARER, ROLE_EDITOR
					zitadel      | zitadel | 165460784409546753 | FACTOR_BEARER, ROLE_EDITOR
					hydra        | hydra | ada | FACTOR_BEARER, SCOPE_openid, SCOPE_orders.read
					uaa          | uaa | ada | FACTOR_BEARER, SCOPE_openid, SCOPE_orders.read
					duende       | identityserver.example.com | 818727 | FACTOR_BEARER, SCOPE_openid, SCOPE_orders.read
					pingfederate | pingfederate | ada | FACTOR_BEARER, ROLE_editors
					fusionauth   | fusionauth | 00000000-0000-0001-0000-000000000000 | FACTOR_BEARER, ROLE_EDITOR
					authentik    | authentik | ada | FACTOR_BEARER, ROLE_EDITOR
					kubernetes   | kubernetes | system:serviceaccount:shop:orders | FACTOR_BEARER
					""")
	void goodTokenOfTheProviderIsAcceptedAndOthersAreNot(String provider, String host, String name, String authorities)
			throws IOException {
		JsonNode recorded = recorded(provider, host, 3600);
		HttpResponse<String> response = get(recorded.get("header"), recorded.get("claims"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo(name + " [" + authorities + "]");
		assertThat(sendTwice(recorded.get("header"), recorded.get("claims"))).as("remembered").isEqualTo(200);
		assertThat(
				get(recorded.get("header"), with(recorded, Map.of("aud", "other", "client_id", "other"))).statusCode())
			.as("for another API")
			.isEqualTo(401);
		assertThat(get(recorded.get("header"), idToken(recorded)).statusCode()).as("ID token").isEqualTo(401);
		JsonNode expired = recorded(provider, host, -3600);
		assertThat(get(expired.get("header"), expired.get("claims")).statusCode()).as("expired").isEqualTo(401);
	}

	private static JsonNode recorded(String provider, String host, long seconds) throws IOException {
		String block = documented.stream().filter((text) -> text.contains(host)).findFirst().orElseThrow();
		String issuer = block.lines().skip(1).findFirst().orElseThrow().replaceFirst(".*issuer-uri: ", "");
		long now = Instant.now().getEpochSecond();
		return JsonMapper.shared()
			.readTree(new ClassPathResource("tokens/" + provider + ".json").getContentAsString(StandardCharsets.UTF_8)
				.replace("$iss", issuer)
				.replace("\"$iat\"", String.valueOf(now - 5 + Math.min(0, 2 * seconds)))
				.replace("\"$exp\"", String.valueOf(now + seconds)));
	}

	// By what the provider says of the kind of a token, or else by what OpenID Connect
	// puts into an ID token and nowhere else.
	private static JsonNode idToken(JsonNode recorded) {
		ObjectNode claims = (ObjectNode) recorded.get("claims").deepCopy();
		if (recorded.has("id-token")) {
			return claims.setAll((ObjectNode) recorded.get("id-token"));
		}
		return claims.put("nonce", "n-0S6_WzA2Mj").put("at_hash", "77QmUPtjPfzWtF2AnpK9RQ");
	}

	private static JsonNode with(JsonNode recorded, Map<String, String> changes) {
		ObjectNode claims = (ObjectNode) recorded.get("claims").deepCopy();
		changes.forEach(claims::put);
		return claims;
	}

	private static int sendTwice(JsonNode header, JsonNode claims) {
		String token = keys.token(header.toString(), claims.toString());
		server.get("/me", "Authorization", "Bearer " + token);
		return server.get("/me", "Authorization", "Bearer " + token).statusCode();
	}

	private static HttpResponse<String> get(JsonNode header, JsonNode claims) {
		return server.get("/me", "Authorization", "Bearer " + keys.token(header.toString(), claims.toString()));
	}

}
