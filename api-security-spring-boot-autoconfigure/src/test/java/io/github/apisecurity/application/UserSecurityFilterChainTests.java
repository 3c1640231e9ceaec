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

package io.github.apisecurity.application;

import java.net.http.HttpResponse;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Tests that a chain of the application itself is protected, too.
 */
@ExtendWith(OutputCaptureExtension.class)
class UserSecurityFilterChainTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(UserChainApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.rate-limit.policies.once.limits=1/1h",
				"api-security.rate-limit.policies.once.key=client-ip",
				"api-security.rate-limit.routes[0].pattern=/page", "api-security.rate-limit.routes[0].policies=once",
				"api-security.authorization.actuator-endpoints.detection=ROLE_EDITOR",
				"management.endpoints.web.exposure.include=*", "management.endpoints.web.base-path=/manage");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void theChainOfTheUserIsTheOnlyOne() {
		assertThat(server.context().getBeansOfType(SecurityFilterChain.class)).containsOnlyKeys("userChain");
	}

	@Test
	void rejectionsHaveProblemBodiesHeadersAndAuditLines(CapturedOutput output) {
		HttpResponse<String> response = server.get("/customer");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
		await().untilAsserted(() -> assertThat(output).contains("\"event\":\"authn_login_fail\""));
	}

	@Test
	void methodSecurityAnswersForbiddenProblem(CapturedOutput output) {
		HttpResponse<String> response = server.get("/admin", TestServer.bearer("ada", "VIEWER"));
		assertThat(response.statusCode()).isEqualTo(403);
		assertThat(TestServer.json(response).path("title").asString()).isEqualTo("Forbidden");
		await().untilAsserted(() -> assertThat(output).contains("\"event\":\"authz_fail\""));
	}

	@Test
	void limitsApply(CapturedOutput output) {
		assertThat(server.get("/page?size=1", TestServer.bearer("ada")).statusCode()).isEqualTo(200);
		HttpResponse<String> response = server.get("/page?size=1", TestServer.bearer("ada"));
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
		await().untilAsserted(() -> assertThat(output).contains("\"event\":\"excess_rate_limit_exceeded\""));
	}

	@ParameterizedTest
	@CsvSource({ "apisecurity, ADMIN, VIEWER", "ratelimits, ADMIN, VIEWER", "detection, EDITOR, ADMIN" })
	void whenTheChainOpensTheActuatorOurEndpointsAreForTheirAuthorities(String path, String granted, String denied) {
		String endpoint = "/manage/" + path;
		assertThat(server.get("/manage/info").statusCode()).isEqualTo(200);
		assertThat(server.get(endpoint).statusCode()).isEqualTo(401);
		assertThat(server.get(endpoint, TestServer.bearer("ada", denied)).statusCode()).isEqualTo(403);
		assertThat(server.get(endpoint, TestServer.bearer("root", granted)).statusCode()).isEqualTo(200);
	}

	@Test
	void whenTheChainOpensTheActuatorNobodyElseChangesALimit() {
		String[] ada = TestServer.bearer("ada", "VIEWER");
		assertThat(server.post("/manage/ratelimits/once", "{\"mode\": \"off\"}", ada).statusCode()).isEqualTo(403);
		assertThat(server.get("/manage/ratelimits", TestServer.bearer("root", "ADMIN")).body()).doesNotContain("OFF");
	}

	@Test
	void headersOfTheUserWin() {
		assertThat(server.get("/customer").headers().allValues("Referrer-Policy")).containsExactly("same-origin");
	}

	@Test
	void whenThereAreSeveralDecodersOurChainTakesNoTokenAndSaysSo(CapturedOutput output) {
		try (TestServer several = TestServer.start(SeveralDecodersApi.class,
				"api-security.rate-limit.policies.twice.limits=2/1h")) {
			assertThat(several.get("/customer", TestServer.bearer("ada", "VIEWER")).statusCode()).isEqualTo(401);
			assertThat(output).contains("Of several JwtDecoder beans none is @Primary");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import(TestApi.class)
	static class SeveralDecodersApi {

		@Bean
		JwtDecoder partners() {
			return TestTokens.decoder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TestApi.class)
	static class UserChainApi {

		@Bean
		SecurityFilterChain userChain(HttpSecurity http) {
			http.headers(
					(headers) -> headers.referrerPolicy((referrer) -> referrer.policy(ReferrerPolicy.SAME_ORIGIN)));
			http.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(withDefaults()));
			http.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/manage/**").permitAll().anyRequest().authenticated());
			return http.build();
		}

	}

}
