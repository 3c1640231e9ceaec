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

package io.github.apisecurity.problem;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.apisecurity.RawHttpClient;
import io.github.apisecurity.RawHttpClient.Response;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.application.TestApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a caller writes into a header, the answer is the ordinary one or a problem,
 * and the log stays quiet.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileHeadersTests {

	private static final String VIEWER = "Authorization: Bearer " + TestTokens.token("ada", "VIEWER") + "\r\n";

	/**
	 * Requests by the status they have without further headers.
	 */
	private static final Map<Integer, String> REQUESTS = new TreeMap<>(
			Map.of(200, "GET /customer HTTP/1.1\r\n" + VIEWER, 401, "GET /customer HTTP/1.1\r\n", 403,
					"GET /admin HTTP/1.1\r\n" + VIEWER, 404, "GET /nothing HTTP/1.1\r\n" + VIEWER, 405,
					"DELETE /customer HTTP/1.1\r\n" + VIEWER, 413,
					"POST /customer HTTP/1.1\r\nContent-Length: 999999999\r\n" + VIEWER, 415,
					"POST /customer HTTP/1.1\r\nContent-Length: 1\r\nContent-Type: text/csv\r\n" + VIEWER, 400,
					"GET /page?size=101 HTTP/1.1\r\n" + VIEWER, 500, "GET /failing HTTP/1.1\r\n" + VIEWER));

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestApi.class, "api-security.network.trusted-proxies=127.0.0.1",
				"api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.rate-limit.policies.all.limits=1000000/1h",
				"api-security.rate-limit.policies.all.key=client-ip", "api-security.rate-limit.routes[0].pattern=/**",
				"api-security.rate-limit.routes[0].policies=all");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	static Stream<List<String>> headers() {
		List<String> values = new ArrayList<>(List.of("", ",", ";", "*", "*/*", "a/b/c", "/", "text/", "q=1",
				"text/xml;q=2", "application/xml;q=NaN", "application/xml;q=", "application/xml;charset=x", "xml",
				"application/problem+xml;q=0.5, application/json;q=0.5", "application/xml;a=\"", "\u00e9\u4e2d",
				"bytes=9-1", "bytes=0-,".repeat(300), "%00", "${jndi:ldap://127.0.0.1/a}", "a=\"b", "a".repeat(4000),
				"text/xml,".repeat(51) + "*/*", "application/xml;q=0.1,".repeat(300), "de-".repeat(500),
				"x-" + "a-".repeat(60) + "a", "de;q=,".repeat(400), "de,".repeat(11) + "en", "utf-8;q=0.1,".repeat(300),
				"*;q=0", "gzip;q=0", "identity;q=0", "application/json;charset=utf-99", "application/json;charset=\"",
				"a/b;" + "c=d;".repeat(900), "for=unknown", "for=127.0.0.1", "1.2.3.4"));
		Random random = new Random(7);
		for (int i = 0; i < 15; i++) {
			values.add(random.ints(1 + random.nextInt(60), 32, 127)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString());
		}
		List<String> names = List.of("Accept", "Accept-Language", "Accept-Charset", "Accept-Encoding", "Content-Type",
				"Content-Encoding", "Cookie", "Range", "If-Match", "If-None-Match", "If-Modified-Since", "Origin",
				"User-Agent", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "traceparent", "baggage", "DPoP",
				"Expect", "X-HTTP-Method-Override", "Access-Control-Request-Method", "Connection", "Upgrade");
		return names.stream().map((name) -> values.stream().map((value) -> name + ": " + value + "\r\n").toList());
	}

	@ParameterizedTest
	@MethodSource("headers")
	void whenHeaderIsHostileAnswersAProblemOrAsUsual(List<String> headers, CapturedOutput output) throws IOException {
		send(headers, output, 3, 1);
	}

	@ParameterizedTest
	@MethodSource("headers")
	@Tag("exhaustive")
	void whenHeaderIsHostileAnywhereAnswersAProblemOrAsUsual(List<String> headers, CapturedOutput output)
			throws IOException {
		send(headers, output, REQUESTS.size(), 2);
	}

	private static void send(List<String> headers, CapturedOutput output, int negotiated, int others)
			throws IOException {
		List<Integer> usual = List.copyOf(REQUESTS.keySet());
		for (int i = 0; i < headers.size(); i++) {
			// Each value in a few places, those of negotiation in more.
			int places = (headers.get(i).startsWith("Accept")) ? negotiated : others;
			for (int place = i; place < i + places; place++) {
				int status = usual.get(place % usual.size());
				assertAnswer(status, REQUESTS.get(status) + headers.get(i));
			}
		}
		assertThat(output.getAll()
			.replace("java.lang.IllegalStateException: secret-detail", "")
			// A client of Redis that another test has closed.
			.replace("java.util.concurrent.RejectedExecutionException: event executor terminated", ""))
			.doesNotContain("Exception: ");
	}

	private static void assertAnswer(int usual, String request) throws IOException {
		String sent = request + "Host: 127.0.0.1\r\nConnection: close\r\n\r\n";
		Response response = RawHttpClient.send(server.context().getWebServer().getPort(), sent);
		assertThat(response.status()).as(sent)
			.isIn(usual, 200, 304, 400, 401, 403, 404, 406, 412, 413, 415, 416, 417, 431);
		if (response.status() >= 400) {
			assertThat(response.body()).as(sent).isNotEmpty();
			assertThat(response.headers().get("Content-Type")).as(sent).startsWith("application/problem+");
			if (response.headers().get("Content-Type").contains("json")) {
				assertThat(JsonMapper.shared().readTree(response.body()).path("status").asInt()).as(sent)
					.isEqualTo(response.status());
			}
		}
	}

}
