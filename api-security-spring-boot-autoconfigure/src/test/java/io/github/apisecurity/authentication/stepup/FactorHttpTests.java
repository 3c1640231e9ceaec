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

package io.github.apisecurity.authentication.stepup;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static io.github.apisecurity.chain.ApiSecurityHttpConfigurer.apiSecurity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Tests rules that ask for factors of Spring Security, which an application grants that
 * logs in itself and which no token can claim.
 */
class FactorHttpTests {

	private static TestIdentityProvider issuer;

	private static TestServer server;

	@BeforeAll
	static void start() {
		issuer = TestIdentityProvider.start();
		String rules = "api-security.authorization.rules";
		server = TestServer.start(Api.class, "api-security.authentication.issuers[0].issuer-uri=" + issuer.issuer(),
				"api-security.authentication.issuers[0].audiences=api",
				"api-security.authentication.issuers[0].authorities[0].claim=roles",
				rules + "[0].pattern=/vault/webauthn", rules + "[0].all-of[0].authorities=FACTOR_PASSWORD",
				rules + "[0].all-of[1].authorities=FACTOR_WEBAUTHN", rules + "[1].pattern=/vault/password",
				rules + "[1].authorities=FACTOR_PASSWORD", rules + "[2].pattern=/vault/token",
				rules + "[2].authorities=FACTOR_BEARER");
	}

	@AfterAll
	static void stop() {
		server.close();
		issuer.close();
	}

	@Test
	void factorsAreWhatTheApplicationHasSeenItself() {
		String basic = "Basic " + Base64.getEncoder().encodeToString("ada:secret".getBytes(StandardCharsets.UTF_8));
		assertThat(status("password", basic)).isEqualTo(200);
		assertThat(status("webauthn", basic)).isEqualTo(403);
		// Spring Security asks for the factor it knows how to ask for.
		assertThat(status("token", basic)).isEqualTo(401);
	}

	@Test
	void tokenClaimsNoFactors() {
		Map<String, Object> claims = issuer.claims("api");
		claims.put("roles", List.of("FACTOR_PASSWORD", "FACTOR_WEBAUTHN"));
		String bearer = "Bearer " + issuer.token(issuer.header("RS256"), claims);
		assertThat(status("token", bearer)).isEqualTo(200);
		assertThat(status("password", bearer)).isEqualTo(401);
		assertThat(status("webauthn", bearer)).isIn(401, 403);
	}

	private static int status(String path, String authorization) {
		return server.get("/vault/" + path, "Authorization", authorization).statusCode();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.with(apiSecurity()).httpBasic(withDefaults()).build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("ada").password("{noop}secret").roles("EDITOR").build());
		}

		@RestController
		static class VaultController {

			@GetMapping("/vault/{door}")
			String open() {
				return "open";
			}

		}

	}

}
