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

package io.github.apisecurity.problem;

import java.net.http.HttpResponse;
import java.util.Map;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.problem.OwnAdviceTests.RecordingSink;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.web.error.ErrorPage;
import org.springframework.boot.web.error.ErrorPageRegistrar;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.boot.webmvc.error.ErrorAttributes;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.View;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application with an {@link ErrorController} of its own, over HTTP.
 */
class OwnErrorControllerTests {

	@Test
	void whenTheApplicationHasAnErrorPageItAnswersErrorsAndRefusalsKeepABody() {
		try (TestServer server = TestServer.start(OwnErrorApplication.class)) {
			HttpResponse<String> unauthorized = server.get("/admin");
			assertThat(unauthorized.statusCode()).isEqualTo(401);
			assertThat(unauthorized.body()).contains("problems/unauthorized");
			HttpResponse<String> forbidden = server.get("/admin", TestServer.bearer("ada", "VIEWER"));
			assertThat(forbidden.statusCode()).isEqualTo(403);
			assertThat(forbidden.body()).contains("problems/forbidden");
			HttpResponse<String> missing = server.get("/nothing", TestServer.bearer("ada", "VIEWER"));
			assertThat(missing.statusCode()).isEqualTo(404);
			assertThat(missing.body()).isEqualTo("{\"own\":404}");
		}
	}

