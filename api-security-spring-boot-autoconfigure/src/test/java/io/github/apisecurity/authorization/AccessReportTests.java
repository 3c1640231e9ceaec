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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.TestTokens;
import io.github.apisecurity.masking.Masked;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.customizers.GlobalOperationCustomizer;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

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
				RULES + "[3].roles=EDITOR", RULES + "[4].pattern=/management/**", RULES + "[4].roles=OPERATOR",
				RULES + "[5].pattern=/any", RULES + "[5].access=permit-all")
			.run((context) -> {
				AccessReport report = context.getBean(AccessReport.class);
				assertThat(decision(report, "GET", "/orders/{id}")).containsExactly(RULES + "[0]", RULES + "[1]");
				assertThat(decision(report, "POST", "/orders/{id}")).containsExactly(RULES + "[0]", "default");
				assertThat(decision(report, "DELETE", "/any")).containsExactly(RULES + "[5]");
				assertThat(decision(report, "POST", "/nested/deep")).containsExactly(RULES + "[2]");
				assertThat(decision(report, "GET", "/plain")).containsExactly("default");
				assertThat(decision(report, "PUT", "context:/soap/**")).containsExactly(RULES + "[3]");
				assertThat(decision(report, "GET", "/actuator/health/**")).containsExactly("actuator-authorities");
				assertThat(report.endpoints()).filteredOn((found) -> found.pattern().equals("/actuator/health/**"))
					.extracting(EndpointAccess::method)
					.containsExactly("GET");
				assertThat(decision(report, "GET", "/**")).contains("default");
				EndpointAccess metadata = endpoint(report, "GET", "context:/.well-known/oauth-protected-resource/**");
				assertThat(metadata.access()).isEqualTo("permit-all");
				assertThat(metadata.decidedBy()).containsExactly("api-security.authentication.resource-metadata");
				assertThat(decision(report, "GET", "/socket")).containsExactly("default");
				assertThat(endpoint(report, "GET", "/guarded").methodRule())
					.isEqualTo("@PreAuthorize(hasAnyRole('ADMIN'.split(',')))");
				assertThat(endpoint(report, "GET", "/guarded").isDecided()).isTrue();
				assertThat(endpoint(report, "GET", "/plain").isDecided()).isFalse();
				assertThat(report.findings()).isEmpty();
				GlobalOperationCustomizer open = context.getBean("apiSecurityOpenOperationCustomizer",
						GlobalOperationCustomizer.class);
				RequestMappingInfoHandlerMapping handlers = context.getBean("requestMappingHandlerMapping",
						RequestMappingInfoHandlerMapping.class);
				handlers.getHandlerMethods()
					.values()
					.forEach((handler) -> assertThat(open.customize(new Operation(), handler).getSecurity() != null)
						.as(handler.toString())
						.isEqualTo(handler.getMethod().getName().equals("any")));
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

	@Test
	void whatIsIgnoredIsOpen(CapturedOutput output) {
		this.contextRunner
			.withBean(WebSecurityCustomizer.class, () -> (web) -> web.ignoring().requestMatchers("/plain/**"))
			.withPropertyValues(RULES + "[0].pattern=/plain/**", RULES + "[0].roles=EDITOR",
					RULES + "[1].pattern=/guarded", RULES + "[1].roles=EDITOR")
			.run((context) -> {
				AccessReport report = context.getBean(AccessReport.class);
				EndpointAccess plain = endpoint(report, "GET", "/plain");
				assertThat(plain.decidedBy()).containsExactly("application");
				assertThat(plain.isOpen()).isTrue();
				assertThat(decision(report, "GET", "/guarded")).containsExactly(RULES + "[1]");
				assertThat(report.findings()).anyMatch((finding) -> finding.contains(RULES + "[0]"));
				assertThat(output).containsPattern("filter chain '[^']*/plain.*lets everybody pass");
			});
	}

	// Each kind of finding, planted.
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"/orders/**, roles=EDITOR | /orders/vip, access=authenticated | never decides",
			"/Orders/**, roles=EDITOR | /plain, roles=EDITOR | is for nothing",
			"/ctx/orders/**, roles=EDITOR | /plain, roles=EDITOR | is for nothing",
			"/orders/, roles=EDITOR | /plain, roles=EDITOR | is for nothing",
			"/orders/**, authorities=EDITOR | /plain, roles=EDITOR | asks for 'EDITOR', which no caller has",
			"/orders/**, scopes=read | /plain, roles=EDITOR | asks for 'SCOPE_read', which no caller has",
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

	@Test
	void whenRulesOfFeaturesAreForNothingTells() {
		List<String> rules = List.of("api-security.rate-limit.routes[0]",
				"api-security.authentication.step-up.rules[0]", "api-security.headers.paths[0]",
				"api-security.validation.request.paths[0]", "api-security.cors.rules[0]",
				"api-security.audit.access-log");
		this.contextRunner.withPropertyValues("api-security.rate-limit.policies.p.limits=5/1m",
				"api-security.rate-limit.routes[0].policies=p", "api-security.authentication.step-up.rules[0].acr=gold",
				"api-security.cors.rules[0].allowed-origins=https://a.example",
				"api-security.audit.access-log.enabled=true", "api-security.audit.sinks.file.path=target/access.jsonl",
				"api-security.headers.paths[0].preset=api", "api-security.headers.paths[1].pattern=/orders/**",
				"api-security.headers.paths[1].preset=api", "api-security.detection.honeypots=/nothing",
				RULES + "[0].pattern=/management/**", RULES + "[0].access=deny-all")
			.withPropertyValues(rules.stream().map((rule) -> rule + ".pattern=/Orders/**").toArray(String[]::new))
			.run((context) -> assertThat(context.getBean(AccessReport.class).findings()).hasSameSizeAs(rules)
				.allMatch((found) -> found.contains("with '/Orders/**' is for nothing that the application serves")
						&& rules.stream().anyMatch((rule) -> found.startsWith("'" + rule))));
	}

	@Test
	void whenAChainOfTheApplicationIsForEverythingRulesForNothingAreToldButNotThoseForItsLogin() {
		this.contextRunner.withUserConfiguration(LoginChain.class)
			.withPropertyValues("api-security.rate-limit.policies.p.limits=5/1m",
					"api-security.rate-limit.routes[0].policies=p",
					"api-security.rate-limit.routes[0].pattern=/Orders/**", "api-security.headers.paths[0].preset=api",
					"api-security.headers.paths[0].pattern=/nestd/*", "api-security.rate-limit.routes[1].policies=p",
					"api-security.rate-limit.routes[1].pattern=/enter", "api-security.rate-limit.routes[2].policies=p",
					"api-security.rate-limit.routes[2].pattern=/logout", "api-security.headers.paths[1].preset=api",
					"api-security.headers.paths[1].pattern=/orders/**")
			.run((context) -> assertThat(context.getBean(AccessReport.class).findings()).hasSize(2)
				.anyMatch((found) -> found.startsWith("'api-security.rate-limit.routes[0]"))
				.anyMatch((found) -> found.startsWith("'api-security.headers.paths[0]")));
	}

	// As those of Spring Data REST.
	@Test
	void whenMappingHasOthersInsideTheirHandlersAreEndpoints() {
		this.contextRunner.withUserConfiguration(Delegating.class)
			.withPropertyValues(RULES + "[0].pattern=/books/**", RULES + "[0].roles=EDITOR")
			.run((context) -> {
				AccessReport report = context.getBean(AccessReport.class);
				assertThat(decision(report, "GET", "/{repository}")).containsExactly(RULES + "[0]", "default");
				assertThat(report.findings()).noneMatch((found) -> found.contains("/books"));
			});
	}

	@ParameterizedTest
	@CsvSource({ "[0], prometheus", ".2fa, ROLE_OPS", "[-], ROLE_OPS" })
	void whenActuatorEndpointIsNoneStops(String endpoint, String authority) {
		String key = "api-security.authorization.actuator-endpoints" + endpoint;
		this.contextRunner.withPropertyValues(key + "=" + authority)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("actuator-endpoints"));
	}

	@Test
	void whenChainOfApplicationMayServeRuleIsQuiet() {
		this.contextRunner.withUserConfiguration(WebChain.class)
			.withPropertyValues("api-security.cors.rules[0].pattern=/login", RULES + "[0].pattern=/management/**",
					RULES + "[0].access=deny-all", "api-security.cors.rules[0].allowed-origins=https://a.example")
			.run((context) -> assertThat(context.getBean(AccessReport.class).findings()).isEmpty());
	}

	@Test
	void whenNobodyCanHaveAuthorityTells() {
		this.contextRunner.withUserConfiguration(Asking.class)
			.withPropertyValues("spring.security.oauth2.resourceserver.jwt.authority-prefix=SCOPE_",
					"api-security.authorization.actuator-authorities=OPS",
					"api-security.authorization.actuator-endpoints.info=SCOPE_info,INFO",
					"api-security.masking.strategies.s.reveal-to=AUDITOR")
			.run((context) -> assertThat(context.getBean(AccessReport.class).findings())
				.anyMatch((found) -> found.contains("actuator-authorities' asks for 'OPS'"))
				.anyMatch((found) -> found.contains("actuator-endpoints.info' asks for 'INFO'"))
				.anyMatch((found) -> found.contains("strategies.s.reveal-to' asks for 'AUDITOR'"))
				.anyMatch((found) -> found.contains("@PreAuthorize on ") && found.contains("asks for 'ROLE_ADMIN'"))
				.anyMatch(
						(found) -> found.contains("'revealTo' on ") && found.contains("#iban asks for 'ROLE_SUPPORT'"))
				.noneMatch((found) -> found.contains("asks for 'SCOPE_")));
	}

	@Test
	void whenCallersGetAuthorityInSomeWayIsQuiet() {
		this.contextRunner.withUserConfiguration(Asking.class)
			.withPropertyValues("spring.security.oauth2.resourceserver.jwt.authority-prefix=SCOPE_",
					"api-security.authentication.api-keys.enabled=true",
					"api-security.authentication.api-keys.peppers.1=" + "c2VjcmV0".repeat(8),
					"api-security.authentication.api-keys.keys.abcdefghijklmnop.hash=1:" + "a".repeat(64),
					"api-security.authentication.api-keys.keys.abcdefghijklmnop.owner=o",
					"api-security.authentication.api-keys.keys.abcdefghijklmnop.authorities=ROLE_ADMIN",
					"api-security.authorization.role-hierarchy=ADMIN > SUPPORT", RULES + "[0].pattern=/management/**",
					RULES + "[0].access=deny-all")
			.run((context) -> {
				assertThat(context.getBean(AccessReport.class).findings()).isEmpty();
				OpenAPI description = new OpenAPI();
				context.getBean("apiSecuritySchemesOpenApiCustomizer", GlobalOpenApiCustomizer.class)
					.customise(description);
				assertThat(description.getComponents().getSecuritySchemes()).containsOnlyKeys("bearer", "apiKey");
				assertThat(description.getSecurity()).hasSize(2);
			});
		this.contextRunner.withUserConfiguration(Asking.class)
			.withPropertyValues("spring.security.oauth2.resourceserver.jwt.authority-prefix=SCOPE_",
					RULES + "[0].pattern=/management/**", RULES + "[0].access=deny-all")
			.withBean(UserDetailsService.class, () -> (name) -> {
				throw new UsernameNotFoundException(name);
			})
			.run((context) -> assertThat(context.getBean(AccessReport.class).findings()).isEmpty());
	}

	// Whoever uploads a file must not prevent the next start.
	@Test
	void whenNameOfFileIsNoPatternStarts(@TempDir Path files) throws Exception {
		for (String name : List.of("a{b.pdf", "x}.txt", "star*.txt", "plain.txt")) {
			Files.createFile(files.resolve(name));
		}
		this.contextRunner.withPropertyValues("spring.web.resources.static-locations=" + files.toUri())
			.run((context) -> assertThat(context.getBean(AccessReport.class).endpoints())
				.filteredOn((endpoint) -> endpoint.handler().equals("static resource"))
				.extracting(EndpointAccess::pattern)
				.contains("/plain.txt/**")
				.doesNotContain("/a{b.pdf/**", "/x}.txt/**", "/star*.txt/**"));
	}

	@Test
	void whenPatternIsForAnotherMatcherCountsWhatIsBelow() {
		this.contextRunner.withUserConfiguration(AntController.class)
			.withPropertyValues("spring.mvc.pathmatch.matching-strategy=ant_path_matcher",
					RULES + "[0].pattern=/files/**", RULES + "[0].roles=EDITOR")
			.run((context) -> {
				AccessReport report = context.getBean(AccessReport.class);
				assertThat(decision(report, "GET", "/files/**/raw")).containsExactly(RULES + "[0]");
				assertThat(report.findings()).noneMatch((finding) -> finding.contains("is for nothing"));
			});
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

	@RestController
	static class AntController {

		@GetMapping("/files/**/raw")
		void raw() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Asking.Bean.class, Asking.CustomerController.class })
	static class Asking {

		static class Bean {

			@PreAuthorize("hasRole('ADMIN') or hasAuthority('SCOPE_x')")
			void guarded() {
			}

		}

		@RestController
		static class CustomerController {

			@GetMapping("/customer")
			Customer customer() {
				return new Customer("x");
			}

		}

		record Customer(@Masked(revealTo = "ROLE_SUPPORT") String iban) {

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WebChain {

		@Bean
		@Order(1)
		SecurityFilterChain web(HttpSecurity http) {
			return http.securityMatcher("/plain/**", "/login")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LoginChain {

		@Bean
		SecurityFilterChain everything(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.formLogin((login) -> login.loginProcessingUrl("/enter"))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Delegating {

		@Bean
		HandlerMapping delegatingMapping(ApplicationContext context) throws NoSuchMethodException {
			RequestMappingHandlerMapping inner = new RequestMappingHandlerMapping();
			inner.setApplicationContext(context);
			inner.registerMapping(RequestMappingInfo.paths("/{repository}").methods(RequestMethod.GET).build(), this,
					Delegating.class.getDeclaredMethod("items"));
			return new DelegatingMapping(List.of(inner));
		}

		String items() {
			return "items";
		}

	}

	record DelegatingMapping(List<HandlerMapping> mappings) implements HandlerMapping, Iterable<HandlerMapping> {

		@Override
		public Iterator<HandlerMapping> iterator() {
			return this.mappings.iterator();
		}

		@Override
		public HandlerExecutionChain getHandler(HttpServletRequest request) {
			return null;
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
		SimpleUrlHandlerMapping sockets() {
			return new SimpleUrlHandlerMapping(
					Map.of("/socket", new WebSocketHttpRequestHandler(new TextWebSocketHandler())), 1);
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
