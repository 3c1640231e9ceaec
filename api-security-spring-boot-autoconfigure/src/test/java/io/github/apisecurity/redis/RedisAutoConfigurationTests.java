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

package io.github.apisecurity.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.posture.PostureContributor;
import io.github.apisecurity.ratelimit.RateLimitAutoConfiguration;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RedisAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RedisAutoConfiguration.class, DataRedisAutoConfiguration.class));

	@Test
	void whenRedisIsNotConfiguredBacksOff() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(RedisScriptExecutor.class));
	}

	@Test
	void whenRedisIsConfiguredAndDownStarts() {
		this.contextRunner.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=1")
			.run((context) -> {
				assertThat(context).hasSingleBean(RedisScriptExecutor.class);
				RedisScriptExecutor executor = context.getBean(RedisScriptExecutor.class);
				assertThat(executor.isAvailable()).isFalse();
				assertThat(executor.timeout()).isEqualTo(Duration.ofMillis(50));
			});
	}

	@Test
	void timeoutsOfTheApplicationAreThoseOfSpringBoot() {
		this.contextRunner.withPropertyValues("spring.data.redis.host=127.0.0.1").run((context) -> {
			LettuceClientConfiguration client = context.getBean(LettuceConnectionFactory.class)
				.getClientConfiguration();
			assertThat(client.getCommandTimeout()).hasSeconds(60);
			assertThat(client.getClientOptions().orElseThrow().getSocketOptions().getConnectTimeout()).hasSeconds(10);
		});
	}

	@Test
	void userWithTheDocumentedCommandsIsEnough() {
		try (RedisProcess redis = RedisProcess.start()) {
			String password = UUID.randomUUID().toString();
			redis.commands()
				.aclSetuser("limited",
						AclSetuserArgs.Builder.on()
							.addPassword(password)
							.keyPattern("api-security:*")
							.addCommand(CommandType.EVALSHA)
							.addCommand(CommandType.EVAL)
							.addCommand(CommandType.PING)
							.addCommand(CommandType.INFO)
							.addCommand(CommandType.GET)
							.addCommand(CommandType.SET)
							.addCommand(CommandType.DEL)
							.addCommand(CommandType.TIME));
			this.contextRunner
				.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + redis.port(),
						"spring.data.redis.username=limited", "spring.data.redis.password=" + password,
						"api-security.redis.timeout=5s")
				.run((context) -> {
					RedisScriptExecutor executor = context.getBean(RedisScriptExecutor.class);
					Awaitility.await().until(executor::isAvailable);
					LuaScript script = LuaScript.of("redis.call('TIME') redis.call('GET', KEYS[1]) "
							+ "redis.call('SET', KEYS[1], '1', 'PX', 1000) return { redis.call('DEL', KEYS[1]) }");
					byte[][] keys = { "api-security:x".getBytes(StandardCharsets.UTF_8) };
					assertThat(executor.await(executor.submit(script, keys, new byte[0][]))).containsExactly(1L);
				});
		}
	}

	@Test
	void whenApplicationHasConnectionFactoryItCounts() {
		this.contextRunner.withBean(LettuceConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", 1))
			.run((context) -> assertThat(context).hasSingleBean(RedisScriptExecutor.class));
	}

	@Test
	void whenItIsDeclaredByItsInterfaceItCounts() {
		this.contextRunner.withBean(RedisConnectionFactory.class, () -> new LettuceConnectionFactory("127.0.0.1", 1))
			.run((context) -> assertThat(context.getBean(RedisScriptExecutor.class)).isNotNull());
	}

	@Test
	void whenOneOfSeveralIsPrimaryItCounts() {
		this.contextRunner.withBean("first", LettuceConnectionFactory.class, () -> lettuce())
			.withBean("second", LettuceConnectionFactory.class, () -> lettuce(),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(context.getBean(RedisScriptExecutor.class)).isNotNull());
	}

	@Test
	void whenNoneOfSeveralIsPrimarySaysThatRedisIsNotUsed(CapturedOutput output) {
		assertUnused(
				this.contextRunner.withBean("first", LettuceConnectionFactory.class, () -> lettuce())
					.withBean("second", LettuceConnectionFactory.class, () -> lettuce()),
				"@Primary, of [first, second]", output);
	}

	@Test
	void whenTheClientIsAnotherSaysThatRedisIsNotUsed(CapturedOutput output) {
		assertUnused(
				this.contextRunner.withBean("other", RedisConnectionFactory.class,
						() -> mock(RedisConnectionFactory.class)),
				"make one LettuceConnectionFactory the only one, or @Primary, of [other]", output);
	}

	@Test
	void whenOnlyTheDriverIsMissingSaysThatRedisIsNotUsed(CapturedOutput output) {
		assertUnused(this.contextRunner.withPropertyValues("spring.data.redis.port=6379")
			.withClassLoader(new FilteredClassLoader("io.lettuce")), "spring-boot-starter-data-redis", output);
	}

	private static LettuceConnectionFactory lettuce() {
		return new LettuceConnectionFactory("127.0.0.1", 1);
	}

	private static void assertUnused(ApplicationContextRunner runner, String mend, CapturedOutput output) {
		ApplicationContextRunner features = runner.withConfiguration(AutoConfigurations
			.of(SharedAutoConfiguration.class, RateLimitAutoConfiguration.class, AuditAutoConfiguration.class));
		features.withPropertyValues("api-security.rate-limit.policies.p.limits=1/1h").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("apiSecuritySharedStore").getClass().getSimpleName())
				.isEqualTo("MemorySharedStore");
			assertThat(context.getBean("apiSecurityRedisPosture", PostureContributor.class)
				.contribute()
				.details()
				.get("findings")).asString().contains(mend);
			assertThat(output.getOut().lines().filter((line) -> line.contains(" WARN ") && line.contains(mend)))
				.hasSize(1);
			assertThat(output).doesNotContain("'spring.data.redis' is not configured");
		});
		features.withPropertyValues("api-security.rate-limit.store=redis")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("api-security.rate-limit.store")
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(failure) -> assertThat(failure.getReason()).contains("Lettuce")));
	}

	@Test
	void whenThereIsAServiceConnectionItCounts() {
		this.contextRunner
			.withBean(DataRedisConnectionDetails.class,
					() -> mock(DataRedisConnectionDetails.class,
							(call) -> (call.getMethod().getName().equals("getStandalone"))
									? DataRedisConnectionDetails.Standalone.of("127.0.0.1", 1) : null))
			.run((context) -> assertThat(context).hasSingleBean(RedisScriptExecutor.class));
	}

	@Test
	void whenUserHasExecutorItWins() {
		RedisScriptExecutor executor = mock(RedisScriptExecutor.class);
		this.contextRunner.withPropertyValues("spring.data.redis.host=127.0.0.1")
			.withBean(RedisScriptExecutor.class, () -> executor)
			.run((context) -> assertThat(context).getBean(RedisScriptExecutor.class).isSameAs(executor));
	}

	@Test
	void whenRedisIsConfiguredAndItsClientIsMissingSaysSoOnce(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.data.redis.port=6379")
			.withClassLoader(new FilteredClassLoader("io.lettuce", "org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisScriptExecutor.class));
		assertThat(output.getOut().lines().filter((line) -> line.contains("RedisAutoConfiguration "))).singleElement()
			.asString()
			.contains("spring-boot-starter-data-redis");
	}

	@Test
	void whenRedisIsNotReachedIsAFinding() {
		this.contextRunner
			.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=1",
					"spring.application.name=orders")
			.run((context) -> {
				RedisScriptExecutor executor = context.getBean(RedisScriptExecutor.class);
				Awaitility.await().until(() -> !executor.isAvailable());
				assertThat(context.getBean(PostureContributor.class).contribute().details().get("findings")).asString()
					.contains("Redis does not answer");
			});
	}

	@Test
	void whenRedisIsNeitherConfiguredNorThereKeepsQuiet(CapturedOutput output) {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.lettuce", "org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisScriptExecutor.class));
		assertThat(output).doesNotContain("spring-boot-starter-data-redis");
	}

	@Test
	void keysOfAnApplicationBeginWithItsName(CapturedOutput output) {
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues("spring.data.redis.host=127.0.0.1",
				"spring.data.redis.port=1");
		runner.withPropertyValues("spring.application.name=orders {eu}")
			.run((context) -> assertPrefix(context, "api-security:orders__eu_:"));
		runner.withPropertyValues("api-security.redis.key-prefix=mine:")
			.run((context) -> assertPrefix(context, "mine:"));
		assertThat(output).doesNotContain("spring.application.name");
		runner.run((context) -> assertPrefix(context, "api-security:"));
		assertThat(output.getOut().lines().filter((line) -> line.contains("spring.application.name"))).hasSize(1);
	}

	private static void assertPrefix(ApplicationContext context, String prefix) {
		assertThat(context.getBean(RedisScriptExecutor.class).keyPrefix()).isEqualTo(prefix);
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-security.redis.timeout=0ms", "api-security.redis.timeout=-1s",
			"api-security.redis.circuit-breaker.failure-threshold=0",
			"api-security.redis.circuit-breaker.probe-interval=0s" })
	void whenValueIsBadDoesNotStart(String property) {
		this.contextRunner.withPropertyValues("spring.data.redis.host=127.0.0.1", property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(property.substring(0, property.indexOf('='))));
	}

}