	@Test
	void whenTheApplicationHasErrorAttributesTheyAreTheBodyAndRefusalsKeepTheirs() {
		try (TestServer server = TestServer.start(OwnAttributesApplication.class,
				"spring.mvc.problemdetails.enabled=true")) {
			HttpResponse<String> unsupported = server.post("/admin", "{}", TestServer.bearer("ada", "ADMIN"));
			assertThat(unsupported.statusCode()).isEqualTo(405);
			assertThat(unsupported.body()).contains("\"title\":\"Method Not Allowed\"");
			HttpResponse<String> failing = server.get("/failure", TestServer.bearer("ada", "VIEWER"));
			assertThat(failing.statusCode()).isEqualTo(500);
			assertThat(failing.body()).isEqualTo("{\"own\":\"attributes\"}");
			assertThat(server.get("/admin").body()).contains("problems/unauthorized");
			assertThat(server.get("/admin", TestServer.bearer("ada", "VIEWER")).body()).contains("problems/forbidden");
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenTheApplicationHasPagesForErrorsBrowsersGetThemAndClientsProblems(CapturedOutput output) {
		String[] browser = { "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
		try (TestServer server = TestServer.start(OwnPagesApplication.class,
				"spring.web.resources.static-locations=classpath:/io/github/apisecurity/problem/pages/",
				"spring.web.error.include-message=always", "spring.web.error.include-stacktrace=never")) {
			assertThat(output).contains("'spring.web.error.include-message' has no effect")
				.doesNotContain("'spring.web.error.include-stacktrace'");
			HttpResponse<String> unauthorized = server.get("/admin", browser);
			assertThat(unauthorized.statusCode()).isEqualTo(401);
			assertThat(unauthorized.body()).contains("Please come later");
			assertThat(unauthorized.headers().firstValue("WWW-Authenticate")).isPresent();
			assertThat(unauthorized.headers().firstValue("Content-Type"))
				.hasValueSatisfying((type) -> assertThat(type).startsWith("text/html"));
			String[] bearer = TestServer.bearer("ada", "VIEWER");
			HttpResponse<String> missing = server.get("/nothing", browser[0], browser[1], bearer[0], bearer[1]);
			assertThat(missing.statusCode()).isEqualTo(404);
			assertThat(missing.body()).contains("Not here");
			assertThat(server.get("/nothing", bearer).body()).contains("problems/not-found");
			assertThat(
					server.get("/nothing", "Accept", "application/json, text/html;q=0.5", bearer[0], bearer[1]).body())
				.contains("problems/not-found");
			HttpResponse<String> failure = server.get("/failure", browser[0], browser[1], bearer[0], bearer[1]);
			assertThat(failure.statusCode()).isEqualTo(500);
			assertThat(failure.body()).contains("problems/internal-server-error");
		}
	}

	@Test
	void whenTheApplicationHasOnePageForAllErrorsBrowsersGetItAndPagesOfTheServerTheirStatuses() {
		try (TestServer server = TestServer.start(OwnViewApplication.class)) {
			assertThat(server.get("/admin", "Accept", "text/html").body()).isEqualTo("Something went wrong: 401");
			assertThat(server.get("/admin").body()).contains("problems/unauthorized");
			String[] bearer = TestServer.bearer("ada", "VIEWER");
			assertThat(server.get("/orders/5", bearer).body()).isEqualTo("single page");
			assertThat(server.get("/nothing", bearer).body()).isEqualTo("single page");
			assertThat(server.get("/failure", bearer).body()).contains("problems/internal-server-error");
			assertThat(server.get("/admin", bearer).body()).contains("problems/forbidden");
		}
	}

	@Test
	void whenTheApplicationHasErrorPagesTheContainerShowsThem() {
		try (TestServer server = TestServer.start(OwnRegistrarApplication.class)) {
			String[] bearer = TestServer.bearer("ada", "VIEWER");
			assertThat(server.get("/orders/5", "Accept", "text/html", bearer[0], bearer[1]).body())
				.isEqualTo("single page");
			assertThat(server.get("/admin").body()).contains("problems/unauthorized");
		}
	}

	@ParameterizedTest
	@CsvSource({ "true, true", "true, false", "false, false" })
	void whenErrorsAreTheApplicationsAndItsAdviceCatchesAllRefusalsStandAndAreRecorded(boolean enabled,
			boolean ownErrorPage) {
		try (TestServer server = TestServer.start(
				(ownErrorPage) ? OwnErrorAndAdviceApplication.class : OwnAttributesAndAdviceApplication.class,
				"api-security.problem.enabled=" + enabled)) {
			String[] bearer = TestServer.bearer("ada", "VIEWER");
			RecordingSink sink = server.context().getBean(RecordingSink.class);
			assertThat(server.get("/limited", bearer).statusCode()).isEqualTo(200);
			assertThat(server.get("/limited", bearer).statusCode()).isEqualTo(429);
			assertThat(server.get("/admin", bearer).statusCode()).isEqualTo(403);
			assertThat(server.get("/pages?size=200", bearer).statusCode()).isEqualTo(400);
			HttpResponse<String> unreadable = server.post("/names", "{\"name\": \"a\", \"more\": 1}", bearer);
			assertThat(unreadable.statusCode()).isEqualTo(400);
			assertThat(unreadable.body()).contains("\"own\":");
			assertThat(server.post("/mails", "{\"address\": \"a***@example.com\"}", bearer).statusCode())
				.isEqualTo(422);
			assertThat(server.post("/names", "{\"name\": \"too long\"}", bearer).body())
				.isEqualTo("{\"own\":\"invalid\"}");
			assertThat(server.get("/failing", bearer).body()).isEqualTo("{\"own\":\"anything\"}");
			assertThat(sink.types()).filteredOn((type) -> !type.equals("sys_startup"))
				.containsExactly("authn_login_success", "excess_rate_limit_exceeded", "authz_fail",
						"input_validation_fail", "input_validation_fail", "input_validation_fail",
						"input_validation_fail");
		}
	}

	private static ErrorAttributes ownErrorAttributes() {
		return new DefaultErrorAttributes() {
			@Override
			public Map<String, Object> getErrorAttributes(WebRequest request, ErrorAttributeOptions options) {
				return Map.of("own", "attributes");
			}
		};
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ OwnAdviceTests.OwnController.class, OwnAdviceTests.OwnAdvice.class, OwnErrorController.class,
			RecordingSink.class })
	static class OwnErrorAndAdviceApplication {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ OwnAdviceTests.OwnController.class, OwnAdviceTests.OwnAdvice.class, RecordingSink.class })
	static class OwnAttributesAndAdviceApplication {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		ErrorAttributes errorAttributes() {
			return ownErrorAttributes();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(AdminController.class)
	static class OwnPagesApplication {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(AdminController.class)
	static class OwnAttributesApplication {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		ErrorAttributes errorAttributes() {
			return ownErrorAttributes();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ AdminController.class, OwnErrorController.class })
	static class OwnErrorApplication {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

	}

	/**
	 * Has two sources of messages, too, of which none is for others.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(AdminController.class)
	static class OwnViewApplication {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> singlePage() {
			return (factory) -> factory.addErrorPages(new ErrorPage(HttpStatus.NOT_FOUND, "/page"));
		}

		@Bean
		View error() {
			return (model, request, response) -> response.getWriter()
				.print("Something went wrong: " + response.getStatus());
		}

		@Bean
		MessageSource messageSource() {
			return new StaticMessageSource();
		}

		@Bean
		MessageSource mailTexts() {
			return new StaticMessageSource();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(AdminController.class)
	static class OwnRegistrarApplication {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		ErrorPageRegistrar pages() {
			return (registry) -> registry.addErrorPages(new ErrorPage(HttpStatus.NOT_FOUND, "/page"));
		}

	}

	@RestController
	static class AdminController {

		@RequestMapping("/page")
		String page() {
			return "single page";
		}

		@GetMapping("/admin")
		@PreAuthorize("hasRole('ADMIN')")
		String admin() {
			return "admin";
		}

		@GetMapping("/orders/{id}")
		String order() {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND);
		}

		@GetMapping("/failure")
		String failure() {
			throw new IllegalStateException("broken");
		}

	}

	@RestController
	static class OwnErrorController implements ErrorController {

		@RequestMapping("/error")
		Map<String, Object> error(HttpServletRequest request) {
			return Map.of("own", request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
		}

	}

}
