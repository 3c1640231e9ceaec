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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.apisecurity.authorization.AccessReport;
import io.github.apisecurity.authorization.EndpointAccess;
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
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AccessMatrixTests {

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
		callers.put("key", List.of("X-API-Key", "sk_test_0000000000000000000000000000000000"));
		for (String role : List.of("viewer", "editor", "admin")) {
			callers.put(role, List.of("Authorization", "Bearer " + bank.tokenOf(role)));
		}
		TreeSet<String> actual = new TreeSet<>();
		for (EndpointAccess endpoint : this.report.endpoints()) {
			StringBuilder line = new StringBuilder(endpoint.method() + " " + endpoint.pattern());
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

	private int status(EndpointAccess endpoint, List<String> headers) throws IOException, InterruptedException {
		// Nobody is deleted.
		String id = (endpoint.method().equals("DELETE")) ? "999999" : "1";
		String path = endpoint.pattern().replace("context:", "").replaceAll("\\{[^}]*}", id).replace("/**", "");
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + (path.isEmpty() ? "/nothing" : path)))
			.timeout(Duration.ofSeconds(20))
			.header("Content-Type", "application/json")
			.method(endpoint.method(),
					(endpoint.method().equals("GET")) ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
		if (!headers.isEmpty()) {
			request.headers(headers.toArray(String[]::new));
		}
		return client.send(request.build(), BodyHandlers.discarding()).statusCode();
	}

}
