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

package io.github.apisecurity.password;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.apisecurity.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.NoOpPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link PasswordAutoConfiguration}.
 */
class PasswordAutoConfigurationTests {

	private static final String PASSWORD = "correct horse battery staple";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PasswordAutoConfiguration.class));

	private final ApplicationContextRunner argon2 = this.runner
		.withPropertyValues("api-security.password.algorithm=argon2id");

	private final ApplicationContextRunner bcrypt = this.runner
		.withPropertyValues("api-security.password.algorithm=bcrypt");

	@Test
	void whenNothingIsConfiguredHasNoEncoder() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(PasswordEncoder.class)
			.doesNotHaveBean(PasswordProperties.class));
	}

	@Test
	@SuppressWarnings("deprecation")
	void whenApplicationHasEncoderBacksOff() {
		this.argon2.withBean(PasswordEncoder.class, NoOpPasswordEncoder::getInstance)
			.run((context) -> assertThat(context).getBean(PasswordEncoder.class)
				.isInstanceOf(NoOpPasswordEncoder.class));
	}

	@Test
	void whenArgon2idIsChosenHasTheParametersOfOwasp() {
		this.argon2.run((context) -> {
			PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
			String encoded = encoder.encode(PASSWORD);
			assertThat(encoded).startsWith("{argon2id@p4j}$argon2id$v=19$m=19456,t=2,p=1$");
			assertThat(encoder.matches(PASSWORD, encoded)).isTrue();
			assertThat(encoder.matches("another one", encoded)).isFalse();
			assertThat(encoder.upgradeEncoding(encoded)).isFalse();
		});
	}

	@Test
	void whenParametersChangePasswordsAreVerifiedAndUpgraded() {
		AtomicReference<String> stored = new AtomicReference<>();
		this.argon2.run((context) -> stored.set(context.getBean(PasswordEncoder.class).encode(PASSWORD)));
		this.argon2
			.withPropertyValues("api-security.password.argon2.memory=20000",
					"api-security.password.argon2.parallelism=2")
			.run((context) -> {
				PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
				assertThat(encoder.matches(PASSWORD, stored.get())).isTrue();
				assertThat(encoder.matches("another one", stored.get())).isFalse();
				assertThat(encoder.upgradeEncoding(stored.get())).isTrue();
				stored.set(encoder.encode(PASSWORD));
			});
		this.argon2.run((context) -> {
			PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
			assertThat(encoder.matches(PASSWORD, stored.get())).isTrue();
			assertThat(encoder.upgradeEncoding(stored.get())).isFalse();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1$", "$argon2id$v=19$m=x,t=2,p=1$a$b",
			"$argon2id$v=19$m=19456,t=2,p=1$***$***" })
	void whenHashIsMalformedNoPasswordMatches(String hash) {
		this.argon2.run((context) -> assertThat(
				context.getBean(PasswordEncoder.class).matches(PASSWORD, "{argon2id@p4j}" + hash))
			.isFalse());
	}

	@Test
	void whenBcryptIsChosenAllOfALongPasswordCounts() {
		this.bcrypt.run((context) -> {
			PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
			String password = "\u011f".repeat(100);
			String encoded = encoder.encode(password);
			assertThat(encoded).startsWith("{bcrypt@sha384}$2a$12$");
			assertThat(encoder.matches(password, encoded)).isTrue();
			assertThat(encoder.matches(password + "x", encoded)).isFalse();
			assertThat(encoder.matches("", encoded)).isFalse();
			assertThat(encoder.matches(null, encoded)).isFalse();
		});
	}

	@Test
	void whenPassword4jIsMissingBcryptWorks() {
		FilteredClassLoader without = new FilteredClassLoader("com.password4j");
		this.bcrypt.withClassLoader(without).run((context) -> assertThat(context).hasSingleBean(PasswordEncoder.class));
	}

	@ParameterizedTest
	@CsvSource({ "bcrypt.strength, 11", "bcrypt.strength, 32", "argon2.memory, 7000", "argon2.iterations, 1",
			"max-concurrent, 0", "max-wait, -1s" })
	void whenParametersAreWeakStops(String property, String value) {
		this.argon2.withPropertyValues("api-security.password." + property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "argon2.memory=32768", "bcrypt.strength=12", "max-concurrent=4", "max-wait=1s" })
	void whenAlgorithmIsMissingOtherKeysStop(String property) {
		this.runner.withPropertyValues("api-security.password." + property)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getName()).isEqualTo("api-security.password.algorithm")));
	}

	// Until 2025 Spring Security stored bcrypt of the first 72 bytes without a word.
	@Test
	void whenLongPasswordWasStoredCutIsVerifiedAndUpgraded() {
		String old = new BCryptPasswordEncoder(4).encode("x".repeat(72));
		this.bcrypt.run((context) -> {
			PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
			assertThat(encoder.matches("x".repeat(80), old)).isTrue();
			assertThat(encoder.matches("x".repeat(71) + "y".repeat(9), old)).isFalse();
			assertThat(encoder.upgradeEncoding(old)).isTrue();
		});
	}

	@ParameterizedTest
	@CsvSource({ "{noop}correct horse battery staple", "$2a$04", "{bcrypt}$2a$04", "{pbkdf2@SpringSecurity_v5_8}",
			"{bcrypt@sha384}" })
	void whenFormatIsOldVerifiesItAndUpgradesAtLogin(String format) {
		String old = switch (format) {
			case "$2a$04" -> new BCryptPasswordEncoder(4).encode(PASSWORD);
			case "{bcrypt}$2a$04" -> "{bcrypt}" + new BCryptPasswordEncoder(4).encode(PASSWORD);
			case "{pbkdf2@SpringSecurity_v5_8}" ->
				format + Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode(PASSWORD);
			case "{bcrypt@sha384}" -> {
				AtomicReference<String> encoded = new AtomicReference<>();
				this.bcrypt.run((context) -> encoded.set(context.getBean(PasswordEncoder.class).encode(PASSWORD)));
				yield encoded.get();
			}
			default -> format;
		};
		this.argon2.run((context) -> {
			InMemoryUserDetailsManager users = new InMemoryUserDetailsManager(
					User.withUsername("ada").password(old).roles("USER").build());
			DaoAuthenticationProvider provider = new DaoAuthenticationProvider(users);
			provider.setPasswordEncoder(context.getBean(PasswordEncoder.class));
			provider.setUserDetailsPasswordService(users);
			assertThatExceptionOfType(BadCredentialsException.class)
				.isThrownBy(() -> provider.authenticate(token("ada", "x".repeat(100))));
			assertThat(provider.authenticate(token("ada", PASSWORD)).isAuthenticated()).isTrue();
			assertThat(users.loadUserByUsername("ada").getPassword()).startsWith("{argon2id@p4j}");
			assertThat(provider.authenticate(token("ada", PASSWORD)).isAuthenticated()).isTrue();
		});
	}

	@Test
	void whenStrengthOfBcryptIsRaisedPasswordsAreVerifiedAndUpgraded() {
		AtomicReference<String> stored = new AtomicReference<>();
		this.bcrypt.run((context) -> stored.set(context.getBean(PasswordEncoder.class).encode(PASSWORD)));
		this.bcrypt.withPropertyValues("api-security.password.bcrypt.strength=13").run((context) -> {
			PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
			assertThat(encoder.matches(PASSWORD, stored.get())).isTrue();
			assertThat(encoder.upgradeEncoding(stored.get())).isTrue();
		});
	}

	// A vector of the reference implementation.
	@ParameterizedTest
	@ValueSource(strings = { "{argon2}", "{argon2@SpringSecurity_v5_8}" })
	void whenArgon2WasStoredBySpringSecurityIsVerifiedAndUpgraded(String id) {
		String stored = id + "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
		for (ApplicationContextRunner configured : List.of(this.argon2, this.bcrypt)) {
			configured.run((context) -> {
				PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
				assertThat(encoder.matches("password", stored)).isTrue();
				assertThat(encoder.matches("passwort", stored)).isFalse();
				assertThat(encoder.upgradeEncoding(stored)).isTrue();
			});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{scrypt}", "{scrypt@SpringSecurity_v5_8}" })
	void whenLibraryOfAnOldFormatIsMissingSaysSo(String id) {
		String stored = id + "$e0801$" + "A".repeat(88) + "$" + "A".repeat(44);
		this.argon2.run((context) -> {
			PasswordEncoder encoder = context.getBean(PasswordEncoder.class);
			for (int i = 0; i < 2; i++) {
				assertThatIllegalStateException().isThrownBy(() -> encoder.matches(PASSWORD, stored))
					.withMessageContaining("bcprov");
			}
		});
	}

	@Test
	void whenStoredPasswordHasNoFormatDoesNotMatch() {
		this.argon2
			.run((context) -> assertThat(context.getBean(PasswordEncoder.class).matches(PASSWORD, PASSWORD)).isFalse());
	}

	@Test
	void whenUserIsUnknownHashesAsOftenAsForAKnownOne() {
		this.argon2.run((context) -> {
			PasswordEncoder encoder = spy(context.getBean(PasswordEncoder.class));
			DaoAuthenticationProvider provider = new DaoAuthenticationProvider(new InMemoryUserDetailsManager(
					User.withUsername("ada").password(encoder.encode(PASSWORD)).roles("USER").build()));
			provider.setPasswordEncoder(encoder);
			assertThatExceptionOfType(BadCredentialsException.class)
				.isThrownBy(() -> provider.authenticate(token("ada", "wrong")));
			then(encoder).should(times(1)).matches(any(), any());
			assertThatExceptionOfType(BadCredentialsException.class)
				.isThrownBy(() -> provider.authenticate(token("nobody", "wrong")));
			then(encoder).should(times(2)).matches(any(), any());
		});
	}

	private static UsernamePasswordAuthenticationToken token(String user, String password) {
		return UsernamePasswordAuthenticationToken.unauthenticated(user, password);
	}

	@Test
	void whenManyLogInAtOnceHashesNoMoreThanAllowedAtTheSameTime() throws Exception {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		BoundedPasswordEncoder encoder = new BoundedPasswordEncoder(new CountingEncoder(() -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			Thread.yield();
			running.decrementAndGet();
			return true;
		}), 2, Duration.ofSeconds(30));
		ExecutorService executor = Executors.newFixedThreadPool(32);
		try {
			List<Future<Boolean>> results = new ArrayList<>();
			for (int i = 0; i < 500; i++) {
				results.add(executor.submit(() -> encoder.matches("x", "y")));
			}
			for (Future<Boolean> result : results) {
				assertThat(result.get()).isTrue();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(most).hasValueBetween(1, 2);
	}

	@Test
	void whenWaitIsOverAnswersWith503AndGoesOnLater() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		BoundedPasswordEncoder encoder = new BoundedPasswordEncoder(new CountingEncoder(() -> {
			started.countDown();
			end.await();
			return true;
		}), 1, Duration.ofMillis(1));
		Thread other = new Thread(() -> encoder.matches("x", "y"));
		other.start();
		started.await();
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> encoder.matches("x", "y"))
			.satisfies((ex) -> assertThat(ex.getProblem().getType().status()).isEqualTo(503));
		assertThat(encoder.upgradeEncoding("y")).isFalse();
		end.countDown();
		other.join();
		assertThat(encoder.upgradeEncoding("y")).isTrue();
		assertThat(encoder.matches("x", "y")).isTrue();
	}

	@Test
	void whenManyWaitAlreadyAnswersWith503AtOnce() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		AtomicInteger hashed = new AtomicInteger();
		BoundedPasswordEncoder encoder = new BoundedPasswordEncoder(new CountingEncoder(() -> {
			hashed.incrementAndGet();
			started.countDown();
			end.await();
			return true;
		}), 1, Duration.ofHours(1));
		ExecutorService executor = Executors.newFixedThreadPool(40);
		try {
			executor.submit(() -> encoder.matches("x", "y"));
			started.await();
			CompletionService<Boolean> waiting = new ExecutorCompletionService<>(executor);
			for (int i = 0; i < 33; i++) {
				waiting.submit(() -> encoder.matches("x", "y"));
			}
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.take().get())
				.withCauseInstanceOf(ProblemException.class);
			end.countDown();
			for (int i = 0; i < 32; i++) {
				assertThat(waiting.take().get()).isTrue();
			}
			assertThat(hashed).hasValue(33);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private record CountingEncoder(Callable<Boolean> action) implements PasswordEncoder {

		@Override
		public String encode(CharSequence password) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean matches(CharSequence password, String encoded) {
			try {
				return this.action.call();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public boolean upgradeEncoding(String encoded) {
			return true;
		}

	}

}
