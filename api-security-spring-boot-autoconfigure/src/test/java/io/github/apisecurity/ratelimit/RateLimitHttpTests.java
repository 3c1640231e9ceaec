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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.apikey.TestApiKeys;
import io.github.apisecurity.authentication.apikey.TestApiKeys.TestApiKey;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rate limits over real HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class RateLimitHttpTests {

	private static final String PREFIX = "api-security.rate-limit.";

	private static final AtomicInteger addresses = new AtomicInteger();

	private static final List<TestApiKey> apiKeys = List.of(TestApiKeys.create(), TestApiKeys.create());

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(RateLimitApi.class, lines("management.endpoints.web.exposure.include=ratelimits",
				"api-security.network.trusted-proxies=127.0.0.1", PREFIX + "headers=both",
				policy("addr", "key=client-ip", "limits=3/1h"),
				policy("login", "key=client-ip", "limits=2/1h", "consume-on=4xx"),
				policy("tiered", "limits=1/1h", "tiers.claim=sub", "tiers.paula=3/1h", "tiers.ivan=unlimited"),
				policy("shadow", "limits=1/1h", "mode=shadow"), policy("wide", "limits=5/1h"),
				policy("narrow", "limits=2/1h,100/1d"),
				policy("tenant", "key=header:X-Tenant", "when-missing=deny", "limits=1/1h"),
				policy("exempt", "limits=1/1h", "exempt.authorities=ROLE_ADMIN"),
				policy("addresses", "key=client-ip", "limits=1/1h", "exempt.addresses=198.51.100.0/24"),
				policy("slow", "concurrent=1"), policy("alone", "key=client-ip", "concurrent=1"),
				policy("cost", "limits=10/1h", "cost=4"),
				policy("structured", "limits[0].quota=2", "limits[0].window=1h", "limits[0].burst=3"),
				policy("bean", "key=bean:tenant,user", "limits=1/1h"), policy("token", "key=token", "limits=1/1h"),
				policy("api-key", "key=api-key", "limits=1/1h", "when-missing=skip"),
				policy("common", "key=global", "limits=2/1h"),
				policy("contract", "key=header:X-Tenant", "limits=1/1h", "limits-from=contracts"),
				policy("skipped", "key=spel:query('a') + header('X-Tenant')", "limits=1/1h",
						"skip-when=header('X-Probe') == 'yes' or authentication.name.length() > 8"),
				policy("twice", "limits=3/1h", "concurrent=1"),
				apiKeys.stream().flatMap((key) -> key.properties("partner").stream()).collect(Collectors.joining("\n")),
				route(0, "/addr", "addr"), route(1, "/login", "login"), route(2, "/tiered", "tiered"),
				route(3, "/shadow", "shadow"), route(4, "/multi", "wide,narrow"), route(5, "/tenant", "tenant"),
				route(6, "/exempt", "exempt"), route(7, "/slow/**", "slow"), route(8, "/cost", "cost"),
				route(9, "/structured", "structured"), route(10, "/bean", "bean"),
				route(11, "/address-exempt", "addresses"), route(12, "/token", "token"),
				route(13, "/api-key", "api-key"), route(14, "/common", "common"), route(15, "/common/**", "personal"),
				route(17, "/contract", "contract"), route(18, "/skipped", "skipped"), route(15, "/twice/**", "twice"),
				policy("delayed", "limits=1/1s", "mode=delay", "max-delay=10s"),
				policy("impatient", "limits=1/1h", "mode=delay"), route(20, "/delayed/**", "delayed"),
				route(21, "/impatient", "impatient"), policy("kept", "limits=5/1h"),
				route(22, "/annotated/meta", "kept"), policy("priced", "limits=10/1h", "cost=2", "cost-header=X-Cost"),
				policy("given", "limits=5/1h", "consume-on=!429"), route(16, "/twice", "twice,twice"),
				route(19, "/annotated/service", "given")));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void overTheLimitAnswersProblemWithHeaders(CapturedOutput output) {
		String[] from = from(address());
		for (int i = 2; i >= 0; i--) {
			HttpResponse<String> response = server.get("/addr", from);
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("RateLimit-Policy")).hasValue("\"addr\";q=3;w=3600");
			assertThat(response.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"addr\";r=" + i + ";t=");
			assertThat(response.headers().firstValue("X-RateLimit-Remaining")).hasValue(Integer.toString(i));
		}
		HttpResponse<String> response = server.get("/addr", from);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(Integer.parseInt(response.headers().firstValue("Retry-After").orElseThrow())).isBetween(1190, 1200);
		assertThat(response.headers().firstValue("RateLimit").orElseThrow()).matches("\"addr\";r=0;t=1(19\\d|200)");
		assertThat(response.headers().firstValue("X-RateLimit-Limit")).hasValue("3");
		assertThat(TestServer.json(response).path("type").asString())
			.isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
		assertThat(TestServer.json(response).path("violated-policies").path(0).asString()).isEqualTo("addr");
		server.get("/addr", from);
		String address = from[1];
		Awaitility.await()
			.untilAsserted(() -> assertThat(output.getAll()
				.lines()
				.filter((line) -> line.contains("excess_rate_limit_exceeded") && line.contains("\"" + address + "\"")))
				.hasSize(1));
	}

	@Test
	void limitByAddressAppliesBeforeTheTokenIsVerified() {
		String address = address();
		for (int i = 0; i < 3; i++) {
			assertThat(get("/addr", address, "Authorization", "Bearer forged").statusCode()).isEqualTo(401);
		}
		assertThat(get("/addr", address, "Authorization", "Bearer forged").statusCode()).isEqualTo(429);
	}

	@Test
	void spoofedForwardedHopsDoNotMoveTheKey() {
		String address = address();
		for (int i = 0; i < 3; i++) {
			server.get("/addr", "X-Forwarded-For", "203.0.113." + i + ", " + address);
		}
		assertThat(server.get("/addr", "X-Forwarded-For", "203.0.113.99, " + address).statusCode()).isEqualTo(429);
	}

	@Test
	void addressesOfOneIpv6NetworkCountTogether() {
		for (int i = 0; i < 3; i++) {
			server.get("/addr", from("2001:db8:0:1::" + i));
		}
		assertThat(server.get("/addr", from("2001:db8:0:1:ffff::1")).statusCode()).isEqualTo(429);
		assertThat(server.get("/addr", from("2001:db8:0:2::1")).statusCode()).isEqualTo(401);
	}

	@Test
	void onlyCountedStatusesConsume() {
		String address = address();
		for (int i = 0; i < 5; i++) {
			assertThat(get("/login", address, TestServer.bearer("ada")).statusCode()).isEqualTo(200);
			assertThat(get("/login?failing", address, TestServer.bearer("ada")).statusCode()).isEqualTo(500);
		}
		assertThat(get("/login", address).statusCode()).isEqualTo(401);
		assertThat(get("/login", address).statusCode()).isEqualTo(401);
		assertThat(get("/login", address).statusCode()).isEqualTo(429);
		assertThat(get("/login", address, TestServer.bearer("ada")).statusCode()).isEqualTo(429);
	}

	@Test
	void tiersHaveTheirOwnLimits() {
		assertThat(granted("/tiered", "nobody", 5)).isEqualTo(1);
		assertThat(granted("/tiered", "paula", 5)).isEqualTo(3);
		assertThat(granted("/tiered", "ivan", 5)).isEqualTo(5);
	}

	@Test
	void shadowModeRecordsAndLetsThrough() {
		assertThat(granted("/shadow", "ada", 3)).isEqualTo(3);
		assertThat(server.get("/shadow", TestServer.bearer("ada")).headers().map()).doesNotContainKey("ratelimit");
		assertThat(count("shadow", "shadow_denied")).isGreaterThanOrEqualTo(2);
	}

	@Test
	void whenDelayedWaitsForItsTokensUnlessThatIsTooLong() {
		assertThat(granted("/delayed", "dora", 4)).isEqualTo(4);
		assertThat(count("delayed", "delayed")).isPositive();
		assertThat(server.get("/impatient", TestServer.bearer("dora")).statusCode()).isEqualTo(200);
		HttpResponse<String> refused = server.get("/impatient", TestServer.bearer("dora"));
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"impatient\";r=0;t=");
	}

	@Test
	void severalPoliciesAreAllGrantedOrNoneConsumed() {
		assertThat(granted("/multi", "ada", 5)).isEqualTo(2);
		HttpResponse<String> response = server.get("/multi", TestServer.bearer("ada"));
		assertThat(TestServer.json(response).path("violated-policies")).hasSize(1);
		assertThat(response.headers().firstValue("RateLimit").orElseThrow()).contains("\"wide\";r=3;")
			.contains("\"narrow-1h\";r=0;")
			.contains("\"narrow-1d\";r=98;");
	}

	@Test
	void whenKeyIsMissingDenies() {
		assertThat(server.get("/tenant", TestServer.bearer("ada")).statusCode()).isEqualTo(403);
		assertThat(get("/tenant", address(), with(TestServer.bearer("ada"), "X-Tenant", "a")).statusCode())
			.isEqualTo(200);
		assertThat(get("/tenant", address(), with(TestServer.bearer("bob"), "X-Tenant", "a")).statusCode())
			.isEqualTo(429);
		assertThat(get("/tenant", address(), with(TestServer.bearer("ada"), "X-Tenant", "b")).statusCode())
			.isEqualTo(200);
	}

	@Test
	void combinationOfBeanAndUserCountsEachPair() {
		assertThat(get("/bean", address(), with(TestServer.bearer("ada"), "X-Tenant", "a")).statusCode())
			.isEqualTo(200);
		assertThat(get("/bean", address(), with(TestServer.bearer("ada"), "X-Tenant", "b")).statusCode())
			.isEqualTo(200);
		assertThat(get("/bean", address(), with(TestServer.bearer("bob"), "X-Tenant", "a")).statusCode())
			.isEqualTo(200);
		assertThat(get("/bean", address(), with(TestServer.bearer("ada"), "X-Tenant", "a")).statusCode())
			.isEqualTo(429);
	}

	@Test
	void exemptCallersAreNotLimited() {
		for (int i = 0; i < 3; i++) {
			assertThat(server.get("/exempt", TestServer.bearer("root", "ADMIN")).statusCode()).isEqualTo(200);
			assertThat(get("/address-exempt", "198.51.100.7", TestServer.bearer("ada")).statusCode()).isEqualTo(200);
		}
		assertThat(granted("/exempt", "ada", 3)).isEqualTo(1);
		assertThat(get("/address-exempt", "198.51.101.7", TestServer.bearer("ada")).statusCode()).isEqualTo(200);
		assertThat(get("/address-exempt", "198.51.101.7", TestServer.bearer("ada")).statusCode()).isEqualTo(429);
	}

	@Test
	void costAndStructuredLimitsApply() {
		assertThat(granted("/cost", "ada", 5)).isEqualTo(2);
		assertThat(granted("/structured", "ada", 5)).isEqualTo(3);
	}

	@Test
	void annotationsApply() {
		assertThat(granted("/annotated/class", "anna", 3)).isEqualTo(1);
		assertThat(granted("/annotated/exempt", "anna", 3)).isEqualTo(3);
		assertThat(granted("/annotated/meta", "anna", 3)).isEqualTo(1);
		assertThat(granted("/annotated/cost", "carl", 3)).isEqualTo(1);
		String address = address();
		int inline = 0;
		int repeated = 0;
		for (int i = 0; i < 6; i++) {
			inline += (get("/annotated/inline", address, TestServer.bearer("u" + i)).statusCode() == 200) ? 1 : 0;
			repeated += (get("/annotated/repeated", address, TestServer.bearer("u" + i)).statusCode() == 200) ? 1 : 0;
		}
		assertThat(inline).isEqualTo(2);
		assertThat(repeated).isEqualTo(3);
	}

	@Test
	void handlersThatAreForwardedToAreLimited() {
		assertThat(granted("/annotated/forwarding", "fred", 3)).isEqualTo(1);
		assertThat(granted("/annotated/class", "fred", 1)).isZero();
	}

	@Test
	void handlersThatAnAsynchronousRequestIsDispatchedToAreLimited() {
		assertThat(granted("/dispatching", "dora", 3)).isEqualTo(1);
		assertThat(granted("/dispatched", "dora", 1)).isZero();
	}

	@Test
	void variablesOfPathAndQueryAreKeys() {
		for (String path : List.of("/annotated/path/a", "/annotated/path/b", "/annotated/query?tenant=a",
				"/annotated/query?tenant=b")) {
			assertThat(granted(path, "pia", 2)).as(path).isEqualTo(1);
			assertThat(granted(path, "pit", 1)).as(path).isZero();
		}
		assertThat(granted("/annotated/query?x=tenant&tenant=%61", "pit", 1)).isZero();
	}

	@Test
	void methodsOfTheSameNameHaveLimitsOfTheirOwn() {
		String address = address();
		int granted = 0;
		for (int i = 0; i < 6; i++) {
			granted += (get("/annotated/inline?overloaded=x", address, TestServer.bearer("u" + i)).statusCode() == 200)
					? 1 : 0;
		}
		assertThat(granted).isEqualTo(3);
		assertThat(get("/annotated/inline", address, TestServer.bearer("u")).statusCode()).isEqualTo(200);
	}

	@Test
	void eachTokenOfAUserCountsByItself() {
		String[] first = TestServer.bearer("tom");
		String[] second = TestServer.bearer("tom");
		assertThat(server.get("/token", first).statusCode()).isEqualTo(200);
		assertThat(server.get("/token", first).statusCode()).isEqualTo(429);
		assertThat(server.get("/token", second).statusCode()).isEqualTo(200);
	}

	@Test
	void beansOtherThanControllersAreLimited() {
		assertThat(server.get("/annotated/service", TestServer.bearer("sue")).statusCode()).isEqualTo(200);
		HttpResponse<String> response = server.get("/annotated/service", TestServer.bearer("sue"));
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Retry-After")).isPresent();
		assertThat(response.body()).doesNotContain("LimitedService");
		assertThat(response.headers().firstValue("RateLimit").orElseThrow()).contains(";r=0;t=");
		assertThat(response.headers().firstValue("RateLimit-Policy").orElseThrow()).contains(";q=1;w=3600");
	}

	@Test
	void concurrentRequestsAreLimitedAndReleasedInEveryCase() throws Exception {
		for (String path : new String[] { "/slow", "/slow/async" }) {
			RateLimitApi.gate = new CountDownLatch(1);
			CompletableFuture<HttpResponse<String>> held = CompletableFuture
				.supplyAsync(() -> server.get(path, TestServer.bearer("cleo")));
			assertThat(RateLimitApi.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
			HttpResponse<String> refused = server.get("/slow/failing", TestServer.bearer("cleo"));
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(TestServer.json(refused).path("violated-policies").path(0).asString()).isEqualTo("slow");
			RateLimitApi.gate.countDown();
			assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
			// The permit is released after the response has been sent.
			Awaitility.await().until(() -> server.get("/slow/failing", TestServer.bearer("cleo")).statusCode() == 500);
		}
		for (int i = 0; i < 3; i++) {
			Awaitility.await().until(() -> server.get("/slow/failing", TestServer.bearer("cleo")).statusCode() == 500);
		}
	}

	@Test
	void requestsOutsideOfEveryFilterChainAreReleasedToo() {
		String address = address();
		for (int i = 0; i < 3; i++) {
			Awaitility.await().until(() -> get("/unfiltered", address).statusCode() == 200);
		}
	}

	@Test
	void operatorsSeeChangeAndReset() {
		String[] admin = TestServer.bearer("root", "ADMIN");
		assertThat(server.get("/actuator/ratelimits").statusCode()).isEqualTo(401);
		assertThat(server.get("/actuator/ratelimits", TestServer.bearer("ada")).statusCode()).isEqualTo(403);
		JsonNode policies = TestServer.json(server.get("/actuator/ratelimits", admin));
		assertThat(policies.path("addr").toString()).isEqualTo("{\"key\":\"client-ip\",\"limits\":[\"3/1h\"],"
				+ "\"tiers\":{},\"concurrent\":0,\"cost\":1,\"mode\":\"ENFORCE\",\"onFailure\":\"LOCAL_FALLBACK\",\"location\":null}");
		// Those of annotations are there too.
		assertThat(policies.values()).map((policy) -> policy.path("location").asString(""))
			.contains(RateLimitApi.class.getName() + "$AnnotatedController#inline(java.lang.String)");
		String address = address();
		server.get("/addr", from(address));
		String key = "/actuator/ratelimits/addr?key=" + address;
		assertThat(server.get(key, admin).body()).isEqualTo("{\"limits\":[{\"limit\":\"3/1h\",\"remaining\":2}]}");
		assertThat(server.send(server.request(key).DELETE(), admin).statusCode()).isEqualTo(204);
		assertThat(server.get(key, admin).body()).isEqualTo("{\"limits\":[{\"limit\":\"3/1h\",\"remaining\":3}]}");
		assertThat(server.get("/actuator/ratelimits/bean?key=tenant", admin).statusCode()).isEqualTo(400);
		assertThat(server.get("/actuator/ratelimits/unknown?key=a", admin).statusCode()).isEqualTo(404);
	}

	@Test
	void operatorsChangeModeAndLimits() {
		String[] admin = TestServer.bearer("root", "ADMIN");
		String path = "/actuator/ratelimits/structured";
		assertThat(granted("/structured", "olga", 9)).isEqualTo(3);
		assertThat(server.post(path, "{\"mode\": \"off\"}", admin).statusCode()).isEqualTo(200);
		assertThat(granted("/structured", "olga", 4)).isEqualTo(4);
		JsonNode changed = TestServer.json(server.post(path, "{\"mode\": \"enforce\", \"limits\": \"8/1h\"}", admin));
		assertThat(changed.path("limits").path(0).asString()).isEqualTo("8/1h");
		assertThat(granted("/structured", "olga", 4)).isZero();
		assertThat(granted("/structured", "otto", 9)).isEqualTo(8);
		assertThat(server.post(path, "{\"limits\": \"2/1h burst 3, 9/1d\"}", admin).statusCode()).isEqualTo(200);
		assertThat(server.post(path, "{\"limits\": \"often\"}", admin).statusCode()).isEqualTo(400);
		assertThat(server.post("/actuator/ratelimits/unknown", "{\"mode\": \"off\"}", admin).statusCode())
			.isEqualTo(400);
		assertThat(server.send(server.request("/actuator/ratelimits/unknown?key=a").DELETE(), admin).statusCode())
			.isEqualTo(400);
	}

	@Test
	void quotaOfAllIsNotForThoseWhoAreRefused() {
		for (int i = 0; i < 5; i++) {
			assertThat(server.get("/common").statusCode()).isEqualTo(401);
		}
		assertThat(granted("/common", "cora", 1)).isEqualTo(1);
		assertThat(granted("/common", "carl", 1)).isEqualTo(1);
		assertThat(granted("/common", "cleo", 1)).isZero();
	}

	@Test
	void operatorsReadAndResetEveryBucket() {
		String[] admin = TestServer.bearer("root", "ADMIN");
		assertThat(server.send(server.request("/actuator/ratelimits/common?key=").DELETE(), admin).statusCode())
			.isEqualTo(204);
		assertThat(granted("/common", "olga", 1)).isEqualTo(1);
		assertThat(server.get("/actuator/ratelimits/common?key=", admin).body()).contains("\"remaining\":1");
		assertThat(server.send(server.request("/actuator/ratelimits/common?key=").DELETE(), admin).statusCode())
			.isEqualTo(204);
		assertThat(granted("/token", "x", 0)).isZero();
		server.get("/multi", TestServer.bearer("with,comma"));
		assertThat(server.get("/actuator/ratelimits/wide?key=with,comma", admin).body()).contains("\"remaining\":4");
	}

	@Test
	void limitsComeFromAResolver() {
		Map.of("big", 3, "small", 2, "broken", 1, "failing", 1, "none", 1).forEach((tenant, limit) -> {
			int granted = 0;
			for (int i = 0; i < 5; i++) {
				granted += (server.get("/contract", with(TestServer.bearer("u" + i), "X-Tenant", tenant))
					.statusCode() == 200) ? 1 : 0;
			}
			assertThat(granted).as(tenant).isEqualTo(limit);
		});
	}

	@Test
	void expressionsAreKeysAndTakeRequestsOut() {
		String[] tenant = with(TestServer.bearer("eva"), "X-Tenant", "t");
		assertThat(server.get("/skipped?a=1", tenant).statusCode()).isEqualTo(200);
		assertThat(server.get("/skipped?a=1", tenant).statusCode()).isEqualTo(429);
		assertThat(server.get("/skipped?a=1", with(tenant, "X-Probe", "yes")).statusCode()).isEqualTo(200);
		assertThat(server.get("/skipped?a=2", tenant).statusCode()).isEqualTo(200);
		assertThat(granted("/skipped?a=1", "evangelina", 3)).isEqualTo(3);
	}

	@Test
	void policyThatReachesARequestTwiceCountsOnce() {
		for (int i = 2; i >= 0; i--) {
			HttpResponse<String> response = server.get("/twice", TestServer.bearer("tess"));
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("RateLimit").orElseThrow()).containsOnlyOnce("twice")
				.contains(";r=" + i + ";");
		}
		assertThat(granted("/twice", "tess", 1)).isZero();
	}

	@Test
	void policyThatReachesARequestByItsRouteAndABeanCountsOnce() {
		for (int i = 2; i >= 0; i--) {
			HttpResponse<String> response = server.get("/twice/bean", TestServer.bearer("bea"));
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("RateLimit").orElseThrow()).contains(";r=" + i + ";");
		}
	}

	@Test
	void whatAGuessHasTakenIsNotGivenBack() {
		assertThat(server.get("/annotated/guess/ada", TestServer.bearer("gus")).statusCode()).isEqualTo(401);
		assertThat(server.get("/annotated/guess/ada", TestServer.bearer("gus")).statusCode()).isEqualTo(401);
		assertThat(server.get("/annotated/guess/ada", TestServer.bearer("guy")).statusCode()).isEqualTo(429);
		assertThat(server.get("/annotated/guess/bob", TestServer.bearer("guy")).statusCode()).isEqualTo(401);
	}

	@Test
	void whatTheCallerChoosesAsKeyIsNotGivenBack() {
		assertThat(server.get("/tenant", "X-Tenant", "guessed").statusCode()).isEqualTo(401);
		assertThat(server.get("/tenant", "X-Tenant", "guessed").statusCode()).isEqualTo(429);
	}

	@Test
	void argumentsAreKeysOnceTheyAreBound() {
		assertThat(login("good@example.com").statusCode()).isEqualTo(200);
		HttpResponse<String> second = login("Good@example.com");
		assertThat(second.statusCode()).isEqualTo(200);
		assertThat(second.headers().firstValue("RateLimit").orElseThrow()).contains(";r=2;").contains(";r=0;");
		assertThat(login("GOOD@example.com").statusCode()).isEqualTo(429);
		assertThat(login("bad@example.com").statusCode()).isEqualTo(401);
		assertThat(login("bad@example.com").statusCode()).isEqualTo(401);
		HttpResponse<String> guess = login("bad@example.com");
		assertThat(guess.statusCode()).isEqualTo(429);
		assertThat(guess.headers().firstValue("Retry-After")).isPresent();
		assertThat(granted("/annotated/account?account=a", "abe", 2)).isEqualTo(1);
		assertThat(granted("/annotated/account?account=a", "abi", 1)).isZero();
		assertThat(granted("/annotated/account?account=b", "abi", 1)).isEqualTo(1);
	}

	private static HttpResponse<String> login(String email) {
		return server.post("/annotated/login", "{\"email\": \"" + email + "\"}",
				with(TestServer.bearer("lou"), from(address())));
	}

	@Test
	void responseSaysWhatItHasCost() {
		Map.of("0", 10, "1", 9, "2", 8, "7", 3, "99", 0, "-5", 8, "much", 8).forEach((cost, left) -> {
			String user = "payer" + cost;
			assertThat(granted("/annotated/priced?cost=" + cost, user, 1)).isEqualTo(1);
			Awaitility.await()
				.untilAsserted(() -> assertThat(
						server.get("/actuator/ratelimits/priced?key=" + user, TestServer.bearer("root", "ADMIN"))
							.body())
					.contains("\"remaining\":" + left + "}"));
		});
	}

	@Test
	void whenAHandlerRefusesItsRouteGivesBack() {
		assertThat(granted("/annotated/meta", "kim", 3)).isEqualTo(1);
		assertThat(server.get("/actuator/ratelimits/kept?key=kim", TestServer.bearer("root", "ADMIN")).body())
			.contains("\"remaining\":4");
	}

	@Test
	void whenABeanRefusesItsRouteGivesBackIfThePolicySaysSo() {
		assertThat(granted("/annotated/service", "gil", 3)).isEqualTo(1);
		assertThat(server.get("/actuator/ratelimits/given?key=gil", TestServer.bearer("root", "ADMIN")).body())
			.contains("\"remaining\":4");
	}

	@Test
	void operatorsReadAndResetThoseWithoutKeyAndThoseOfATier() {
		String[] admin = TestServer.bearer("root", "ADMIN");
		String address = address();
		assertThat(get("/multi", address).statusCode()).isEqualTo(401);
		String path = "/actuator/ratelimits/wide?address=" + address;
		assertThat(server.get(path, admin).body()).contains("\"remaining\":4");
		assertThat(server.send(server.request(path).DELETE(), admin).statusCode()).isEqualTo(204);
		assertThat(server.get(path, admin).body()).contains("\"remaining\":5");
		assertThat(server.get("/actuator/ratelimits/wide", admin).statusCode()).isEqualTo(400);
		assertThat(server.get("/tiered", TestServer.bearer("paula2")).statusCode()).isEqualTo(200);
		assertThat(server.get("/actuator/ratelimits/tiered?key=paula2&tier=unknown", admin).statusCode())
			.isEqualTo(404);
		assertThat(server.get("/actuator/ratelimits/tiered?key=x&tier=paula", admin).body())
			.isEqualTo("{\"limits\":[{\"limit\":\"3/1h\",\"remaining\":3}]}");
	}

	@Test
	void operatorsCannotSetLimitsThatNoRequestCouldPay() {
		String[] admin = TestServer.bearer("root", "ADMIN");
		// An annotation costs 10.
		assertThat(server.post("/actuator/ratelimits/cost", "{\"limits\": \"9/1h\"}", admin).statusCode())
			.isEqualTo(400);
		assertThat(server.post("/actuator/ratelimits/cost", "{\"limits\": \"10/1h\"}", admin).statusCode())
			.isEqualTo(200);
	}

	@Test
	void eachApiKeyOfAnOwnerCountsByItself() {
		for (TestApiKey apiKey : apiKeys) {
			assertThat(server.get("/api-key", "X-API-Key", apiKey.key()).statusCode()).isEqualTo(200);
			assertThat(server.get("/api-key", "X-API-Key", apiKey.key()).statusCode()).isEqualTo(429);
		}
		assertThat(granted("/api-key", "nobody", 3)).isEqualTo(3);
	}

	private double count(String policy, String outcome) {
		return server.context()
			.getBean(MeterRegistry.class)
			.get("api.security.ratelimit.decisions")
			.tag("policy", policy)
			.tag("outcome", outcome)
			.counter()
			.count();
	}

	private static int granted(String path, String user, int requests) {
		int granted = 0;
		for (int i = 0; i < requests; i++) {
			granted += (server.get(path, TestServer.bearer(user)).statusCode() == 200) ? 1 : 0;
		}
		return granted;
	}

	private static HttpResponse<String> get(String path, String address, String... headers) {
		return server.get(path, with(headers, from(address)));
	}

	private static String[] with(String[] headers, String... more) {
		return Stream.of(headers, more).flatMap(Stream::of).toArray(String[]::new);
	}

	private static String address() {
		return "192.0.2." + addresses.incrementAndGet();
	}

	private static String[] from(String address) {
		return new String[] { "X-Forwarded-For", address };
	}

	private static String policy(String name, String... properties) {
		return properties(PREFIX + "policies." + name + ".", properties);
	}

	private static String route(int index, String pattern, String policies) {
		return properties(PREFIX + "routes[" + index + "].", "pattern=" + pattern, "policies=" + policies);
	}

	private static String[] lines(String... blocks) {
		return Arrays.stream(blocks).flatMap(String::lines).toArray(String[]::new);
	}

	private static String properties(String prefix, String... properties) {
		return String.join("\n", Stream.of(properties).map((property) -> prefix + property).toList());
	}

}
