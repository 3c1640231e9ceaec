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

package com.example.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import com.sun.net.httpserver.Headers;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.authorization.AccessReport;
import io.github.apisecurity.authorization.EndpointAccess;
import io.github.apisecurity.test.AutoConfigureTestIssuer;
import io.github.apisecurity.test.TestIssuer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks through the gateway to a service behind it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureTestIssuer
class GatewayTests {

	private static Process service;

	private static String serviceUri;

	private static ServerSocket silent;

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private TestIssuer issuer;

	@Autowired
	private Events events;

	@DynamicPropertySource
	static void services(DynamicPropertyRegistry registry) throws IOException {
		service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				Service.class.getProtectionDomain().getCodeSource().getLocation().getPath(), Service.class.getName())
			.redirectError(Redirect.INHERIT)
			.start();
		serviceUri = uri(Integer.parseInt(service.inputReader().readLine()));
		// Takes connections and never answers, until it is closed.
		silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		registry.add("services.orders", () -> serviceUri);
		registry.add("services.partners", () -> serviceUri);
		registry.add("services.reports", () -> uri(silent.getLocalPort()));
		registry.add("spring.http.clients.read-timeout", () -> "2s");
	}

	private static String uri(int port) {
		return "http://127.0.0.1:" + port;
	}

	@AfterAll
	static void stop() throws IOException {
		service.destroy();
		silent.close();
	}

	@BeforeEach
	void forget() {
		send(HttpRequest.newBuilder(URI.create(serviceUri + "/seen")).DELETE());
	}

	@Test
	void whenCallerIsAuthenticatedServiceAnswersAndKnowsTheCaller() {
		HttpResponse<String> response = get("/orders/1?a=b", "alice", "X-Internal-Caller", "root", "x-internal-role",
				"ADMIN");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("served /orders/1?a=b");
		Headers headers = received().get(0);
		assertThat(headers.get("X-Internal-Caller")).containsExactly("alice");
		assertThat(headers.get("X-Internal-Role")).isNull();
		assertThat(headers.getFirst("Authorization")).startsWith("Bearer ");
	}

	@Test
	void whenRouteKeepsTheTokenServiceDoesNotSeeIt() {
		assertThat(get("/partners/1", "bob", "Cookie", "a=b").statusCode()).isEqualTo(200);
		assertThat(received().get(0)).doesNotContainKeys("Authorization", "Cookie");
	}

	@Test
	void answersHaveEachHeaderOnceAndNothingAboutTheService() {
		Map<String, List<String>> headers = get("/orders/1", "alice").headers().map();
		assertThat(headers).doesNotContainKeys("server", "x-powered-by");
		assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
		assertThat(headers.get("content-security-policy")).containsExactly("default-src 'none'");
		assertThat(headers.get("referrer-policy")).containsExactly("no-referrer");
	}

	@ParameterizedTest
	@CsvSource({ "/orders/1,,401", "/orders/admin/1,alice,403", "/orders/%61dmin/1,alice,403", "/unknown,alice,403",
			"/orders/1;/../admin,alice,400", "/orders/%2e%2e/internal,alice,400", "/orders//admin/1,alice,400",
			"/orders/%252e%252e/internal,alice,400" })
	void whenRequestIsRefusedServiceDoesNotSeeIt(String path, String caller, int status) {
		HttpResponse<String> response = get(path, caller);
		assertProblem(response, status);
		assertThat(received()).isEmpty();
	}

	@Test
	void whenAddressIsDeniedRefusesAndTells() {
		assertProblem(get("/orders/1", "alice", "X-Forwarded-For", "203.0.113.7"), 403);
		assertThat(received()).isEmpty();
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.events.list.stream().anyMatch((event) -> "address_denied".equals(event.reason())));
	}

	@Test
	void whenRouteHasALimitItHolds() {
		HttpResponse<String> response = get("/partners/1", "carol");
		for (int i = 0; i < 5; i++) {
			response = get("/partners/1", "carol");
		}
		assertProblem(response, 429);
		assertThat(response.headers().firstValue("Retry-After")).isPresent();
		assertThat(received()).hasSize(5);
	}

	@Test
	void whenRouteHasALimitByItsNameAllItsPathsAndCallersShareIt() {
		for (int i = 0; i < 10; i++) {
			assertThat(get((i % 2 == 0) ? "/archive/" + i : "/archived/" + i, "caller" + i).statusCode())
				.isEqualTo(200);
		}
		assertProblem(get("/archived/x", "erin"), 429);
		assertThat(get("/orders/1", "erin").statusCode()).isEqualTo(200);
		assertThat(received()).hasSize(11);
	}

	@Test
	void whenBodyIsTooLargeServiceDoesNotGetIt() {
		HttpResponse<String> response = send(request("/orders", "alice").header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"a\":\"" + "a".repeat(20_000_000) + "\"}")));
		assertProblem(response, 413);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT" })
	void bodyGoesOnToTheService(String method) {
		assertThat(send(request("/orders", "alice").header("Content-Type", "application/json")
			.method(method, BodyPublishers.ofString("{\"a\":1}"))).statusCode()).isEqualTo(200);
		assertThat(received().get(0).getFirst("Content-Type")).startsWith("application/json");
	}

	@Test
	void whenServiceDoesNotAnswerIsAProblem() throws IOException {
		assertProblem(get("/reports/1", "alice"), 504);
		silent.close();
		assertProblem(get("/reports/1", "alice"), 502);
	}

	@Test
	void routesAreEndpointsThatRulesAreAskedAbout(@Autowired AccessReport report) {
		assertThat(report.endpoints()).filteredOn((endpoint) -> endpoint.pattern().startsWith("/orders"))
			.isNotEmpty()
			.allMatch(EndpointAccess::isDecided);
		assertThat(report.findings()).isEmpty();
	}

	private List<Headers> received() {
		String seen = send(HttpRequest.newBuilder(URI.create(serviceUri + "/seen"))).body();
		return Pattern.compile("\n\n").splitAsStream(seen).filter((request) -> !request.isBlank()).map((request) -> {
			Headers headers = new Headers();
			request.strip().lines().map((line) -> line.split(": ", 2)).forEach((line) -> headers.add(line[0], line[1]));
			return headers;
		}).toList();
	}

	private static void assertProblem(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(response.body()).contains("\"status\":" + status).doesNotContain("127.0.0.1", "Exception");
	}

	private HttpResponse<String> get(String path, String caller, String... headers) {
		HttpRequest.Builder request = request(path, caller);
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	private HttpRequest.Builder request(String path, String caller) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.timeout(Duration.ofSeconds(30));
		return (caller != null) ? request.header("Authorization", "Bearer " + this.issuer.token(caller)) : request;
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class EventsConfiguration {

		@Bean
		Events events() {
			return new Events();
		}

	}

	static class Events implements SecurityEventSink {

		private final List<SecurityEvent> list = new CopyOnWriteArrayList<>();

		@Override
		public void accept(SecurityEvent event) {
			this.list.add(event);
		}

	}

}
