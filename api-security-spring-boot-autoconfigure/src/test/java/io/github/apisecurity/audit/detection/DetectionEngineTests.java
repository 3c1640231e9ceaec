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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.audit.detection.DetectionProperties.Rule;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DetectionEngine} and the rules that are shipped.
 */
class DetectionEngineTests {

	private static final String FAILURE = "authn_login_fail";

	private static final String SUCCESS = "authn_login_success";

	private final AtomicLong millis = new AtomicLong(1_000_000);

	private final List<Detection> detections = new ArrayList<>();

	private final DetectionEngine engine = engine(Map.of());

	@Test
	void whenMoreThanTenLoginsFailInTenMinutesSaysSoOnce() {
		IntStream.range(0, 10).forEach((i) -> fail("ada", "192.0.2.1"));
		assertThat(found()).isEmpty();
		fail("Ada ", "192.0.2.1");
		assertThat(found()).containsExactly("failed-logins");
		assertThat(this.detections.get(0).subject()).hasToString("user=ada");
		fail("ada", "192.0.2.1");
		assertThat(found()).containsExactly("failed-logins");
		assertThat(this.detections.get(1).first()).isFalse();
	}

	// A window that begins anew every ten minutes would see five and six.
	@Test
	void whenFailuresLieAcrossTheBordersOfWindowsAreCountedTogether() {
		IntStream.range(0, 11).forEach((i) -> {
			fail("ada", "192.0.2.1");
			pass(Duration.ofSeconds(59));
		});
		assertThat(found()).containsExactly("failed-logins");
	}

	@Test
	void whenFailuresAreFartherApartSaysNothing() {
		IntStream.range(0, 200).forEach((i) -> {
			fail("ada", "192.0.2.1");
			pass(Duration.ofSeconds(61));
		});
		assertThat(found()).isEmpty();
	}

	@Test
	void whenAttackGoesOnSaysSoOnceInAWindow() {
		IntStream.range(0, 1800).forEach((i) -> {
			fail("ada", "192.0.2.1");
			pass(Duration.ofSeconds(1));
		});
		assertThat(found().stream().filter("failed-logins"::equals)).hasSize(3);
	}

	@Test
	void whenOneNetworkTriesManyUsersIsCredentialStuffing() {
		IntStream.range(0, 21).forEach((i) -> fail("user" + i, "192.0.2." + i));
		assertThat(found()).containsExactly("credential-stuffing");
	}

	@Test
	void whenManyUsersBehindOneAddressLogInFailuresOfSomeAreNoAttack() {
		IntStream.range(0, 500).forEach((i) -> succeed("user" + i, "192.0.2.1"));
		IntStream.range(0, 100).forEach((i) -> fail("user" + i, "192.0.2.1"));
		assertThat(found()).isEmpty();
	}

	// Who has one account could log in with it between two guesses.
	@Test
	void whenAttackerLogsInBetweenTheOneAccountDoesNotHideHim() {
		IntStream.range(0, 25).forEach((i) -> {
			succeed("mallory", "192.0.2.1");
			fail("user" + i, "192.0.2.1");
		});
		assertThat(found()).containsExactly("credential-stuffing");
	}

	@Test
	void whenOneUserIsTriedFromManyNetworksIsSpraying() {
		IntStream.range(0, 5).forEach((i) -> fail("ada", "192.0." + i + ".1"));
		assertThat(found()).containsExactly("password-spraying");
	}

	@Test
	void whenLoginSucceedsAfterManyFailuresSaysSo() {
		IntStream.range(0, 8).forEach((i) -> fail("ada", "192.0.2.1"));
		succeed("ada", "192.0.2.1");
		assertThat(found()).containsExactly("success-after-failures");
	}

	@Test
	void whenAddressesAreOfOneIpv6NetworkAreOne() {
		IntStream.range(0, 21)
			.forEach((i) -> this.engine.accept(new Signal(FAILURE, "signature_invalid", null, null,
					"2001:db8::" + Integer.toHexString(i + 1), null, null, "/")));
		assertThat(found()).containsExactly("forged-tokens");
		assertThat(this.detections.get(0).subject()).hasToString("address=2001:db8::/64");
	}

