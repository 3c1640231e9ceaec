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

package com.example.shop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the server refuses itself, whichever it is, looks like all other refusals.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class ProtectedServerTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@ValueSource(strings = { "GET /stock/<canary> HTTP/1.1", "GET /stock/canary%zz HTTP/1.1",
			"GET /stock/%2e%2e/canary HTTP/1.1", "GET /stock/canary%2fx HTTP/1.1", "GET /canary a HTTP/1.1" })
	void whenTheRequestLineIsMalformedAnswersProblem(String line, CapturedOutput output) throws IOException {
		assertThat(send(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 400")
			.contains("application/problem+json", "\"status\":400", "X-Content-Type-Options: nosniff",
					"X-Frame-Options: DENY", "Content-Security-Policy: default-src 'none'", "Permissions-Policy: ",
					"Referrer-Policy: ", "Cross-Origin-Opener-Policy: ", "Cross-Origin-Resource-Policy: ",
					"Origin-Agent-Cluster: ", "Cache-Control: ")
			.doesNotContain("canary", "<html");
		assertThat(output).doesNotContain(" ERROR ");
	}

	@ParameterizedTest
	@CsvSource({ "1000, 2", "1001, 4", "5000, 4" })
	void whenAFormHasTooManyFieldsIsNoFailureOfTheServer(int fields, int series) throws IOException {
		String form = IntStream.range(0, fields).mapToObj((i) -> "f" + i + "=1").collect(Collectors.joining("&"));
		String answer = send("POST /stock/form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
				+ form.length() + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n" + form);
		assertThat(answer).startsWith("HTTP/1.1 " + series)
			.contains((series == 2) ? "1000" : "application/problem+json");
	}

	// Nor does what comes with the starter.
	@Test
	void whenItStartsTheStarterSaysNothing(CapturedOutput output) {
		assertThat(output.getAll()).contains("Started ").doesNotContain("strict repository configuration");
		assertThat(output.getAll()
			.lines()
			.filter((line) -> line.contains("apisecurity") && !line.contains("apisecurity.audit"))).isEmpty();
	}

	@Test
	void whenRequestsAreGoodLogsNothing(CapturedOutput output) throws IOException {
		String request = "GET /products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
		send(request);
		int started = output.getAll().length();
		for (int i = 0; i < 20; i++) {
			assertThat(send(request)).startsWith("HTTP/1.1 200");
		}
		// What other tests had refused may be recorded late.
		assertThat(output.getAll().substring(started).lines().filter((line) -> !line.contains("apisecurity.audit")))
			.isEmpty();
	}

	private String send(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	/**
	 * Reads forms before Spring MVC does, as the filter for hidden methods.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class FormConfiguration {

		@Bean
		Filter formFilter() {
			return (request, response, chain) -> {
				if (request.getContentType() == null) {
					chain.doFilter(request, response);
				}
				else {
					response.getWriter().print(request.getParameterMap().size());
				}
			};
		}

	}

}
