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

package com.example.issuer;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.posture.PostureContributor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests over HTTP with {@code openid-client} in Node, and with a restart in between.
 */
class IssuerTests {

	private static final Path CLIENT = Path.of("target", "client");

	private static final String SECONDS = System.getProperty("load.seconds", "2");

	@Test
	void clientThatNobodyHereWroteIsContent(@TempDir Path directory) throws Exception {
		assumeTrue(run(directory, "node", "--version") == 0, "Node is missing");
		FileSystemUtils.copyRecursively(Path.of("src", "test", "client"), CLIENT);
		assumeTrue(run(CLIENT, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error") == 0,
				"openid-client cannot be installed");
		int port = freePort();
		String file = directory.resolve("tokens.json").toString();
		// Keys of the shortest life, so that a longer run sees them rotate.
		String[] properties = { "spring.datasource.url=jdbc:h2:" + directory.resolve("issuer").toAbsolutePath(),
				"api-security.token.issuer.signing-keys.rotation-period=1m", "issuer.cleaning-interval=1s" };
		try (ConfigurableApplicationContext context = start(port, properties)) {
			assertThat(context.getBeansOfType(PostureContributor.class).values())
				.anyMatch((contributor) -> "in force".equals(contributor.contribute().details().get("issuer")));
			assertThat(run(CLIENT, "node", "client.mjs", "http://127.0.0.1:" + port, "before", file, SECONDS)).isZero();
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			assertThat(jdbc.queryForList("SELECT refresh_token_value FROM oauth2_authorization", byte[].class))
				.isNotEmpty()
				.allMatch((value) -> new String(value).startsWith("family:"));
			whoRepeatsTooOftenIsToldToTryAgainAndIsNotLoggedOut(port, Path.of(file), jdbc);
		}
		try (ConfigurableApplicationContext context = start(port, properties)) {
			assertThat(run(CLIENT, "node", "client.mjs", "http://127.0.0.1:" + port, "after", file, SECONDS)).isZero();
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			String good = jdbc
				.queryForList("SELECT id FROM oauth2_authorization WHERE refresh_token_expires_at > now()",
						String.class)
				.get(0);
			jdbc.update("UPDATE oauth2_authorization SET refresh_token_expires_at = '2020-01-01' WHERE id <> ?", good);
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(jdbc.queryForList("SELECT id FROM oauth2_authorization", String.class))
					.containsExactly(good));
		}
	}

	private static void whoRepeatsTooOftenIsToldToTryAgainAndIsNotLoggedOut(int port, Path file, JdbcTemplate jdbc)
			throws Exception {
		String kept = Files.readString(file);
		String first = member(kept, "refresh");
		String second = member(refresh(port, first).body(), "refresh_token");
		// As if it had been repeated 200 times a moment ago.
		for (String state : jdbc.queryForList("SELECT family_state FROM token_family", String.class)) {
			String[] parts = state.split(" ", -1);
			parts[3] = Long.toString(System.currentTimeMillis() + 60_000);
			parts[4] = "200";
			jdbc.update("UPDATE token_family SET family_state = ? WHERE family_state = ?", String.join(" ", parts),
					state);
		}
		HttpResponse<String> loser = refresh(port, first);
		assertThat(loser.statusCode()).isEqualTo(503);
		assertThat(loser.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(loser.headers().allValues("Set-Cookie")).isEmpty();
		Files.writeString(file, kept.replace(first, member(refresh(port, second).body(), "refresh_token")));
	}

	private static HttpResponse<String> refresh(int port, String token) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/oauth2/token"))
				.header("Authorization",
						"Basic " + Base64.getEncoder()
							.encodeToString("web:web-secret".getBytes(StandardCharsets.UTF_8)))
				.header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString("grant_type=refresh_token&refresh_token=" + token))
				.build(), BodyHandlers.ofString());
	}

	private static String member(String json, String name) {
		Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
		assertThat(matcher.find()).as(json).isTrue();
		return matcher.group(1);
	}

	private static ConfigurableApplicationContext start(int port, String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=" + port));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new SpringApplicationBuilder(IssuerApplication.class).run(arguments.toArray(String[]::new));
	}

	// The issuer is named by its address, before it is started.
	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static int run(Path directory, String... command) throws InterruptedException {
		try {
			Files.createDirectories(directory);
			File log = directory.resolve(command[command.length - 1].startsWith("--") ? "setup.log" : "client.log")
				.toFile();
			Process process = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log)
				.start();
			boolean ended = process.waitFor(10, TimeUnit.MINUTES);
			process.destroy();
			System.out.println(Files.readString(log.toPath()));
			return ended ? process.exitValue() : -1;
		}
		catch (IOException ex) {
			// There is no such command.
			return -1;
		}
	}

}
