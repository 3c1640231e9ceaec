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
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DocumentOwnership}.
 */
class DocumentOwnershipTests {

	private final Authentication caller = new TestingAuthenticationToken("alice", null);

	@Test
	void whoeverDecidesIsAskedAndNoAnswerIsNoGrant() throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/stores/1/check", (exchange) -> {
			String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			boolean allowed = asked.contains("\"user:alice\"") && asked.contains("\"document:1\"");
			byte[] body = ("{\"allowed\":" + allowed + "}").getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		DocumentOwnership ownership = new DocumentOwnership(RestClient.builder(),
				"http://127.0.0.1:" + server.getAddress().getPort() + "/stores/1");
		assertThat(ownership.owns(this.caller, 1)).isTrue();
		assertThat(ownership.owns(this.caller, 2)).isFalse();
		server.stop(0);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> ownership.owns(this.caller, 1));
	}

}
