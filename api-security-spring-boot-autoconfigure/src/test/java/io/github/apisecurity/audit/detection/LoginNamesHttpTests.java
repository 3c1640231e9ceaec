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

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventObserver;
import io.github.apisecurity.audit.SecurityEventType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.ErrorHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static io.github.apisecurity.chain.ApiSecurityHttpConfigurer.apiSecurity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Logins of users whose name is not what they type, at every door where a password is
 * checked, in an application whose events are handled by other threads.
 */
class LoginNamesHttpTests {

	private static final AtomicLong millis = new AtomicLong(System.currentTimeMillis());

	private static final AtomicInteger matches = new AtomicInteger();

	private static final List<String> seen = new CopyOnWriteArrayList<>();

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "api-security.authorization.rules[0].pattern=/login",
				"api-security.authorization.rules[0].access=permit-all",
				"api-security.detection.rules.failed-logins.threshold=4",
				"api-security.detection.rules.failed-logins.respond=block 15m",
				"api-security.detection.rules.success-after-failures.threshold=2",
				"api-security.network.trusted-proxies=127.0.0.1", "api-security.detection.login.free-attempts=3");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void forget() {
		millis.addAndGet(86_400_000);
		seen.clear();
	}

	@ParameterizedTest
	@EnumSource
	void whenPasswordsAreGuessedByMailTheRightOneWaitsAsWell(Door door) {
		IntStream.range(0, 3)
			.forEach((i) -> assertThat(door.login("ada@example.com", "wrong", "192.0.2.1")).isEqualTo(401));
		assertThat(door.login("ada@example.com", "wrong", "192.0.2.1")).isEqualTo(429);
		assertThat(door.login("ada@example.com", "right", "192.0.2.1")).isEqualTo(429);
		assertThat(door.login("ada@example.com", "right", "198.51.100.1")).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void whenNobodyCanTellTheAddressOfALoginItIsABadRequest(Door door) {
		assertThat(door.login("ada@example.com", "wrong", "192.0.2.1", "Forwarded", "for=192.0.2.9")).isEqualTo(400);
		assertThat(door.login("ada@example.com", "right", "192.0.2.1", "Forwarded", "for=192.0.2.9")).isEqualTo(400);
	}

	@ParameterizedTest
	@EnumSource
	void whenLoginSucceedsItsFailuresAreForgotten(Door door) {
		for (int i = 0; i < 2; i++) {
			assertThat(door.login("ada@example.com", "wrong", "192.0.2.1")).isEqualTo(401);
			assertThat(door.login("ada@example.com", "wrong", "192.0.2.1")).isEqualTo(401);
			assertThat(door.login("ada@example.com", "right", "192.0.2.1")).isEqualTo(200);
			millis.addAndGet(1_800_000);
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenPasswordsAreGuessedByMailTheBlockHoldsForTheRightOneUnderEachName(Door door) {
		IntStream.range(0, 5).forEach((i) -> {
			door.login("ada@example.com", "wrong", "192.0.2.1");
			millis.addAndGet(60_000);
		});
		assertThat(seen).contains("attack_detected failed_logins");
		assertThat(door.login("ada@example.com", "right", "192.0.2.1")).isEqualTo(429);
		assertThat(door.login("ADA@example.com ", "right", "192.0.2.1")).isEqualTo(429);
		assertThat(door.login("ada@example.com", "right", "198.51.100.1")).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void whenALoginByMailSucceedsAfterFailuresItIsNoticed(Door door) {
		IntStream.range(0, 3).forEach((i) -> door.login("ada@example.com", "wrong", "192.0.2." + (i * 60)));
		millis.addAndGet(60_000);
		seen.clear();
		assertThat(door.login("ada@example.com", "right", "192.0.2.1")).isEqualTo(200);
		assertThat(seen).containsExactly("authn_login_success null", "attack_detected success_after_failures");
	}

	@ParameterizedTest
	@EnumSource
	void whenTheNameIsSpeltInManyWaysItIsOne(Door door) {
		List.of("ad\u00e1@example.com", "a\u0301da@example.com", "ad\u200ba@example.com")
			.forEach((name) -> assertThat(door.login(name, "wrong", "192.0.2.1")).isEqualTo(401));
		assertThat(door.login("\uff41da@example.com", "right", "192.0.2.1")).isEqualTo(429);
	}

	@ParameterizedTest
	@EnumSource
	void whenALoginIsDecidedThereIsOneEvent(Door door) {
		door.login("ada@example.com", "wrong", "192.0.2.1");
		door.login("ada@example.com", "right", "192.0.2.1");
		door.login("nobody", "wrong", "192.0.2.1");
		assertThat(seen).containsExactly("authn_login_fail bad_credentials", "authn_login_success null",
				"authn_login_fail bad_credentials");
	}

	@ParameterizedTest
	@EnumSource
	void whenUserDoesNotExistOrWaitsThePasswordIsLookedAtAsOften(Door door) {
		for (int i = 0; i < 5; i++) {
			List<Integer> looked = new ArrayList<>();
			for (String user : List.of("ada@example.com", "nobody" + i, "")) {
				int before = matches.get();
				door.login(user, "wrong", "192.0.2.1");
				looked.add(matches.get() - before);
			}
			assertThat(looked).as("attempt %d", i).isEqualTo(List.of(1, 1, 1));
		}
		int before = matches.get();
		assertThat(door.login("ada@example.com", "right", "192.0.2.1")).isEqualTo(429);
		assertThat(matches.get() - before).isOne();
	}

	@Test
	void whenOneFactorIsGuessedAnotherDoesNotWait() {
		for (int i = 0; i < 3; i++) {
			assertThat(login("password", "wrong")).isEqualTo(401);
		}
		assertThat(login("code", "right")).isEqualTo(200);
		assertThat(login("password", "right")).as("not forgotten with the code").isEqualTo(429);
	}

	private static int login(String factor, String credential) {
		return server
			.post("/login",
					"{\"user\":\"ada@example.com\",\"password\":\"" + credential + "\",\"factor\":\"" + factor + "\"}",
					"X-Forwarded-For", "192.0.2.1")
			.statusCode();
	}

	@Test
	void whenNameIsAVeryLongRowOfMarksFoldingItTakesNoTime() {
		assertThat(Signal.fold("a" + "\u0301\u0316".repeat(1_000_000))).isEqualTo("a");
	}

	/**
	 * Where a password is checked.
	 */
	enum Door {

		CHAIN {

			@Override
			int login(String user, String password, String... address) {
				return basic("/basic", user, password, address);
			}

		},

		CHAIN_WITH_ITS_OWN_MANAGER {

			@Override
			int login(String user, String password, String... address) {
				return basic("/own", user, password, address);
			}

		},

		CONTROLLER {

			@Override
			int login(String user, String password, String... address) {
				return server
					.post("/login", "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}", headers(address))
					.statusCode();
			}

		};

		abstract int login(String user, String password, String... address);

		private static int basic(String path, String user, String password, String... address) {
			return server
				.get(path,
						headers(address, "Authorization",
								"Basic " + Base64.getEncoder()
									.encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8))))
				.statusCode();
		}

		// The address, and headers beside it.
		private static String[] headers(String[] address, String... others) {
			return Stream.of(Stream.of("X-Forwarded-For"), Stream.of(address), Stream.of(others))
				.flatMap((headers) -> headers)
				.toArray(String[]::new);
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		LongSupplier apiSecurityDetectionClock() {
			return millis::get;
		}

		@Bean
		SimpleApplicationEventMulticaster applicationEventMulticaster() {
			SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
			multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
			ErrorHandler swallowing = (failure) -> {
			};
			multicaster.setErrorHandler(swallowing);
			return multicaster;
		}

		// As a database that tells neither case nor accents apart.
		@Bean
		UserDetailsService users() {
			return (name) -> {
				String found = Normalizer.normalize(name, Normalizer.Form.NFKD)
					.replaceAll("[\\p{M}\\p{Cf}]", "")
					.strip()
					.toLowerCase(Locale.ROOT);
				if (!found.equals("ada@example.com")) {
					throw new UsernameNotFoundException("nobody");
				}
				return user();
			};
		}

		private static UserDetails user() {
			return User.withUsername("4711").password("{noop}right").authorities("ROLE_USER").build();
		}

		@Bean
		AuthenticationManager loginManager(UserDetailsService users) {
			return new ProviderManager(provider(users));
		}

		private static DaoAuthenticationProvider provider(UserDetailsService users) {
			DaoAuthenticationProvider provider = new DaoAuthenticationProvider(users);
			provider.setPasswordEncoder(encoder());
			return provider;
		}

		@Bean
		static PasswordEncoder encoder() {
			PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
			return new PasswordEncoder() {

				@Override
				public String encode(CharSequence password) {
					return "{noop}" + password;
				}

				@Override
				public boolean matches(CharSequence password, String encoded) {
					matches.incrementAndGet();
					return encoder.matches(password, encoded);
				}

			};
		}

		@Bean
		@Order(1)
		SecurityFilterChain ownChain(HttpSecurity http, UserDetailsService users) {
			return http.securityMatcher("/own")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.authenticationManager(new ProviderManager(provider(users)))
				.httpBasic(withDefaults())
				.build();
		}

		@Bean
		@Order(2)
		SecurityFilterChain chain(HttpSecurity http) {
			return http.with(apiSecurity()).httpBasic(withDefaults()).build();
		}

		@Bean
		SecurityEventObserver observer() {
			return new SecurityEventObserver() {

				@Override
				public boolean observes(SecurityEventType type) {
					return true;
				}

				@Override
				public void observe(SecurityEvent event) {
					seen.add(event.type().id() + " " + event.reason());
				}

			};
		}

		@RestController
		static class Endpoints {

			private final AuthenticationManager authenticationManager;

			Endpoints(AuthenticationManager authenticationManager) {
				this.authenticationManager = authenticationManager;
			}

			@PostMapping("/login")
			String login(@RequestBody Login login) {
				return this.authenticationManager
					.authenticate("code".equals(login.factor()) ? new Code(login.user(), login.password())
							: UsernamePasswordAuthenticationToken.unauthenticated(login.user(), login.password()))
					.getName();
			}

			@GetMapping({ "/basic", "/own" })
			String answer() {
				return "answer";
			}

		}

	}

	record Login(String user, String password, @Nullable String factor) {

	}

	static class Code extends UsernamePasswordAuthenticationToken {

		Code(String user, String code) {
			super(user, code);
		}

	}

}
