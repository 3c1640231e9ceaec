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

package io.github.apisecurity.token;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import io.github.apisecurity.authentication.apikey.TestApiKeys;
import io.github.apisecurity.authentication.apikey.TestApiKeys.TestApiKey;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests over HTTP that what was revoked is refused, also where its verification is
 * remembered.
 */
class RevocationHttpTests {

	private static final TestApiKey apiKey = TestApiKeys.create();

	private static final TestApiKey otherApiKey = TestApiKeys.create();

	private static TestIdentityProvider issuer;

	private static TestServer server;

	private static TokenRevocation revocation;

	@BeforeAll
	static void start() {
		issuer = TestIdentityProvider.start();
		List<String> properties = new ArrayList<>(apiKey.properties("shop"));
		properties.addAll(otherApiKey.properties("partner"));
		properties.add("spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer());
		properties.add("spring.security.oauth2.resourceserver.jwt.audiences=api");
		properties.add("api-security.authentication.require-issued-at=false");
		properties.add("api-security.token.revocation.enabled=true");
		properties.add("management.endpoints.web.exposure.include=revocations,metrics,apisecurity");
		server = TestServer.start(Api.class, properties.toArray(String[]::new));
		revocation = server.context().getBean(TokenRevocation.class);
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.close();
	}

	@Test
	void tokenThatLogsOutIsRefusedAlthoughItIsRememberedAndOthersAreNot() {
		String token = token(Map.of());
		String other = token(Map.of());
		assertThat(status(token)).isEqualTo(200);
		assertThat(status(token)).isEqualTo(200);
		assertThat(server.send(
				server.request("/logout-api").header("Authorization", "Bearer " + token).POST(BodyPublishers.noBody()))
			.statusCode()).isEqualTo(200);
		HttpResponse<String> response = server.get("/me", "Authorization", "Bearer " + token);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow()).contains("invalid_token")
			.doesNotContain("revoked");
		assertThat(status(other)).isEqualTo(200);
	}

	@Test
	void tokenWithoutIdentifierIsRefusedInEverySpellingOfItsSignature() {
		Map<String, Object> claims = issuer.claims("api");
		claims.remove("jti");
		claims.put("sub", "nameless");
		String first = issuer.token(issuer.header("ES256"), claims);
		String second = issuer.token(issuer.header("ES256"), claims);
		assertThat(first).isNotEqualTo(second);
		assertThat(status(first)).isEqualTo(200);
		assertThat(status(second)).isEqualTo(200);
		server.send(
				server.request("/logout-api").header("Authorization", "Bearer " + first).POST(BodyPublishers.noBody()));
		assertThat(status(first)).isEqualTo(401);
		assertThat(status(second)).isEqualTo(401);
	}

	@Test
	void marksRefuseWhatWasIssuedBefore() {
		Map<Kind, String> claims = Map.of(Kind.SUBJECT, "sub", Kind.SESSION, "sid", Kind.CLIENT, "azp", Kind.GRANT,
				"grant_id");
		claims.forEach((kind, claim) -> {
			String value = "v-" + claim;
			String token = token(Map.of(claim, value));
			String later = token(Map.of(claim, value, "iat", Instant.now().getEpochSecond() + 20));
			assertThat(status(token)).isEqualTo(200);
			revocation.revoke(kind, "https://other.example.com", value);
			revocation.revoke(kind, issuer.issuer() + "/", value);
			revocation.revoke(kind, null, value);
			assertThat(status(token)).as("another issuer").isEqualTo(200);
			revocation.revoke(kind, issuer.issuer(), value);
			assertThat(status(token)).as(claim).isEqualTo(401);
			assertThat(status(later)).as(claim).isEqualTo((kind == Kind.SESSION || kind == Kind.GRANT) ? 401 : 200);
		});
	}

	@Test
	void tokenThatDoesNotSayWhenItWasIssuedIsRefusedUnderAnyMark() {
		Map<String, Object> claims = issuer.claims("api");
		claims.remove("iat");
		claims.put("sub", "timeless");
		String token = issuer.token(issuer.header("RS256"), claims);
		assertThat(status(token)).isEqualTo(200);
		assertThat(status(token)).as("remembered").isEqualTo(200);
		revocation.revoke(Kind.SUBJECT, issuer.issuer(), "timeless");
		assertThat(status(token)).isEqualTo(401);
		assertThat(status(issuer.token(issuer.header("ES256"), claims))).as("never seen").isEqualTo(401);
	}

