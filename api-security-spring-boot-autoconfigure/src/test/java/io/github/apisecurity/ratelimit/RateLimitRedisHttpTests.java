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

package io.github.apisecurity.ratelimit;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.redis.RedisCertificate;
import io.github.apisecurity.redis.RedisExecutors;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.redis.RedisScriptExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Rate limits over HTTP that are counted in a real Redis.
 */
@Timeout(90)
class RateLimitRedisHttpTests {

	private static final String[] POLICIES = { "api-security.redis.timeout=1s",
			"api-security.rate-limit.policies.alone.concurrent=9", "api-security.rate-limit.policies.twice.limits=9/1h",
			"api-security.rate-limit.policies.priced.limits=10/1h",
			"api-security.rate-limit.policies.priced.cost-header=X-Cost",
			"api-security.rate-limit.policies.cost.limits=10/1h", "api-security.rate-limit.policies.cost.cost=4",
			"api-security.rate-limit.policies.closed.limits=100/1h",
			"api-security.rate-limit.policies.closed.on-failure=deny",
			"api-security.rate-limit.policies.open.limits=1/1h",
			"api-security.rate-limit.policies.open.on-failure=allow",
			"api-security.rate-limit.policies.local.limits=4/1h", "api-security.rate-limit.routes[0].pattern=/multi",
			"api-security.rate-limit.routes[0].policies=closed", "api-security.rate-limit.routes[1].pattern=/cost",
			"api-security.rate-limit.routes[1].policies=open", "api-security.rate-limit.routes[2].pattern=/structured",
			"api-security.rate-limit.routes[2].policies=local" };

	@Test
	void whenRedisHangsEachPolicyAnswersAsItSays() {
		try (RedisProcess redis = RedisProcess.start();
				TestServer server = start("spring.data.redis.host=127.0.0.1",
						"spring.data.redis.port=" + redis.port())) {
			assertThat(get(server, "/cost").statusCode()).isEqualTo(200);
			assertThat(get(server, "/cost").statusCode()).isEqualTo(429);
			assertThat(get(server, "/multi").headers().firstValue("RateLimit").orElseThrow()).contains("r=99;");
			redis.suspend();
			HttpResponse<String> refused = get(server, "/multi");
			assertThat(refused.statusCode()).isEqualTo(503);
			assertThat(refused.headers().firstValue("Retry-After")).isPresent();
			assertThat(TestServer.json(refused).path("type").asString())
				.isEqualTo("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
			assertThat(TestServer.json(refused).path("violated-policies").path(0).asString()).isEqualTo("closed");
			for (int i = 0; i < 4; i++) {
				assertThat(server.get("/cost", TestServer.bearer("another")).statusCode()).isEqualTo(200);
				// One of four: that the others take theirs must be supposed.
				assertThat(get(server, "/structured").statusCode()).isEqualTo((i < 1) ? 200 : 429);
			}
			redis.resume();
			awaitRedis(server);
			assertThat(get(server, "/structured").statusCode()).isEqualTo(200);
			// A call that timed out may have taken its token.
			assertThat(get(server, "/multi").headers().firstValue("RateLimit").orElseThrow())
				.containsPattern("r=9[5-8];");
		}
	}

	@Test
	void requestsInProgressOnAllInstancesCountAndEachCountsForItselfWithoutRedis() throws Exception {
		String[] policies = { "api-security.rate-limit.policies.slow.concurrent=1",
				"api-security.rate-limit.policies.slow.concurrent-lease=5m",
				"api-security.rate-limit.routes[3].pattern=/slow/**",
				"api-security.rate-limit.routes[3].policies=slow" };
		try (RedisProcess redis = RedisProcess.start();
				TestServer first = start(
						with(policies, "spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port()));
				TestServer second = start(
						with(policies, "spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port()))) {
			RateLimitApi.gate = new CountDownLatch(1);
			CompletableFuture<HttpResponse<String>> held = CompletableFuture.supplyAsync(() -> get(first, "/slow"));
			assertThat(RateLimitApi.entered.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
			assertThat(get(second, "/slow/failing").statusCode()).isEqualTo(429);
			redis.suspend();
			assertThat(get(second, "/slow/failing").statusCode()).isEqualTo(500);
			assertThat(get(first, "/slow/failing").statusCode()).isEqualTo(429);
			redis.resume();
			awaitRedis(first);
			awaitRedis(second);
			RateLimitApi.gate.countDown();
			assertThat(held.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> get(second, "/slow/failing").statusCode() == 500);
		}
	}

	@Test
	void countsOverTls(@TempDir Path directory) {
		RedisCertificate certificate = RedisCertificate.create(directory);
		try (RedisProcess redis = RedisProcess.start()) {
			OptionalInt port = redis.enableTls(certificate);
			assumeThat(port).as("redis-server was built with TLS").isPresent();
			try (TestServer server = start("spring.data.redis.host=localhost",
					"spring.data.redis.port=" + port.getAsInt(), "spring.data.redis.ssl.bundle=redis",
					"spring.ssl.bundle.pem.redis.truststore.certificate=" + certificate.certificate().toUri())) {
				assertThat(get(server, "/cost").statusCode()).isEqualTo(200);
				assertThat(get(server, "/cost").statusCode()).isEqualTo(429);
				assertThat(redis.commands().keys("*rate-limit:*")).hasSize(1);
			}
		}
	}

	private static String[] with(String[] properties, String... more) {
		return Stream.of(properties, more).flatMap(Stream::of).toArray(String[]::new);
	}

	private static TestServer start(String... properties) {
		TestServer server = TestServer.start(RateLimitApi.class, with(POLICIES, properties));
		awaitRedis(server);
		return server;
	}

	private static void awaitRedis(TestServer server) {
		RedisExecutors.awaitAvailable(server.context().getBean(RedisScriptExecutor.class));
	}

	private static HttpResponse<String> get(TestServer server, String path) {
		return server.get(path, TestServer.bearer("ada"));
	}

}
