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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Traffic that is none of an attack: 500 people behind one address who mistype, lose
 * rights, follow old links and exceed limits now and then, a client that works through
 * the night, and one that tries again whatever the answer is. The full size, over two
 * weeks instead of two days, is run with {@code -Dtraffic.requests=700000}.
 */
class OrdinaryTrafficTests {

	private static final int REQUESTS = Integer.getInteger("traffic.requests", 100_000);

	private static final int PER_DAY = 50_000;

	private static final int PEOPLE = 500;

	private static final String OFFICE = "192.0.2.1";

	private final Random random = new Random(42);

	private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

	private final List<Detection> found = new ArrayList<>();

	private final DetectionEngine engine = new DetectionEngine(DetectionRules.create(Map.of(), Mode.ENFORCE), 10_000,
			this.millis::get, this.found::add, null);

	private final UsualTraffic clients = new UsualTraffic(10, Duration.ofDays(1), 10_000, this.millis::get);

	private final UsualTraffic routes = new UsualTraffic(10, Duration.ofDays(1), 10_000, this.millis::get);

	@Test
	void ordinaryTrafficRaisesNothing() {
		long abnormal = 0;
		for (int i = 0; i < REQUESTS; i++) {
			int second = (int) ((long) (i % PER_DAY) * 86_400 / PER_DAY);
			this.millis.set(1_700_000_000_000L + Duration.ofDays(i / PER_DAY).plusSeconds(second).toMillis());
			boolean night = second < 3 * 3600;
			String user = (night) ? "batch" : (i % 50 == 0) ? "mobile" : "person" + this.random.nextInt(PEOPLE);
			String route = "/api/route" + this.random.nextInt(20);
			abnormal += this.clients.count(user) + this.routes.count(route);
			if (night) {
				batch(i);
			}
			else if (user.equals("mobile")) {
				mobile(i);
			}
			else {
				person(user, route, i);
			}
		}
		assertThat(this.found.stream().map((detection) -> detection.rule().id() + " " + detection.subject()).distinct())
			.isEmpty();
		assertThat(abnormal).isZero();
	}

	// Reads in clear what it is for, and finds that something is gone.
	private void batch(int i) {
		if (i % 40 == 0) {
			accept("sensitive_read", null, "batch", "198.51.100.7", "/api/route1", "/api/route1/" + i);
		}
		if (i % 500 == 0) {
			accept(Signal.OBJECT_NOT_FOUND, null, "batch", "198.51.100.7", "/api/route1", "/api/route1/" + i);
		}
	}

	// Changes between the networks of two providers, and sends an expired token until it
	// has another one.
	private void mobile(int i) {
		String address = (i % 100 == 0) ? "203.0.113.9" : "198.18.4.4";
		accept(Signal.TOKEN_USED, null, "mobile", address, null, "/api/route2");
		for (int retry = 0; retry < 5; retry++) {
			this.engine.accept(
					new Signal("authn_login_fail", "token_expired", null, null, address, null, null, "/api/route2"));
		}
		if (i % 400 == 0) {
			accept("excess_rate_limit_exceeded", null, "mobile", address, null, "/api/route2");
		}
	}

	private void person(String user, String route, int i) {
		int chance = this.random.nextInt(1000);
		if (chance < 20) {
			accept("authn_login_success", null, user, OFFICE, null, "/login");
		}
		else if (chance < 30) {
			// Mistypes up to three times.
			for (int attempt = this.random.nextInt(3); attempt >= 0; attempt--) {
				this.engine.accept(
						new Signal("authn_login_fail", "bad_credentials", user, null, OFFICE, null, null, "/login"));
			}
			accept("authn_login_success", null, user, OFFICE, null, "/login");
		}
		else if (chance < 31) {
			// A client that tries again with a token that was revoked.
			for (int retry = 0; retry < 5; retry++) {
				this.engine
					.accept(new Signal("authn_login_fail", "token_revoked", null, null, OFFICE, null, null, route));
			}
			accept("authn_login_success", null, user, OFFICE, null, "/login");
		}
		else if (chance < 35) {
			accept("authz_fail", null, user, OFFICE, route, route + "/1");
		}
		else if (chance < 40) {
			// An old link, a missing icon.
			accept(Signal.PATH_NOT_FOUND, null, user, OFFICE, null, "/old" + this.random.nextInt(5));
		}
		else if (chance < 50) {
			accept(Signal.OBJECT_NOT_FOUND, null, user, OFFICE, route, route + "/" + i);
		}
		else if (chance < 80) {
			accept("input_validation_fail", null, user, OFFICE, route, route);
		}
		else if (chance < 83) {
			accept("excess_rate_limit_exceeded", null, user, OFFICE, route, route);
		}
		else if (chance < 100) {
			accept("sensitive_read", null, user, OFFICE, route, route);
		}
		else if (chance < 120) {
			accept(Signal.TOKEN_USED, null, user, OFFICE, null, route);
		}
	}

	private void accept(String event, String reason, String user, String address, String route, String path) {
		this.engine.accept(new Signal(event, reason, user, user, address, user + "-token", route, path));
	}

}
