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

package io.github.apisecurity.cors;

import java.io.IOException;
import java.util.List;

import io.github.apisecurity.RawHttpClient;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A script is told neither status nor problem of an answer without these headers, whoever
 * of the chain refuses and whoever allows the origin.
 */
@TestInstance(Lifecycle.PER_CLASS)
class CorsOfRefusalsTests {

	private static final String ALLOWED = "https://app.example.com";

	private TestServer server;

	@BeforeAll
	void start() {
		this.server = TestServer.start(Api.class, "api-security.cors.rules[0].pattern=/by-rule/**",
				"api-security.cors.rules[0].allowed-origins=" + ALLOWED,
				"api-security.cors.rules[0].allowed-methods=POST",
				"api-security.authorization.rules[0].pattern=/*/forbidden",
				"api-security.authorization.rules[0].access=deny-all",
				"api-security.rate-limit.policies.one.limits=1/1h",
				"api-security.rate-limit.policies.one.key=client-ip",
				"api-security.rate-limit.routes[0].pattern=/*/limited",
				"api-security.rate-limit.routes[0].policies=one", "api-security.network.deny=192.0.2.0/24",
				"api-security.network.trusted-proxies=127.0.0.1", "api-security.validation.request.body-timeout=200ms",
				"server.tomcat.connection-timeout=1s");
		post("/by-rule/limited", "", 2, "");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "/echo          |                              | 2       | 401",
					"/forbidden     | Authorization: Bearer alice  | 2       | 403",
					"/echo          | X-Forwarded-For: 192.0.2.1   | 2       | 403",
					"/echo;a=b      | Authorization: Bearer alice  | 2       | 400",
					"/echo          | Authorization: Bearer alice  | 1100000 | 413",
					"/echo?a=%s     | Authorization: Bearer alice  | 2       | 414",
					"/echo          | Content-Type: text/x-unknown | 2       | 415",
					"/echo          | Authorization: Bearer alice  | 1       | 400",
					"/echo          | Authorization: Bearer alice  | -1      | 408",
					"/limited       | Authorization: Bearer alice  | 2       | 429",
					"/echo          | Authorization: Bearer down   | 2       | 503" })
	void everyRefusalCanBeRead(String path, String header, int size, int status) {
		for (String allowed : List.of("/by-rule", "/annotated")) {
			RawHttpClient.Response response = post(allowed + path, (header != null) ? header : "", size, ALLOWED);
			assertThat(response.status()).as(allowed).isEqualTo(status);
			assertThat(response.headers()).as(allowed)
				.containsEntry("Access-Control-Allow-Origin", ALLOWED)
				.containsEntry("Content-Type", "application/problem+json");
			assertThat(post(allowed + path, (header != null) ? header : "", size, "https://evil.example.com").headers())
				.as(allowed)
				.doesNotContainKey("Access-Control-Allow-Origin");
		}
	}

	private RawHttpClient.Response post(String path, String header, int size, String origin) {
		String request = "POST " + path.formatted("a".repeat(4100)) + " HTTP/1.1\r\nHost: localhost\r\n"
				+ (header.startsWith("Content-Type") ? "" : "Content-Type: application/json\r\n")
				+ (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n") + "Connection: close\r\n"
				+ (header.isEmpty() ? ""
						: header.replaceFirst("alice", TestTokens.token("alice"))
							.replaceFirst("down", TestTokens.token("down")) + "\r\n")
				+ "Content-Length: " + Math.abs(size * ((size < 0) ? 100 : 1)) + "\r\n\r\n"
				+ ((size == 1) ? "{" : (size == 2) ? "\"\"" : "");
		try {
			return RawHttpClient.send(this.server.context().getWebServer().getPort(), request);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		JwtDecoder jwtDecoder() {
			JwtDecoder decoder = TestTokens.decoder();
			return (token) -> {
				Jwt jwt = decoder.decode(token);
				if (jwt.getSubject().equals("down")) {
					throw new AuthenticationServiceException("down");
				}
				return jwt;
			};
		}

		@Bean
		Answers answers() {
			return new Answers();
		}

	}

	@RestController
	static class Answers {

		@PostMapping("/by-rule/{name}")
		String echo(@RequestBody Object body) {
			return "echo";
		}

		@CrossOrigin(ALLOWED)
		@PostMapping("/annotated/{name}")
		String echoAnnotated(@RequestBody Object body) {
			return "echo";
		}

	}

}
