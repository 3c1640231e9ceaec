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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.posture.PostureContributor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
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
				"api-security.token.issuer.signing-keys.rotation-period=1m" };
		try (ConfigurableApplicationContext context = start(port, properties)) {
			assertThat(context.getBeansOfType(PostureContributor.class).values())
				.anyMatch((contributor) -> "in force".equals(contributor.contribute().details().get("issuer")));
			assertThat(run(CLIENT, "node", "client.mjs", "http://127.0.0.1:" + port, "before", file, SECONDS)).isZero();
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			assertThat(jdbc.queryForList("SELECT refresh_token_value FROM oauth2_authorization", byte[].class))
				.isNotEmpty()
				.allMatch((value) -> new String(value).startsWith("family:"));
		}
		try (ConfigurableApplicationContext context = start(port, properties)) {
			assertThat(run(CLIENT, "node", "client.mjs", "http://127.0.0.1:" + port, "after", file, SECONDS)).isZero();
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			jdbc.update("UPDATE oauth2_authorization SET refresh_token_expires_at = '2020-01-01'");
			context.getBean(IssuerApplication.class).removeEndedAuthorizations();
			assertThat(jdbc.queryForList("SELECT id FROM oauth2_authorization", String.class)).isEmpty();
		}
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