	@Test
	void apiKeysAreRevokedByIdentifierAndOwner() {
		assertThat(keyStatus(apiKey)).isEqualTo(200);
		assertThat(keyStatus(otherApiKey)).isEqualTo(200);
		revocation.revoke(Kind.SUBJECT, TokenRevocation.API_KEYS, "shop");
		assertThat(keyStatus(apiKey)).isEqualTo(401);
		assertThat(keyStatus(otherApiKey)).isEqualTo(200);
		revocation.revoke(Kind.TOKEN, TokenRevocation.API_KEYS, otherApiKey.key().split("_")[2]);
		assertThat(keyStatus(otherApiKey)).isEqualTo(401);
	}

	@Test
	void administratorRevokesOverHttpAndNobodyElse() {
		String admin = token(Map.of("roles", List.of("ACTUATOR", "ADMIN"), "sub", "admin"));
		String token = token(Map.of("sub", "mallory"));
		String body = "{\"issuer\":\"" + issuer.issuer() + "\",\"value\":\"mallory\"}";
		assertThat(server.post("/actuator/revocations/subject", body).statusCode()).isEqualTo(401);
		HttpResponse<String> done = server.post("/actuator/revocations/subject", body, "Authorization",
				"Bearer " + admin);
		assertThat(done.statusCode()).isEqualTo(204);
		assertThat(status(token)).isEqualTo(401);
		for (String bad : List.of("{}", "{\"value\":\"x\"}", "{\"issuer\":\"x\"}", "{\"issuer\":\"x\",\"value\":\"\"}",
				"{\"issuer\":\"x\",\"vaule\":\"x\"}", "{\"isuer\":\"x\",\"value\":\"x\"}",
				"{\"issuer\":\"x\",\"isuer\":\"x\",\"value\":\"x\"}")) {
			assertThat(
					server.post("/actuator/revocations/subject", bad, "Authorization", "Bearer " + admin).statusCode())
				.as(bad)
				.isEqualTo(400);
		}
		assertThat(server
			.post("/actuator/revocations/subject", "{\"issuer\":\"\",\"value\":\"x\"}", "Authorization",
					"Bearer " + admin)
			.statusCode()).isEqualTo(204);
		assertThat(revocation.isRevoked(Kind.SUBJECT, null, "x", Instant.now())).isTrue();
		assertThat(
				server.post("/actuator/revocations/everything", body, "Authorization", "Bearer " + admin).statusCode())
			.isEqualTo(400);
		assertThat(server.get("/actuator/apisecurity", "Authorization", "Bearer " + admin).body())
			.contains("\"revocation\":{\"entries\":");
		HttpResponse<String> state = server.get("/actuator/revocations", "Authorization", "Bearer " + admin);
		assertThat(TestServer.json(state).get("fresh").asBoolean()).isTrue();
		assertThat(TestServer.json(state).get("entries").asInt()).isPositive();
		assertThat(state.body()).doesNotContain("mallory");
		assertThat(server.get("/actuator/metrics/api.security.revocation.entries", "Authorization", "Bearer " + admin)
			.statusCode()).isEqualTo(200);
	}

	private static int keyStatus(TestApiKey key) {
		return server.get("/me", "X-API-Key", key.key()).statusCode();
	}

	private static int status(String token) {
		return server.get("/me", "Authorization", "Bearer " + token).statusCode();
	}

	private static String token(Map<String, Object> change) {
		Map<String, Object> claims = new LinkedHashMap<>(issuer.claims("api"));
		claims.putAll(change);
		return issuer.token(issuer.header("RS256"), claims);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@RestController
		static class MeController {

			private final TokenRevocation revocation;

			MeController(TokenRevocation revocation) {
				this.revocation = revocation;
			}

			@GetMapping("/me")
			String me(Authentication authentication) {
				return authentication.getName();
			}

			@PostMapping("/logout-api")
			void logout(Authentication authentication) {
				this.revocation.revoke(authentication);
			}

		}

	}

}
