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

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests over HTTP with Keycloak as it is distributed.
 */
class KeycloakTests {

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final String MAX_AGE_SECONDS = "15";

	private static Keycloak keycloak;

	private static String api;

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() throws IOException {
		int port = freePort();
		api = "http://127.0.0.1:" + port;
		keycloak = new Keycloak(freePort(), api);
		application = new SpringApplicationBuilder(KeycloakApplication.class).run("--server.port=" + port,
				"--keycloak.url=" + keycloak.url(), "--account.max-age=" + MAX_AGE_SECONDS + "s");
	}

	@AfterAll
	static void stop() {
		application.close();
		keycloak.close();
	}

	@Test
	void realmAndClientRolesOfPersonsAreAuthorities() {
		String token = accessToken(new Browser(keycloak, "shop-web").login(Map.of()));
		JsonNode me = JsonMapper.shared().readTree(call("GET", "/me", token).body());
		assertThat(me.get("name").asString()).isEqualTo("ada");
		assertThat(me.get("authorities").toString()).isEqualTo("[\"FACTOR_BEARER\",\"ROLE_EDITOR\",\"ROLE_EXPORT\"]");
		assertThat(call("POST", "/articles", token).statusCode()).isEqualTo(200);
		assertThat(call("GET", "/export", token).statusCode()).isEqualTo(200);
	}

	@Test
	void rolesOfMachinesAreAuthorities() {
		String token = keycloak.machine();
		JsonNode me = JsonMapper.shared().readTree(call("GET", "/me", token).body());
		assertThat(me.get("name").asString()).isEqualTo("service-account-shop-batch");
		assertThat(call("GET", "/export", token).statusCode()).isEqualTo(200);
		assertThat(call("POST", "/articles", token).statusCode()).isEqualTo(403);
	}

	@Test
	void otherTokensOfKeycloakAreRefused() {
		JsonNode tokens = new Browser(keycloak, "shop-web").login(Map.of());
		assertThat(call("GET", "/me", tokens.get("id_token").asString()).statusCode()).isEqualTo(401);
		assertThat(call("GET", "/me", tokens.get("refresh_token").asString()).statusCode()).isEqualTo(401);
		String foreign = accessToken(keycloak.token("shop-signals", Map.of("grant_type", "client_credentials")));
		assertThat(call("GET", "/me", foreign).statusCode()).isEqualTo(401);
	}

	@Test
	void refreshedTokenIsGoodUntilTheLogoutThatKeycloakTells() {
		JsonNode first = new Browser(keycloak, "shop-web").login(Map.of());
		JsonNode second = refresh(first);
		assertThat(call("GET", "/me", accessToken(second)).statusCode()).isEqualTo(200);
		assertThat(keycloak.logout("shop-web", second.get("refresh_token").asString()).statusCode()).isEqualTo(204);
		awaitStatus(401, "GET", "/me", accessToken(first));
		awaitStatus(401, "GET", "/me", accessToken(second));
		assertThat(call("GET", "/me", accessToken(new Browser(keycloak, "shop-web").login(Map.of()))).statusCode())
			.isEqualTo(200);
	}

	@Test
	void strongerLoginIsWhatTheChallengeAsksFor() {
		Browser browser = new Browser(keycloak, "shop-web");
		String silver = accessToken(browser.login(Map.of()));
		assertThat(browser.forms()).isEqualTo(1);
		HttpResponse<String> refused = call("POST", "/payments", silver);
		assertThat(refused.statusCode()).isEqualTo(401);
		String gold = accessToken(browser.login(Map.of("acr_values", challenge(refused, "acr_values"))));
		assertThat(browser.forms()).as("the password was entered before").isEqualTo(1);
		assertThat(call("POST", "/payments", gold).body()).isEqualTo("paid");
		assertThat(call("POST", "/payments", keycloak.machine()).statusCode()).isEqualTo(401);
	}

	@Test
	void laterLoginIsWhatTheChallengeAsksFor() {
		Browser browser = new Browser(keycloak, "shop-web");
		JsonNode tokens = browser.login(Map.of());
		awaitStatus(401, "DELETE", "/account", accessToken(tokens));
		// To refresh is no login.
		HttpResponse<String> refused = call("DELETE", "/account", accessToken(refresh(tokens)));
		assertThat(refused.statusCode()).isEqualTo(401);
		String maxAge = challenge(refused, "max_age");
		assertThat(maxAge).isEqualTo(MAX_AGE_SECONDS);
		String late = accessToken(browser.login(Map.of("max_age", maxAge)));
		assertThat(browser.forms()).isEqualTo(1);
		assertThat(call("DELETE", "/account", late).body()).isEqualTo("closed");
	}