	@Test
	void whenTokensOfAnOfficeAreRevokedAndItsPeopleLogInAgainSaysNothing() {
		for (int i = 0; i < 60; i++) {
			succeed("user" + i, "192.0.2.1");
			this.engine.accept(signal(FAILURE, "token_revoked", null, "192.0.2.1"));
		}
		assertThat(found()).isEmpty();
	}

	@Test
	void whenAddressIsUnknownIsCountedAsOne() {
		IntStream.range(0, 21)
			.forEach((i) -> this.engine
				.accept(new Signal(FAILURE, "signature_invalid", null, null, "unknown", null, null, "/")));
		assertThat(found()).containsExactly("forged-tokens");
	}

	// "Aa" and "BB" have the same hash code, and so has every text made of them.
	@Test
	void whenPathsHaveTheSameHashCodeAreDifferent() {
		for (int i = 0; i < 32; i++) {
			StringBuilder path = new StringBuilder("/");
			for (int bit = 0; bit < 5; bit++) {
				path.append(((i >> bit & 1) == 0) ? "Aa" : "BB");
			}
			this.engine
				.accept(new Signal(Signal.PATH_NOT_FOUND, null, null, null, "192.0.2.1", null, null, path.toString()));
		}
		assertThat(found()).containsExactly("path-scanning");
	}

	@Test
	void whenAUserIsCalledAsAnAddressIsAnotherClient() {
		for (int i = 0; i < 10; i++) {
			this.engine.accept(new Signal("authz_fail", null, "192.0.2.7/32", "192.0.2.7/32", "198.51.100.1", null,
					"/route" + i, "/"));
		}
		this.engine.accept(new Signal("authz_fail", null, null, null, "192.0.2.7", null, "/route10", "/"));
		assertThat(found()).isEmpty();
	}

	@Test
	void whenANameHasLinesWhatIsToldOfItHasNone() {
		Subject subject = new Subject(true, List.of(Field.USER, Field.NETWORK),
				List.of("x\n\nvisit https://evil.example/, address=10.0.0.1\u2028", "192.0.2.0/24"));
		assertThat(subject).hasToString("user=x\\u000a\\u000avisit https://evil.example/\\u002c address=10.0.0.1\\u2028"
				+ ", network=192.0.2.0/24");
	}

	@Test
	void whenOthersFloodTheTableTheAttackIsFoundNevertheless() {
		DetectionEngine small = engine(Map.of(), 100);
		for (int i = 0; i < 11; i++) {
			small.accept(signal(FAILURE, "bad_credentials", "ada", "192.0.2.1"));
			small.accept(signal(FAILURE, "bad_credentials", "ada", "192.0.2.1"));
			for (int j = 0; j < 50; j++) {
				small.accept(signal(FAILURE, "bad_credentials", "u" + i + "-" + j, "198.51." + i + "." + j));
			}
		}
		assertThat(found()).contains("failed-logins");
	}

	@Test
	void whenRuleIsForgottenCountsAnew() {
		IntStream.range(0, 11).forEach((i) -> fail("ada", "192.0.2.1"));
		this.engine.forget("failed-logins", this.detections.get(0).subject());
		fail("ada", "192.0.2.1");
		assertThat(this.detections).hasSize(1);
	}

	@Test
	void whenOneKeyOfAShippedRuleIsChangedTheOthersStay() {
		Rule rule = new Rule();
		rule.setThreshold(2);
		DetectionRule changed = DetectionRules.create(Map.of("failed-logins", rule), Mode.SHADOW)
			.stream()
			.filter((candidate) -> candidate.id().equals("failed-logins"))
			.findFirst()
			.orElseThrow();
		assertThat(changed.threshold()).isEqualTo(2);
		assertThat(changed.window()).isEqualTo(Duration.ofMinutes(10));
		assertThat(changed.key()).containsExactly(Field.USER);
		assertThat(changed.mode()).isEqualTo(Mode.SHADOW);
	}

