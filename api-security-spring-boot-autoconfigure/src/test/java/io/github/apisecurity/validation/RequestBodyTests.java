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

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the limits on request bodies by path, and for bodies over HTTP/2, which
 * announces them neither by a length nor by an encoding.
 */
class RequestBodyTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		String prefix = "api-security.validation.request.paths";
		server = TestServer.start(ValidationApi.class, "server.http2.enabled=true", "server.servlet.context-path=/bank",
				prefix + "[0].pattern=/texts", prefix + "[0].content-types=text/plain",
				"server.tomcat.max-http-form-post-size=5MB", prefix + "[0].max-body-size=2000B",
				prefix + "[1].pattern=/{any}", prefix + "[1].max-body-size=1000B");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/texts, text/plain, 2000, 200", "/texts, text/plain, 2001, 413",
			"/texts, application/json, 1500, 415", "/t%65xts, text/plain, 2000, 200", "/tables, text/csv, 900, 200",
			"/tables, text/csv, 1001, 413", "/tables, text/plain, 900, 415",
			"/uploads/1, application/offset+octet-stream, 900, 200", "/forms, text/csv, 900, 415",
			"/forms, application/json, 1000, 200", "/forms, application/json, 1001, 413",
			"/forms, text/plain, 2, 415" })
	void whenPathHasLimitsTheFirstThatMatchesApply(String path, String contentType, int length, int status) {
		assertThat(post(path, contentType, BodyPublishers.ofString("x".repeat(length))).statusCode()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "/texts, text/plain, , 2000, 200", "/texts, text/plain, , 2001, 413", "/texts, text/html, , 1500, 415",
			"/texts, , , 1500, 415", "/texts, text/plain;charset=utf-16, , 1500, 415",
			"/texts, text/plain, gzip, 1500, 415" })
	void whenBodyIsNotAnnouncedItIsCheckedAllTheSame(String path, String contentType, String encoding, int length,
			int status) {
		upgrade();
		BodyPublisher body = unannounced("x".repeat(length));
		HttpResponse<String> response = (encoding != null) ? post(path, contentType, body, "Content-Encoding", encoding)
				: post(path, contentType, body);
		assertThat(response.version()).isEqualTo(Version.HTTP_2);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
	}

	// The properties of the server stand last of all.
	@Test
	void whenTheApplicationHasASizeForFormsItIsThat() {
		assertThat(server.context().getEnvironment().getProperty("server.tomcat.max-http-form-post-size"))
			.isEqualTo("5MB");
	}

	@Test
	void whenThereIsNoBodyNoTypeIsNeeded() {
		upgrade();
		HttpResponse<String> response = post("/forms", null, unannounced(""));
		assertThat(response.version()).isEqualTo(Version.HTTP_2);
		assertThat(response.statusCode()).isEqualTo(200);
	}

	private static void upgrade() {
		server.get("/bank/items/1", TestServer.bearer("ada"));
	}

	private static BodyPublisher unannounced(String body) {
		return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
	}

	private static HttpResponse<String> post(String path, String contentType, BodyPublisher body, String... headers) {
		var request = server.request("/bank" + path).POST(body).headers(TestServer.bearer("ada"));
		if (contentType != null) {
			request.header("Content-Type", contentType);
		}
		return server.send(request, headers);
	}

}
