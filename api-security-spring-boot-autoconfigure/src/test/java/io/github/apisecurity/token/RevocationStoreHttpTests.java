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

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import io.github.apisecurity.authentication.apikey.TestApiKeys;
import io.github.apisecurity.authentication.apikey.TestApiKeys.TestApiKey;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests over HTTP what a JWT, an opaque token and an API key are answered with while
 * Redis is there and while it is not.
 */
class RevocationStoreHttpTests {

	private static final String OPAQUE = "https://opaque.example.com";

	private static final TestApiKey good = TestApiKeys.create();

	private static final TestApiKey revoked = TestApiKeys.create();

	private static final Instant started = Instant.now();

	private static TestIdentityProvider issuer;

	private static RedisProcess redis;

	@BeforeAll
	static void start() {
		issuer = TestIdentityProvider.start();
		redis = RedisProcess.start();
	}

	@AfterAll
	static void stop() {
		redis.close();
		issuer.close();
	}

	@Test
	void requestsAskRedisNothingAndItsAbsenceHasADecidedAnswer() {
		try (TestServer server = server()) {
			RedisExecutors.awaitAvailable(server.context().getBean(RedisScriptExecutor.class));
			TokenRevocation revocation = server.context().getBean(TokenRevocation.class);
			revocation.revoke(Kind.SUBJECT, issuer.issuer(), "mallory");
			revocation.revoke(Kind.SUBJECT, OPAQUE, "mallory");
			revocation.revoke(Kind.SUBJECT, TokenRevocation.API_KEYS, "mallory");
			assertAnswers(server, 200, 401);
			long before = commands();
			for (int i = 0; i < 35; i++) {
				assertAnswers(server, 200, 401);
			}
			assertThat(commands()).isEqualTo(before);
			redis.kill();
			assertAnswers(server, 200, 401);
			Health health = server.context()
				.getBean("apiSecuritySharedStateHealthIndicator", HealthIndicator.class)
				.health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("fresh", true).containsKey("age");
		}
		// What was never read is as old as can be.
		try (TestServer server = server()) {
			assertAnswers(server, 503, 503);
		}
		try (TestServer server = server("api-security.token.revocation.on-stale=allow")) {
			assertAnswers(server, 200, 200);
		}
	}

	private static void assertAnswers(TestServer server, int goodStatus, int revokedStatus) {
		for (String name : List.of("ada", "mallory")) {
			int status = name.equals("ada") ? goodStatus : revokedStatus;
			TestApiKey key = name.equals("ada") ? good : revoked;
			Stream
				.of(server.get("/me", "Authorization", "Bearer " + token(name)),
						server.get("/opaque/me", "Authorization", "Bearer " + name),
						server.get("/me", "X-API-Key", key.key()))
				.forEach((response) -> assertAnswer(response, status));
		}
	}

	private static void assertAnswer(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).as(response.request().toString()).isEqualTo(status);
		assertThat(response.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
	}

	private static long commands() {
		return redis.commands()
			.info("commandstats")
			.lines()
			.filter((line) -> line.startsWith("cmdstat_") && !line.startsWith("cmdstat_info"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll(".*[:]calls=(\\d+).*", "$1")))
			.sum();
	}

	private static String token(String subject) {
		Map<String, Object> claims = new LinkedHashMap<>(issuer.claims("api"));
		claims.put("sub", subject);
		claims.put("iat", started.getEpochSecond());
		return issuer.token(issuer.header("RS256"), claims);
	}

	private static TestServer server(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(good.properties("ada"));
		all.addAll(revoked.properties("mallory"));
		all.addAll(List.of("spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=api", "api-security.token.revocation.enabled=true",
				"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port(),
				"api-security.shared.refresh-interval=4m", "api-security.redis.timeout=2s",
				// What counts over all nodes asks Redis.
				"api-security.detection.enabled=false", "api-security.rate-limit.enabled=false"));
		return TestServer.start(Api.class, all.toArray(String[]::new));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		@Order(1)
		SecurityFilterChain opaqueTokens(HttpSecurity http) {
			return http.securityMatcher("/opaque/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer((server) -> server.opaqueToken((tokens) -> tokens.introspector(
						(token) -> new DefaultOAuth2AuthenticatedPrincipal(Map.of("sub", token, "iss", OPAQUE),
								List.of()))))
				.build();
		}

		@RestController
		static class MeController {

			@GetMapping({ "/me", "/opaque/me" })
			String me(Authentication authentication) {
				return authentication.getName();
			}

		}

	}

}
