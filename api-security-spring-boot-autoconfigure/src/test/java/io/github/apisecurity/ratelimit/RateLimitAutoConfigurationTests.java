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

import java.io.FileNotFoundException;
import java.io.IOException;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import io.github.apisecurity.guard.GuardAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.ratelimit.bucket4j.Bucket4jRateLimitAutoConfiguration;
import io.github.apisecurity.redis.RedisAutoConfiguration;
import io.github.apisecurity.redis.RedisScriptExecutor;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RateLimitAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RateLimitAutoConfigurationTests {

	private static final String POLICIES = "api-security.rate-limit.policies.";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, RateLimitAutoConfiguration.class,
				Bucket4jRateLimitAutoConfiguration.class, NetworkAutoConfiguration.class,
				ProblemAutoConfiguration.class, SharedAutoConfiguration.class))
		.withClassLoader(new FilteredClassLoader(ChainAutoConfiguration.class));

	@Test
	void countsInMemoryByDefault() {
		this.contextRunner.run((context) -> assertThat(context).getBean(RateLimitStore.class)
			.isInstanceOf(MemoryRateLimitStore.class));
	}

	@Test
	void whenPolicyIsUsedByNothingWarns(CapturedOutput output) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(GuardAutoConfiguration.class))
			.withClassLoader(getClass().getClassLoader())
			.withBean(Limited.class)
			.withPropertyValues(POLICIES + "idle.limits=5/1m", POLICIES + "routed.limits=5/1m",
					POLICIES + "annotated.limits=5/1m", "api-security.rate-limit.routes[0].pattern=/x",
					"api-security.rate-limit.routes[0].policies=routed")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("uses '" + POLICIES + "idle', which limits nothing")
			.doesNotContain("'" + POLICIES + "routed'", "'" + POLICIES + "annotated'");
	}

	@Test
	void whenPolicyCountsByApiKeyAndThereAreNoneWarns(CapturedOutput output) {
		WebApplicationContextRunner keyed = this.contextRunner.withPropertyValues(POLICIES + "keyed.limits=5/1m",
				POLICIES + "keyed.key=client-ip,api-key");
		keyed.withPropertyValues("api-security.authentication.api-keys.enabled=true")
			.run((context) -> assertThat(output).doesNotContain("keyed.key"));
		keyed.run((context) -> assertThat(output)
			.contains("'" + POLICIES + "keyed.key' has 'api-key', and no caller has one"));
	}

	@Test
	void whenPolicyByAddressIsCountedAfterAuthenticationWarns(CapturedOutput output) {
		WebApplicationContextRunner routed = this.contextRunner
			.withConfiguration(AutoConfigurations.of(GuardAutoConfiguration.class))
			.withClassLoader(getClass().getClassLoader())
			.withPropertyValues(POLICIES + "early.limits=5/1m", POLICIES + "early.key=client-ip",
					POLICIES + "login.limits=5/1m", POLICIES + "login.key=client-ip",
					POLICIES + "login.exempt.authorities=ROLE_BATCH", "api-security.rate-limit.routes[0].pattern=/x",
					"api-security.rate-limit.routes[0].policies=early,login");
		routed.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("'" + POLICIES + "login' counts after authentication")
			.doesNotContain("'" + POLICIES + "early' counts");
		routed.withPropertyValues(POLICIES + "login.consume-on=401")
			.run((context) -> assertFailure(context.getStartupFailure(), POLICIES + "login.consume-on",
					"after authentication"));
	}

	@Test
	void whenDisabledBacksOff() {
		this.contextRunner.withPropertyValues("api-security.rate-limit.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RateLimitEngine.class));
	}

	@Test
	void whenBucket4jIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Bucket.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RateLimitEngine.class));
	}

	@Test
	void whenMicrometerIsMissingStarts() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RateLimitEngine.class));
	}

	@Test
	void whenRedisIsThereCountsInRedis() {
		WebApplicationContextRunner runner = this.contextRunner.withBean(RedisScriptExecutor.class,
				() -> mock(RedisScriptExecutor.class));
		runner.run(
				(context) -> assertThat(context).getBean(RateLimitStore.class).isInstanceOf(RedisRateLimitStore.class));
		runner.withPropertyValues("api-security.rate-limit.store=redis")
			.run((context) -> assertThat(context).getBean(RateLimitStore.class)
				.isInstanceOf(RedisRateLimitStore.class));
		runner.withPropertyValues("api-security.rate-limit.store=memory")
			.run((context) -> assertThat(context).getBean(RateLimitStore.class)
				.isInstanceOf(MemoryRateLimitStore.class));
	}

	@Test
	void whenUserHasStoreItWins() {
		RateLimitStore store = mock(RateLimitStore.class);
		this.contextRunner.withBean(RateLimitStore.class, () -> store)
			.run((context) -> assertThat(context).getBean(RateLimitStore.class).isSameAs(store));
	}

	@Test
	void whenUserHasProxyManagerStoreIsBucket4j() {
		this.contextRunner.withUserConfiguration(ProxyManagerConfiguration.class)
			.withPropertyValues("api-security.rate-limit.store=bucket4j")
			.run((context) -> assertThat(context).getBean("apiSecurityBucket4jRateLimitStore", RateLimitStore.class)
				.isSameAs(context.getBean(RateLimitStore.class)));
	}

	@Test
	void whenTheStoreIsChosenSaysWhichAndWhy(CapturedOutput output) {
		this.contextRunner.withPropertyValues(POLICIES + "p.limits=10/1m")
			.run((context) -> assertThat(output)
				.contains("counted in each instance for itself: no Redis is configured that can be used"));
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(RedisAutoConfiguration.class, DataRedisAutoConfiguration.class))
			.withPropertyValues(POLICIES + "p.limits=10/1m", "spring.data.redis.port=1")
			.run((context) -> assertThat(output).contains("counted in RedisRateLimitStore"));
	}

	@Test
	void whenTheStoreKeepsNoCalendarDoesNotStart() {
		this.contextRunner.withUserConfiguration(ProxyManagerConfiguration.class)
			.withPropertyValues("api-security.rate-limit.store=bucket4j", POLICIES + "p.limits=10/month")
			.run((context) -> assertFailure(context.getStartupFailure(), "policies.p.limits", "'memory' or 'redis'"));
	}

	@Test
	void compactAndStructuredFormsBind() {
		this.contextRunner
			.withPropertyValues(POLICIES + "compact.limits=100/1m burst 200,1000/1d",
					POLICIES + "compact.tiers.claim=plan", POLICIES + "compact.tiers.pro=600/1m",
					POLICIES + "compact.tiers.internal=unlimited",
					POLICIES + "structured.key=claim:tenant_id,client-ip", POLICIES + "structured.limits[0].quota=100",
					POLICIES + "structured.limits[0].window=1m", POLICIES + "structured.limits[0].burst=200")
			.run((context) -> {
				RateLimitPolicies policies = context.getBean(RateLimitPolicies.class);
				RateLimitPolicy compact = policies.find("compact");
				assertThat(compact.limits()).hasToString("[100/1m burst 200, 1000/1d]");
				assertThat(compact.tiers().claim()).isEqualTo("plan");
				assertThat(compact.tiers().limits().get("pro")).hasToString("[600/1m]");
				assertThat(compact.tiers().limits().get("internal")).hasToString("unlimited");
				RateLimitPolicy structured = policies.find("structured");
				assertThat(structured.limits()).hasToString("[100/1m burst 200]");
				assertThat(structured.key()).hasToString("claim:tenant_id,client-ip");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			401,403                                       | 401 403     | 200 404 500
			4xx                                           | 400 401 429 | 200 302 500
			!2xx                                          | 302 404 500 | 200 204
			4xx,!404                                      | 401 409     | 404 200
			java.io.IOException                           | IO          | 500 200 ILLEGAL
			!java.io.IOException                          | 500 ILLEGAL | IO
			!java.io.FileNotFoundException,java.io.IOException | IO     | 500 NOT_FOUND
			5xx,!java.io.IOException                      | 500 ILLEGAL | IO 200
			""")
	void formsOfConsumeOn(String forms, String counted, String givenBack) {
		this.contextRunner.withPropertyValues(POLICIES + "p.limits=10/1m", POLICIES + "p.consume-on=" + forms)
			.run((context) -> {
				ConsumeOn consumeOn = context.getBean(RateLimitPolicies.class).find("p").consumeOn();
				assertThat(counted.split(" ")).allMatch((end) -> counts(consumeOn, end));
				assertThat(givenBack.split(" ")).noneMatch((end) -> counts(consumeOn, end));
			});
	}

	private static boolean counts(ConsumeOn consumeOn, String end) {
		return switch (end) {
			case "IO" -> consumeOn.contains(500, new IOException());
			case "NOT_FOUND" -> consumeOn.contains(500, new FileNotFoundException());
			case "ILLEGAL" -> consumeOn.contains(500, new IllegalStateException());
			default -> consumeOn.contains(Integer.parseInt(end), null);
		};
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					api-security.rate-limit.store=redis                             | api-security.rate-limit.store               | spring.data.redis
					api-security.rate-limit.store=bucket4j                          | api-security.rate-limit.store               | ProxyManager
					api-security.rate-limit.ipv6-prefix-length=0                    | ipv6-prefix-length                          | between 32 and 128
					api-security.rate-limit.ipv4-prefix-length=8                    | ipv4-prefix-length                          | between 16 and 32
					api-security.rate-limit.memory.max-buckets=0                    | max-buckets                                 | positive number
					api-security.rate-limit.policies.p.limits=                      | policies.p.limits                           | at least one limit
					api-security.rate-limit.policies.p.limits=ten                   | policies.p.limits[0]                        | 100/1m
					api-security.rate-limit.policies.p.limits=10/1x                 | policies.p.limits[0]                        | not a duration
					api-security.rate-limit.policies.p.limits=10/1m burst 5         | policies.p.limits[0]                        | burst at least the quota
					api-security.rate-limit.policies.p.limits=999983/366d           | policies.p.limits[0]                        | round the quota
					api-security.rate-limit.policies.p.limits=999999999999/1ms      | policies.p.limits[0]                        | per nanosecond
					api-security.rate-limit.policies.p.limits=1/366d burst 1000     | policies.p.limits[0]                        | ten years
					api-security.rate-limit.policies.p.limits=1/400d                | policies.p.limits[0]                        | 366 days
					api-security.rate-limit.policies.p.limits=10/month Moon/Sea     | policies.p.limits[0]                        | not a time zone
					api-security.rate-limit.policies.p.limits=0/month               | policies.p.limits[0]                        | must be positive
					api-security.rate-limit.policies.p.limits=10/month,5/1m         | policies.p.limits                           | policy of its own
					api-security.rate-limit.policies.p.limits=1/1m,5/60s            | policies.p.limits                           | window of its own
					""")
	void whenValueIsBadDoesNotStart(String property, String name, String action) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertFailure(context.getStartupFailure(), name, action));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			key=nobody               | key          | client-ip, user
			key=claim:               | key          | client-ip, user
			key=bean:missing         | key          | There is no bean 'missing'
			cost=0                   | cost         | positive
			cost=11                  | cost         | not above the burst
			consume-on=99            | consume-on   | status codes
			consume-on=!!2xx         | consume-on   | status codes
			consume-on=java.lang.No  | consume-on   | class of exceptions
			consume-on=java.lang.Long | consume-on  | class of exceptions
			key=path:tenant          | routes[0]    | not yet to a route
			key=spel:path('tenant')  | routes[0]    | not yet to a route
			skip-when=header(        | skip-when    | expression over the request
			max-delay=31s            | max-delay    | 30s at most
			concurrent-lease=1m      | concurrent-l | the store 'redis'
			max-delayed=0            | max-delayed  | positive number
			skip-when=#tenant        | skip-when    | none of the parameters []
			key=#tenant              | key          | none of the parameters []
			key=spel:header(         | key          | expression over the request
			limits-from=missing      | limits-from  | There is no bean 'missing'
			tiers.pro=1/1m           | tiers.claim  | Name the claim
			exempt.addresses=a.b     | addresses[0] | CIDR
			""")
	void whenPolicyIsBadDoesNotStart(String property, String name, String action) {
		whenValueIsBadDoesNotStart(property, name, action, POLICIES + "p.limits=10/1m");
	}

	private void whenValueIsBadDoesNotStart(String property, String name, String action, String limits) {
		this.contextRunner
			.withPropertyValues(limits, POLICIES + "p." + property, "api-security.rate-limit.routes[0].pattern=/**",
					"api-security.rate-limit.routes[0].policies=p")
			.run((context) -> assertFailure(context.getStartupFailure(), name, action));
	}

	private static void assertFailure(Throwable startupFailure, String name, String action) {
		Throwable failure = startupFailure;
		while (failure != null && !(failure instanceof InvalidConfigurationPropertyValueException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOf(InvalidConfigurationPropertyValueException.class).hasMessageContaining(name);
		assertThat(((InvalidConfigurationPropertyValueException) failure).getReason()).contains(action);
	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyManagerConfiguration {

		@Bean
		@SuppressWarnings("unchecked")
		ProxyManager<String> proxyManager() {
			ProxyManager<String> manager = mock(ProxyManager.class);
			given(manager.isAsyncModeSupported()).willReturn(false);
			return manager;
		}

	}

	static class Limited {

		@RateLimited("annotated")
		void any() {
		}

	}

}
