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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.github.apisecurity.RawHttpClient;
import io.github.apisecurity.RawHttpClient.Response;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what is meant to exhaust the server is refused, that others are served
 * meanwhile, and, with what is large, that it costs no memory.
 */
class HeavyInputTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final String JSON = "Content-Type: application/json\r\n";

	private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

	private static TestServer server;

	private static int port;

	private static String bearer;

	/**
	 * Whether it is looked how much memory a test takes, which takes longer than the
	 * test.
	 */
	private boolean measured;

	private long usedBefore;

	@BeforeAll
	static void start() {
		server = TestServer.start(ValidationApi.class, "api-security.validation.request.content-encodings=gzip",
				"api-security.validation.request.body-timeout=1s", "server.tomcat.connection-timeout=1s",
				"api-security.validation.request.paths[0].pattern=/anything",
				"api-security.validation.request.paths[0].max-body-size=20MB");
		port = server.context().getWebServer().getPort();
		bearer = "Authorization: Bearer " + TestTokens.token("ada") + "\r\n";
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void resetPeaks(TestInfo test) throws IOException {
		this.measured = test.getTags().contains("exhaustive");
		assertOthersAreServed();
		if (this.measured) {
			System.gc();
			heap().forEach(MemoryPoolMXBean::resetPeakUsage);
			this.usedBefore = used();
		}
	}

	private static long used() {
		return heap().mapToLong((pool) -> pool.getUsage().getUsed()).sum();
	}

	@AfterEach
	void memoryIsFlatAndOthersAreServed() throws IOException {
		if (this.measured) {
			long peak = heap().mapToLong((pool) -> pool.getPeakUsage().getUsed()).sum();
			assertThat(peak - this.usedBefore).as("growth of the heap").isLessThan(56L * MEGABYTE);
			// The thread that has answered may not have let go of it yet.
			Awaitility.await().untilAsserted(() -> {
				System.gc();
				assertThat(used() - this.usedBefore).as("what stays on the heap").isLessThan(8L * MEGABYTE);
			});
		}
		assertOthersAreServed();
	}

	@Test
	void whenBodyIsTooLongIsRefused() throws IOException {
		assertProblem(post("/items", spaces(2 * MEGABYTE), JSON), 413, "content-too-large");
		for (String path : new String[] { "/items", "/texts" }) {
			try (RawHttpClient client = open("POST " + path, JSON + "Transfer-Encoding: chunked\r\n")) {
				client.flood(chunk(spaces(64 * 1024)), 2 * 16);
				assertProblem(client.read(false), 413, "content-too-large");
			}
		}
	}

	@Test
	@Tag("exhaustive")
	void whenBodyHasSixtyMegabytesIsRefusedByItsLength() throws IOException {
		try (RawHttpClient client = open("POST /items", JSON + "Content-Length: " + 60 * MEGABYTE + "\r\n")) {
			assertOthersAreServed();
			assertProblem(client.read(false), 413, "content-too-large");
			assertThat(client.flood(spaces(64 * 1024), 60 * 16)).isFalse();
		}
	}

	@Test
	@Tag("exhaustive")
	void whenBodyHasSixtyMegabytesInChunksIsRefusedWhileRead() throws IOException {
		for (String path : new String[] { "/items", "/texts" }) {
			try (RawHttpClient client = open("POST " + path, JSON + "Transfer-Encoding: chunked\r\n")) {
				client.flood(chunk(spaces(64 * 1024)), 8);
				assertOthersAreServed();
				boolean all = client.flood(chunk(spaces(64 * 1024)), 60 * 16);
				assertProblem(client.read(false), 413, "content-too-large");
				assertThat(all).isFalse();
			}
		}
	}

	@Test
	void whenCompressedBodyGrowsIsRefused() throws IOException {
		assertProblem(post("/items", gzip(spaces(MEGABYTE), 2), JSON + "Content-Encoding: gzip\r\n"), 413,
				"content-too-large");
	}

	@Test
	@Tag("exhaustive")
	void whenCompressedBodyExplodesIsRefused() throws IOException {
		byte[] bomb = gzip(spaces(MEGABYTE), 60);
		assertThat(bomb.length).isLessThan(MEGABYTE);
		assertProblem(post("/items", bomb, JSON + "Content-Encoding: gzip\r\n"), 413, "content-too-large");
	}

	@Test
	void whenCompressedBodyIsSmallIsRead() throws IOException {
		byte[] body = gzip("{\"name\":\"a\",\"count\":1}".getBytes(StandardCharsets.UTF_8), 1);
		assertThat(post("/items", body, JSON + "Content-Encoding: gzip\r\n").status()).isEqualTo(200);
		byte[] plain = "not gzip".getBytes(StandardCharsets.UTF_8);
		assertProblem(post("/items", plain, JSON + "Content-Encoding: gzip\r\n"), 400, "bad-request");
	}

	@Test
	void whenBodyComesTooSlowlyIsRefused() throws IOException {
		try (RawHttpClient silent = open("POST /items", JSON + "Content-Length: 100\r\n");
				RawHttpClient dripping = open("POST /items", JSON + "Content-Length: 100000\r\n")) {
			drip(dripping);
			assertProblem(dripping.read(false), 408, "request-timeout");
			assertProblem(silent.read(false), 408, "request-timeout");
		}
	}

	private static void drip(RawHttpClient client) throws IOException {
		long deadline = System.nanoTime() + 15_000_000_000L;
		boolean open = true;
		while (open && System.nanoTime() < deadline) {
			// A request of somebody else stands between two bytes.
			assertOthersAreServed();
			open = client.flood(spaces(1), 1);
		}
		assertThat(open).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=b" })
	void whenBodyThatTheContainerReadsComesTooSlowlyIsRefused(String contentType) throws IOException {
		String headers = "Content-Type: " + contentType + "\r\nContent-Length: 100000\r\n";
		try (RawHttpClient dripping = open("POST /forms", headers)) {
			dripping
				.write("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			drip(dripping);
			assertProblem(dripping.read(false), 408, "request-timeout");
		}
	}

	@Test
	void whenArrayIsHundredThousandDeepIsRefused() throws IOException {
		byte[] deep = ("[".repeat(100_000) + "]".repeat(100_000)).getBytes(StandardCharsets.UTF_8);
		assertProblem(post("/anything", deep, JSON), 400, "bad-request");
	}

	@Test
	void whenNumberIsTooLongIsRefused() throws IOException {
		assertProblem(post("/anything", "9".repeat(1001).getBytes(StandardCharsets.US_ASCII), JSON), 400,
				"bad-request");
	}

	@Test
	@Tag("exhaustive")
	void whenNumberHasTenMegabytesIsRefused() throws IOException {
		byte[] number = new byte[10 * MEGABYTE];
		Arrays.fill(number, (byte) '9');
		assertProblem(post("/anything", number, JSON), 400, "bad-request");
		assertProblem(post("/items", number, JSON), 413, "content-too-large");
	}

	@Test
	void whenDocumentHasTooManyTokensIsRefused() throws IOException {
		byte[] tokens = ("[" + "1,".repeat(100_000) + "1]").getBytes(StandardCharsets.UTF_8);
		assertProblem(post("/anything", tokens, JSON), 400, "bad-request");
	}

	@Test
	@Tag("exhaustive")
	void whenThereAreAMillionParametersIsRefused() throws IOException {
		byte[] form = "a=&".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
		assertProblem(post("/forms", form, FORM), 413, "content-too-large");
		try (RawHttpClient client = open("POST /forms", FORM + "Transfer-Encoding: chunked\r\n")) {
			client.flood(chunk(Arrays.copyOf(form, 30_000)), 20);
			assertOthersAreServed();
			client.flood(chunk(Arrays.copyOf(form, 30_000)), 100);
			assertProblem(client.read(false), 413, "content-too-large");
		}
	}

	@Test
	void whenThereAreMoreParametersThanTheContainerTakesIsRefused() throws IOException {
		byte[] form = "a=&".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
		assertThat(post("/forms", form, FORM)).satisfies((response) -> {
			assertThat(response.status()).isIn(400, 413);
			assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
		});
	}

	private static RawHttpClient open(String target, String headers) throws IOException {
		RawHttpClient client = new RawHttpClient(port);
		client.write((target + " HTTP/1.1\r\nHost: localhost\r\n" + bearer + headers + "\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		return client;
	}

	private static Response post(String path, byte[] body, String headers) throws IOException {
		try (RawHttpClient client = open("POST " + path, headers + "Content-Length: " + body.length + "\r\n")) {
			int half = body.length / 2 / 8192 * 8192;
			for (int offset = 0; offset < body.length; offset += 8192) {
				if (offset == half) {
					assertOthersAreServed();
				}
				if (!client.flood(Arrays.copyOfRange(body, offset, Math.min(body.length, offset + 8192)), 1)) {
					break;
				}
			}
			return client.read(false);
		}
	}

	private static void assertOthersAreServed() throws IOException {
		try (RawHttpClient client = open("GET /items/1", "")) {
			assertThat(client.read(false).status()).isEqualTo(200);
		}
	}

	private static byte[] spaces(int length) {
		byte[] spaces = new byte[length];
		Arrays.fill(spaces, (byte) ' ');
		return spaces;
	}

	private static byte[] chunk(byte[] content) throws IOException {
		ByteArrayOutputStream chunk = new ByteArrayOutputStream();
		chunk.write((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
		chunk.write(content);
		chunk.write("\r\n".getBytes(StandardCharsets.US_ASCII));
		return chunk.toByteArray();
	}

	private static byte[] gzip(byte[] content, int times) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream output = new GZIPOutputStream(bytes)) {
			for (int i = 0; i < times; i++) {
				output.write(content);
			}
		}
		return bytes.toByteArray();
	}

	private static Stream<MemoryPoolMXBean> heap() {
		return ManagementFactory.getMemoryPoolMXBeans().stream().filter((pool) -> pool.getType() == MemoryType.HEAP);
	}

	private static void assertProblem(Response response, int status, String type) {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
		assertThat(response.body()).contains("/problems/" + type + "\"");
	}

}
