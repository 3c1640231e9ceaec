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

import java.lang.management.ManagementFactory;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;
import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the chain of an application that configures no chain, over real HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecureRequestChainTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.rate-limit.policies.by-address.limits=1/1h",
				"api-security.rate-limit.policies.by-address.key=client-ip",
				"api-security.rate-limit.routes[0].pattern=/by-address/**",
				"api-security.rate-limit.routes[0].policies=by-address", "api-security.cors.rules[0].pattern=/customer",
				"api-security.cors.rules[0].allowed-origins=https://app.example.com",
				"api-security.cors.rules[0].allowed-methods=GET,POST", "management.endpoints.web.exposure.include=*");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenNoCredentialAnswersUnauthorizedProblem(CapturedOutput output) {
		HttpResponse<String> response = server.get("/customer");
		assertProblem(response, 401, "https://apisecurity.github.io/problems/unauthorized", "Unauthorized");
		assertThat(response.headers().firstValue("WWW-Authenticate"))
			.hasValueSatisfying((challenge) -> assertThat(challenge).startsWith("Bearer"));
		await().untilAsserted(() -> assertThat(output).contains("\"event\":\"authn_login_fail\"",
				"\"reason\":\"credentials_missing\""));
	}

	@Test
	void whenTokenIsNotValidAnswersUnauthorizedProblemAndKeepsTokenOutOfLog(CapturedOutput output) {
		HttpResponse<String> response = server.get("/customer", "Authorization", "Bearer canary.token.value");
		assertProblem(response, 401, "https://apisecurity.github.io/problems/unauthorized", "Unauthorized");
		await().untilAsserted(
				() -> assertThat(output).contains("\"event\":\"authn_login_fail\"").doesNotContain("canary"));
	}

	@Test
	void whenTokenIsValidAnswersMasked(CapturedOutput output) {
		HttpResponse<String> response = server.get("/customer", TestServer.bearer("ada", "VIEWER"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("410*********321").doesNotContain("41012345321");
		await()
			.untilAsserted(() -> assertThat(output).contains("\"event\":\"authn_login_success\"", "\"user\":\"ada\""));
	}

	/**
	 * Bytes are the same on every machine, unlike times. The bound is twice what a
	 * request allocates, so that a doubling is noticed and nothing less.
	 */
	@Test
	void whenRequestsAreAnsweredAllocationOfEachStaysBelowBound() {
		String[] token = TestServer.bearer("ada", "VIEWER");
		get("/customer", token, 300);
		long before = allocatedByServers();
		get("/customer", token, 300);
		assertThat((allocatedByServers() - before) / 300).as("bytes per request").isBetween(10_000L, 170_000L);
	}

	private static void get(String path, String[] token, int times) {
		for (int i = 0; i < times; i++) {
			assertThat(server.get(path, token).statusCode()).isEqualTo(200);
		}
	}

	private static long allocatedByServers() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
			.filter((thread) -> thread != null && thread.getThreadName().matches(".*-exec-.*|qtp.*"))
			.mapToLong((thread) -> threads.getThreadAllocatedBytes(thread.getThreadId()))
			.sum();
	}

	@Test
	void whenCallerHoldsRevealingAuthorityAnswersClear() {
		HttpResponse<String> response = server.get("/customer", TestServer.bearer("root", "ADMIN"));
		assertThat(response.body()).contains("41012345321");
	}

	@Test
	void whenRoleIsMissingAnswersForbiddenProblem(CapturedOutput output) {
		HttpResponse<String> response = server.get("/admin", TestServer.bearer("ada", "VIEWER"));
		assertProblem(response, 403, "https://apisecurity.github.io/problems/forbidden", "Forbidden");
		await().untilAsserted(() -> assertThat(output).contains("\"event\":\"authz_fail\""));
	}

	@Test
	void whenBodyIsNotValidNamesFieldsAndNotValues(CapturedOutput output) {
		HttpResponse<String> response = server.post("/customer", """
				{"name":" ","nationalId":"canary-value"}""", TestServer.bearer("ada", "VIEWER"));
		assertProblem(response, 400, "https://apisecurity.github.io/problems/validation-failed", "Validation Failed");
		assertThat(
				TestServer.json(response).path("errors").valueStream().map((error) -> error.path("pointer").asString()))
			.containsExactlyInAnyOrder("#/name", "#/nationalId");
		assertThat(response.body()).doesNotContain("canary");
		await().untilAsserted(
				() -> assertThat(output).contains("\"event\":\"input_validation_fail\"").doesNotContain("canary"));
	}

	/**
	 * A script is told neither status nor problem of an answer without these headers.
	 */
	@ParameterizedTest
	@CsvSource({ "/customer?a=%s, application/json, 1, 414", "/customer, application/json, 1100000, 413",
			"/customer, application/x-unknown, 1, 415", "/customer;a=b, application/json, 1, 400" })
	void whenRefusedBeforeTheChainHasTheHeadersOfCors(String path, String contentType, int size, int status) {
		HttpResponse<String> response = server.send(server.request(path.formatted("a".repeat(4100)))
			.header("Content-Type", contentType)
			.header("Origin", "https://app.example.com")
			.POST(BodyPublishers.ofString("a".repeat(size))));
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().allValues("Access-Control-Allow-Origin"))
			.containsExactly("https://app.example.com");
		assertThat(server.get("/customer;a=b", "Origin", "https://evil.example.com").headers().map())
			.doesNotContainKey("access-control-allow-origin");
	}

	@Test
	void whenParameterIsNotValidNamesIt() {
		HttpResponse<String> response = server.get("/page?size=101", TestServer.bearer("ada"));
		assertProblem(response, 400, "https://apisecurity.github.io/problems/validation-failed", "Validation Failed");
		assertThat(TestServer.json(response).path("errors").path(0).path("pointer").asString()).isEqualTo("#/size");
	}

	@Test
	void whenAnnotatedLimitIsExceededAnswersTooManyRequests(CapturedOutput output) {
		String[] bearer = TestServer.bearer("limited-user");
		assertThat(server.get("/limited", bearer).statusCode()).isEqualTo(200);
		assertThat(server.get("/limited", bearer).statusCode()).isEqualTo(200);
		HttpResponse<String> response = server.get("/limited", bearer);
		assertQuotaExceeded(response, "twice");
		assertThat(server.get("/limited", TestServer.bearer("other-user")).statusCode()).isEqualTo(200);
		await().untilAsserted(
				() -> assertThat(output).contains("\"event\":\"excess_rate_limit_exceeded\"", "\"policy\":\"twice\""));
	}

	@Test
	void whenLimitByAddressIsExceededAnswersBeforeCredentialIsChecked() {
		server.get("/by-address/1");
		assertQuotaExceeded(server.get("/by-address/2", "Authorization", "Bearer not.a.token"), "by-address");
	}

	@Test
	void whenApplicationFailsAnswersProblemWithoutReason() {
		HttpResponse<String> response = server.get("/failing", TestServer.bearer("ada"));
		assertProblem(response, 500, "https://apisecurity.github.io/problems/internal-server-error",
				"Internal Server Error");
		assertThat(response.body()).doesNotContain("secret-detail", "Exception");
	}

	@ParameterizedTest
	@CsvSource({ "thrown/204, 204", "declared, 204", "thrown/304, 304", "returned/498, 498", "thrown/498, 498",
			"returned/525, 525" })
	void whenApplicationAnswersWithAStatusItIsThat(String path, int status) {
		HttpResponse<String> response = server.get("/status/" + path, TestServer.bearer("ada"));
		assertThat(response.statusCode()).isEqualTo(status);
		if (status < 400) {
			assertThat(response.body()).isEmpty();
		}
		else {
			assertThat(TestServer.json(response).path("status").asInt()).isEqualTo(status);
		}
	}

	@Test
	void whenResourceDoesNotExistAnswersNotFoundProblem() {
		assertProblem(server.get("/nothing/here", TestServer.bearer("ada")), 404,
				"https://apisecurity.github.io/problems/not-found", "Not Found");
	}

	@Test
	void whenPreflightIsNotAllowedAnswersForbiddenProblem(CapturedOutput output) {
		HttpResponse<String> response = preflight("/customer", "https://evil.example.com");
		assertProblem(response, 403, "https://apisecurity.github.io/problems/forbidden", "Forbidden");
		assertThat(preflight("/admin", "https://app.example.com").statusCode()).isEqualTo(403);
		await().untilAsserted(() -> assertThat(output).contains("\"event\":\"malicious_cors\""));
	}

	@Test
	void whenPreflightIsAllowedNeedsNoCredential() {
		HttpResponse<String> response = preflight("/customer", "https://app.example.com");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example.com");
	}

	@Test
	void healthIsPublicAndUpWithoutRedis() {
		HttpResponse<String> response = server.get("/actuator/health");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(TestServer.json(response).path("status").asString()).isEqualTo("UP");
	}

	@Test
	void otherActuatorEndpointsAreForAdministrators() {
		assertThat(server.get("/actuator/apisecurity").statusCode()).isEqualTo(401);
		assertThat(server.get("/actuator/apisecurity", TestServer.bearer("ada", "VIEWER")).statusCode()).isEqualTo(403);
		HttpResponse<String> response = server.get("/actuator/apisecurity", TestServer.bearer("root", "ADMIN"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(TestServer.json(response).path("features").propertyStream()).allSatisfy(
				(feature) -> assertThat(feature.getValue().path("enabled").asBoolean()).as(feature.getKey()).isTrue());
	}

	private HttpResponse<String> preflight(String path, String origin) {
		return server.send(server.request(path).method("OPTIONS", BodyPublishers.noBody()), "Origin", origin,
				"Access-Control-Request-Method", "GET");
	}

	private void assertQuotaExceeded(HttpResponse<String> response, String policy) {
		assertProblem(response, 429, "https://iana.org/assignments/http-problem-types#quota-exceeded",
				"Request cannot be satisfied as assigned quota has been exceeded");
		assertThat(TestServer.json(response).path("violated-policies").path(0).asString()).isEqualTo(policy);
		assertThat(response.headers().firstValue("Retry-After"))
			.hasValueSatisfying((value) -> assertThat(Long.parseLong(value)).isBetween(1L, 3600L));
	}

	private void assertProblem(HttpResponse<String> response, int status, String type, String title) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode body = TestServer.json(response);
		assertThat(body.path("type").asString()).isEqualTo(type);
		assertThat(body.path("title").asString()).isEqualTo(title);
		assertThat(body.path("status").asInt()).isEqualTo(status);
		assertThat(body.path("instance").asString()).startsWith("urn:uuid:");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
		assertThat(response.headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).startsWith("default-src 'none'"));
		assertThat(response.headers().firstValue("Cache-Control"))
			.hasValueSatisfying((value) -> assertThat(value).contains("no-store"));
	}

}
