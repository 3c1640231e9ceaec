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

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Audited}.
 */
class AuditedTests {

	private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, GuardAutoConfiguration.class))
		.withBean(SecurityEventSink.class, () -> this.events::add)
		.withBean(Refunds.class);

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void whenCallSucceedsRecordsCallerAndResource() {
		this.contextRunner.run((context) -> {
			authenticate("ROLE_CLERK");
			context.getBean(Refunds.class).refund(new Order("4711"), 3);
			assertThat(this.events).singleElement().satisfies((event) -> {
				assertThat(event.type())
					.isEqualTo(new SecurityEventType("order_refund", SecurityEventType.Outcome.SUCCESS));
				assertThat(event.principal()).isEqualTo("ada");
				assertThat(event.details()).isEqualTo(Map.of("resource", "4711"));
			});
		});
	}

	@Test
	void whenCallFailsRecordsAFailure() {
		this.contextRunner.run((context) -> {
			authenticate("ROLE_CLERK");
			assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(Refunds.class).refund(new Order("4711"), 0));
			assertThat(this.events).singleElement().satisfies((event) -> {
				assertThat(event.type().outcome()).isEqualTo(SecurityEventType.Outcome.FAILURE);
				assertThat(event.details())
					.isEqualTo(Map.of("resource", "4711", "exception", "java.lang.IllegalStateException"));
			});
		});
	}

	@Test
	void whenArgumentHasNoSuchPropertyOrALongOneTheCallGoesOn() {
		this.contextRunner.run((context) -> {
			authenticate("ROLE_CLERK");
			context.getBean(Refunds.class).refund(null, 1);
			context.getBean(Refunds.class).refund(new Order("x".repeat(10_000)), 1);
			assertThat(this.events).extracting((event) -> event.details().get("resource"))
				.containsExactly("unknown", "x".repeat(512));
		});
	}

	@Test
	void whenWhatIsReturnedCompletesLaterItsOutcomeIsRecordedThen() {
		this.contextRunner.run((context) -> {
			authenticate("ROLE_CLERK");
			CompletableFuture<String> answer = new CompletableFuture<>();
			context.getBean(Refunds.class).later(answer);
			assertThat(this.events).isEmpty();
			SecurityContextHolder.clearContext();
			answer.completeExceptionally(new IllegalArgumentException());
			assertThat(this.events).singleElement().satisfies((event) -> {
				assertThat(event.type().outcome()).isEqualTo(SecurityEventType.Outcome.FAILURE);
				assertThat(event.principal()).isEqualTo("ada");
			});
		});
	}

	@Test
	void whenWhatIsCompletedLaterFailsOrIsCancelledItsReasonIsRecorded() {
		this.contextRunner.run((context) -> {
			Refunds refunds = context.getBean(Refunds.class);
			CompletableFuture<String> failing = new CompletableFuture<>();
			refunds.later(failing.thenApply(String::strip));
			failing.completeExceptionally(new IllegalArgumentException());
			refunds.later(new CompletableFuture<>()).cancel(true);
			refunds.some(Flux.never()).subscribe().dispose();
			refunds.one(Mono.never()).subscribe().dispose();
			assertThat(this.events).extracting((event) -> event.details().get("exception"))
				.containsExactly("java.lang.IllegalArgumentException", "java.util.concurrent.CancellationException",
						"java.util.concurrent.CancellationException", "java.util.concurrent.CancellationException");
			this.events.clear();
			assertThat(refunds.one(Mono.just("a")).block()).isEqualTo("a");
			assertThat(refunds.one(Mono.empty()).block()).isNull();
			assertThat(refunds.some(Flux.just("a", "b")).collectList().block()).containsExactly("a", "b");
			assertThat(this.events).extracting((event) -> event.type().outcome())
				.containsOnly(SecurityEventType.Outcome.SUCCESS)
				.hasSize(3);
		});
	}

	@Test
	void whenTheEventOfWhatIsPublishedLaterIsRefusedSoIsItsResult() {
		this.contextRunner.withBean("refusing", SecurityEventSink.class, () -> (event) -> {
			throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE));
		}).run((context) -> {
			Refunds refunds = context.getBean(Refunds.class);
			assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> refunds.one(Mono.just("a")).block());
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> refunds.some(Flux.just("a")).collectList().block());
		});
	}

	@Test
	void whenARuleRefusesTheCallThatIsTheOnlyEvent() {
		this.contextRunner.run((context) -> {
			authenticate("ROLE_GUEST");
			assertThatExceptionOfType(AccessDeniedException.class)
				.isThrownBy(() -> context.getBean(Refunds.class).refund(new Order("1"), 1));
			assertThat(this.events).extracting((event) -> event.type().id()).containsExactly("authz_fail");
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { BadName.class, BadExpression.class, UnknownParameter.class, NoParameter.class,
			QuotedParameter.class, RootOfNothing.class, ThisOfNothing.class, PrivateMethod.class, FinalMethod.class })
	void whenItCannotBeRecordedDoesNotStart(Class<?> type) {
		this.contextRunner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("@Audited on " + type.getName()));
	}

	@Test
	void whenApplicationIsReactiveDoesNotStart() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, GuardAutoConfiguration.class))
			.withPropertyValues("api-security.authorization.enabled=false")
			.withBean(Later.class)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("@Audited on"));
	}

	@Test
	void whenAuditIsDisabledTheCallGoesOn() {
		this.contextRunner.withPropertyValues("api-security.audit.enabled=false").run((context) -> {
			authenticate("ROLE_CLERK");
			context.getBean(Refunds.class).refund(new Order("4711"), 3);
			assertThat(this.events).isEmpty();
		});
	}

	private static void authenticate(String authority) {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ada", "", authority));
	}

	record Order(String id) {

	}

	static class Refunds {

		@Audited(value = "order_refund", resource = "#order.id")
		@PreAuthorize("hasRole('CLERK')")
		void refund(Order order, int items) {
			if (items == 0) {
				throw new IllegalStateException("canary");
			}
		}

		@Audited("order_later")
		CompletableFuture<String> later(CompletableFuture<String> answer) {
			return answer;
		}

		@Audited("order_one")
		Mono<String> one(Mono<String> answer) {
			return answer;
		}

		@Audited("order_some")
		Flux<String> some(Flux<String> answer) {
			return answer;
		}

	}

	static class Later {

		@Audited("order_later")
		String later() {
			return "";
		}

	}

	static class BadName {

		@Audited("Order refund")
		void refund() {
		}

	}

	static class BadExpression {

		@Audited(value = "order_refund", resource = "#order.")
		void refund(Order order) {
		}

	}

	static class UnknownParameter {

		@Audited(value = "order_refund", resource = "#ordr.id")
		void refund(Order order) {
		}

	}

	static class NoParameter {

		@Audited(value = "order_refund", resource = "order.id")
		void refund(Order order) {
		}

	}

	static class QuotedParameter {

		@Audited(value = "order_refund", resource = "'#order'")
		void refund(Order order) {
		}

	}

	static class RootOfNothing {

		@Audited(value = "order_refund", resource = "#order.id + #root")
		void refund(Order order) {
		}

	}

	static class ThisOfNothing {

		@Audited(value = "order_refund", resource = "#this.id")
		void refund(Order order) {
		}

	}

	static class PrivateMethod {

		@Audited("order_refund")
		private void refund() {
		}

	}

	static class FinalMethod {

		@Audited("order_refund")
		final void refund() {
		}

	}

}
