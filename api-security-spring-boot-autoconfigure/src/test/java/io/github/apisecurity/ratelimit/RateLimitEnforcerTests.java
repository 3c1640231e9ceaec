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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.ratelimit.RateLimitPolicy.Options;
import io.github.apisecurity.redis.CircuitBreaker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.access.AccessDeniedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServletRateLimitEnforcer} where something fails.
 */
class RateLimitEnforcerTests {

	private final RateLimitPolicy busy = policy("busy", "global", RateLimitMode.ENFORCE, 1, TestPolicies.options(null));

	private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	@Test
	void whenAKeyCannotBeEvaluatedItIsMissing() {
		RateLimitPolicy tenant = policy("tenant", "spel:header('X-Tenant').substring(0,3)", RateLimitMode.ENFORCE, 0,
				TestPolicies.options(null), "1/1h");
		this.request.addHeader("X-Tenant", "a");
		ServletRateLimitEnforcer enforcer = enforcer(memory(), SecurityEventPublisher.none());
		assertThat(enforcer.admit(uses(this.busy, tenant), this.request, this.response)).isNull();
		RateLimitExchange.end(this.request, this.response, null);
		assertThat(enforcer.admit(uses(this.busy), new MockHttpServletRequest(), this.response)).isNull();
	}

	@Test
	void whenNobodyAnswersAFailureItCountsAsItsStatus() {
		RateLimitPolicy counted = policy("counted", "global", RateLimitMode.ENFORCE, 0, TestPolicies.options(null),
				"1/1h");
		ServletRateLimitEnforcer enforcer = enforcer(memory(), SecurityEventPublisher.none());
		assertThat(enforcer.admit(uses(counted), this.request, this.response)).isNull();
		enforcer.endUnfiltered(this.request, this.response, new AccessDeniedException("denied"));
		MockHttpServletRequest next = new MockHttpServletRequest();
		assertThat(enforcer.admit(uses(counted), next, this.response)).isNull();
		enforcer.endUnfiltered(next, this.response, new IllegalStateException("failed"));
		assertThat(enforcer.admit(uses(counted), new MockHttpServletRequest(), this.response)).isNotNull();
	}

	@Test
	void whenAResolverFailsNoPlaceIsLost() {
		RateLimitPolicy failing = policy("failing", "bean:failing", RateLimitMode.ENFORCE, 0,
				TestPolicies.options(null), "1/1h");
		ServletRateLimitEnforcer enforcer = enforcer(memory(), SecurityEventPublisher.none());
		assertThatIllegalStateException()
			.isThrownBy(() -> enforcer.admit(uses(this.busy, failing), this.request, this.response));
		assertThat(enforcer.admit(uses(this.busy), new MockHttpServletRequest(), this.response)).isNull();
	}

