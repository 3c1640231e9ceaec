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

package io.github.apisecurity.authentication;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.audit.SecurityEventSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what callers and operators are told where no way to authenticate is
 * configured.
 */
class NoAuthenticationHttpTests {

	private static final List<String> REASONS = Collections.synchronizedList(new ArrayList<>());

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Nothing.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void challengeSaysNothingOfTheHostThatTheCallerHasChosen() {
		HttpResponse<String> response = server.get("/any");
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly("Bearer");
	}

	@Test
	void whenNothingReadsTheCredentialReasonSaysSo() {
		for (String credentials : List.of("Basic YTpi", "Bearer a.b.c")) {
			REASONS.clear();
			assertThat(server.get("/any", "Authorization", credentials).statusCode()).isEqualTo(401);
			await().untilAsserted(() -> assertThat(REASONS).containsExactly("credentials_unsupported"));
		}
		REASONS.clear();
		server.get("/any");
		await().untilAsserted(() -> assertThat(REASONS).containsExactly("credentials_missing"));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Nothing {

		@Bean
		SecurityEventSink reasons() {
			return (event) -> REASONS.add(event.reason());
		}

	}

}