	@Test
	void keysRotateWhileRequestsRun() {
		String before = keycloak.machine();
		String kid = kid(before);
		try (Load load = new Load(keycloak::machine)) {
			load.awaitRequests(50);
			keycloak.admin("POST", "/components", Map.of("name", "new", "providerId", "rsa-generated", "providerType",
					"org.keycloak.keys.KeyProvider", "config", Map.of("priority", List.of("200"))));
			await().atMost(LIMIT).until(() -> !kid(keycloak.machine()).equals(kid));
			load.awaitRequests(200);
			assertThat(load.failures()).isEmpty();
		}
		assertThat(call("GET", "/me", before).statusCode()).isEqualTo(200);
	}

	@Test
	void tokensStayGoodWhileKeycloakIsDown() throws Exception {
		JsonNode person = new Browser(keycloak, "shop-web").login(Map.of());
		String machine = keycloak.machine();
		try (Load load = new Load(() -> machine)) {
			load.awaitRequests(50);
			keycloak.stop();
			load.awaitRequests(200);
			assertThat(call("GET", "/me", accessToken(person)).statusCode()).isEqualTo(200);
			keycloak.startAgain();
			load.awaitRequests(200);
			assertThat(load.failures()).isEmpty();
		}
		assertThat(call("GET", "/me", keycloak.machine()).statusCode()).isEqualTo(200);
		assertThat(call("GET", "/me", accessToken(refresh(person))).statusCode()).isEqualTo(200);
	}

	// Experimental in this version of Keycloak.
	@Test
	void sessionsAndCredentialsEndWithTheSignalsOfKeycloak() {
		keycloak.admin("POST", "/ssf/clients/shop-signals/stream",
				Map.of("aud", List.of("https://api.example.com"), "delivery",
						Map.of("method", "urn:ietf:rfc:8935", "endpoint_url", api + "/signals", "authorization_header",
								"Bearer signals-secret-of-the-sample-only-0123456789")));
		// This client has no back-channel logout.
		JsonNode ended = new Browser(keycloak, "shop-mobile").login(Map.of());
		String other = accessToken(new Browser(keycloak, "shop-mobile").login(Map.of()));
		keycloak.logout("shop-mobile", ended.get("refresh_token").asString());
		awaitStatus(401, "GET", "/me", accessToken(ended));
		assertThat(call("GET", "/me", other).statusCode()).isEqualTo(200);
		String id = JsonMapper.shared().readTree(call("GET", "/me", other).body()).get("id").asString();
		keycloak.admin("PUT", "/users/" + id + "/reset-password",
				Map.of("type", "password", "value", "ada-password", "temporary", false));
		awaitStatus(401, "GET", "/me", other);
	}

	private static JsonNode refresh(JsonNode tokens) {
		return keycloak.token("shop-web",
				Map.of("grant_type", "refresh_token", "refresh_token", tokens.get("refresh_token").asString()));
	}

	private static String accessToken(JsonNode tokens) {
		return tokens.get("access_token").asString();
	}

	private static String kid(String token) {
		byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
		return JsonMapper.shared().readTree(header).get("kid").asString();
	}

	private static String challenge(HttpResponse<String> response, String name) {
		String challenge = response.headers().firstValue("WWW-Authenticate").orElseThrow();
		assertThat(challenge).contains("error=\"insufficient_user_authentication\"");
		return challenge.replaceFirst(".*" + name + "=\"([^\"]*)\".*", "$1");
	}

	private static HttpResponse<String> call(String method, String path, String token) {
		return Keycloak.send(HttpRequest.newBuilder(URI.create(api + path))
			.header("Authorization", "Bearer " + token)
			.method(method, BodyPublishers.noBody()));
	}

	private static void awaitStatus(int status, String method, String path, String token) {
		await().atMost(LIMIT).until(() -> call(method, path, token).statusCode() == status);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * A client that sends one request after the other, each with a good token.
	 */
	private static final class Load implements AutoCloseable {

		private final AtomicInteger requests = new AtomicInteger();

		private final Queue<String> failures = new ConcurrentLinkedQueue<>();

		private final Thread thread;

		private volatile boolean closed;

		Load(Supplier<String> tokens) {
			this.thread = new Thread(() -> {
				while (!this.closed) {
					try {
						int status = call("GET", "/me", tokens.get()).statusCode();
						if (status != 200) {
							this.failures.add(String.valueOf(status));
						}
					}
					catch (Throwable ex) {
						this.failures.add(ex.toString());
					}
					this.requests.incrementAndGet();
				}
			});
			this.thread.start();
		}

		void awaitRequests(int number) {
			int target = this.requests.get() + number;
			await().atMost(LIMIT).until(() -> this.requests.get() >= target);
		}

		Queue<String> failures() {
			return this.failures;
		}

		@Override
		public void close() {
			this.closed = true;
			try {
				this.thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
