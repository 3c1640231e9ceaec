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
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A service behind the gateway, in a process of its own. {@code GET /seen} tells the
 * headers of what it was asked since {@code DELETE /seen}.
 */
public final class Service {

	private static final List<String> seen = new CopyOnWriteArrayList<>();

	private Service() {
	}

	public static void main(String[] arguments) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			StringBuilder headers = new StringBuilder();
			exchange.getRequestHeaders()
				.forEach((name, values) -> values
					.forEach((value) -> headers.append(name).append(": ").append(value).append('\n')));
			seen.add(headers.toString());
			exchange.getResponseHeaders().add("X-Powered-By", "service");
			exchange.getResponseHeaders().add("Server", "service");
			exchange.getResponseHeaders().add("X-Content-Type-Options", "nosniff");
			exchange.getResponseHeaders().add("Content-Security-Policy", "default-src 'none'");
			answer(exchange, "served " + exchange.getRequestURI());
		});
		server.createContext("/seen", (exchange) -> {
			if (exchange.getRequestMethod().equals("DELETE")) {
				seen.clear();
			}
			answer(exchange, String.join("\n", seen));
		});
		server.start();
		System.out.println(server.getAddress().getPort());
		// Until whoever has started it is gone.
		System.in.transferTo(OutputStream.nullOutputStream());
		server.stop(0);
	}

	private static void answer(HttpExchange exchange, String text) throws IOException {
		try (exchange) {
			exchange.getRequestBody().readAllBytes();
			byte[] body = text.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "text/plain");
			exchange.sendResponseHeaders(200, (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
	}

}
