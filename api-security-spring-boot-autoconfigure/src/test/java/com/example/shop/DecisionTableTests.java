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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.example.shop.AuditConfiguration.RecentEvents;
import io.github.apisecurity.Documentation;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that refusals show and are recorded as {@code docs/why.md} says.
 */
class DecisionTableTests {

	private static final String PAGE = Documentation.read(Documentation.page("why.md"));

	private static TestIdentityProvider issuer;

	private static TestServer server;

	@BeforeAll
	static void start() {
		issuer = TestIdentityProvider.start();
		server = TestServer.start(Shop.class, "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=shop",
				"api-security.authorization.rules[0].pattern=/public",
				"api-security.authorization.rules[0].access=permit-all",
				"api-security.authorization.rules[1].pattern=/api/refused",
				"api-security.authorization.rules[1].authorities=ROLE_ADMIN",
				"api-security.rate-limit.policies.api.limits=1000/1m",
				"api-security.rate-limit.policies.export.limits=1/1h",
				"management.endpoints.web.exposure.include=health,metrics");
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			audience_mismatch   | aud       | other
			issuer_unknown      | iss       | https://id.example.com/
			token_expired       | exp       | 1700000900
			lifetime_too_long   | exp       | 4102444800
			subject_missing     | sub       |
			not_an_access_token | nonce     | n
			""")
	void whenClaimIsWrongIsUnauthorizedWithTheReason(String reason, String claim, String value) {
		Map<String, Object> claims = issuer.claims("shop");
		if (value == null) {
			claims.remove(claim);
		}
		else {
			claims.put(claim, claim.equals("exp") ? (Object) Long.valueOf(value) : value);
		}
		if (reason.equals("token_expired")) {
			claims.put("iat", 1_700_000_000L);
		}
		assertUnauthorized(reason, issuer.token(issuer.header("RS256"), claims));
	}

	@Test
	void whenTypeIsMissingIsUnauthorizedWithTheReason() {
		Map<String, Object> header = new LinkedHashMap<>(issuer.header("RS256"));
		header.remove("typ");
		assertUnauthorized("type_missing", issuer.token(header, issuer.claims("shop")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nonsense", "non sense" })
	void whenTokenIsNoneIsUnauthorizedWithTheReason(String token) {
		assertUnauthorized("token_malformed", token);
	}

	private static void assertUnauthorized(String reason, String token) {
		HttpResponse<String> response = server.get("/public", "Authorization", "Bearer " + token);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
			.startsWith("Bearer error=\"invalid_token\"");
		assertRecorded("authn_login_fail", reason);
	}

	private static void assertRecorded(String event, String reason) {
		SecurityEvent last = server.context().getBean(RecentEvents.class).last();
		assertThat(last.type().id()).isEqualTo(event);
		assertThat(last.reason()).isEqualTo(reason);
		assertThat(PAGE).contains("`" + event + "`");
		if (reason != null) {
			assertThat(PAGE).contains("`" + reason + "`");
		}
	}

	@Test
	void whenThereIsNoTokenTheChallengeHasNoError() {
		HttpResponse<String> response = server.get("/api/search");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
		assertRecorded("authn_login_fail", "credentials_missing");
	}

	@Test
	void whenPathIsPublicNoTokenIsNeeded() {
		assertThat(server.get("/public").statusCode()).isEqualTo(404);
	}

	@Test
	void whenStepUpIsNeededTheChallengeSaysSo() {
		HttpResponse<String> response = server.post("/api/transfers", "{\"amount\": 1}", bearer("ed"));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
			.startsWith("Bearer error=\"insufficient_user_authentication\"");
		assertRecorded("authz_fail", "step_up_required");
	}

	@Test
	void whenKeysCannotBeFetchedIsUnavailable() {
		try (TestServer other = TestServer.start(Shop.class,
				"spring.security.oauth2.resourceserver.jwt.issuer-uri=http://127.0.0.1:1",
				"spring.security.oauth2.resourceserver.jwt.audiences=shop",
				"api-security.rate-limit.policies.api.limits=1000/1m",
				"api-security.rate-limit.policies.export.limits=1/1h")) {
			Map<String, Object> claims = issuer.claims("shop");
			claims.put("iss", "http://127.0.0.1:1");
			HttpResponse<String> response = other.get("/api/search", "Authorization",
					"Bearer " + issuer.token(issuer.header("RS256"), claims));
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(other.context().getBean(RecentEvents.class).last().reason()).isEqualTo("keys_unavailable");
			assertThat(PAGE).contains("`keys_unavailable`");
		}
	}

	@Test
	void whenTwoHeadersAreThereIsBadRequest() {
		String[] token = bearer("ed");
		assertThat(server.get("/public", token[0], token[1], token[0], token[1]).statusCode()).isEqualTo(400);
		assertRecorded("authn_login_fail", "multiple_authorization_headers");
	}

	@ParameterizedTest
	@CsvSource({ "/api/refused", "/api/customers/export", "/actuator/metrics" })
	void whenAuthorityIsMissingIsForbidden(String path) {
		assertThat(server.get(path, bearer("vera", "VIEWER")).statusCode()).isEqualTo(403);
		assertRecorded("authz_fail", null);
	}

	@Test
	void whenOriginIsNotAllowedIsForbidden() {
		HttpResponse<String> preflight = server.send(
				server.request("/api/search").method("OPTIONS", BodyPublishers.noBody()), "Origin",
				"https://evil.example.com", "Access-Control-Request-Method", "GET");
		assertThat(preflight.statusCode()).isEqualTo(403);
		assertRecorded("malicious_cors", "rule_missing");
		assertThat(
				server.get("/api/offers?id=1", with(bearer("ed"), "Origin", "https://evil.example.com")).statusCode())
			.isEqualTo(403);
		assertRecorded("malicious_cors", "origin_not_allowed");
		assertThat(server.get("/api/offers?id=1", with(bearer("ed"), "Origin", "https://partner.example.com"))
			.headers()
			.firstValue("Access-Control-Allow-Origin")).hasValue("https://partner.example.com");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			text/plain                          |      | content_type
			text/csv                            |      | content_type
			                                    |      | content_type
			application/json;charset=iso-8859-1 |      | charset
			application/json                    | gzip | content_encoding
			""")
	void whenBodyIsOfAnotherKindIsUnsupported(String type, String encoding, String reason) {
		List<String> headers = new ArrayList<>(List.of(bearer("ed")));
		if (type != null) {
			headers.addAll(List.of("Content-Type", type));
		}
		if (encoding != null) {
			headers.addAll(List.of("Content-Encoding", encoding));
		}
		HttpResponse<String> response = server.send(
				server.request("/api/orders").POST(BodyPublishers.ofString("{\"item\":\"tea\",\"quantity\":1}")),
				headers.toArray(String[]::new));
		assertThat(response.statusCode()).isEqualTo(415);
		assertRecorded("input_validation_fail", reason);
	}

