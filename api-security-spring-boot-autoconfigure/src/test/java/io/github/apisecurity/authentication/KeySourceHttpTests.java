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

package io.github.apisecurity.authentication;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what callers are answered while an identity provider is down.
 */
class KeySourceHttpTests {

	private TestIdentityProvider issuer;

	@BeforeEach
	void startProvider() {
		this.issuer = TestIdentityProvider.start();
	}

	@AfterEach
	void stopProvider() {
		this.issuer.close();
	}

	@Test
	void keyThatIsDistrustedVerifiesNothing() {
		try (TestServer server = start("api-security.authentication.keys.distrusted=ec-1")) {
			assertThat(get(server, good()).statusCode()).isEqualTo(200);
			assertThat(get(server, this.issuer.token(this.issuer.header("ES256"), this.issuer.claims("shop-api")))
				.statusCode()).isEqualTo(401);
		}
	}

	@Test
	void knownKeysGoOnWhileTheProviderIsDownAndUnknownOnesAreNoFaultOfTheCaller() {
		try (TestServer server = start()) {
			assertThat(get(server, good()).statusCode()).isEqualTo(200);
			this.issuer.stop();
			assertThat(get(server, good()).statusCode()).isEqualTo(200);
			Map<String, Object> header = this.issuer.header("RS256");
			header.put("kid", "new");
			HttpResponse<String> response = get(server, this.issuer.token(header, this.issuer.claims("shop-api")));
			assertUnavailable(response);
			assertThat(get(server, good()).statusCode()).isEqualTo(200);
			this.issuer.restart();
		}
	}

	@Test
	void coldStartWithoutProviderIsUnavailableAndRecovers() throws Exception {
		String token = good();
		this.issuer.stop();
		try (TestServer server = start("api-security.authentication.keys.unknown-key-interval=100ms")) {
			HealthIndicator health = server.context().getBean("apiSecurityKeysHealthIndicator", HealthIndicator.class);
			assertUnavailable(get(server, token));
			assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
			assertThat(health.health().getDetails().values())
				.hasToString("[State[keys=0, fetched=null, failing=true]]");
			this.issuer.restart();
			long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
			int status = 503;
			while (status == 503 && System.nanoTime() < deadline) {
				status = get(server, token).statusCode();
			}
			assertThat(status).isEqualTo(200);
			assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
		}
	}

	@Test
	void settingsOfSpringBootForHttpClientsHold() {
		try (TestServer server = TestServer.start(FilteringApi.class, properties())) {
			assertUnavailable(get(server, good()));
			assertThat(this.issuer.keyFetches()).isZero();
		}
	}

	private void assertUnavailable(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 5L);
		assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
		assertThat(response.body()).contains("\"status\":503");
	}

	private String good() {
		return this.issuer.token(this.issuer.header("RS256"), this.issuer.claims("shop-api"));
	}

	private TestServer start(String... properties) {
		return TestServer.start(HostileRequestTests.Api.class, properties(properties));
	}

	private String[] properties(String... properties) {
		String[] all = new String[properties.length + 2];
		all[0] = "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + this.issuer.issuer();
		all[1] = "spring.security.oauth2.resourceserver.jwt.audiences=shop-api";
		System.arraycopy(properties, 0, all, 2, properties.length);
		return all;
	}

	private static HttpResponse<String> get(TestServer server, String token) {
		return server.get("/me", "Authorization", "Bearer " + token);
	}

	/**
	 * An application whose clients must not call this host.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(HostileRequestTests.Api.class)
	static class FilteringApi {

		@Bean
		InetAddressFilter externalAddresses() {
			return InetAddressFilter.externalAddresses();
		}

	}

}
