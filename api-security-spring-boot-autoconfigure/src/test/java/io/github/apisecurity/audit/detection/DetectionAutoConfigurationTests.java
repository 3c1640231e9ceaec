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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.sun.net.httpserver.HttpServer;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.config.ConfigAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.mail.MailSender;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.security.authentication.TestingAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;

/**
 * Tests for {@link DetectionAutoConfiguration}, its rules and its channels.
 */
@ExtendWith(OutputCaptureExtension.class)
class DetectionAutoConfigurationTests {

	private static final String PREFIX = "api-security.detection.";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DetectionAutoConfiguration.class, AuditAutoConfiguration.class,
				NetworkAutoConfiguration.class, SharedAutoConfiguration.class, ProblemAutoConfiguration.class));

	@Test
	void rulesAreThereByDefaultAndBlockNobody() {
		this.contextRunner.run((context) -> {
			List<DetectionRule> rules = context.getBean(Detector.class).rules();
			assertThat(rules).hasSize(17)
				.noneMatch((rule) -> rule.responds(DetectionRule.Response.Kind.BLOCK)
						|| rule.responds(DetectionRule.Response.Kind.THROTTLE));
			assertThat(filters(context)).isEqualTo(1);
		});
	}

	@Test
	void whenNobodyHasAReasonOfFailedLoginsWarns(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).doesNotContain("No feature of the starter"));
		this.contextRunner
			.withPropertyValues(PREFIX + "rules.failed-logins.reasons=bad_credentials,bad_credential,*_wrung,token_*",
					PREFIX + "rules.validation-storm.reasons=of_my_own")
			.run((context) -> assertThat(output)
				.contains("'bad_credential' of 'failed-logins'", "'*_wrung' of 'failed-logins'")
				.doesNotContain("'bad_credentials' of", "'token_*' of", "of_my_own"));
	}

	@Test
	void everyReasonOfRefusedCredentialsIsKnown() throws Exception {
		Pattern reason = Pattern.compile("(?:Rejected(?:Exception)?\\(|throwIf\\([^;]*?,\\s+)\"([a-z]+(?:_[a-z]+)+)\"");
		try (Stream<Path> files = Files.walk(Path.of("src/main/java/io/github/apisecurity/authentication"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				assertThat(DetectionRules.KNOWN_FAILURES).as(file.toString())
					.containsAll(
							reason.matcher(Files.readString(file)).results().map((found) -> found.group(1)).toList());
			}
		}
	}

	@Test
	void whenUsersWhoAreActiveAreToldOfTooSeldomForARuleThatComparesToThemWarns(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).doesNotContain("compare to users"));
		this.contextRunner
			.withPropertyValues("api-security.audit.authentication-success.interval=8h",
					PREFIX + "rules.forged-tokens.window=8h")
			.run((context) -> assertThat(output).contains("compare to users", "failed-logins-by-address")
				.doesNotContain("forged-tokens"));
	}

	@Test
	void whenRuleBlocksCallersThereIsASecondFilter() {
		this.contextRunner.withPropertyValues(PREFIX + "rules.permission-probing.respond=block 1h")
			.run((context) -> assertThat(filters(context)).isEqualTo(2));
	}

	private static long filters(ApplicationContext context) {
		return context.getBeanProvider(ChainFilter.class)
			.stream()
			.filter((filter) -> filter.filter() instanceof DetectionFilter)
			.count();
	}

	@Test
	void whenDisabledOrWithoutTrailThereIsNothing() {
		this.contextRunner.withPropertyValues("api-security.detection.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Detector.class));
		this.contextRunner.withPropertyValues("api-security.audit.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Detector.class).hasNotFailed());
	}

	@Test
	void whenLibraryIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Caffeine.class))
			.run((context) -> assertThat(context).doesNotHaveBean(Detector.class).hasNotFailed());
	}

	@Test
	void whenRuleIsOnesOwnCountsEventsOfTheApplication(CapturedOutput output) {
		AlertChannel channel = mock(AlertChannel.class);
		this.contextRunner.withBean(AlertChannel.class, () -> channel)
			.withPropertyValues(PREFIX + "rules.refunds.events=order_refund", PREFIX + "rules.refunds.key=user",
					PREFIX + "rules.refunds.window=1h", PREFIX + "rules.refunds.threshold=2",
					PREFIX + "rules.refunds.respond=alert")
			.run((context) -> {
				assertThat(output).contains("'order_refund' of 'refunds'");
				SecurityEventPublisher publisher = context.getBean(SecurityEventPublisher.class);
				for (int i = 0; i < 3; i++) {
					publisher.publish(new SecurityEventType("order_refund", SecurityEventType.Outcome.SUCCESS), null,
							new TestingAuthenticationToken("ada", "", "ROLE_USER"), Map.of());
				}
				then(channel).should(timeout(5000)).send(any());
				Detector detector = context.getBean(Detector.class);
				assertThat(detector.rules().stream().filter((rule) -> detector.engine().counted(rule) > 0))
					.singleElement()
					.satisfies((rule) -> assertThat(detector.engine().counted(rule)).isEqualTo(3));
				assertThat(output).contains("Attack noticed by the rule 'refunds': 1 found");
			});
	}

	@Test
	void whenTheTrailRefusesAlertsAreRaisedAndOtherRulesGoOn() {
		SecurityEventSink full = (event) -> {
			throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE));
		};
		this.contextRunner.withBean(SecurityEventSink.class, () -> full)
			.withPropertyValues(PREFIX + "rules.one.events=order_refund", PREFIX + "rules.one.key=user",
					PREFIX + "rules.one.window=1h", PREFIX + "rules.one.threshold=0",
					PREFIX + "rules.one.respond=alert", PREFIX + "rules.two.events=order_refund",
					PREFIX + "rules.two.key=user", PREFIX + "rules.two.window=1h", PREFIX + "rules.two.threshold=0",
					PREFIX + "rules.two.respond=alert")
			.run((context) -> {
				Detector detector = context.getBean(Detector.class);
				detector.engine().accept(new Signal("order_refund", null, "ada", "ada", null, null, null, null));
				Awaitility.await()
					.untilAsserted(() -> assertThat(detector.alerts().recent()).extracting(Alert::rule)
						.containsExactlyInAnyOrder("one", "two"));
			});
	}

	@Test
	void whenItEndsWhatWasFoundInTheLastIntervalIsTold() {
		List<Long> told = new CopyOnWriteArrayList<>();
		Subject subject = new Subject(false, List.of(DetectionProperties.Field.ADDRESS), List.of("192.0.2.1/32"));
		try (Alerts alerts = new Alerts(List.of((alert) -> told.add(alert.found())), Duration.ofMinutes(1), () -> 0)) {
			alerts.raise("honeypot", subject);
			Awaitility.await().untilAsserted(() -> assertThat(told).containsExactly(1L));
			alerts.raise("honeypot", subject);
			alerts.raise("honeypot", subject);
		}
		assertThat(told).containsExactly(1L, 2L);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenItEndsAndAChannelHangsOrFailsWarnsThatAlertsMayBeLost(boolean hangs, CapturedOutput output) {
		CountDownLatch called = new CountDownLatch(1);
		AlertChannel channel = (alert) -> {
			called.countDown();
			if (hangs) {
				new CountDownLatch(1).await();
			}
			throw new NoClassDefFoundError();
		};
		Subject subject = new Subject(false, List.of(DetectionProperties.Field.ADDRESS), List.of("192.0.2.1/32"));
		try (Alerts alerts = new Alerts(List.of(channel), Duration.ofMinutes(1), () -> 0)) {
			alerts.raise("honeypot", subject);
			Awaitility.await().until(() -> called.getCount() == 0);
			alerts.raise("honeypot", subject);
		}
		assertThat(output).contains("The last alerts may not have been sent");
	}

	@ParameterizedTest
	@CsvSource({ "rules.failed-login.threshold=5, rules.failed-login", "rules.failed-logins.respond=blok 5m, respond",
			"rules.failed-logins.respond=block 5000, respond", "rules.failed-logins.respond=block, respond",
			"rules.failed-logins.respond=block 99d, 30d", "rules.failed-logins.threshold=-1, threshold",
			"rules.failed-logins.window=0s, window", "rules.failed-logins.key=usr, usr",
			"rules.abnormal-route.window=2h, request", "max-keys=1, max-keys", "login.free-attempts=0, free-attempts",
			"login.delay=-1s, login.delay", "learning=-1s, learning", "alert.interval=-1s, interval",
			"honeypots[0]=env, honeypots", "alert.webhook=http://example.com/, https",
			"alert.mail-to=ops@example.com, spring.mail.host" })
	void whenValueIsBadSaysWhich(String property, String message) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class))
			.withPropertyValues(PREFIX + property)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	@Test
	void whenLibraryOfAChannelIsMissingSaysSo() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpClientSettings.class))
			.withPropertyValues(PREFIX + "alert.webhook=https://example.com/")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("spring-boot-starter-restclient"));
		this.contextRunner.withClassLoader(new FilteredClassLoader(MailSender.class))
			.withPropertyValues(PREFIX + "alert.mail-to=ops@example.com")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("spring-boot-starter-mail"));
	}

	@Test
	void alertsAreGroupedAndGoToTheWebhookAndByMailAlsoWhenOneChannelFails(CapturedOutput output) throws IOException {
		List<String> bodies = new CopyOnWriteArrayList<>();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/secret-path", (exchange) -> {
			bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
		MailSender sender = mock(MailSender.class);
		willThrow(new IllegalStateException("canary")).given(sender).send(any(SimpleMailMessage.class));
		try {
			this.contextRunner.withBean(MailSender.class, () -> sender)
				.withPropertyValues(
						PREFIX + "alert.webhook=http://127.0.0.1:" + server.getAddress().getPort() + "/secret-path",
						PREFIX + "alert.mail-to=ops@example.com,boss@example.com",
						PREFIX + "alert.mail-from=api@example.com", PREFIX + "alert.interval=500ms")
				.run((context) -> {
					Alerts alerts = context.getBean(Detector.class).alerts();
					for (int i = 0; i < 50; i++) {
						alerts.raise("path-scanning", new Subject(false, List.of(DetectionProperties.Field.ADDRESS),
								List.of("192.0.2." + i + "/32")));
					}
					Awaitility.await()
						.untilAsserted(
								() -> assertThat(alerts.recent().stream().mapToLong(Alert::found).sum()).isEqualTo(50));
					Awaitility.await().untilAsserted(() -> assertThat(bodies).hasSizeBetween(1, 2));
					assertThat(bodies.get(0)).contains("\"rule\":\"path-scanning\"", "address=192.0.2.0/32");
					then(sender).should(timeout(5000).atLeastOnce()).send(any(SimpleMailMessage.class));
					assertThat(alerts.failed()).isPositive();
					assertThat(output).contains("could not be sent by")
						.doesNotContain("canary", "secret-path", "192.0.2");
				});
		}
		finally {
			server.stop(0);
		}
	}

}
