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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisProcess;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Changes of policies at run time: they hold on all nodes, survive a restart and leave a
 * trace.
 */
@Timeout(90)
class RateLimitChangeTests {

	private final RedisProcess redis = RedisProcess.start();

	private final BlockingQueue<SecurityEvent> events = new LinkedBlockingQueue<>();

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class, AuditAutoConfiguration.class,
				NetworkAutoConfiguration.class, ProblemAutoConfiguration.class, SharedAutoConfiguration.class,
				RedisAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withClassLoader(new FilteredClassLoader(ChainAutoConfiguration.class))
		.withBean(SecurityEventSink.class, () -> this.events::add)
		.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.redis.port(),
				"spring.application.name=orders", "api-security.redis.timeout=1s",
				"management.endpoints.web.exposure.include=ratelimits",
				"api-security.rate-limit.policies.p.limits=100/1m",
				"api-security.rate-limit.policies.wide.concurrent=3");

	@AfterEach
	void close() {
		SecurityContextHolder.clearContext();
		this.redis.close();
	}

	@Test
	void changeHoldsOnAllNodesAndSurvivesTheirRestart() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			awaitChange(first, RateLimitMode.SHADOW, List.of("5/1m", "50/1h burst 60"));
			assertThat(policy(first)).isEqualTo("SHADOW [5/1m, 50/1h burst 60]");
			awaitPolicy(second, "SHADOW [5/1m, 50/1h burst 60]");
			awaitChange(second, RateLimitMode.ENFORCE, null);
			awaitPolicy(first, "ENFORCE [5/1m, 50/1h burst 60]");
		}));
		this.contextRunner.run((restarted) -> {
			awaitPolicy(restarted, "ENFORCE [5/1m, 50/1h burst 60]");
			change(restarted, "p", null, null);
			assertThat(policy(restarted)).isEqualTo("ENFORCE [100/1m]");
		});
		assertThat(this.redis.commands().keys("*")).isNotEmpty()
			.allSatisfy((key) -> assertThat(key).startsWith("api-security:orders:"));
	}

	@Test
	void whenRedisIsAwayWhatWasChangedGoesOnAndNothingCanBeChanged() {
		this.contextRunner.run((context) -> {
			awaitChange(context, RateLimitMode.SHADOW, null);
			this.redis.kill();
			assertThat(change(context, "p", RateLimitMode.OFF, null)).isEqualTo(503);
			assertThat(policy(context)).isEqualTo("SHADOW [100/1m]");
			this.redis.restart();
			awaitChange(context, RateLimitMode.ENFORCE, null);
		});
	}

	@Test
	void whenWhatWasChangedDoesNotFitTheCostsAnyMoreItIsLeftOut() {
		this.contextRunner.withPropertyValues("api-security.shared.store=memory").run((context) -> {
			change(context, "p", RateLimitMode.SHADOW, List.of("5/1m"));
			RateLimitPolicies policies = context.getBean(RateLimitPolicies.class);
			// As by an annotation that a later version has.
			assertThat(policies.isPayable(policies.findConfigured("p"), 10)).isTrue();
			assertThat(policy(context)).isEqualTo("ENFORCE [100/1m]");
			assertThat(change(context, "p", RateLimitMode.SHADOW, List.of("20/1m"))).isEqualTo(200);
			assertThat(policy(context)).isEqualTo("SHADOW [20/1m]");
		});
	}

	@Test
	void whileTheStoreIsAwayAKeyIsNeitherReadNorReset() {
		RateLimitStore away = mock(RateLimitStore.class, (call) -> {
			if (call.getMethod().getReturnType() == boolean.class) {
				return true;
			}
			throw new IllegalStateException("away");
		});
		this.contextRunner.withPropertyValues("api-security.shared.store=memory")
			.withBean(RateLimitStore.class, () -> away)
			.run((context) -> {
				RateLimitsEndpoint endpoint = context.getBean(RateLimitsEndpoint.class);
				assertThat(endpoint.key("p", List.of("ada"), null, null).getStatus()).isEqualTo(503);
				assertThat(endpoint.reset("p", List.of("ada"), null).getStatus()).isEqualTo(503);
				assertThat(endpoint.key("missing", List.of("ada"), null, null)).isNull();
				assertThat(this.events).isEmpty();
			});
	}

	@Test
	void whenAResetCannotBeRecordedThatIsNotTakenForAStoreThatIsAway() {
		String[] memory = { "api-security.shared.store=memory", "api-security.rate-limit.store=memory" };
		this.contextRunner.withPropertyValues(memory).run((context) -> {
			RateLimitsEndpoint endpoint = new RateLimitsEndpoint(context.getBean(RateLimitPolicies.class),
					context.getBean(RateLimitEngine.class), (type, reason, details) -> {
						throw new UnsupportedOperationException("not recorded");
					});
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> endpoint.reset("p", List.of("ada"), null));
		});
	}

	@Test
	void whatChangesNothingIsNotStored() {
		this.contextRunner.run((context) -> {
			awaitChange(context, null, List.of());
			assertThat(policy(context)).isEqualTo("ENFORCE [100/1m]");
			assertThat(isStored()).isFalse();
			awaitChange(context, RateLimitMode.SHADOW, List.of());
			assertThat(isStored()).isTrue();
		});
	}

	private boolean isStored() {
		return this.redis.commands().hexists("api-security:orders:{shared}", "rate-limit-policies/p");
	}

	@Test
	void changeLeavesTraceWithBeforeAndAfter() {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("root", "n/a", "ADMIN"));
		this.contextRunner.withPropertyValues("api-security.shared.store=memory").run((context) -> {
			change(context, "p", null, List.of("5/1m"));
			SecurityEvent event = this.events.remove();
			assertThat(event.type().id()).isEqualTo("authz_admin");
			assertThat(event.reason()).isEqualTo("rate_limit_changed");
			assertThat(event.principal()).isEqualTo("root");
			assertThat(event.details())
				.isEqualTo(Map.of("policy", "p", "before", "ENFORCE [100/1m]", "after", "ENFORCE [5/1m]"));
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> change(context, "wide", null, List.of("5/1m")));
			assertThatExceptionOfType(InvalidEndpointRequestException.class)
				.isThrownBy(() -> change(context, "p", null, List.of("0/1m")));
			assertThat(this.events).isEmpty();
		});
	}

	private static int change(ApplicationContext context, String policy, RateLimitMode mode, List<String> limits) {
		return context.getBean(RateLimitsEndpoint.class).change(policy, mode, limits).getStatus();
	}

	private static void awaitChange(ApplicationContext context, RateLimitMode mode, List<String> limits) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> change(context, "p", mode, limits) == 200);
	}

	private static void awaitPolicy(ApplicationContext context, String expected) {
		// A second at most on a machine with nothing else to do.
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> policy(context).equals(expected));
	}

	private static String policy(ApplicationContext context) {
		RateLimitPolicy policy = context.getBean(RateLimitPolicies.class).find("p");
		return policy.mode() + " " + policy.limits();
	}

}
