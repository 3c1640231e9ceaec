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

package io.github.apisecurity.audit.trail;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.AuditProperties.Overflow;
import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the options of {@link AccessLogConfiguration}, and for who did what over
 * {@link AuditTrailEndpoint}.
 */
class AccessLogOptionsTests {

	private static final String OTHER = "https://other.example.com";

	@Test
	void whenMethodsAreNamedAndThereIsATableThoseRequestsAreInIt() {
		try (TestServer server = TestServer.start(StoredApi.class, "api-security.audit.access-log.enabled=true",
				"api-security.audit.access-log.pattern=/**", "api-security.audit.access-log.methods=POST",
				"api-security.audit.access-log.jdbc=true", "api-security.audit.sinks.jdbc.enabled=true")) {
			server.get("/api/orders", TestServer.bearer("ada"));
			server.post("/api/orders", "\"x\"", TestServer.bearer("ada"));
			JdbcTemplate jdbc = new JdbcTemplate(server.context().getBean(DataSource.class));
			await().untilAsserted(() -> assertThat(
					jdbc.queryForList("SELECT document FROM security_event WHERE event = 'api_access'", String.class))
				.singleElement()
				.asString()
				.contains("\"request_method\":\"POST\"", "\"route\":\"/api/orders\"", "\"user\":\"ada\""));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whenTwoIssuersHaveAUserOfOneNameEachHistoryIsAQuery(boolean table) {
		try (TestServer server = TestServer.start(StoredApi.class, "api-security.audit.access-log.enabled=" + table,
				"api-security.audit.access-log.pattern=/api/**", "api-security.audit.access-log.jdbc=true",
				"api-security.audit.sinks.jdbc.enabled=" + table,
				"management.endpoints.web.exposure.include=apisecurityaudit")) {
			server.get("/api/orders", TestServer.bearer("ada"));
			server.get("/api/orders", "Authorization", "Bearer " + TestTokens.token("ada", "iss", OTHER));
			String query = "principal=ada&issuer=" + OTHER;
			await().untilAsserted(() -> assertThat(history(server, query)).hasSize((table) ? 2 : 1)
				.allMatch((event) -> event.at("/user").asString().equals("ada")
						&& event.at("/issuer").asString().equals(OTHER)));
			await().untilAsserted(() -> assertThat(history(server, "principal=ada")).hasSize((table) ? 4 : 2));
			assertThat(history(server, "principal=ada&issuer=https://nobody.example.com")).isEmpty();
			assertThat(history(server, "principal=ada&issuer=")).isEmpty();
			assertThat(history(server, query + "&event=authn_login_success&address=127.0.0.1")).hasSize(1);
			assertThat(history(server, query + "&before=2020-01-01T00:00:00Z")).isEmpty();
			assertThat(server.get("/actuator/apisecurityaudit", TestServer.bearer("ada")).statusCode()).isEqualTo(403);
		}
	}

	private static List<JsonNode> history(TestServer server, String query) {
		HttpResponse<String> response = server.get("/actuator/apisecurityaudit?" + query,
				TestServer.bearer("root", "ADMIN"));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return TestServer.json(response).at("/events").valueStream().toList();
	}

	@Test
	void whenAShareIsAskedForAboutSoManyAreRecorded() throws Exception {
		AtomicInteger recorded = new AtomicInteger();
		try (Trail trail = new Trail(new EventFormat(Format.OWASP, "shop", () -> "node-1"),
				List.of(new TrailOutput("access-log", (batch, id) -> recorded.addAndGet(batch.size()), 0)),
				new Trail.Queue(10_000, Overflow.BLOCK, false, Duration.ofSeconds(20)))) {
			RequestRule rule = new RequestRuleFactory(new StaticListableBeanFactory()).rule("pattern", "/api/**",
					Set.of());
			AccessLogFilter filter = new AccessLogFilter(trail, rule, 0.1, (request) -> "192.0.2.1");
			for (int i = 0; i < 5000; i++) {
				filter.doFilter(new MockHttpServletRequest("GET", "/api/orders"), new MockHttpServletResponse(),
						new MockFilterChain());
			}
		}
		assertThat(recorded.get()).isBetween(380, 620);
	}

	@ParameterizedTest
	@CsvSource({ "sample=0, share of all requests", "sample=1.1, share of all requests",
			"jdbc=true, api-security.audit.sinks.jdbc.enabled",
			"pattern=, Property api-security.audit.access-log.pattern with",
			"pattern=api, Property api-security.audit.access-log.pattern with", "methods=FETCH, FETCH" })
	void whenOptionIsBadDoesNotStart(String option, String message) {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, AuditTrailAutoConfiguration.class,
					NetworkAutoConfiguration.class))
			.withPropertyValues("api-security.audit.access-log.enabled=true",
					"api-security.audit.access-log.pattern=/api/**", "api-security.audit.access-log." + option)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class StoredApi {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
				.generateUniqueName(true)
				.addScript(new ClassPathResource("schema.sql", JdbcTrail.class).getPath())
				.build();
		}

		@GetMapping("/api/orders")
		String orders() {
			return "orders";
		}

		@PostMapping("/api/orders")
		void order() {
		}

	}

}
