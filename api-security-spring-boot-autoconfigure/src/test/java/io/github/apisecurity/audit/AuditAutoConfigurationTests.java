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

package io.github.apisecurity.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.trail.AuditTrailAutoConfiguration;
import io.github.apisecurity.config.ConfigAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AuditAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuditAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, AuditTrailAutoConfiguration.class,
				NetworkAutoConfiguration.class));

	@Test
	void logsEventsByDefault(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			context.getBean(SecurityEventPublisher.class)
				.publish(SecurityEventType.VALIDATION_FAILED, "because", Map.of("fields", List.of("#/name")));
			await().untilAsserted(
					() -> assertThat(output).contains("\"event\":\"input_validation_fail\",\"outcome\":\"failure\"",
							"\"reason\":\"because\"", "\"details\":{\"fields\":[\"#/name\"]}"));
		});
	}

	@Test
	void whenUserDefinesSinksUsesThemInOrderAndNotTheLog(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(SinksConfiguration.class).run((context) -> {
			context.getBean(SecurityEventPublisher.class).publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
			assertThat(context.getBean(SinksConfiguration.class).taken).containsExactly("first authz_fail",
					"second authz_fail");
			assertThat(output).doesNotContain("\"event\"");
		});
	}

	@Test
	void whenContextHasAParentItsEventsAreItsOwn() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class))
			.run((parent) -> this.contextRunner.withParent(parent)
				.withUserConfiguration(SinksConfiguration.class)
				.run((context) -> {
					for (Class<?> type : List.of(SecurityEventPublisher.class, AuthenticationEventPublisher.class,
							AuthorizationEventPublisher.class)) {
						assertThat(context.getBean(type)).isNotSameAs(parent.getBean(type));
					}
					context.getBean(SecurityEventPublisher.class)
						.publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
					assertThat(context.getBean(SinksConfiguration.class).taken).hasSize(2);
				}));
	}

	@Test
	void whenSinkFailsOthersAreCalled(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(SinksConfiguration.class)
			.withBean("failing", FailingSink.class)
			.run((context) -> {
				context.getBean(SecurityEventPublisher.class).publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
				assertThat(context.getBean(SinksConfiguration.class).taken).hasSize(2);
				await().untilAsserted(() -> assertThat(output).contains("FailingSink failed on event authz_fail"));
			});
	}

	@Test
	void whenCredentialIsRefusedItIsNotRecorded(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			context.publishEvent(new AuthenticationFailureBadCredentialsEvent(
					new TestingAuthenticationToken("canary-principal", "canary-credential"),
					new BadCredentialsException("canary-message")));
			await().untilAsserted(() -> assertThat(output)
				.contains("\"event\":\"authn_login_fail\"", "\"reason\":\"bad_credentials\"")
				.doesNotContain("canary"));
		});
	}

	@Test
	void whenUserDefinesPublisherBacksOff() {
		SecurityEventPublisher publisher = mock(SecurityEventPublisher.class);
		this.contextRunner.withBean(SecurityEventPublisher.class, () -> publisher)
			.run((context) -> assertThat(context).getBean(SecurityEventPublisher.class).isSameAs(publisher));
	}

	@Test
	void whenFailureIsUnknownToSpringSecurityRecordsIt(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			context.getBean(AuthenticationEventPublisher.class)
				.publishAuthenticationFailure(new AuthenticationServiceException("canary") {
				}, new TestingAuthenticationToken("canary", "canary"));
			await().untilAsserted(
					() -> assertThat(output).contains("\"event\":\"authn_login_fail\"").doesNotContain("canary"));
		});
	}

	@Test
	void whenUserDefinesAuthorizationEventPublisherBacksOff() {
		AuthorizationEventPublisher publisher = mock(AuthorizationEventPublisher.class);
		this.contextRunner.withBean(AuthorizationEventPublisher.class, () -> publisher)
			.run((context) -> assertThat(context).getBean(AuthorizationEventPublisher.class).isSameAs(publisher));
	}

	@Test
	void whenDisabledPublisherDoesNothing(CapturedOutput output) {
		this.contextRunner.withPropertyValues("api-security.audit.enabled=false").run((context) -> {
			SecurityEventPublisher publisher = context.getBean(SecurityEventPublisher.class);
			publisher.publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
			assertThat(publisher.isEnabled(SecurityEventType.ACCESS_DENIED)).isFalse();
			assertThat(output).doesNotContain("authz_fail");
			assertThat(context).doesNotHaveBean(SecurityEventSink.class)
				.doesNotHaveBean(AuthorizationEventPublisher.class);
		});
	}

	@Test
	void whenDisabledPublisherOfTheUserWins() {
		SecurityEventPublisher publisher = mock(SecurityEventPublisher.class);
		this.contextRunner.withPropertyValues("api-security.audit.enabled=false")
			.withBean(SecurityEventPublisher.class, () -> publisher)
			.run((context) -> assertThat(context).getBean(SecurityEventPublisher.class).isSameAs(publisher));
	}

	@Test
	void whenThereAreNoRequestsRecordsEventsWithoutThem(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, AuditTrailAutoConfiguration.class,
					NetworkAutoConfiguration.class))
			.run((context) -> {
				context.getBean(SecurityEventPublisher.class).publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
				await().untilAsserted(
						() -> assertThat(output).contains("\"event\":\"authz_fail\"").doesNotContain("request_id"));
			});
	}

	@Test
	void whenSpringSecurityIsMissingPublisherDoesNothing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).getBean(SecurityEventPublisher.class)
				.matches((publisher) -> !publisher.isEnabled(SecurityEventType.ACCESS_DENIED)));
	}

	@Test
	void whenFeatureHasItsOwnTypeOfEventRecordsIt(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			context.getBean(SecurityEventPublisher.class)
				.publish(new SecurityEventType("token_revoked", Outcome.SUCCESS), null, Map.of());
			await().untilAsserted(
					() -> assertThat(output).contains("\"event\":\"token_revoked\",\"outcome\":\"success\""));
		});
	}

	@Test
	void whenNoSinkTakesTheTypeEventIsNotBuilt() {
		this.contextRunner.withBean(SecurityEventSink.class, DeafSink::new)
			.withBean(SecurityEventCustomizer.class, () -> (event) -> {
				throw new AssertionError("built in vain");
			})
			.run((context) -> {
				SecurityEventPublisher publisher = context.getBean(SecurityEventPublisher.class);
				publisher.publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
				assertThat(publisher.isEnabled(SecurityEventType.ACCESS_DENIED)).isFalse();
			});
	}

	@Test
	void whenOthersTakeTheTypeASinkThatDoesNotIsLeftAlone() {
		this.contextRunner.withUserConfiguration(SinksConfiguration.class).withBean(DeafSink.class).run((context) -> {
			context.getBean(SecurityEventPublisher.class).publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
			assertThat(context.getBean(SinksConfiguration.class).taken).containsExactly("first authz_fail",
					"second authz_fail");
		});
	}

	@Test
	void whenCustomizerFailsEventIsDroppedAndTheRequestGoesOn(CapturedOutput output) {
		this.contextRunner.withBean(SecurityEventCustomizer.class, () -> (event) -> {
			throw new IllegalStateException("of " + event.type());
		}).run((context) -> {
			context.getBean(SecurityEventPublisher.class).publish(SecurityEventType.ACCESS_DENIED, null, Map.of());
			await().untilAsserted(() -> assertThat(output).contains("event authz_fail with java.lang.IllegalState")
				.doesNotContain("\"event\"", "of SecurityEventType"));
		});
	}

	@Test
	void whenEventCannotBeMadeItIsCountedAndTheRequestRefusedWhereThatIsWanted() {
		Map<String, Object> incomplete = new HashMap<>();
		incomplete.put("detail", null);
		List<SecurityEventType> missed = new ArrayList<>();
		this.contextRunner
			.withPropertyValues("api-security.audit.queue.overflow=fail-request",
					"api-security.audit.sinks.log.enabled=true")
			.withBean(SecurityEventSink.class, () -> new SecurityEventSink() {

				@Override
				public void accept(SecurityEvent event) {
				}

				@Override
				public void missed(SecurityEventType type) {
					missed.add(type);
				}

			})
			.run((context) -> {
				SecurityEventPublisher publisher = context.getBean(SecurityEventPublisher.class);
				assertThatExceptionOfType(ProblemException.class)
					.isThrownBy(() -> publisher.publish(SecurityEventType.ACCESS_DENIED, null, incomplete));
				assertThat(missed).containsExactly(SecurityEventType.ACCESS_DENIED);
				assertThat(context.getBean(HealthIndicator.class).health().getDetails()).containsEntry("dropped", 1L);
			});
	}

	@Test
	void whenASinkRefusesTheOthersHaveTheEventAndTheTokenIsRecordedWithItsNextRequest() {
		SecurityEventSink refusing = (event) -> {
			throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE));
		};
		Authentication token = new JwtAuthenticationToken(
				Jwt.withTokenValue("token").header("alg", "ES256").subject("ada").build());
		this.contextRunner.withUserConfiguration(SinksConfiguration.class)
			.withBean("refusing", SecurityEventSink.class, () -> refusing,
					(bean) -> ((AbstractBeanDefinition) bean).setAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE, -1))
			.run((context) -> {
				for (int i = 1; i < 3; i++) {
					assertThatExceptionOfType(ProblemException.class)
						.isThrownBy(() -> context.publishEvent(new AuthenticationSuccessEvent(token)));
					assertThat(context.getBean(SinksConfiguration.class).taken).hasSize(2 * i);
				}
			});
	}

	@ParameterizedTest
	@CsvSource({ "15m, 1", "0, 2" })
	void whenTokenIsAcceptedAgainRecordsItOncePerInterval(String interval, int expected) {
		Authentication token = new JwtAuthenticationToken(
				Jwt.withTokenValue("token").header("alg", "ES256").subject("ada").build());
		this.contextRunner.withUserConfiguration(SinksConfiguration.class)
			.withPropertyValues("api-security.audit.authentication-success.interval=" + interval)
			.run((context) -> {
				context.publishEvent(new AuthenticationSuccessEvent(token));
				context.publishEvent(new AuthenticationSuccessEvent(token));
				assertThat(context.getBean(SinksConfiguration.class).taken).hasSize(2 * expected);
			});
	}

	@Test
	void whenRefusalsAreRecordedTogetherThereIsNoEventForEachOfThem() throws Exception {
		List<String> reasons = new ArrayList<>();
		SecurityEventPublisher publisher = (type, reason, details) -> reasons.add(reason);
		Refusals refusals = new Refusals(publisher);
		try {
			for (int i = 0; i < 3; i++) {
				MockHttpServletRequest request = new MockHttpServletRequest();
				RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
				new UnrecordedRefusalFilter(publisher).doFilter(request, new MockHttpServletResponse(),
						(asked, answer) -> {
							refusals.add("blocked");
							((HttpServletResponse) answer).setStatus(403);
						});
			}
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
		}
		assertThat(reasons).containsOnly("blocked");
	}

	@Test
	void whenIntervalIsNegativeDoesNotStart() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(ConfigAutoConfiguration.class))
			.withPropertyValues("api-security.audit.authentication-success.interval=-1s")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	static class DeafSink implements SecurityEventSink {

		@Override
		public void accept(SecurityEvent event) {
			throw new AssertionError("not asked for");
		}

		@Override
		public boolean isEnabled(SecurityEventType type) {
			return false;
		}

	}

	static class FailingSink implements SecurityEventSink {

		@Override
		public void accept(SecurityEvent event) {
			throw new IllegalStateException("disk full");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SinksConfiguration {

		private final List<String> taken = new ArrayList<>();

		@Bean
		@Order(2)
		SecurityEventSink second() {
			return (event) -> this.taken.add("second " + event.type().id());
		}

		@Bean
		@Order(1)
		SecurityEventSink first() {
			return (event) -> this.taken.add("first " + event.type().id());
		}

	}

}
