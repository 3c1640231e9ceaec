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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProblemErrorHandler} and {@link JettyConfiguration}.
 */
class ProblemErrorHandlerTests {

	private static final Server server = new Server();

	private static final ServerConnector connector = new ServerConnector(server);

	@BeforeAll
	static void start() throws Exception {
		connector.setHost("127.0.0.1");
		server.addConnector(connector);
		StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("writer", new Headers()));
		server.setErrorHandler(new ProblemErrorHandler(beans.getBeanProvider(ProblemHeaderWriter.class)));
		server.start();
	}

	@AfterAll
	static void stop() throws Exception {
		server.stop();
	}

	@ParameterizedTest
	@CsvSource({ "GET /<canary>%zz HTTP/1.1, 400", "GET /canary a b HTTP/1.1, 400",
			"GET /canary/%2e%2e/x HTTP/1.1, 400", "GET /canary HTTP/7.1, 505" })
	void whenRequestLineIsMalformedAnswersProblemAndRepeatsNothing(String requestLine, int status) throws IOException {
		String answer = send(requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 " + status)
			.contains("Content-Type: application/problem+json", "\"status\":" + status, "X-Plain: true")
			.doesNotContainIgnoringCase("canary", "text/html");
	}

	@Test
	void whenReadingFailsTheCauseTellsTheStatus() {
		Exception refusal = new HttpException.IllegalStateException(400, "form",
				new HttpException.IllegalStateException(413, "fields"));
		ProblemMapper mapper = new JettyConfiguration().apiSecurityJettyProblemMapper();
		assertThat(mapper.map(refusal)).satisfies((problem) -> assertThat(problem.getType().status()).isEqualTo(413));
		assertThat(mapper.map(new HttpException.IllegalStateException(500, "failed"))).isNull();
		assertThat(mapper.map(new IllegalStateException())).isNull();
	}

	private static String send(String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
			socket.setSoTimeout(5000);
			OutputStream output = socket.getOutputStream();
			output.write(request.getBytes(StandardCharsets.ISO_8859_1));
			output.flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private static final class Headers implements ProblemHeaderWriter {

		@Override
		public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void writeUnreadable(boolean secure, BiConsumer<String, String> headers) {
			headers.accept("X-Plain", Boolean.toString(!secure));
		}

	}

}
