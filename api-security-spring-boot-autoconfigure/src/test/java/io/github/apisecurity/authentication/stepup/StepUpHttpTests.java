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

package io.github.apisecurity.authentication.stepup;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that sensitive operations need strong and fresh authentication, over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class StepUpHttpTests {

	private static TestIdentityProvider issuer;

	private static TestServer server;

	@BeforeAll
	static void start() {
		issuer = TestIdentityProvider.start();
		server = TestServer.start(Api.class, "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
				"spring.security.oauth2.resourceserver.jwt.audiences=bank-api",
				"api-security.authentication.step-up.rules[0].pattern=/rule/**",
				"api-security.authentication.step-up.rules[0].acr=silver,gold",
				"api-security.authentication.step-up.rules[0].max-age=5m");
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.close();
	}

	@Test
	void annotatedMethodsChallengeWeakTokens(CapturedOutput output) {
		assertChallenge(get("/transfer", Map.of()), "max_age=\"300\"");
		assertChallenge(get("/transfer", Map.of("amr", List.of("pwd"), "auth_time", now())), "max_age=\"300\"");
		assertChallenge(get("/transfer", Map.of("amr", List.of("pwd", "otp"), "auth_time", now() - 301)),
				"max_age=\"300\"");
		assertChallenge(get("/transfer", Map.of("amr", List.of("pwd", "otp"), "auth_time", now() + 3600)),
				"max_age=\"300\"");
		assertThat(get("/transfer", Map.of("amr", List.of("pwd", "otp"), "auth_time", now() - 60)).statusCode())
			.isEqualTo(200);
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"step_up_required\""));
	}

	@Test
	void pathRulesChallengeWeakTokens() {
		HttpResponse<String> response = get("/rule/x", Map.of("acr", "bronze", "auth_time", now()));
		assertChallenge(response, "acr_values=\"silver gold\", max_age=\"300\"");
		assertChallenge(get("/rule/x", Map.of("acr", "gold", "auth_time", now() - 1000)), "max_age=\"300\"");
		assertThat(get("/rule/x", Map.of("acr", "gold", "auth_time", now())).statusCode()).isEqualTo(200);
	}

	// Keycloak sends a caller back with the login he has while its age in seconds is no
	// more than that.
	@Test
	void loginOfTheLongestAgeIsRecentEnough() {
		StepUpRequirement requirement = new StepUpRequirement(List.of(), Set.of(), Duration.ofSeconds(15));
		Map<String, Object> claims = Map.of("auth_time", 1_700_000_000L);
		assertThat(requirement.isMet(claims, Instant.ofEpochSecond(1_700_000_015L, 999_999_999L))).isTrue();
		assertThat(requirement.isMet(claims, Instant.ofEpochSecond(1_700_000_016L))).isFalse();
	}

	// As a client does it that knows RFC 9470 and nothing of this API.
	@Test
	void clientThatLogsInAsTheChallengeSaysSucceeds() {
		for (String path : List.of("/rule/x", "/transfer", "/class")) {
			Map<String, Object> session = new LinkedHashMap<>(
					Map.of("acr", "bronze", "auth_time", now() - 3600, "amr", List.of("pwd", "otp")));
			HttpResponse<String> refused = get(path, session);
			assertThat(refused.statusCode()).as(path).isEqualTo(401);
			String challenge = refused.headers().firstValue("WWW-Authenticate").orElseThrow();
			assertThat(parameter(challenge, "error")).isEqualTo("insufficient_user_authentication");
			logIn(session, parameter(challenge, "acr_values"), parameter(challenge, "max_age"));
			assertThat(get(path, session).statusCode()).as(path).isEqualTo(200);
			assertThat(get(path, session).statusCode()).as(path + " again").isEqualTo(200);
		}
	}

	// What a provider does with 'acr_values' and 'max_age' of an authorization request.
	private static void logIn(Map<String, Object> session, String acrValues, String maxAge) {
		if (!maxAge.isEmpty() && now() - (long) session.get("auth_time") > Long.parseLong(maxAge)) {
			session.put("auth_time", now());
		}
		if (!acrValues.isEmpty() && !List.of(acrValues.split(" ")).contains(session.get("acr"))) {
			session.put("acr", acrValues.split(" ")[0]);
		}
	}

	private static String parameter(String challenge, String name) {
		Matcher matcher = Pattern.compile("[ ,]" + name + "=\"([^\"]*)\"").matcher(challenge);
		return matcher.find() ? matcher.group(1) : "";
	}

	@Test
	void annotationOfTheClassAppliesAndThatOfTheMethodGoesBefore() {
		assertChallenge(get("/class", Map.of("acr", "silver")), "acr_values=\"gold\"");
		assertThat(get("/class", Map.of("acr", "gold")).statusCode()).isEqualTo(200);
		assertThat(get("/class/method", Map.of("acr", "silver")).statusCode()).isEqualTo(200);
	}

	@Test
	void annotationsAreFoundWhereThoseOfSpringAre() {
		for (String path : List.of("/found/interface", "/found/meta", "/found/superclass", "/found/placeholder")) {
			assertChallenge(get(path, Map.of("acr", "silver")), "acr_values=\"gold\"");
			assertThat(get(path, Map.of("acr", "gold")).statusCode()).as(path).isEqualTo(200);
		}
	}

	@Test
	void otherEndpointsDoNotAsk() {
		assertThat(get("/plain", Map.of()).statusCode()).isEqualTo(200);
	}

	@Test
	void strangersGetTheOrdinaryChallenge() {
		for (String path : List.of("/transfer", "/rule/x", "/plain")) {
			HttpResponse<String> response = server.get(path);
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
		}
	}

	private static void assertChallenge(HttpResponse<String> response, String parameters) {
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().allValues("WWW-Authenticate")).singleElement()
			.asString()
			.startsWith("Bearer error=\"insufficient_user_authentication\", error_description=\"")
			.endsWith(parameters);
		assertThat(TestServer.json(response).path("title").asString()).isEqualTo("Step-up Required");
	}

	private static HttpResponse<String> get(String path, Map<String, Object> changes) {
		Map<String, Object> claims = issuer.claims("bank-api");
		claims.putAll(changes);
		return server.get(path, "Authorization", "Bearer " + issuer.token(issuer.header("RS256"), claims));
	}

	private static long now() {
		return Instant.now().getEpochSecond();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@RestController
		static class TransferController {

			@GetMapping("/transfer")
			@RequireStepUp(amr = "otp", maxAge = "5m")
			String transfer() {
				return "transferred";
			}

			@GetMapping({ "/rule/x", "/plain" })
			String plain() {
				return "plain";
			}

		}

		@RestController
		@RequireStepUp(acr = "gold")
		static class SensitiveController {

			@GetMapping("/class")
			String sensitive() {
				return "sensitive";
			}

			@GetMapping("/class/method")
			@RequireStepUp(acr = "silver")
			String lessSensitive() {
				return "less sensitive";
			}

		}

		interface FoundApi {

			@GetMapping("/found/interface")
			@RequireStepUp(acr = "gold")
			String ofInterface();

		}

		@RequireStepUp(acr = "gold")
		static class FoundBase {

			@GetMapping("/found/superclass")
			String ofSuperclass() {
				return "found";
			}

		}

		@RestController
		static class FoundController extends FoundBase implements FoundApi {

			@Override
			public String ofInterface() {
				return "found";
			}

			@Gold
			@GetMapping("/found/meta")
			String meta() {
				return "found";
			}

			@RequireStepUp(acr = "${test.acr:gold}")
			@GetMapping("/found/placeholder")
			String placeholder() {
				return "found";
			}

		}

		@Target(ElementType.METHOD)
		@Retention(RetentionPolicy.RUNTIME)
		@RequireStepUp(acr = "gold")
		@interface Gold {

		}

	}

}
