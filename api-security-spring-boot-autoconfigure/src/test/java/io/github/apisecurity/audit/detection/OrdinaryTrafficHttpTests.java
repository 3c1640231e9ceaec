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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.detection.AttackHttpTests.Api;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link OrdinaryTrafficTests} gives to the rules, over HTTP: 500 people behind one
 * address, a client that works through the night and one that tries again whatever the
 * answer is. Two days of it, 100,000 requests, are sent with
 * {@code -Dtraffic.http=100000}; without it two hours, about midnight.
 */
@Tag("exhaustive")
class OrdinaryTrafficHttpTests {

	private static final int REQUESTS = Integer.getInteger("traffic.http", 4_000);

	private static final int PER_DAY = 50_000;

	private static final int MORNING = 3 * 3600;

	private static final String OFFICE = "192.0.2.1";

	private final Random random = new Random(42);

	private final String expired = "Bearer " + TestTokens.token("mobile", "exp", 1_700_000_000);

	private final Map<String, String> tokens = new HashMap<>();

	private final Map<Integer, Integer> answers = new TreeMap<>();

	private int sent;

	private int renewed;

	@Test
	void ordinaryTrafficRaisesNothing() {
		AttackHttpTests.found.clear();
		try (TestServer server = TestServer.start(Api.class, "api-security.network.trusted-proxies=127.0.0.1",
				"api-security.authorization.rules[0].pattern=/login",
				"api-security.authorization.rules[0].access=permit-all",
				"api-security.rate-limit.policies.people.limits=20/1m",
				"api-security.rate-limit.routes[0].pattern=/limited/**",
				"api-security.rate-limit.routes[0].policies=people")) {
			long start = AttackHttpTests.millis.get();
			int before = (REQUESTS < PER_DAY) ? 2 * PER_DAY / 24 : 0;
			while (this.sent < REQUESTS) {
				long second = (this.sent + before) * 86_400L / PER_DAY;
				AttackHttpTests.millis.set(start + Duration.ofSeconds(second).toMillis());
				if (second % 86_400 < MORNING) {
					night(server);
				}
				else if (this.sent % 50 == 0) {
					mobile(server);
				}
				else {
					person(server, this.random.nextInt(500));
				}
			}
			System.out.println("Ordinary traffic, answers by status: " + this.answers);
		}
		assertThat(AttackHttpTests.found).isEmpty();
		assertThat(this.answers.keySet()).contains(200, 400, 401, 403, 404, 429);
	}

	// They are valid for some minutes.
	private String token(String user, String... roles) {
		if (this.sent / 10_000 > this.renewed) {
			this.renewed = this.sent / 10_000;
			this.tokens.clear();
		}
		return this.tokens.computeIfAbsent(user, (name) -> "Bearer " + TestTokens.token(name, roles));
	}

	// Reads in clear what it is for, and finds that something is gone.
	private void night(TestServer server) {
		String path = switch (this.sent % 40) {
			case 0 -> "/customer";
			case 1 -> "/order/" + (1000 + this.sent % 1000 / 200);
			case 2 -> "/page?size=100";
			default -> (this.sent % 2 == 0) ? "/rare" : "/order/1";
		};
		get(server, path, "198.51.100.7", token("batch", "ADMIN"));
	}

	// Changes between the networks of two providers, sends an expired token until it has
	// another one, and what a limit refuses once more.
	private void mobile(TestServer server) {
		String address = (this.sent % 100 == 0) ? "203.0.113.9" : "198.18.4.4";
		for (int retry = 0; retry < 5; retry++) {
			get(server, "/order/2", address, this.expired);
		}
		for (int retry = 0; retry < 22 && this.random.nextInt(8) > 0; retry++) {
			get(server, "/limited/0", address, token("mobile"));
		}
	}

	private void person(TestServer server, int person) {
		int chance = this.random.nextInt(1000);
		String token = token("person" + person, (person % 10 == 0) ? "ADMIN" : "USER");
		if (chance < 20) {
			login(server, person, "right");
		}
		else if (chance < 30) {
			// Mistypes up to three times.
			for (int attempt = this.random.nextInt(3); attempt >= 0; attempt--) {
				login(server, person, "wrong");
			}
			login(server, person, "right");
		}
		else if (chance < 35) {
			get(server, "/admin/" + "abcde".charAt(this.random.nextInt(5)), OFFICE, token);
		}
		else if (chance < 40) {
			// An old link, a missing icon, also before anybody has logged in.
			get(server, "/old" + this.random.nextInt(5), OFFICE, token);
			this.answers.merge(server.get("/favicon.ico", "X-Forwarded-For", OFFICE).statusCode(), 1, Integer::sum);
			this.sent++;
		}
		else if (chance < 50) {
			get(server, "/order/" + (1000 + this.sent), OFFICE, token);
		}
		else if (chance < 53) {
			get(server, "/order/" + (100 + person % 10), OFFICE, token);
		}
		else if (chance < 80) {
			get(server, "/page?size=" + (101 + person), OFFICE, token);
		}
		else if (chance < 82) {
			// Impatient.
			for (int i = 0; i < 25; i++) {
				get(server, "/limited/" + i, OFFICE, token);
			}
		}
		else if (chance < 100) {
			get(server, "/customer", OFFICE, token);
		}
		else {
			String path = List.of("/order/1", "/rare", "/page?size=7", "/customer").get(chance % 4);
			get(server, path, OFFICE, token);
		}
	}

	private void get(TestServer server, String path, String address, String authorization) {
		this.answers.merge(server.get(path, "X-Forwarded-For", address, "Authorization", authorization).statusCode(), 1,
				Integer::sum);
		this.sent++;
	}

	// A browser asks with HTTP Basic, an application of its own at a controller.
	private void login(TestServer server, int person, String password) {
		if (person % 2 == 0) {
			String credential = "person" + person + ":" + password;
			get(server, "/order/1", OFFICE,
					"Basic " + Base64.getEncoder().encodeToString(credential.getBytes(StandardCharsets.UTF_8)));
			return;
		}
		this.answers.merge(
				server
					.post("/login", "{\"user\":\"person" + person + "\",\"password\":\"" + password + "\"}",
							"X-Forwarded-For", OFFICE)
					.statusCode(),
				1, Integer::sum);
		this.sent++;
	}

}
