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

package io.github.apisecurity.audit.detection;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.detection.AttackHttpTests.Api;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what rules do with whom they have found, over HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class BlocksHttpTests {

	private static final String RULES = "api-security.detection.rules.";

	private static final String FOUND_SPRAYING = "Attack noticed by the rule 'password-spraying'";

	private final List<TestServer> servers = new ArrayList<>();

	@AfterEach
	void stop() {
		this.servers.forEach(TestServer::close);
	}

	@Test
	void whoIsFoundIsRefusedUntilLifted(CapturedOutput output) {
		TestServer server = start(RULES + "honeypot.respond=alert, block 15m",
				RULES + "path-scanning.respond=block 15m", RULES + "path-scanning.mode=shadow",
				RULES + "failed-logins.respond=alert, block 15m", RULES + "permission-probing.respond=block 15m",
				RULES + "permission-probing.threshold=1", RULES + "validation-storm.respond=throttle 10m",
				RULES + "validation-storm.threshold=1");
		assertAddressIsBlocked(server, output);
		assertShadowBlocksNobody(server);
		assertStrangerLocksNobodyOut(server);
		assertCallerIsBlocked(server);
		assertCallerIsThrottled(server);
		assertOnlyAdministratorsLook(server);
	}

	private static void assertAddressIsBlocked(TestServer server, CapturedOutput output) {
		server.get("/.git/config", "X-Forwarded-For", "192.0.2.1");
		Awaitility.await().untilAsserted(() -> assertThat(order(server, "192.0.2.1", "ada")).isEqualTo(403));
		assertThat(order(server, "192.0.2.2", "ada")).isEqualTo(200);
		// Nobody can tell whose request this is.
		assertThat(server.get("/order/1", "X-Forwarded-For", "192.0.2.1", "Forwarded", "for=192.0.2.3").statusCode())
			.isEqualTo(400);
		JsonNode block = blocks(server).get(0);
		assertThat(block.path("subject").asString()).isEqualTo("address=192.0.2.1/32");
		assertThat(lift(server, "other").statusCode()).isEqualTo(404);
		assertThat(lift(server, block.path("id").asString()).statusCode()).isEqualTo(204);
		assertThat(order(server, "192.0.2.1", "ada")).isEqualTo(200);
		Awaitility.await()
			.untilAsserted(() -> assertThat(output)
				.containsPattern("\"reason\":\"block_lifted\",\"user\":\"root\".*\"subject\":\"address=192.0.2.1/32\"")
				.contains("\"reason\":\"blocked\""));
		// The counter begins anew.
		server.get("/.git/config", "X-Forwarded-For", "192.0.2.1");
		Awaitility.await().untilAsserted(() -> assertThat(order(server, "192.0.2.1", "ada")).isEqualTo(403));
	}

	private static void assertShadowBlocksNobody(TestServer server) {
		IntStream.range(0, 30).forEach((i) -> server.get("/backup" + i, "X-Forwarded-For", "192.0.3.1"));
		assertThat(order(server, "192.0.3.1", "ada")).isEqualTo(200);
	}

	private static void assertStrangerLocksNobodyOut(TestServer server) {
		IntStream.range(0, 12).forEach((i) -> login(server, "ada", "wrong", "192.0.4.1"));
		assertThat(login(server, "ada", "right", "192.0.4.1").statusCode()).isEqualTo(429);
		assertThat(login(server, "nobody", "wrong", "192.0.4.1").statusCode()).isEqualTo(401);
		// A mistake of the user while somebody guesses.
		assertThat(login(server, "ada", "wrong", "192.0.5.1").statusCode()).isEqualTo(401);
		assertThat(login(server, "ada", "right", "192.0.5.1").statusCode()).isEqualTo(404);
		assertThat(order(server, "192.0.4.1", "ada")).isEqualTo(200);
		IntStream.range(0, 12).forEach((i) -> login(server, "nobody", "wrong", "192.0.4.1"));
		HttpResponse<String> unknown = login(server, "nobody", "wrong", "192.0.4.1");
		HttpResponse<String> known = login(server, "ada", "wrong", "192.0.4.1");
		assertThat(unknown.statusCode()).isEqualTo(known.statusCode());
		assertThat(TestServer.json(unknown).path("detail")).isEqualTo(TestServer.json(known).path("detail"));
	}

	private static void assertCallerIsBlocked(TestServer server) {
		String[] eve = headers("192.0.6.1", "eve");
		server.get("/admin/a", eve);
		server.get("/admin/b", eve);
		assertThat(order(server, "192.0.7.1", "eve")).isEqualTo(403);
		assertThat(order(server, "192.0.6.1", "ada")).isEqualTo(200);
	}

	private static void assertCallerIsThrottled(TestServer server) {
		String[] mobile = headers("192.0.8.1", "mobile");
		server.get("/page?size=200", mobile);
		server.get("/page?size=201", mobile);
		List<HttpResponse<String>> answers = IntStream.range(0, 5)
			.mapToObj((i) -> server.get("/order/1", mobile))
			.toList();
		assertThat(answers.get(0).statusCode()).isEqualTo(200);
		assertThat(answers.get(4).statusCode()).isEqualTo(429);
		assertThat(answers.get(4).headers().firstValue("Retry-After")).hasValue("1");
	}

	private static void assertOnlyAdministratorsLook(TestServer server) {
		assertThat(server.get("/actuator/detection", headers("192.0.9.1", "ada")).statusCode()).isEqualTo(403);
		JsonNode detection = TestServer.json(server.get("/actuator/detection", admin()));
		assertThat(detection.path("rules").path("honeypot").path("respond").toString()).contains("block 900s");
		Awaitility.await()
			.untilAsserted(() -> assertThat(
					TestServer.json(server.get("/actuator/detection", admin())).path("alerts").toString())
				.contains("failed-logins")
				.contains("user=ada"));
	}

	@Test
	void whenShadowIsForAllNobodyIsRefused(CapturedOutput output) {
		TestServer server = start("api-security.detection.mode=shadow", RULES + "honeypot.respond=block 15m",
				RULES + "failed-logins.respond=block 15m");
		server.get("/.git/config", "X-Forwarded-For", "192.0.2.1");
		IntStream.range(0, 12).forEach((i) -> login(server, "ada", "wrong", "192.0.2.1"));
		assertThat(login(server, "ada", "right", "192.0.2.1").statusCode()).isEqualTo(404);
		assertThat(blocks(server).size()).isZero();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(output).contains("\"mode\":\"shadow\"", "authn_login_would_fail", "block 900s"));
		assertThat(output).doesNotContain("Attack noticed");
	}

	@Test
	void whenKeyOfARuleIsMistypedTheApplicationDoesNotStart() {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> start(RULES + "failed-logins.treshold=5"))
			.withMessageContaining("treshold");
	}

	@Test
	void blockHoldsOnTheOtherNodeAlsoWhenRedisIsKilled() {
		try (RedisProcess redis = RedisProcess.start()) {
			String[] properties = { "spring.data.redis.url=redis://127.0.0.1:" + redis.port(),
					"api-security.redis.timeout=2s", RULES + "honeypot.respond=block 15m",
					"management.health.redis.enabled=false" };
			TestServer first = start(properties);
			TestServer second = start(properties);
			Stream.of(first, second)
				.forEach((node) -> RedisExecutors.awaitAvailable(node.context().getBean(RedisScriptExecutor.class)));
			block(first, "192.0.2.1");
			Awaitility.await().untilAsserted(() -> assertThat(order(second, "192.0.2.1", "ada")).isEqualTo(403));
			assertThat(shortestWay(redis, first, second, 3)).isLessThanOrEqualTo(Duration.ofSeconds(1));
			redis.kill();
			assertThat(order(first, "192.0.2.1", "ada")).isEqualTo(403);
			assertThat(order(second, "192.0.2.1", "ada")).isEqualTo(403);
			block(second, "192.0.2.2");
			assertThat(order(first, "192.0.2.2", "ada")).isEqualTo(200);
			redis.restart();
			// What was blocked meanwhile holds everywhere, and what was before as well.
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(order(first, "192.0.2.2", "ada")).isEqualTo(403));
			TestServer third = start(properties);
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(order(third, "192.0.2.1", "ada")).isEqualTo(403));
			assertThat(shortestWay(redis, second, first, 4)).isLessThanOrEqualTo(Duration.ofSeconds(1));
			blocks(third).forEach((block) -> lift(third, block.path("id").asString()));
			Awaitility.await().untilAsserted(() -> assertThat(order(second, "192.0.2.1", "ada")).isEqualTo(200));
		}
	}

	/**
	 * Block some addresses on a node, and look when another one refuses them. Each takes
	 * as long as the machine lets it; the shortest is what it takes by itself.
	 * @param redis where blocks are stored, whose clock is asked
	 * @param from the node that blocks
	 * @param to the other node
	 * @param network the third number of the addresses
	 * @return the shortest time between the block in Redis and the first refusal
	 */
	private static Duration shortestWay(RedisProcess redis, TestServer from, TestServer to, int network) {
		List<Duration> ways = new ArrayList<>();
		for (int i = 1; i <= 5; i++) {
			String address = "192.0." + network + "." + i;
			block(from, address);
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.untilAsserted(() -> assertThat(order(to, address, "ada")).isEqualTo(403));
			List<String> time = redis.commands().time();
			long now = Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
			double stored = redis.commands()
				.zrevrangeWithScores("api-security:{shared}:versions", 0, 0)
				.get(0)
				.getScore();
			ways.add(Duration.of(now - (long) stored, ChronoUnit.MICROS));
		}
		System.out.println("From the block in Redis to the first refusal of another node: " + ways);
		return Collections.min(ways);
	}

	@Test
	void sprayingOverSeveralNodesIsFoundOnceAndEachNodeCountsAloneWithoutRedis(CapturedOutput output) {
		try (RedisProcess redis = RedisProcess.start()) {
			String[] properties = { "spring.data.redis.url=redis://127.0.0.1:" + redis.port(),
					"api-security.redis.timeout=2s", RULES + "password-spraying.respond=alert, block 15m",
					RULES + "success-after-failures.mode=off", "api-security.detection.login.mode=off",
					"management.health.redis.enabled=false" };
			TestServer first = start(properties);
			TestServer second = start(properties);
			Stream.of(first, second)
				.forEach((node) -> RedisExecutors.awaitAvailable(node.context().getBean(RedisScriptExecutor.class)));
			// The first calls load the script and open the connection.
			Awaitility.await().untilAsserted(() -> {
				login(first, "ada", "wrong", "192.1.1.1");
				login(second, "ada", "wrong", "192.1.1.1");
				assertThat(redis.commands().zcard(counter())).isEqualTo(1);
			});
			// A block is for the network that Redis counts last, which is not always that
			// of the last request.
			for (int network = 2; network <= 4; network++) {
				login((network % 2 == 0) ? first : second, "ada", "wrong", "192." + network + ".1.1");
				long counted = network;
				Awaitility.await().until(() -> redis.commands().zcard(counter()) == counted);
			}
			assertThat(output).doesNotContain("password-spraying");
			login(second, "ada", "wrong", "192.5.1.1");
			Awaitility.await().untilAsserted(() -> assertThat(output).contains(FOUND_SPRAYING));
			// One failure may be the mistake of the user.
			assertThat(blocks(first).toString()).doesNotContain("user=ada");
			IntStream.range(0, 6).forEach((i) -> login(second, "ada", "wrong", "192.5.1.1"));
			Awaitility.await()
				.untilAsserted(() -> assertThat(login(first, "ada", "right", "192.5.1.1").statusCode()).isEqualTo(429));
			assertThat(StringUtils.countOccurrencesOf(output.getOut(), FOUND_SPRAYING)).isEqualTo(1);
			assertThat(redis.commands().keys("*detection*")).noneMatch((key) -> key.contains("ada"))
				.allSatisfy((key) -> assertThat(redis.commands().pttl(key)).isPositive());
			redis.kill();
			Stream.of("192.1.1.1", "192.2.1.1", "192.3.1.1", "192.4.1.1", "192.5.1.1")
				.forEach((address) -> login(first, "mallory", "wrong", address));
			IntStream.range(0, 6).forEach((i) -> login(first, "mallory", "wrong", "192.5.1.1"));
			Awaitility.await().untilAsserted(() -> assertThat(blocks(first).toString()).contains("user=mallory"));
		}
	}

	private static String counter() {
		return "api-security:detection:{password-spraying}:" + Subject.id("[ada]");
	}

	private TestServer start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("api-security.network.trusted-proxies=127.0.0.1");
		all.add("management.endpoints.web.exposure.include=detection");
		TestServer server = TestServer.start(Api.class, all.toArray(String[]::new));
		this.servers.add(server);
		return server;
	}

	private static void block(TestServer server, String address) {
		server.get("/.git/config", "X-Forwarded-For", address);
		Awaitility.await().untilAsserted(() -> assertThat(order(server, address, "ada")).isEqualTo(403));
	}

	private static int order(TestServer server, String address, String user) {
		return server.get("/order/1", headers(address, user)).statusCode();
	}

	private static String[] headers(String address, String user, String... roles) {
		return new String[] { "X-Forwarded-For", address, "Authorization", "Bearer " + TestTokens.token(user, roles) };
	}

	private static String[] admin() {
		return headers("192.0.9.2", "root", "ADMIN");
	}

	private static JsonNode blocks(TestServer server) {
		return TestServer.json(server.get("/actuator/detection", admin())).path("blocks");
	}

	private static HttpResponse<String> lift(TestServer server, String id) {
		return server.send(server.request("/actuator/detection/" + id).method("DELETE", BodyPublishers.noBody()),
				admin());
	}

	private static HttpResponse<String> login(TestServer server, String user, String password, String address) {
		return server.get("/nothing", "X-Forwarded-For", address, "Authorization", "Basic "
				+ Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
	}

}
