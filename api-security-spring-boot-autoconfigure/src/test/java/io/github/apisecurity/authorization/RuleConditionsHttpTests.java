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

package io.github.apisecurity.authorization;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.apisecurity.TestApplication;
import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the conditions of rules over HTTP.
 */
class RuleConditionsHttpTests {

	private static final String RULES = "api-security.authorization.rules";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class, "spring.config.import=classpath:authorization-rules.yml");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void documentedRulesAreThese() throws IOException {
		String yaml = new ClassPathResource("authorization-rules.yml").getContentAsString(StandardCharsets.UTF_8);
		assertThat(Files.readString(Path.of("../docs/authorization.md")))
			.contains(yaml.substring(yaml.indexOf("api-security:"), yaml.indexOf("  network:")));
	}

	// Conditions of two kinds have to hold, of one kind any value will do.
	@ParameterizedTest
	@CsvSource({ "/public/x, '', 200", "/roles/x, '', 401", "/roles/x, VIEWER, 403", "/roles/x, EDITOR, 200",
			"/roles/x, ADMIN, 200", "/roles/x, TESTER, 200", "/both/x, SCOPE_reports.read, 403", "/both/x, EDITOR, 403",
			"/both/x, EDITOR SCOPE_reports.read, 200", "/both/x, EDITOR SCOPE_reports.write, 403",
			"/all/x, SCOPE_a, 403", "/all/x, SCOPE_a SCOPE_b, 200", "/any/x, SCOPE_a, 200", "/any/x, ADMIN, 200",
			"/any/x, EDITOR, 403", "/any/x, '', 401", "/denied/x, ADMIN, 403", "/other/x, '', 401",
			"/other/x, VIEWER, 200" })
	void conditionsAreCombined(String path, String authorities, int status) {
		assertThat(get(path, authorities)).isEqualTo(status);
	}

	@Test
	void whenClientHasNoneOfTheAddressesIsRefused() {
		assertThat(get("/internal/x", "ADMIN", "X-Forwarded-For", "10.1.2.3")).isEqualTo(200);
		assertThat(get("/internal/x", "ADMIN", "X-Forwarded-For", "192.0.2.1")).isEqualTo(403);
		assertThat(get("/internal/x", "ADMIN", "X-Forwarded-For", "10.1.2.3, 192.0.2.1")).isEqualTo(403);
		assertThat(get("/internal/x", "ADMIN", "X-Forwarded-For", "unknown")).isEqualTo(403);
		assertThat(get("/internal/x", "VIEWER", "X-Forwarded-For", "10.1.2.3")).isEqualTo(403);
		assertThat(get("/hook/x", "", "X-Forwarded-For", "10.1.2.3")).isEqualTo(200);
		assertThat(get("/hook/x", "", "X-Forwarded-For", "192.0.2.1")).isEqualTo(401);
	}

	@Test
	void whenAccessIsABeanItDecides() {
		assertThat(get("/tenants/alice/x", "VIEWER")).isEqualTo(200);
		assertThat(get("/tenants/bob/x", "VIEWER")).isEqualTo(403);
		assertThat(get("/tenants/bob/x", "")).isEqualTo(401);
	}

	// One that abstains has granted nothing.
	@Test
	void whenBeanAbstainsIsRefused() {
		assertThat(get("/abstains/x", "ADMIN")).isEqualTo(403);
	}

	// It takes nothing away from the rules after it either.
	@Test
	void whenRuleIsAShadowTellsWhomItWouldDeny() {
		assertThat(get("/beta/x", "VIEWER")).isEqualTo(200);
		assertThat(get("/beta/x", "TESTER")).isEqualTo(200);
		assertThat(get("/beta/x", "")).isEqualTo(401);
		assertThat(get("/fails/x", "VIEWER")).isEqualTo(200);
		// The result of a handler is no other request.
		assertThat(get("/beta/later", "VIEWER")).isEqualTo(200);
		RuleAuthorizationManager rules = server.context().getBean(AuthorizationChainCustomizer.class).applied();
		assertThat(rules.wouldDeny()).isEqualTo(Map.of(RULES + "[9]", 2L, RULES + "[10]", 1L));
	}

	@Test
	void whenForwardedToAHandlerThatAnswersLaterIsNotAuthorizedAgain() {
		assertThat(get("/public/page", "")).isEqualTo(200);
	}

	@Test
	void whenDefaultIsDenyNeedsARule() {
		try (TestServer strict = TestServer.start(Api.class, "api-security.authorization.default=deny",
				RULES + "[0].pattern=/open/**", RULES + "[1].pattern=/beta/**", RULES + "[1].roles=TESTER",
				RULES + "[1].mode=shadow", RULES + "[2].pattern=/beta/**", RULES + "[2].access=permit-all")) {
			assertThat(strict.get("/open/x", TestServer.bearer("alice", "ADMIN")).statusCode()).isEqualTo(200);
			assertThat(strict.get("/other/x", TestServer.bearer("alice", "ADMIN")).statusCode()).isEqualTo(403);
			assertThat(strict.get("/other/x").statusCode()).isEqualTo(401);
			// Whether everybody may pass is no request of somebody.
			strict.get("/beta/x?access_token=1", TestServer.bearer("alice", "TESTER"));
			assertThat(strict.context().getBean(AuthorizationChainCustomizer.class).applied().wouldDeny())
				.containsValue(0L);
		}
	}

	private int get(String path, String authorities, String... headers) {
		var request = server.request(path).method("GET", BodyPublishers.noBody());
		if (!authorities.isEmpty()) {
			request.headers(
					TestServer.bearer("alice", authorities.replaceAll("\\b(?!SCOPE_)[A-Z]+\\b", "ROLE_$0").split(" ")));
		}
		return server.send(request, headers).statusCode();
	}

	@TestApplication
	static class Api {

		@Bean
		AuthorizationManager<RequestAuthorizationContext> sameTenant() {
			return (authentication,
					context) -> new AuthorizationDecision(context.getRequest()
						.getRequestURI()
						.startsWith("/tenants/" + authentication.get().getName() + "/"));
		}

		@Bean
		AuthorizationManager<RequestAuthorizationContext> abstaining() {
			return (authentication, context) -> null;
		}

		@Bean
		AuthorizationManager<RequestAuthorizationContext> failing() {
			return (authentication, context) -> {
				throw new IllegalStateException("failing");
			};
		}

		@Bean
		WebMvcConfigurer pages() {
			return new WebMvcConfigurer() {
				@Override
				public void addViewControllers(ViewControllerRegistry registry) {
					registry.addViewController("/public/page").setViewName("forward:/parts/page");
				}
			};
		}

		@RestController
		static class AnyController {

			@RequestMapping({ "/beta/later", "/parts/page" })
			Callable<String> later() {
				return () -> "later";
			}

			@RequestMapping("/**")
			String any() {
				return "any";
			}

		}

	}

}
