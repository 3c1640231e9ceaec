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

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static io.github.apisecurity.chain.ApiSecurityHttpConfigurer.apiSecurity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Logins while all places for hashing passwords are taken, and with a hash that nothing
 * here can verify, over HTTP.
 */
class LoginFloodHttpTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "api-security.password.algorithm=bcrypt",
				"api-security.password.max-concurrent=1", "api-security.password.max-wait=0s");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void whenAllPlacesAreTakenAnswersWith503AndGoesOnLater() throws Exception {
		PasswordEncoder encoder = server.context().getBean(PasswordEncoder.class);
		HeldPassword held = new HeldPassword();
		Thread other = new Thread(() -> encoder.encode(held));
		other.start();
		held.read.await();
		HttpResponse<String> refused = login("ada");
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(TestServer.json(refused).get("status").asInt()).isEqualTo(503);
		held.end.countDown();
		other.join();
		assertThat(login("ada").statusCode()).isEqualTo(200);
	}

	@Test
	void whenLibraryOfTheFormatIsMissingAnswersWith500WithoutDetail() {
		HttpResponse<String> refused = login("old");
		assertThat(refused.statusCode()).isEqualTo(500);
		assertThat(refused.body()).doesNotContain("scrypt", "library", "Exception");
	}

	private static HttpResponse<String> login(String user) {
		return server.get("/", "Authorization",
				"Basic " + Base64.getEncoder().encodeToString((user + ":right").getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Holds the place of the one who reads it.
	 */
	private static final class HeldPassword implements CharSequence {

		private final CountDownLatch read = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@Override
		public int length() {
			return 1;
		}

		@Override
		public char charAt(int index) {
			return 'x';
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			return this;
		}

		@Override
		public String toString() {
			this.read.countDown();
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return "x";
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
		UserDetailsService users() {
			String scrypt = "{scrypt}$e0801$" + "A".repeat(88) + "$" + "A".repeat(44);
			return new InMemoryUserDetailsManager(
					User.withUsername("ada").password("{noop}right").authorities("ROLE_USER").build(),
					User.withUsername("old").password(scrypt).authorities("ROLE_USER").build());
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.with(apiSecurity()).httpBasic(withDefaults()).build();
		}

		@RestController
		static class Endpoints {

			@GetMapping("/")
			String answer() {
				return "answer";
			}

		}

	}

}
