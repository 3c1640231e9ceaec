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

package com.example.keycloak;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Keycloak of the distribution, with the realm {@code shop}.
 */
class Keycloak implements AutoCloseable {

	private static final Path HOME = Path.of("target", "keycloak", "keycloak-" + System.getProperty("keycloak.version"))
		.toAbsolutePath();

	private static final HttpClient client = HttpClient.newHttpClient();

	private final String url;

	private final File log = HOME.resolve("keycloak.log").toFile();

	private Process process;

	Keycloak(int port, String application) throws IOException {
		this.url = "http://127.0.0.1:" + port;
		FileSystemUtils.deleteRecursively(HOME.resolve("data"));
		Path realm = HOME.resolve("data").resolve("import").resolve("shop-realm.json");
		Files.createDirectories(realm.getParent());
		Files.writeString(realm, Files.readString(Path.of("src", "test", "resources", "shop-realm.json"))
			.replace("APPLICATION", application));
		this.process = start();
	}

	private Process start() throws IOException {
		String port = this.url.substring(this.url.lastIndexOf(':') + 1);
		ProcessBuilder builder = new ProcessBuilder("sh", HOME.resolve("bin").resolve("kc.sh").toString(), "start-dev",
				"--import-realm", "--http-host=127.0.0.1", "--http-port=" + port, "--features=ssf",
				"--spi-ssf-transmitter--default--allow-insecure-push-targets=true",
				"--spi-ssf-transmitter--default--outbox-drainer-interval=1s");
		builder.environment()
			.putAll(Map.of("JAVA_HOME", System.getProperty("keycloak.java.home"), "KC_BOOTSTRAP_ADMIN_USERNAME",
					"admin", "KC_BOOTSTRAP_ADMIN_PASSWORD", "admin"));
		Process process = builder.redirectErrorStream(true).redirectOutput(this.log).start();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
		await().atMost(Duration.ofMinutes(10))
			.pollInterval(Duration.ofMillis(500))
			.failFast("Keycloak has ended, its log says why", () -> !process.isAlive())
			.ignoreExceptions()
			.until(() -> get(issuer() + "/.well-known/openid-configuration").statusCode() == 200);
		return process;
	}

	void stop() {
		end(this.process);
	}

	// With what the script has started.
	private static void end(Process script) {
		Stream.concat(script.descendants(), Stream.of(script.toHandle()))
			.toList()
			.stream()
			.peek(ProcessHandle::destroy)
			.map(ProcessHandle::onExit)
			.forEach((exit) -> exit.orTimeout(1, TimeUnit.MINUTES).join());
	}

	void startAgain() throws IOException {
		this.process = start();
	}

	@Override
	public void close() {
		stop();
	}

	String url() {
		return this.url;
	}

	String issuer() {
		return this.url + "/realms/shop";
	}

	JsonNode token(String clientId, Map<String, String> parameters) {
		HttpResponse<String> response = post(issuer(), "token", clientId, parameters);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	String machine() {
		return token("shop-batch", Map.of("grant_type", "client_credentials")).get("access_token").asString();
	}

	HttpResponse<String> logout(String clientId, String refreshToken) {
		return post(issuer(), "logout", clientId, Map.of("refresh_token", refreshToken));
	}

	String admin(String method, String path, Object body) {
		JsonNode token = JsonMapper.shared()
			.readTree(post(this.url + "/realms/master", "token", "admin-cli",
					Map.of("grant_type", "password", "username", "admin", "password", "admin"))
				.body());
		HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(this.url + "/admin/realms/shop" + path))
			.header("Authorization", "Bearer " + token.get("access_token").asString())
			.header("Content-Type", "application/json")
			.method(method, BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
		assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
		return response.body();
	}

	private static HttpResponse<String> post(String realm, String endpoint, String clientId,
			Map<String, String> parameters) {
		String form = "client_id=" + clientId + "&client_secret=" + clientId.replace("shop-", "") + "-secret&"
				+ form(parameters);
		return send(HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/" + endpoint))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form)));
	}

	static String form(Map<String, String> parameters) {
		return parameters.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

	static HttpResponse<String> get(String location, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(location));
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	static HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
