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

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each feature can be switched off, over real HTTP. That it is on by default
 * is tested by {@link SecureRequestChainTests}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FeatureSwitchTests {

	private static final String LIMIT = "api-security.rate-limit.policies.twice.limits=2/1h";

	@Test
	void whenAuditIsDisabledNothingIsRecorded(CapturedOutput output) {
		try (TestServer server = start("audit")) {
			assertThat(server.get("/customer").statusCode()).isEqualTo(401);
			assertThat(output).doesNotContain("authn_login_fail");
		}
	}

	@Test
	void whenAuthenticationIsDisabledTokensAreNotLookedAt() {
		try (TestServer server = start("authentication")) {
			HttpResponse<String> response = server.get("/customer", TestServer.bearer("ada"));
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
		}
	}

	@Test
	void whenAuthorizationIsDisabledAnyCallerMayPassAndNobodyElse() {
		try (TestServer server = start("authorization")) {
			assertThat(server.get("/admin", TestServer.bearer("ada")).statusCode()).isEqualTo(200);
			assertThat(server.get("/admin").statusCode()).isEqualTo(401);
		}
	}

	@Test
	void whenCorsIsDisabledPreflightsAreOrdinaryRequests() {
		try (TestServer server = start("cors")) {
			HttpResponse<String> response = server.send(
					server.request("/customer").method("OPTIONS", BodyPublishers.noBody()), "Origin",
					"https://evil.example.com", "Access-Control-Request-Method", "GET");
			assertThat(response.statusCode()).isEqualTo(401);
		}
	}

	@Test
	void whenHeadersAreDisabledThoseOfSpringSecurityRemain() {
		try (TestServer server = start("headers")) {
			HttpResponse<String> response = server.get("/customer");
			assertThat(response.headers().firstValue("Content-Security-Policy")).isEmpty();
			assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		}
	}

	@Test
	void whenMaskingIsDisabledResponsesAreClear() {
		try (TestServer server = start("masking")) {
			assertThat(server.get("/customer", TestServer.bearer("ada")).body()).contains("41012345321");
		}
	}

	@Test
	void whenProblemsAreDisabledErrorsAreThoseOfSpringBoot() {
		try (TestServer server = start("problem")) {
			assertThat(server.get("/customer").body()).isEmpty();
			assertThat(server.get("/failing", TestServer.bearer("ada")).body()).contains("\"timestamp\"");
			String[] bearer = TestServer.bearer("limited");
			server.get("/limited", bearer);
			server.get("/limited", bearer);
			assertThat(server.get("/limited", bearer).statusCode()).isEqualTo(429);
		}
	}

	@Test
	void whenRateLimitIsDisabledRequestsAreNotCounted() {
		try (TestServer server = start("rate-limit")) {
			String[] bearer = TestServer.bearer("ada");
			for (int i = 0; i < 4; i++) {
				assertThat(server.get("/limited", bearer).statusCode()).isEqualTo(200);
			}
		}
	}

	@Test
	void whenValidationIsDisabledFieldsAreNotNamed() {
		try (TestServer server = start("validation")) {
			HttpResponse<String> response = server.post("/customer", "{\"name\":\" \"}", TestServer.bearer("ada"));
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(TestServer.json(response).has("errors")).isFalse();
		}
	}

	private TestServer start(String feature) {
		return TestServer.start(TestApi.class, LIMIT, "api-security." + feature + ".enabled=false");
	}

}
