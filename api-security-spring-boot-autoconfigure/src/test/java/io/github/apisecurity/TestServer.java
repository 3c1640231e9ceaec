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

package io.github.apisecurity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * An application on a random port, and a client for it.
 */
public final class TestServer implements AutoCloseable {

	private static final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

	private final ServletWebServerApplicationContext context;

	private TestServer(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	public static TestServer start(Class<?> application, String... properties) {
		return new TestServer((ServletWebServerApplicationContext) new SpringApplicationBuilder(application)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.address=127.0.0.1",
					// Spring Data Redis is here for other tests and does not come with
					// the starter.
					"management.health.redis.enabled=false", "spring.data.redis.repositories.enabled=false",
					// As is springdoc, which warns of itself.
					"springdoc.api-docs.enabled=false",
					"spring.security.oauth2.resourceserver.jwt.authorities-claim-name=roles",
					"spring.security.oauth2.resourceserver.jwt.authority-prefix=ROLE_")
			.properties(properties)
			.run());
	}

	public ServletWebServerApplicationContext context() {
		return this.context;
	}

	public HttpRequest.Builder request(String path) {
		int port = this.context.getWebServer().getPort();
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(20));
	}

	public HttpResponse<String> get(String path, String... headers) {
		return send(request(path), headers);
	}

	public HttpResponse<String> post(String path, String json, String... headers) {
		return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)),
				headers);
	}

	public HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
		try {
			HttpRequest.Builder builder = (headers.length > 0) ? request.headers(headers) : request;
			return client.send(builder.build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	public static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	public static String[] bearer(String subject, String... roles) {
		return new String[] { "Authorization", "Bearer " + TestTokens.token(subject, roles) };
	}

	@Override
	public void close() {
		this.context.close();
	}

}
