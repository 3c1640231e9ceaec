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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.guard.Guards;
import io.github.apisecurity.guard.InvalidGuardException;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.http.HttpStatus;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RateLimited @RateLimited} and {@link RateLimitExempt @RateLimitExempt}
 * as guards.
 */
class RateLimitAnnotationsTests {

	private final WebApplicationContextRunner empty = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, RateLimitAutoConfiguration.class,
				NetworkAutoConfiguration.class, ProblemAutoConfiguration.class, GuardAutoConfiguration.class,
				SharedAutoConfiguration.class, WebMvcAutoConfiguration.class,
				PropertyPlaceholderAutoConfiguration.class, AopAutoConfiguration.class));

	private final WebApplicationContextRunner runner = this.empty.withPropertyValues("test.limit=7/1m",
			"api-security.rate-limit.policies.known.limits=5/1m");

	@Test
	void nearestAnnotationReplacesAllOthers() {
		this.runner.withBean(Heir.class).run((context) -> {
			assertThat(AopUtils.isAopProxy(context.getBean(Heir.class))).isTrue();
			assertThat(limits(context.getBean("apiSecurityRateLimitGuards", Guards.class), "overridden"))
				.containsExactly("[2/1m]");
			assertThat(limits(context.getBean("apiSecurityRateLimitGuards", Guards.class), "inherited"))
				.containsExactly("[7/1m]");
			assertThat(limits(context.getBean("apiSecurityRateLimitGuards", Guards.class), "repeated"))
				.containsExactly("[5/1m]", "[3/1h]");
			assertThat(limits(context.getBean("apiSecurityRateLimitGuards", Guards.class), "exempt")).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { PrivateMethod.class, FinalMethod.class, FinalClass.class, NoHandler.class, Unknown.class,
			BadCost.class, Both.class, LimitedAndExempt.class, BadCostString.class, BothCosts.class })
	void whenLimitCannotBeEnforcedStopsAndNamesTheMember(Class<?> type) {
		this.runner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(InvalidGuardException.class.getName())
				.hasStackTraceContaining(type.getName() + "#limited()"));
	}

	@Test
	void whenThePolicyIsUnknownNamesThoseThereAreIfAny() {
		this.runner.withBean(Unknown.class)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("or use one of [known]"));
		this.empty.withBean(Unknown.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'api-security.rate-limit.policies.unknown' with its limits.")
				.satisfies((failure) -> assertThat(failure.toString()).doesNotContain("[]")));
	}

	@ParameterizedTest
	@ValueSource(classes = { NoParameter.class, NoHandlerOfArguments.class })
	void whenKeyIsNoParameterStopsAndNamesTheMember(Class<?> type) {
		this.runner.withBean(type)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(type.getName() + "#limited()")
				.hasStackTraceContaining("'#email' is none of the parameters []"));
	}

	@Test
	void whenHandlerIsLimitedStarts() {
		this.runner.withBean(Handlers.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Handlers.class))).isFalse());
	}

	@ParameterizedTest
	@ValueSource(classes = { GraphQlController.class, MessagingController.class, MixedController.class })
	void handlersOfOtherThanRequestsAreLimitedByAProxy(Class<?> type) {
		this.runner.withBean(type).run((context) -> {
			Callable<?> handler = (Callable<?>) context.getBean(type);
			for (int i = 0; i < 5; i++) {
				handler.call();
			}
			assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(handler::call);
		});
	}

	@Test
	void costMayBeAPlaceholder() {
		this.runner.withBean(Priced.class).withPropertyValues("test.cost=2").run((context) -> {
			Priced priced = context.getBean(Priced.class);
			priced.limited();
			priced.limited();
			assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(priced::limited);
		});
	}

	@Test
	void whatRunsOnAnotherThreadIsInProgressUntilItsEnd() {
		this.runner.withUserConfiguration(AsyncConfiguration.class)
			.withPropertyValues("api-security.rate-limit.policies.slow.concurrent=1")
			.run((context) -> {
				Background background = context.getBean(Background.class);
				CompletableFuture<String> result = new CompletableFuture<>();
				CompletableFuture<String> first = background.run(result);
				Awaitility.await().atMost(Duration.ofSeconds(30)).until(Background.entered::get);
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> background.run(result).get())
					.withCauseInstanceOf(RateLimitExceededException.class);
				result.complete("done");
				assertThat(first.get()).isEqualTo("done");
				assertThat(background.run(result).get()).isEqualTo("done");
			});
	}

	@Test
	void whenBeanIsRegisteredReadyMadeStops() {
		this.runner.withInitializer((context) -> context.getBeanFactory().registerSingleton("ready", new Limited()))
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("Limited#limited()"));
	}

	@Test
	void whatIsCompletedLaterIsInProgressUntilThen() {
		this.runner.withBean(Later.class)
			.withPropertyValues("api-security.rate-limit.policies.slow.concurrent=1")
			.run((context) -> {
				Later later = context.getBean(Later.class);
				CompletableFuture<String> first = later.future();
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(later::future);
				first.complete("done");
				Disposable subscription = later.mono().subscribe();
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> later.mono().block());
				subscription.dispose();
				later.future().cancel(true);
				assertThatIllegalStateException().isThrownBy(later::failing);
				later.future();
			});
	}

	@Test
	void whatBeginsWithASubscriptionCountsForEach() {
		this.runner.withBean(Later.class)
			.withPropertyValues("api-security.rate-limit.policies.slow.concurrent=1",
					"api-security.rate-limit.policies.slow.limits=3/1h")
			.run((context) -> {
				Later later = context.getBean(Later.class);
				later.mono();
				Mono<Boolean> blocked = later.blocked();
				assertThat(blocked.block()).isFalse();
				// A store may be asked, for which an event loop does not wait.
				assertThat(blocked.subscribeOn(Schedulers.parallel()).block()).isFalse();
				assertThat(later.many().collectList().block()).containsExactly(1, 2);
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(blocked::block);
			});
	}

	@Test
	void callsWithoutRequestAreOneCallerAndFailuresMayBeAllThatCounts() {
		this.runner.withBean(Later.class)
			.withPropertyValues("api-security.rate-limit.policies.slow.limits=2/1h",
					"api-security.rate-limit.policies.slow.consume-on=5xx")
			.run((context) -> {
				Later later = context.getBean(Later.class);
				for (int i = 0; i < 5; i++) {
					later.future().complete("done");
				}
				assertThatIllegalStateException().isThrownBy(later::failing);
				assertThatIllegalStateException().isThrownBy(later::failing);
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(later::failing);
			});
	}

	@Test
	void failuresCountAsTheStatusTheyStandFor() {
		this.runner.withBean(Later.class)
			.withPropertyValues("api-security.rate-limit.policies.slow.limits=2/1h",
					"api-security.rate-limit.policies.slow.consume-on=404")
			.run((context) -> {
				Later later = context.getBean(Later.class);
				for (int i = 0; i < 5; i++) {
					assertThatIllegalStateException().isThrownBy(later::failing);
				}
				for (int i = 0; i < 2; i++) {
					assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> later.missing().join())
						.withCauseInstanceOf(MissingException.class);
				}
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(later::missing);
			});
	}

	@Test
	void failuresCountByTheirType() {
		this.runner.withBean(Later.class)
			.withPropertyValues("api-security.rate-limit.policies.slow.limits=2/1h",
					"api-security.rate-limit.policies.slow.consume-on=" + MissingException.class.getName())
			.run((context) -> {
				Later later = context.getBean(Later.class);
				for (int i = 0; i < 5; i++) {
					assertThatIllegalStateException().isThrownBy(later::failing);
				}
				for (int i = 0; i < 2; i++) {
					assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> later.missing().join());
				}
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(later::missing);
			});
	}

	@Test
	void beansThatCallEachOtherUnderOnePolicyCountOnceForEachKey() {
		this.runner.withBean(Inner.class)
			.withBean(Outer.class)
			.withPropertyValues("api-security.rate-limit.policies.nested.limits=3/1h",
					"api-security.rate-limit.policies.nested.concurrent=1",
					"api-security.rate-limit.policies.nested.cost=1")
			.run((context) -> {
				Outer outer = context.getBean(Outer.class);
				outer.limited(2);
				outer.limited(2);
				// Not part of another call any more.
				context.getBean(Inner.class).limited();
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> outer.limited(0));
				outer.account("a", "b");
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> outer.account("b", "c"));
			});
	}

	@Test
	void whenBeanIsNeverMadeItIsNotMadeForTheCheck() {
		this.runner.withUserConfiguration(FactoryConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@SuppressWarnings("unchecked")
	private static List<String> limits(Guards<?> guards, String method) throws NoSuchMethodException {
		List<PolicyUse> uses = (List<PolicyUse>) guards.find(Heir.class.getDeclaredMethod(method), Heir.class);
		return (uses != null) ? uses.stream().map((use) -> use.policy().get().limits().toString()).toList() : List.of();
	}

	interface Contract {

		@RateLimited(limit = "9/1m")
		void overridden();

		@RateLimited(limit = "${test.limit}")
		void inherited();

	}

	@RateLimited(limit = "1/1m")
	static class Heir implements Contract {

		@Override
		@RateLimited(limit = "2/1m")
		public void overridden() {
		}

		@Override
		public void inherited() {
		}

		@RateLimited("known")
		@RateLimited(limit = "3/1h")
		void repeated() {
		}

		@RateLimitExempt
		void exempt() {
		}

	}

	@ResponseStatus(HttpStatus.NOT_FOUND)
	static class MissingException extends RuntimeException {

	}

	@RateLimited("slow")
	static class Later {

		CompletableFuture<String> future() {
			return new CompletableFuture<>();
		}

		Mono<String> mono() {
			return Mono.never();
		}

		Mono<Boolean> blocked() {
			return Mono.just(Schedulers.isInNonBlockingThread());
		}

		Flux<Integer> many() {
			return Flux.just(1, 2);
		}

		CompletableFuture<String> missing() {
			return CompletableFuture.supplyAsync(() -> {
				throw new MissingException();
			});
		}

		String failing() {
			throw new IllegalStateException("failing");
		}

	}

	static class Outer {

		private final Inner inner;

		Outer(Inner inner) {
			this.inner = inner;
		}

		@RateLimited("nested")
		void limited(int calls) {
			IntStream.range(0, calls).forEach((call) -> this.inner.limited());
		}

		void account(String account, String other) {
			this.inner.account(account);
			this.inner.account(other);
		}

	}

	static class Inner {

		@RateLimited("nested")
		void limited() {
		}

		@RateLimited(limit = "1/1h", key = "#account")
		void account(String account) {
		}

	}

	static class Limited {

		@RateLimited("known")
		void limited() {
		}

	}

	static class PrivateMethod {

		@RateLimited("known")
		private void limited() {
		}

	}

	static class FinalMethod {

		@RateLimited("known")
		final void limited() {
		}

	}

	static final class FinalClass {

		@RateLimited("known")
		void limited() {
		}

	}

	@Controller
	static class NoHandler {

		@RateLimited("known")
		void limited() {
		}

	}

	@Controller
	static class Handlers {

		@GetMapping("/limited")
		@RateLimited("known")
		final String limited() {
			return "view";
		}

		@RateLimitExempt
		void exempt() {
		}

	}

	@Controller
	static class GraphQlController implements Callable<String> {

		@Override
		@QueryMapping
		@RateLimited("known")
		public String call() {
			return "result";
		}

	}

	@Controller
	@RateLimited("known")
	static class MessagingController implements Callable<String> {

		@Override
		@MessageMapping("/limited")
		public String call() {
			return "message";
		}

	}

	@Controller
	static class MixedController implements Callable<String> {

		@GetMapping("/mixed")
		@RateLimited("known")
		String handler() {
			return "view";
		}

		@Override
		@BatchMapping
		@RateLimited("known")
		public String call() {
			return "result";
		}

	}

	static class Priced {

		@RateLimited(value = "known", costString = "${test.cost}")
		void limited() {
		}

	}

	static class BadCostString {

		@RateLimited(value = "known", costString = "much")
		void limited() {
		}

	}

	static class NoParameter {

		@RateLimited(limit = "1/1m", key = "#email")
		void limited() {
		}

	}

	@RestController
	static class NoHandlerOfArguments {

		@GetMapping("/limited")
		@RateLimited(limit = "1/1m", key = "#email")
		String limited() {
			return "ok";
		}

	}

	static class BothCosts {

		@RateLimited(value = "known", cost = 1, costString = "1")
		void limited() {
		}

	}

	static class Background {

		static final AtomicBoolean entered = new AtomicBoolean();

		@Async
		@RateLimited("slow")
		CompletableFuture<String> run(CompletableFuture<String> result) {
			entered.set(true);
			return result;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

		@Bean
		Background background() {
			return new Background();
		}

		@Bean
		SimpleAsyncTaskExecutor taskExecutor() {
			return new SimpleAsyncTaskExecutor();
		}

	}

	static class Unknown {

		@RateLimited("unknown")
		void limited() {
		}

	}

	static class BadCost {

		@RateLimited(value = "known", cost = 6)
		void limited() {
		}

	}

	static class Both {

		@RateLimited(value = "known", limit = "1/1m")
		void limited() {
		}

	}

	static class LimitedAndExempt {

		@RateLimited("known")
		@RateLimitExempt
		void limited() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryConfiguration {

		@Bean
		@Lazy
		Limited limited() {
			throw new IllegalStateException("made for the check");
		}

	}

}