	@Test
	void whenRuleIsOffIsNotThere() {
		Rule rule = new Rule();
		rule.setMode(Mode.OFF);
		assertThat(DetectionRules.create(Map.of("honeypot", rule), Mode.ENFORCE)).extracting(DetectionRule::id)
			.doesNotContain("honeypot")
			.hasSize(16);
	}

	@Test
	void whenRuleCannotBeWhatIsMeantIsRefused() {
		refuse("failed-login", new Rule(), "Shipped are");
		Rule response = new Rule();
		response.getRespond().add("block");
		refuse("failed-logins", response, "block 15m");
		Rule blockedRoute = new Rule();
		blockedRoute.getRespond().add("block 15m");
		refuse("abnormal-route", blockedRoute, "nobody");
		refuse("success-after-failures", blockedRoute, "the user himself");
		Rule threshold = new Rule();
		threshold.setThreshold(100_000);
		refuse("failed-logins", threshold, "1000");
		Rule window = new Rule();
		window.setWindow(Duration.ofDays(30));
		refuse("failed-logins", window, "1d");
		Rule ownWithoutKey = new Rule();
		ownWithoutKey.getEvents().add("order_refund");
		refuse("refunds", ownWithoutKey, "Say by what");
	}

	@Test
	void whenTrafficIsFarAboveTheUsualSaysSoAfterLearning() {
		UsualTraffic traffic = new UsualTraffic(10, Duration.ofDays(1), 100, this.millis::get);
		assertThat(hour(traffic, 50_000)).isZero();
		for (int hour = 1; hour < 48; hour++) {
			assertThat(hour(traffic, 200)).isZero();
		}
		// The first hour was part of what is usual at first.
		for (int hour = 48; hour < 24 * 6; hour++) {
			assertThat(hour(traffic, 200)).isZero();
		}
		assertThat(hour(traffic, 1_999)).isZero();
		assertThat(hour(traffic, 3_000)).isEqualTo(2_000);
		assertThat(hour(traffic, 200)).isZero();
	}

	@Test
	void whenBatchRunsEachNightIsAsUsual() {
		UsualTraffic traffic = new UsualTraffic(10, Duration.ofDays(1), 100, this.millis::get);
		for (int day = 0; day < 30; day++) {
			pass(Duration.ofHours(23));
			assertThat(hour(traffic, 20_000)).isZero();
		}
	}

	private int hour(UsualTraffic traffic, int requests) {
		int found = IntStream.range(0, requests).map((i) -> traffic.count("client")).max().orElse(0);
		pass(Duration.ofHours(1));
		return found;
	}

	private void refuse(String id, Rule rule, String message) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> DetectionRules.create(Map.of(id, rule), Mode.ENFORCE))
			.satisfies((ex) -> assertThat(ex.getName() + " " + ex.getReason()).contains(id).contains(message));
	}

	private DetectionEngine engine(Map<String, Rule> rules) {
		return engine(rules, 10_000);
	}

	private DetectionEngine engine(Map<String, Rule> rules, int maxKeys) {
		return new DetectionEngine(DetectionRules.create(new HashMap<>(rules), Mode.ENFORCE), maxKeys, this.millis::get,
				this.detections::add, null);
	}

	private List<String> found() {
		return this.detections.stream().filter(Detection::first).map((detection) -> detection.rule().id()).toList();
	}

	private void pass(Duration time) {
		this.millis.addAndGet(time.toMillis());
	}

	private void fail(String user, String address) {
		this.engine.accept(signal(FAILURE, "bad_credentials", user, address));
	}

	private void succeed(String user, String address) {
		this.engine.accept(new Signal(SUCCESS, null, user, user, address, null, null, "/"));
	}

	private static Signal signal(String event, String reason, String user, String address) {
		return new Signal(event, reason, user, null, address, null, null, "/");
	}

}
