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

import java.util.List;

import io.github.apisecurity.TestTokens;
import jakarta.servlet.http.HttpServlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.web.servlet.function.RequestPredicates.GET;
import static org.springframework.web.servlet.function.RequestPredicates.POST;
import static org.springframework.web.servlet.function.RequestPredicates.path;
import static org.springframework.web.servlet.function.RouterFunctions.nest;
import static org.springframework.web.servlet.function.RouterFunctions.route;

/**
 * Tests for {@link AccessReport}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AccessReportTests {

	private static final String RULES = "api-security.authorization.rules";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withUserConfiguration(Api.class)
		.withPropertyValues("management.health.redis.enabled=false",
				"spring.security.oauth2.resourceserver.jwt.authority-prefix=ROLE_");

	@Test
	void classifiesEveryKindOfEndpoint() {
		this.contextRunner.withPropertyValues(RULES + "[0].pattern=/orders/vip", RULES + "[0].roles=VIP",
				RULES + "[1].pattern=/orders/**", RULES + "[1].methods=GET", RULES + "[1].access=permit-all",
				RULES + "[2].pattern=/nested/**", RULES + "[2].roles=EDITOR", RULES + "[3].pattern=context:/soap/**",
				RULES + "[3].roles=EDITOR", RULES + "[4].pattern=/management/**", RULES + "[4].roles=OPERATOR")
			.run((context) -> {
				AccessReport report = context.getBean(AccessReport.class);
				assertThat(decision(report, "GET", "/orders/{id}")).containsExactly(RULES + "[0]", RULES + "[1]");
				assertThat(decision(report, "POST", "/orders/{id}")).containsExactly(RULES + "[0]", "default");
				assertThat(decision(report, "DELETE", "/any")).containsExactly("default");
				assertThat(decision(report, "POST", "/nested/deep")).containsExactly(RULES + "[2]");
				assertThat(decision(report, "GET", "/plain")).containsExactly("default");
				assertThat(decision(report, "PUT", "context:/soap/**")).containsExactly(RULES + "[3]");
				assertThat(decision(report, "GET", "/actuator/health/**")).containsExactly("actuator-authorities");
				assertThat(decision(report, "GET", "/**")).contains("default");
				assertThat(endpoint(report, "GET", "/guarded").methodRule())
					.isEqualTo("@PreAuthorize(hasAnyRole('ADMIN'.split(',')))");
				assertThat(endpoint(report, "GET", "/guarded").isDecided()).isTrue();
				assertThat(endpoint(report, "GET", "/plain").isDecided()).isFalse();
				assertThat(report.findings()).isEmpty();
			});
	}

	@Test
	void whatIsOpenIsToldAndSoIsWhatOtherChainsDecide() {
		this.contextRunner.withUserConfiguration(WebChain.class)
			.withPropertyValues("api-security.headers.csp-report-path=/csp-report",
					"api-security.network.security-txt.contact[0]=mailto:security@example.com",
					"api-security.network.security-txt.expires=2099-01-01T00:00:00Z",
					"api-security.authorization.default=deny", RULES + "[0].pattern=/guarded",
					RULES + "[1].pattern=/plain/**")
			.run((context) -> {
				AccessReport report = context.getBean(AccessReport.class);
				EndpointAccess reports = endpoint(report, "POST", "/csp-report");
				assertThat(reports.decidedBy()).containsExactly("api-security.headers.csp-report-path");
				assertThat(reports.access()).isEqualTo("permit-all");
				EndpointAccess text = endpoint(report, "GET", "context:/.well-known/security.txt");
				assertThat(text.decidedBy()).containsExactly("api-security.network.security-txt");
				assertThat(text.access()).isEqualTo("permit-all");
				assertThat(decision(report, "GET", "/plain")).containsExactly("application");
				assertThat(decision(report, "GET", "/guarded")).containsExactly(RULES + "[0]");
				assertThat(report.findings()).anyMatch((finding) -> finding.contains(RULES + "[1]")
						&& finding.contains("is for nothing that the application serves where rules apply"));
			});
	}

	// Each kind of finding, planted.
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"/orders/**, roles=EDITOR | /orders/vip, access=authenticated | never decides",
			"/Orders/**, roles=EDITOR | /plain, roles=EDITOR | is for nothing",
			"/ctx/orders/**, roles=EDITOR | /plain, roles=EDITOR | is for nothing",
			"/orders/, roles=EDITOR | /plain, roles=EDITOR | is for nothing",
			"/orders/**, authorities=EDITOR | /plain, roles=EDITOR | asks for 'EDITOR', which no token has",
			"/orders/**, scopes=read | /plain, roles=EDITOR | asks for 'SCOPE_read', which no token has",
			"/actuator/**, access=permit-all | /plain, roles=EDITOR | opens the actuator",
			"/management/**, access=authenticated | /plain, roles=EDITOR | /management/jobs' looks like administration" })
	void whenRuleDoesNotDoWhatItIsMeantForTells(String first, String second, String finding, CapturedOutput output) {
		String[] rules = { RULES + "[0].pattern=" + first.split(", ")[0], RULES + "[0]." + first.split(", ")[1],
				RULES + "[1].pattern=" + second.split(", ")[0], RULES + "[1]." + second.split(", ")[1] };
		this.contextRunner.withPropertyValues(rules).run((context) -> {
			assertThat(context.getBean(AccessReport.class).findings()).anyMatch((found) -> found.contains(finding));
			assertThat(output).contains(finding);
		});
		this.contextRunner.withPropertyValues(rules)
			.withPropertyValues("api-security.authorization.linter=fail")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("api-security.authorization.linter"));
	}

	// One that would deny is no finding: it stops the start whatever the linter does.
	@Test
	void whenStricterRuleNeverDecidesStops() {
		this.contextRunner
			.withPropertyValues(RULES + "[0].pattern=/orders/**", RULES + "[1].pattern=/orders/vip",
					RULES + "[1].roles=VIP", "api-security.authorization.linter=off")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(RULES + "[1].pattern"));
	}

	@ParameterizedTest
	@CsvSource({ "roles=A, roles=A;scopes=b, false", "roles=A;scopes=b, roles=A, true", "roles=A, roles=A,true",
			"roles=A, access=permit-all, true", "access=permit-all, roles=A, false", "access=deny-all, roles=A, true",
			"roles=A, access=deny-all, false", "roles=A, access=authenticated, true", "access=bean:x, roles=A, false",
			"access=bean:x, access=authenticated, false", "addresses=10.0.0.0/8, access=authenticated, true",
			"access=authenticated, addresses=10.0.0.0/8, false" })
	void tellsWhichRuleIsStricter(String earlier, String later, boolean expected) {
		this.contextRunner
			.withPropertyValues(
					(RULES + "[0].pattern=/orders/**;" + RULES + "[0]." + earlier.replace(";", ";" + RULES + "[0]."))
						.split(";"))
			.withPropertyValues(
					(RULES + "[1].pattern=/orders/vip;" + RULES + "[1]." + later.replace(";", ";" + RULES + "[1]."))
						.split(";"))
			.withBean("x", AuthenticatedAuthorizationManager.class, AuthenticatedAuthorizationManager::authenticated)
			.run((context) -> assertThat(context.getStartupFailure() == null).isEqualTo(expected));
	}

	private static List<String> decision(AccessReport report, String method, String pattern) {
		return endpoint(report, method, pattern).decidedBy();
	}

	private static EndpointAccess endpoint(AccessReport report, String method, String pattern) {
		return report.endpoints()
			.stream()
			.filter((endpoint) -> endpoint.method().equals(method) && endpoint.pattern().equals(pattern))
			.findFirst()
			.orElseThrow(() -> new AssertionError(method + " " + pattern + " is not in " + report));
	}

	@Configuration(proxyBeanMethods = false)
	static class WebChain {

		@Bean
		@Order(1)
		SecurityFilterChain web(HttpSecurity http) {
			return http.securityMatcher("/plain/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
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
		RouterFunction<ServerResponse> routes() {
			return nest(path("/nested"), route(POST("/deep"), (request) -> ServerResponse.ok().build()))
				.and(route(GET("/plain"), (request) -> ServerResponse.ok().build()));
		}

		@Bean
		ServletRegistrationBean<HttpServlet> soap() {
			return new ServletRegistrationBean<>(new HttpServlet() {
			}, "/soap/*");
		}

		@RestController
		static class OrderController {

			@GetMapping("/orders/{id}")
			String read() {
				return "order";
			}

			@PostMapping("/orders/{id}")
			String write() {
				return "order";
			}

			@RequestMapping("/any")
			String any() {
				return "any";
			}

			@GetMapping("/administration/users")
			@RequireRole("ADMIN")
			String users() {
				return "users";
			}

			@GetMapping("/management/jobs")
			String jobs() {
				return "jobs";
			}

			@GetMapping("/guarded")
			@RequireRole("ADMIN")
			String guarded() {
				return "guarded";
			}

		}

	}

}
