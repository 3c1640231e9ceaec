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

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.apikey.ApiKey;
import io.github.apisecurity.authentication.apikey.ApiKeyRepository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Who changes keys over the actuator, and what, is in the audit trail. Limits, lists and
 * revocations are in {@link EveryDoorHttpTests}, blocks in the tests of detection, stored
 * values in those of the sample.
 */
class AdministrationHttpTests {

	private static final List<String> seen = new CopyOnWriteArrayList<>();

	@Test
	void whenKeysAreChangedWhoAndWhatAreRecorded() {
		try (TestServer server = TestServer.start(Api.class, "management.endpoints.web.exposure.include=*",
				"api-security.authentication.api-keys.enabled=true",
				"api-security.authentication.api-keys.peppers.v1=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
				"spring.security.oauth2.resourceserver.jwt.issuer-uri=https://id.example.invalid",
				"spring.security.oauth2.resourceserver.jwt.audiences=shop-api")) {
			seen.clear();
			String first = id(send(server, "POST", "apikeys", "{\"owner\":\"partner\",\"networks\":\"192.0.2.0/24\"}"));
			String second = id(send(server, "POST", "apikeys/" + first, "{}"));
			send(server, "DELETE", "apikeys/" + second, "");
			send(server, "POST", "signingkeys/stolen", "{}");
			send(server, "DELETE", "signingkeys/stolen", "");
			assertThat(seen).filteredOn((event) -> !event.startsWith("authn_login_success"))
				.containsExactly(
						"authn_admin api_key_created {api_key=" + first
								+ ", authorities=[], expires_at=never, networks=[192.0.2.0/24], owner=partner} by root",
						"authn_admin api_key_rotated {api_key=" + first + ", successor=" + second + "} by root",
						"authn_admin api_key_revoked {api_key=" + second + "} by root",
						"authn_admin key_distrusted {key=stolen} by root",
						"authn_admin key_trusted {key=stolen} by root");
		}
	}

	private static String id(HttpResponse<String> response) {
		return TestServer.json(response).get("id").asString();
	}

	private static HttpResponse<String> send(TestServer server, String method, String path, String body) {
		HttpResponse<String> response = server.send(
				server.request("/actuator/" + path)
					.header("Content-Type", "application/json")
					.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)),
				"Authorization",
				"Basic " + Base64.getEncoder().encodeToString("root:secret".getBytes(StandardCharsets.UTF_8)));
		assertThat(response.statusCode()).as(response.body()).isBetween(200, 204);
		return response;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@Bean
		@Order(1)
		SecurityFilterChain administration(HttpSecurity http) {
			return http.securityMatcher("/actuator/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("ADMIN"))
				.httpBasic(withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("root").password("{noop}secret").roles("ADMIN").build());
		}

		@Bean
		ApiKeyRepository keys() {
			Map<String, ApiKey> keys = new ConcurrentHashMap<>();
			return new ApiKeyRepository() {

				@Override
				public @Nullable ApiKey findById(String id) {
					return keys.get(id);
				}

				@Override
				public void save(ApiKey key) {
					keys.put(key.id(), key);
				}

			};
		}

		@Bean
		SecurityEventSink sink() {
			return (event) -> seen.add(event.type().id() + " " + event.reason() + " " + new TreeMap<>(event.details())
					+ " by " + event.principal());
		}

	}

}
