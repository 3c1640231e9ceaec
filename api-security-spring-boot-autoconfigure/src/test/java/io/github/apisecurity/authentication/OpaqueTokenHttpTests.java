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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests opaque tokens over HTTP, with good, hostile and missing answers of the issuer.
 */
class OpaqueTokenHttpTests {

	private static final Map<String, String> answers = new ConcurrentHashMap<>();

	private static final AtomicInteger questions = new AtomicInteger();

	private static final String HANGING = "hanging";

	private static final String REDIRECTING = "redirecting";

	private static HttpServer issuer;

	private static TestServer server;

	@BeforeAll
	static void start() throws Exception {
		issuer = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
		issuer.createContext("/introspect", OpaqueTokenHttpTests::answer);
		issuer.start();
		String ours = "api-security.authentication.opaque-token.";
		server = start(ours + "audiences=shop-api", ours + "authorities[0].claim=scope",
				ours + "authorities[0].prefix=SCOPE_", ours + "authorities[1].claim=roles", ours + "timeout=3s",
				ours + "cache-time-to-live=1h");
	}

	private static TestServer start(String... properties) {
		String boot = "spring.security.oauth2.resourceserver.opaquetoken.";
		return TestServer.start(Api.class,
				Stream
					.concat(Stream.of(
							boot + "introspection-uri=http://127.0.0.1:" + issuer.getAddress().getPort()
									+ "/introspect",
							boot + "client-id=shop api", boot + "client-secret=se:cret",
							"api-security.token.revocation.enabled=true"), Stream.of(properties))
					.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.stop(0);
	}

	private static void answer(HttpExchange exchange) throws IOException {
		questions.incrementAndGet();
		String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		boolean known = "Basic c2hvcCthcGk6c2UlM0FjcmV0".equals(exchange.getRequestHeaders().getFirst("Authorization"));
		String token = form.substring("token=".length()).split("&")[0];
		String answer = answers.getOrDefault(token, "{\"active\":false}");
		if (answer.equals(HANGING)) {
			// Nobody closes the exchange before the issuer is stopped.
			return;
		}
		if (answer.equals(REDIRECTING)) {
			exchange.getResponseHeaders().set("Location", "/introspect");
			exchange.sendResponseHeaders(307, -1);
			exchange.close();
			return;
		}
		byte[] body = answer.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders((known && !answer.isEmpty()) ? 200 : 500, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Test
	void goodTokenIsAcceptedAndAskedForOnce() {
		answers.put("good", answer(Map.of()));
		int before = questions.get();
		for (int i = 0; i < 3; i++) {
			assertThat(get("good").body()).isEqualTo("ada [FACTOR_BEARER, SCOPE_read, SCOPE_write]");
		}
		assertThat(questions.get() - before).isOne();
	}

	@Test
	void revokedTokenIsRefusedAlthoughTheAnswerOfItsIssuerIsRemembered() {
		answers.put("leaver", answer(Map.of("sub", "leaver", "iss", "https://id.example.com")));
		answers.put("nameless", answer(Map.of("sub", "nameless")));
		assertThat(get("leaver").statusCode()).isEqualTo(200);
		assertThat(get("nameless").statusCode()).isEqualTo(200);
		TokenRevocation revocation = server.context().getBean(TokenRevocation.class);
		revocation.revoke(Kind.SUBJECT, "https://id.example.com", "leaver");
		assertThat(get("leaver").statusCode()).isEqualTo(401);
		server.get("/logout", "Authorization", "Bearer nameless");
		assertThat(get("nameless").statusCode()).isEqualTo(401);
		assertThat(get("good").statusCode()).isNotEqualTo(503);
	}

	@Test
	void hostileAnswersAreRefused() {
		Map<String, Map<String, Object>> changes = new LinkedHashMap<>();
		changes.put("scope", Map.of("scope", List.of(1)));
		changes.put("audience", Map.of("aud", "other"));
		changes.put("audienceNumber", Map.of("aud", 5));
		changes.put("expired", Map.of("exp", Instant.now().getEpochSecond() - 60));
		changes.put("expiryText", Map.of("exp", "tomorrow"));
		changes.put("subject", Map.of("sub", " "));
		changes.put("subjectNumber", Map.of("sub", 5));
		changes.put("subjectInvisible", Map.of("sub", "a\u200bda"));
		changes.put("refresh", Map.of("token_type", "refresh_token"));
		changes.put("bound", Map.of("cnf", Map.of("jkt", "x")));
		changes.put("active", Map.of("active", "true"));
		changes.put("future", Map.of("nbf", Instant.now().getEpochSecond() + 3600));
		changes.put("roles", Map.of("roles", 5));
		Map<String, Integer> failures = new HashMap<>();
		changes.forEach((name, change) -> {
			answers.put(name, answer(change));
			HttpResponse<String> response = get(name);
			if (response.statusCode() != 401 || !response.body().contains("\"status\":401")) {
				failures.put(name, response.statusCode());
			}
		});
		assertThat(failures).isEmpty();
		assertThat(get("unknown").statusCode()).isEqualTo(401);
	}

	@Test
	void whenSpringSecurityAsksTheIssuerBoundTokensNeedTheirProofAsWell() {
		answers.put("free", answer(Map.of()));
		answers.put("bound", answer(Map.of("cnf", Map.of("jkt", "x"))));
		answers.put("certificate", answer(Map.of("cnf", Map.of("x5t#S256", "x"))));
		try (TestServer own = start("api-security.authentication.opaque-token.enabled=false")) {
			assertThat(own.get("/me", "Authorization", "Bearer free").statusCode()).isEqualTo(200);
			assertThat(own.get("/me", "Authorization", "Bearer bound").statusCode()).isEqualTo(401);
			assertThat(own.get("/me", "Authorization", "Bearer certificate").statusCode()).isEqualTo(401);
		}
	}

	@Test
	void reservedAuthoritiesAreNotGranted() {
		answers.put("factors", answer(Map.of("roles", List.of("FACTOR_WEBAUTHN", "EDITOR"))));
		assertThat(get("factors").body()).isEqualTo("ada [EDITOR, FACTOR_BEARER, SCOPE_read, SCOPE_write]");
	}

	@Test
	void answerThatIsNoneIsNoFaultOfTheCaller() {
		answers.put("broken", "<html>");
		answers.put("failing", "");
		answers.put("array", "[]");
		answers.put("large", "{\"active\":true,\"sub\":\"" + "x".repeat(100_000) + "\"}");
		answers.put("hanging", HANGING);
		answers.put("elsewhere", REDIRECTING);
		for (String token : List.of("broken", "failing", "array", "large", "hanging", "elsewhere")) {
			HttpResponse<String> response = get(token);
			assertThat(response.statusCode()).as(token).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).as(token).isPresent();
			assertThat(response.body()).as(token).contains("\"status\":503");
		}
	}

	@Test
	void tokenWithoutExpiryIsWhatItsIssuerSays() {
		Map<String, Object> claims = new LinkedHashMap<>(Map.of("active", true, "sub", "ada", "aud", "shop-api"));
		answers.put("endless", TestIdentityProvider.json(claims));
		assertThat(get("endless").statusCode()).isEqualTo(200);
	}

	private static String answer(Map<String, Object> change) {
		Map<String, Object> claims = new LinkedHashMap<>(
				Map.of("active", true, "sub", "ada", "aud", List.of("shop-api"), "exp",
						Instant.now().getEpochSecond() + 300, "scope", "read write", "token_type", "Bearer"));
		claims.putAll(change);
		return TestIdentityProvider.json(claims);
	}

	private static HttpResponse<String> get(String token) {
		return server.get("/me", "Authorization", "Bearer " + token);
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

			@GetMapping("/logout")
			void logout(Authentication authentication) {
				this.revocation.revoke(authentication);
			}

			@GetMapping("/me")
			String me(Authentication authentication) {
				return authentication.getName() + " "
						+ authentication.getAuthorities()
							.stream()
							.map(GrantedAuthority::getAuthority)
							.sorted()
							.toList();
			}

		}

	}

}
