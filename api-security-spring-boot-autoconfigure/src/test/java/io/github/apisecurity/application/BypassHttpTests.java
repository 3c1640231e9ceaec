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

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.RawHttpClient;
import io.github.apisecurity.RawHttpClient.Response;
import io.github.apisecurity.TestApplication;
import io.github.apisecurity.TestServer;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Attempts to get around the rules, each over HTTP, by callers that may not pass.
 */
@Tag("exhaustive")
class BypassHttpTests {

	private static final String RULES = "api-security.authorization.rules";

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
			"TRACE");

	private static final List<String> HEADERS = List.of("X-Original-URL: /public/x", "X-Rewrite-URL: /public/x",
			"X-Forwarded-Prefix: /public", "X-Forwarded-For: 10.0.0.1", "Forwarded: for=10.0.0.1",
			"X-Real-IP: 10.0.0.1", "X-Forwarded-For: 10.0.0.1, 127.0.0.1", "X-HTTP-Method-Override: GET",
			"X-HTTP-Method: POST", "X-Method-Override: DELETE", "X-Forwarded-Host: localhost",
			"X-Forwarded-Proto: https", "X-Forwarded-Port: 0", "Referer: http://127.0.0.1/admin",
			"Authorization: Bearer x");

	// The path of the application, of Spring MVC and of each thing to get at.
	@ParameterizedTest
	// The matcher of Spring Boot for the additional paths does not know a servlet path.
	@CsvSource({ "'', '', 200", "/ctx, /svc, 401" })
	void noAttemptPasses(String contextPath, String servletPath, int livez) {
		try (TestServer server = start(Api.class, contextPath, servletPath)) {
			Map<String, Response> attempts = attempt(server, contextPath, servletPath, "");
			assertThat(attempts).hasSizeGreaterThan(4000);
			assertThat(passed(attempts)).isEmpty();
			// What is open is open, so that a server which refuses everything proves
			// nothing.
			assertThat(send(server, "GET", contextPath + servletPath + "/public/x", "").headers())
				.containsEntry("X-Reached", "open");
			assertThat(send(server, "GET", contextPath + servletPath + "/livez", "").status()).isEqualTo(livez);
			assertThat(send(server, "GET", contextPath + servletPath + "/admin/x",
					"Authorization: " + TestServer.bearer("root", "ADMIN")[1] + "\r\n")
				.headers()).containsEntry("X-Reached", "guarded");
		}
	}

	// Each without one of the guards: the same attempts have to find that.
	@ParameterizedTest
	@CsvSource({ "rules[0].methods=GET, /admin", "rules[0].pattern=/adm/**, /admin",
			"rules[1].access=permit-all, /denied", "rules[2].addresses=0.0.0.0/0, /internal",
			"actuator-authorities=ROLE_VIEWER, /actuator", "rules[3].pattern=/**, /orders" })
	void whenAGuardIsMissingAnAttemptPasses(String property, String expected) {
		try (TestServer server = start(Api.class, "", "", "api-security.authorization." + property)) {
			assertThat(passed(attempt(server, "", "", expected))).anyMatch((attempt) -> attempt.contains(expected));
		}
	}

	@ParameterizedTest
	@CsvSource({ "api-security.network.trusted-proxies=127.0.0.1, /internal" })
	void whenTheAddressOfTheClientIsBelievedAnAttemptPasses(String property, String expected) {
		try (TestServer server = start(Api.class, "", "", property)) {
			assertThat(passed(attempt(server, "", "", expected))).anyMatch((attempt) -> attempt.contains(expected));
		}
	}

	// A list of paths as text, for one method, as it is seen in the wild.
	@Test
	void whenTheControlIsWeakAttemptsPass() {
		try (TestServer server = start(WeakApi.class, "", "")) {
			assertThat(passed(attempt(server, "", "", "/admin")))
				.anyMatch((attempt) -> attempt.startsWith("POST /admin/x"))
				.anyMatch((attempt) -> attempt.startsWith("HEAD /admin/x"))
				.anyMatch((attempt) -> attempt.startsWith("GET /%61dmin/x"));
		}
	}

	private static TestServer start(Class<?> application, String contextPath, String servletPath, String... more) {
		List<String> properties = new ArrayList<>(List.of("server.servlet.context-path=" + contextPath,
				"spring.mvc.servlet.path=" + ((servletPath.isEmpty()) ? "/" : servletPath), "management.server.port=0",
				// Its servlet container is not here.
				"spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration",
				"management.endpoints.web.exposure.include=*",
				"management.endpoint.health.probes.add-additional-paths=true",
				"logging.level.io.github.apisecurity.audit=off", RULES + "[0].pattern=/admin/**",
				RULES + "[0].roles=ADMIN", RULES + "[1].pattern=/denied/**", RULES + "[1].access=deny-all",
				RULES + "[2].pattern=/internal/**", RULES + "[2].access=permit-all", RULES + "[2].addresses=10.0.0.0/8",
				RULES + "[3].pattern=/public/**", RULES + "[3].access=permit-all"));
		properties.addAll(List.of(more));
		return TestServer.start(application, properties.toArray(String[]::new));
	}

	private static Map<String, Response> attempt(TestServer server, String contextPath, String servletPath,
			String only) {
		String viewer = "Authorization: " + TestServer.bearer("alice", "VIEWER")[1] + "\r\n";
		String base = contextPath + servletPath;
		Map<String, Response> attempts = new LinkedHashMap<>();
		for (String target : List.of("/admin/x", "/denied/x", "/internal/x", "/orders/x")) {
			if (!target.startsWith(only)) {
				continue;
			}
			// Orders are for every caller, so only for those with credentials.
			for (String credentials : (target.equals("/orders/x")) ? List.of("") : List.of("", viewer)) {
				for (String path : spellings(target)) {
					for (String method : METHODS) {
						attempts.put(method + " " + base + path + (credentials.isEmpty() ? "" : " as viewer"),
								send(server, method, base + path, credentials));
					}
				}
				for (String header : HEADERS) {
					for (String method : METHODS) {
						attempts.put(
								method + " " + base + target + " " + header
										+ (credentials.isEmpty() ? "" : " as viewer"),
								send(server, method, base + target,
										header + "\r\n" + (header.startsWith("Authorization") ? "" : credentials)));
					}
				}
			}
		}
		int port = Integer.parseInt(server.context().getEnvironment().getProperty("local.management.port"));
		for (String path : List.of("/actuator/env", "/actuator/beans", "/actuator/apisecurity", "/actuator/addresses",
				"/actuator/mappings", "/actuator/loggers", "/actuator/configprops")) {
			if (!path.startsWith(only)) {
				continue;
			}
			for (String spelling : spellings(path)) {
				for (String method : List.of("GET", "HEAD")) {
					for (String credentials : List.of("", viewer)) {
						attempts.put(
								method + " " + spelling + " on " + port + (credentials.isEmpty() ? "" : " as viewer"),
								send(port, method, spelling, credentials));
					}
				}
			}
		}
		return attempts;
	}

	private static List<String> spellings(String path) {
		int end = path.indexOf('/', 1);
		String first = path.substring(0, end);
		String rest = path.substring(end);
		return List.of(path, path + "/", path + "//", "/" + path, first + "/" + rest, path + ".json", path + ".html",
				path + ";", path + ";v=1", first + ";v=1" + rest, first + ";" + rest, "/;" + path, path + "%20",
				path + "%00", path + "%0a", path + "?x", path + "#x", "/." + path, first + "/." + rest,
				"/public/.." + path, "/public/..;" + path, "/public/%2e%2e" + path, "/public/%2E%2E;" + path,
				"/public/..%2f" + path.substring(1), "/public%2f.." + path, "/public/..%5c" + path.substring(1),
				"/public\\.." + path, first.toUpperCase() + rest,
				"/" + Character.toUpperCase(first.charAt(1)) + first.substring(2) + rest,
				"/%" + Integer.toHexString(first.charAt(1)) + first.substring(2) + rest,
				"/%25" + Integer.toHexString(first.charAt(1)) + first.substring(2) + rest,
				first + "%2f" + rest.substring(1), first + "%252f" + rest.substring(1),
				first + "%c0%af" + rest.substring(1), first + "/%2e" + rest, first + "%00" + rest, first + "%09" + rest,
				first + ".." + rest, path + "/..;/x", path + "/../x", path + "~", path + "%23", "/*" + path,
				"/public" + path, path + "/public/x", "http://127.0.0.1" + path, "/livez" + path, "/livez/.." + path,
				"/livez/..;" + path, "/livez/%2e%2e" + path, "/livez;" + path, path + "/livez");
	}

	private static List<String> passed(Map<String, Response> attempts) {
		return attempts.entrySet()
			.stream()
			.filter((attempt) -> "guarded".equals(attempt.getValue().headers().get("X-Reached"))
					|| (attempt.getKey().contains("/actuator") && attempt.getValue().status() == 200))
			.map(Map.Entry::getKey)
			.toList();
	}

	private static Response send(TestServer server, String method, String path, String headers) {
		return send(server.context().getWebServer().getPort(), method, path, headers);
	}

	private static Response send(int port, String method, String path, String headers) {
		try {
			return sendRaw(port, method, path, headers);
		}
		catch (IOException ex) {
			// Closed without an answer.
			return new Response(0, Map.of(), "");
		}
	}

	private static Response sendRaw(int port, String method, String path, String headers) throws IOException {
		return RawHttpClient.send(port, method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
				+ "Content-Length: 0\r\n" + headers + "\r\n");
	}

	@TestApplication
	static class Api {

		@RestController
		static class AnyController {

			@RequestMapping({ "/admin/{name}", "/denied/{name}", "/internal/{name}", "/orders/{name}" })
			String guarded(HttpServletResponse response) {
				response.setHeader("X-Reached", "guarded");
				return "guarded";
			}

			@RequestMapping("/public/**")
			String open(HttpServletResponse response) {
				response.setHeader("X-Reached", "open");
				return "open";
			}

		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(Api.class)
	static class WeakApi {

		@Bean
		SecurityFilterChain weak(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests
				.requestMatchers(
						(request) -> request.getMethod().equals("GET") && request.getRequestURI().startsWith("/admin"))
				.denyAll()
				.anyRequest()
				.permitAll()).csrf((csrf) -> csrf.disable()).build();
		}

	}

}
