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

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for an actuator on a port of its own.
 */
@ExtendWith(OutputCaptureExtension.class)
class ManagementPortTests {

	// It is here for other tests, and two servers have two contexts for management.
	private static final String JETTY = "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration";

	@Test
	void actuatorOnItsOwnPortIsGuardedAnswersProblemsAndIsInTheAccessLog(CapturedOutput output) {
		try (TestServer server = TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				"spring.autoconfigure.exclude=" + JETTY, "management.server.port=0",
				"api-security.audit.access-log.enabled=true", "api-security.audit.access-log.pattern=/**",
				"management.endpoints.web.exposure.include=*")) {
			assertThat(server.send(request(server, "/actuator/health")).statusCode()).isEqualTo(200);
			HttpResponse<String> response = server.send(request(server, "/actuator/env"));
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(server.send(request(server, "/actuator/env"), TestServer.bearer("ada", "VIEWER")).statusCode())
				.isEqualTo(403);
			await().untilAsserted(() -> assertThat(output.getOut().lines())
				.anyMatch((line) -> line.contains("api_access") && line.contains("\"user\":\"ada\"")));
		}
	}

	@Test
	void whenPlainHttpIsRefusedProbesOnAnotherPortAreAnsweredAndOurEndpointsAreGuarded() {
		try (TestServer server = TestServer.start(OpenApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.tls.plain-http=reject", "spring.autoconfigure.exclude=" + JETTY,
				"management.server.port=0", "management.endpoints.web.exposure.include=*")) {
			assertThat(server.get("/customer").statusCode()).isEqualTo(403);
			assertThat(server.send(request(server, "/actuator/health")).statusCode()).isEqualTo(200);
			assertThat(server.send(request(server, "/actuator/apisecurity")).statusCode()).isIn(401, 403);
		}
	}

	private HttpRequest.Builder request(TestServer server, String path) {
		String port = server.context().getEnvironment().getProperty("local.management.port");
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(20));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(TestApi.class)
	static class OpenApi {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

}
