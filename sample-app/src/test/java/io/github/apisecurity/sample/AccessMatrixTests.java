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

package io.github.apisecurity.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.apisecurity.authorization.AccessReport;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every method of every endpoint, as the application itself tells them, called by every
 * kind of caller. An endpoint that is added is not in the file, and fails here until
 * somebody has decided who may call it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"api-security.authentication.api-keys.enabled=true", "api-security.authentication.api-keys.prefix=bank",
		"api-security.authentication.api-keys.environment=test",
		"api-security.authentication.api-keys.peppers.v1=kp+frUR1ZJ8yFjA8RkbyXHl1fjcTFfoal7JgwoLLcac=",
		"api-security.authentication.api-keys.keys[NOWbYA2ktXjf].hash=v1:3bacd897121aa457550a5ef5957f53e430dde1de2f07f8e89542dbe7b1bdfda8",
		"api-security.authentication.api-keys.keys[NOWbYA2ktXjf].owner=partner",
		"api-security.authentication.api-keys.keys[NOWbYA2ktXjf].authorities=ROLE_VIEWER" })
class AccessMatrixTests {

	private static final String KEY = "bank_test_NOWbYA2ktXjf_Pi6n98JMsU4QH3ZaikiNE8XI6FYpC8QlIUka9H9ZJl30ZZDxn";

	// What filters of the chains for the authorization server and the login page serve,
	// which no mapping tells.
	private static final List<String> SERVED_BY_FILTERS = List.of("GET /oauth2/authorize", "POST /oauth2/token",
			"GET /oauth2/jwks", "POST /oauth2/introspect", "POST /oauth2/revoke", "GET /userinfo",
			"GET /connect/logout", "GET /.well-known/openid-configuration",
			"GET /.well-known/oauth-authorization-server", "GET /login", "POST /login", "GET /default-ui.css");

	private static final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	@Autowired
	private AccessReport report;

	@LocalServerPort
	private int port;

	@Test
	void everyEndpointAnswersEveryCallerAsDecided() throws Exception {
		BankClient bank = new BankClient(URI.create("http://127.0.0.1:" + this.port));
		Map<String, List<String>> callers = new LinkedHashMap<>();
		callers.put("anonymous", List.of());
		for (String role : List.of("viewer", "editor", "admin")) {
			callers.put(role, bearer(bank.tokenOf(role)));
		}
		// The objects that are asked for are Alice's.
		callers.put("owner", bearer(bank.tokenOfPerson("alice")));
		callers.put("other", bearer(bank.tokenOfPerson("bob")));
		callers.put("key", List.of("X-API-Key", KEY));
		TreeSet<String> endpoints = new TreeSet<>(SERVED_BY_FILTERS);
		this.report.endpoints().forEach((endpoint) -> endpoints.add(endpoint.method() + " " + endpoint.pattern()));
		List<String> actual = new ArrayList<>();
		for (String endpoint : endpoints) {
			StringBuilder line = new StringBuilder(endpoint);
			for (Map.Entry<String, List<String>> caller : callers.entrySet()) {
				line.append(" ").append(caller.getKey()).append("=").append(status(endpoint, caller.getValue()));
			}
			actual.add(line.toString());
		}
		assertThat(actual.stream().collect(Collectors.joining("\n", "", "\n")))
			.isEqualTo(new ClassPathResource("access-matrix.txt").getContentAsString(StandardCharsets.UTF_8));
	}

	@Test
	void nothingIsOdd() {
		assertThat(this.report.findings()).isEmpty();
	}

	private static List<String> bearer(String token) {
		return List.of("Authorization", "Bearer " + token);
	}

	private int status(String endpoint, List<String> headers) throws IOException, InterruptedException {
		String method = endpoint.substring(0, endpoint.indexOf(' '));
		String pattern = endpoint.substring(method.length() + 1);
		// Nobody is deleted.
		String id = (method.equals("DELETE")) ? "999999" : "1";
		String path = pattern.replace("context:", "").replaceAll("\\{[^}]*}", id).replace("/**", "");
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + (path.isEmpty() ? "/nothing" : path)))
			.timeout(Duration.ofSeconds(20))
			.header("Content-Type", "application/json")
			.method(method, (method.equals("GET")) ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
		if (!headers.isEmpty()) {
			request.headers(headers.toArray(String[]::new));
		}
		return client.send(request.build(), BodyHandlers.discarding()).statusCode();
	}

}
