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

package io.github.apisecurity.validation;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code api-security.validation.json.normalization} over HTTP.
 */
class UnicodeNormalizationTests {

	private static final String DECOMPOSED = "e\u0301".repeat(10);

	private static final String COMPOSED = "\u00e9".repeat(10);

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(ValidationApi.class, "api-security.validation.json.normalization=nfc");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenTextIsDecomposedItIsComposedBeforeItIsValidated() {
		HttpResponse<String> response = post(item(DECOMPOSED));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(TestServer.json(response).path("name").asString()).isEqualTo(COMPOSED);
	}

	@Test
	void whenTextIsEscapedOrNestedItIsComposed() {
		HttpResponse<String> response = post(
				"{\"name\":\"a\",\"count\":1,\"parts\":[{\"label\":\"e\\u0301\"}],\"named\":{\"x\":{\"label\":\"e\\u0301\"}}}");
		assertThat(TestServer.json(response).at("/parts/0/label").asString()).isEqualTo("\u00e9");
		assertThat(TestServer.json(response).at("/named/x/label").asString()).isEqualTo("\u00e9");
	}

	@Test
	void whenTextStaysTooLongIsRefused() {
		HttpResponse<String> response = post(item(DECOMPOSED + "e\u0301"));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(TestServer.json(response).at("/errors/0/pointer").asString()).isEqualTo("#/name");
	}

	@Test
	void whenMarksAreOutOfOrderTakesLinearTime() {
		String hostile = "a" + "\u0301\u0316".repeat(200_000);
		assertThat(CompletableFuture.supplyAsync(() -> post(item(hostile)).statusCode()))
			.succeedsWithin(5, TimeUnit.SECONDS)
			.isEqualTo(400);
	}

	private static String item(String name) {
		return "{\"name\":\"" + name + "\",\"count\":1}";
	}

	private static HttpResponse<String> post(String body) {
		return server.post("/items", body, TestServer.bearer("ada"));
	}

}