	@Test
	void whenHandlerDeclaresTheTypeItIsAccepted() {
		assertThat(server
			.send(server.request("/api/import").POST(BodyPublishers.ofString("a,b")),
					with(bearer("ed"), "Content-Type", "text/csv"))
			.statusCode()).isEqualTo(200);
	}

	@Test
	void whenLimitIsUsedUpNamesThePolicy() {
		String[] editor = bearer("limited", "EDITOR");
		assertThat(server.get("/api/customers/export", editor).statusCode()).isEqualTo(200);
		HttpResponse<String> response = server.get("/api/customers/export", editor);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.body()).contains("\"violated-policies\":[\"export\"]");
		assertThat(response.headers().firstValue("Retry-After")).isPresent();
		assertRecorded("excess_rate_limit_exceeded", "quota");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"item": "tea", "quantity": 1, "gift": true} | unknown-property
			{"item": "tea", "quantity": "1"}             | type-mismatch
			""")
	void whenJsonIsNotStrictIsBadRequest(String json, String code) {
		HttpResponse<String> response = server.post("/api/carts", json, bearer("ed"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"code\":\"" + code + "\"");
		assertThat(PAGE).contains("`" + code + "`");
	}

	@Test
	void whenTypeIsLenientTheRuleIsOff() {
		assertThat(server.post("/api/orders", "{\"item\": \"tea\", \"quantity\": \"1\"}", bearer("ed")).statusCode())
			.isEqualTo(200);
		assertThat(server.post("/api/orders", "{\"item\": \"tea\", \"gift\": true}", bearer("ed")).statusCode())
			.isEqualTo(400);
	}

	@Test
	void whenParameterIsGivenTwiceIsBadRequest() {
		HttpResponse<String> response = server.get("/api/offers?id=1&id=2", bearer("ed"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("duplicate-parameter");
		assertThat(PAGE).contains("`duplicate-parameter`");
	}

	@Test
	void whenEventIsOfTheApplicationItHasCallerAndDetails() {
		server.post("/api/orders/7/refund", "{}", bearer("ed"));
		SecurityEvent event = server.context().getBean(RecentEvents.class).last();
		assertThat(event.type().id()).isEqualTo("order_refund");
		assertThat(event.principal()).isEqualTo("ed");
		assertThat(event.details()).containsEntry("order", 7L);
	}

	@Test
	void whenEndpointHasEndedIsGone() {
		assertThat(server.get("/reports/legacy", bearer("ed")).statusCode()).isEqualTo(410);
	}

	private static String[] with(String[] headers, String... more) {
		List<String> all = new ArrayList<>(List.of(headers));
		all.addAll(List.of(more));
		return all.toArray(String[]::new);
	}

	private static String[] bearer(String subject, String... roles) {
		Map<String, Object> claims = issuer.claims("shop");
		claims.put("sub", subject);
		claims.put("roles", List.of(roles));
		return new String[] { "Authorization", "Bearer " + issuer.token(issuer.header("RS256"), claims) };
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ CustomerController.class, TransferController.class, SearchController.class, LegacyOrderController.class,
			RefundController.class, ReportController.class, AuditConfiguration.class })
	static class Shop {

	}

}