	@Test
	void whenARefusalCannotBeRecordedNoPlaceAndNoTokenIsLost() {
		RateLimitPolicy shadow = policy("shadow", "global", RateLimitMode.SHADOW, 0, TestPolicies.options(null),
				"1/1h");
		RateLimitPolicy counted = policy("counted", "global", RateLimitMode.ENFORCE, 0, TestPolicies.options(null),
				"2/1h");
		ServletRateLimitEnforcer enforcer = enforcer(memory(), (type, reason, details) -> {
			throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE));
		});
		assertThat(enforcer.admit(uses(shadow), this.request, this.response)).isNull();
		assertThatExceptionOfType(ProblemException.class).isThrownBy(
				() -> enforcer.admit(uses(this.busy, shadow, counted), new MockHttpServletRequest(), this.response));
		MockHttpServletRequest next = new MockHttpServletRequest();
		assertThat(enforcer.admit(uses(this.busy, counted), next, this.response)).isNull();
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> enforcer.admit(uses(counted, this.busy), new MockHttpServletRequest(), this.response));
		RateLimitExchange.end(next, this.response, null);
		assertThat(enforcer.admit(uses(this.busy, counted), new MockHttpServletRequest(), this.response)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "e%6Dail=victim%40x, victim@x", "email=a+b, 'a b'", "email=a%20b, 'a b'", "email=%zz, %zz",
			"email, ''", "x=1&email=a&email=b, a", "x=1;email=other&email=a;b, a;b", "mail=a, ", ", " })
	void parameterOfTheQueryIsReadAsTheApplicationReadsIt(@Nullable String query, @Nullable String value) {
		this.request.setQueryString(query);
		assertThat(new ServletRateLimitContext(this.request, (request) -> null).query("email")).isEqualTo(value);
	}

	@Test
	void whenTheStoreIsAwayTheCostOfTheResponseCounts() {
		RateLimitStore store = mock(RateLimitStore.class);
		given(store.isRemote()).willReturn(true);
		given(store.isBounded()).willReturn(true);
		given(store.tryConsume(any())).willThrow(new IllegalStateException("away"));
		given(store.settle(any(), anyLong()))
			.willReturn(CompletableFuture.failedFuture(new IllegalStateException("away")));
		RateLimitPolicy priced = policy("priced", "global", RateLimitMode.ENFORCE, 0, TestPolicies.options("X-Cost"),
				"1000/1h");
		ServletRateLimitEnforcer enforcer = enforcer(store, SecurityEventPublisher.none());
		assertThat(Stream.generate(() -> admit(enforcer, priced, "500")).limit(20).filter((granted) -> granted))
			.hasSize(2);
	}

	@Test
	void whenTooManyWaitForTheStoreNothingIsThrownAtThoseWhoGiveBack() {
		RateLimitStore store = mock(RateLimitStore.class);
		CountDownLatch gate = new CountDownLatch(1);
		willAnswer((call) -> {
			gate.await();
			return null;
		}).given(store).refund(any());
		RateLimitStore bounded = TestPolicies.bounded(store, Duration.ofSeconds(1), Duration.ofSeconds(1));
		Charge charge = TestPolicies.charge("p", "1/1h");
		Stream.generate(() -> List.of(charge)).limit(2000).forEach(bounded::refund);
		assertThat(bounded.settle(charge, 1)).isCompletedExceptionally();
		bounded.release(charge, "place");
		gate.countDown();
	}

	@Test
	void whenTooManyWaitForTheStoreItIsNotTakenForDown() {
		RateLimitStore store = mock(RateLimitStore.class);
		CountDownLatch gate = new CountDownLatch(1);
		willAnswer((call) -> {
			gate.await();
			return null;
		}).given(store).refund(any());
		CircuitBreaker breaker = new CircuitBreaker(3, Duration.ofSeconds(1), System::nanoTime);
		RateLimitStore bounded = new BoundedRateLimitStore(store, Duration.ofSeconds(1), breaker);
		Charge charge = TestPolicies.charge("p", "1/1h");
		Stream.generate(() -> List.of(charge)).limit(2000).forEach(bounded::refund);
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class)
				.isThrownBy(() -> bounded.tryConsume(List.of(charge)));
		}
		assertThat(breaker.isClosed()).isTrue();
		gate.countDown();
	}

	private static boolean admit(ServletRateLimitEnforcer enforcer, RateLimitPolicy policy, String cost) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		MockHttpServletResponse response = new MockHttpServletResponse();
		boolean granted = enforcer.admit(uses(policy), request, response) == null;
		response.setHeader("X-Cost", cost);
		RateLimitExchange.end(request, response, null);
		return granted;
	}

	private static List<PolicyUse> uses(RateLimitPolicy... policies) {
		return Stream.of(policies).map((policy) -> new PolicyUse(() -> policy, 0, false)).toList();
	}

	private static RateLimitPolicy policy(String name, String key, RateLimitMode mode, int concurrent, Options options,
			String... limits) {
		RateLimitKeyResolver failing = (context) -> {
			throw new IllegalStateException("no tenant");
		};
		return new RateLimitPolicy(name,
				new RateLimitKeys(32, 64, Map.of("failing", failing)::get).create("key", List.of(key),
						WhenMissing.SKIP),
				TestPolicies.limits(limits), Tiers.NONE, concurrent, 1, ConsumeOn.ALL, mode, OnFailure.LOCAL_FALLBACK,
				TestPolicies.exemptions(), options);
	}

	private static MemoryRateLimitStore memory() {
		return TestPolicies.buckets(System::nanoTime);
	}

	private static ServletRateLimitEnforcer enforcer(RateLimitStore store, SecurityEventPublisher publisher) {
		return new ServletRateLimitEnforcer(new RateLimitEngine(store, memory(), (policy, result) -> {
		}, System::nanoTime), publisher, HeaderFormat.IETF, (request) -> request.getRemoteAddr());
	}

}
