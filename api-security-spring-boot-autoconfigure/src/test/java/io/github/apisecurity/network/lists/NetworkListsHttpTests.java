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

package io.github.apisecurity.network.lists;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.application.TestApi;
import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for lists of addresses over HTTP, from files and through the actuator.
 */
@ExtendWith(OutputCaptureExtension.class)
class NetworkListsHttpTests {

	@TempDir
	private static Path directory;

	private static TestServer server;

	@BeforeAll
	static void start() throws IOException {
		Path file = Files.writeString(directory.resolve("blocklist.txt"), """
				# Published lists look like this.
				198.51.100.0/24 ; SBL1

				2001:db8:bad::/48
				""");
		server = TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.network.trusted-proxies=127.0.0.1", "api-security.network.allow[0]=0.0.0.0/1",
				"api-security.network.allow[1]=192.0.0.0/3", "api-security.network.allow[2]=2001:db8::/32",
				"api-security.network.deny[0]=203.0.113.0/24", "api-security.network.deny[1]=file:" + file,
				"management.endpoints.web.exposure.include=*");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenAddressIsDeniedOrNotAllowedIsRefused() {
		assertThat(status("192.0.2.1")).isEqualTo(200);
		assertThat(status("2001:db8::1")).isEqualTo(200);
		assertThat(status("203.0.113.7")).isEqualTo(403);
		assertThat(status("198.51.100.7")).isEqualTo(403);
		assertThat(status("2001:db8:bad::7")).isEqualTo(403);
		assertThat(status("172.16.0.1")).isEqualTo(403);
		assertThat(status("203.0.113.7, 192.0.2.1")).isEqualTo(200);
		assertThat(status("192.0.2.1, 203.0.113.7")).isEqualTo(403);
	}

	// A list of refused addresses has to refuse an address that nobody can tell.
	@Test
	void whenAddressIsUnknownIsRefused() {
		assertThat(status("unknown")).isEqualTo(403);
		AddressLists denying = new AddressLists(List.of(), List.of(), List.of());
		assertThat(denying.refusal(null)).isNull();
	}

	@Test
	void operatorsAddAndRemove(CapturedOutput output) {
		assertThat(change("POST", "deny", "192.0.2.66")).isEqualTo(204);
		assertThat(status("192.0.2.66")).isEqualTo(403);
		assertThat(server.get("/actuator/addresses", headers("127.0.0.2")).body()).contains("192.0.2.66/32");
		assertThat(change("DELETE", "deny", "192.0.2.66")).isEqualTo(204);
		assertThat(status("192.0.2.66")).isEqualTo(200);
		assertThat(change("POST", "allow", "172.16.0.0/12")).isEqualTo(204);
		assertThat(status("172.16.0.2")).isEqualTo(200);
		assertThat(change("DELETE", "allow", "172.16.0.0/12")).isEqualTo(204);
		await().untilAsserted(() -> assertThat(output).contains("\"reason\":\"address_list_changed\""));
	}

	@Test
	void whenListIsChangedOnOneNodeAllNodesHaveIt() {
		try (RedisProcess redis = RedisProcess.start(); TestServer one = node(redis); TestServer other = node(redis)) {
			RedisExecutors.awaitAvailable(one.context().getBean(RedisScriptExecutor.class));
			assertThat(other.get("/customer", headers("192.0.2.77")).statusCode()).isEqualTo(200);
			assertThat(change(one, "POST", "deny", "192.0.2.77")).isEqualTo(204);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> other.get("/customer", headers("192.0.2.77")).statusCode() == 403);
			assertThat(change(one, "DELETE", "deny", "192.0.2.77")).isEqualTo(204);
			await().atMost(Duration.ofSeconds(30))
				.until(() -> other.get("/customer", headers("192.0.2.77")).statusCode() == 200);
		}
	}

	private static TestServer node(RedisProcess redis) {
		return TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.network.trusted-proxies=127.0.0.1", "spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=" + redis.port(), "api-security.redis.timeout=2s",
				"management.endpoints.web.exposure.include=*");
	}

	@Test
	void whenRangeOrListIsNoneRefusesTheChange() {
		assertThat(change("POST", "deny", "0.0.0.0/0")).isEqualTo(400);
		assertThat(change("POST", "deny", "host")).isEqualTo(400);
		assertThat(change("POST", "other", "192.0.2.66")).isEqualTo(400);
		assertThat(change("DELETE", "deny", "203.0.113.0/24")).isEqualTo(400);
	}

	// Without a list of allowed addresses the first one would lock everybody else out.
	@Test
	void whenEverybodyIsAllowedThereIsNothingToAddTo() {
		assertThat(new AddressLists(List.of(), List.of(), List.of()).runtime("allow")).isNull();
	}

	@Test
	void whenFileChangesIsReadAgain(CapturedOutput output) throws IOException {
		Path file = Files.writeString(directory.resolve("changing.txt"), "192.0.2.0/24");
		RangeFile ranges = new RangeFile("deny[0]", "file:" + file);
		assertThat(contains(ranges, "192.0.2.1")).isTrue();
		change(file, "198.51.100.0/24\nnonsense\n203.0.113.0/24\n", 1);
		ranges.refresh();
		assertThat(contains(ranges, "192.0.2.1")).isFalse();
		assertThat(contains(ranges, "203.0.113.1")).isTrue();
		await().untilAsserted(() -> assertThat(output).contains("1 lines of").contains("line 2"));
		change(file, "", 2);
		ranges.refresh();
		assertThat(contains(ranges, "203.0.113.1")).isTrue();
		await().untilAsserted(() -> assertThat(output).contains("has become empty"));
		Files.delete(file);
		ranges.refresh();
		ranges.refresh();
		assertThat(contains(ranges, "203.0.113.1")).isTrue();
		assertThat(output).containsOnlyOnce("cannot be read");
		change(file, "192.0.2.0/24", 3);
		ranges.refresh();
		assertThat(contains(ranges, "192.0.2.1")).isTrue();
	}

	@Test
	void whenFileIsMissingOrBadAtTheStartNamesItsLine() throws IOException {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new RangeFile("deny[0]", "file:" + directory.resolve("missing.txt")));
		Path file = Files.writeString(directory.resolve("bad.txt"), "192.0.2.0/24\n192.0.2.1/24\n");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new RangeFile("deny[0]", "file:" + file))
			.satisfies((ex) -> assertThat(ex.getName()).contains("line 2"));
	}

	private static void change(Path file, String content, int seconds) throws IOException {
		Files.writeString(file, content);
		Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(seconds)));
	}

	private static boolean contains(RangeFile file, String address) {
		return file.table().contains(IpAddress.parse(address));
	}

	private int status(String forwardedFor) {
		return server.get("/customer", headers(forwardedFor)).statusCode();
	}

	private String[] headers(String forwardedFor) {
		String[] bearer = TestServer.bearer("root", "ADMIN");
		return new String[] { bearer[0], bearer[1], "X-Forwarded-For", forwardedFor };
	}

	private int change(String method, String list, String range) {
		return change(server, method, list, range);
	}

	private int change(TestServer server, String method, String list, String range) {
		var request = server.request("/actuator/addresses/" + list + ("DELETE".equals(method) ? "?range=" + range : ""))
			.header("Content-Type", "application/json")
			.method(method, BodyPublishers.ofString("POST".equals(method) ? "{\"range\":\"" + range + "\"}" : ""));
		return server.send(request, headers("127.0.0.2")).statusCode();
	}

}
