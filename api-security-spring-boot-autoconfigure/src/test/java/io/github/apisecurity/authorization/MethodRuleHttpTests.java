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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.http.HttpResponse;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.authentication.stepup.RequireStepUp;
import io.github.apisecurity.ratelimit.RateLimited;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import org.aopalliance.intercept.MethodInvocation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.method.HandleAuthorizationDenied;
import org.springframework.security.authorization.method.MethodAuthorizationDeniedHandler;
import org.springframework.security.core.annotation.AnnotationTemplateExpressionDefaults;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that rules of handler methods are decided before their arguments are bound.
 */
@ExtendWith(OutputCaptureExtension.class)
class MethodRuleHttpTests {

	private static final String INVALID = "{\"name\":\"\"}";

	private static final String VALID = "{\"name\":\"x\"}";

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(Api.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/pre", "/interface", "/template", "/secured", "/roles", "/bean", "/property", "/class" })
	void whenCallerMayNotCallNothingOfTheBodyIsRead(String path) {
		assertThat(post(path, INVALID, "VIEWER").statusCode()).isEqualTo(403);
		assertThat(post(path, "{", "VIEWER").statusCode()).isEqualTo(403);
		assertThat(post(path + "?unknown=1", VALID, "VIEWER").statusCode()).isEqualTo(403);
		assertThat(post(path, INVALID, "ADMIN").statusCode()).isEqualTo(400);
		assertThat(post(path, VALID, "ADMIN").statusCode()).isEqualTo(200);
		// By the hierarchy of roles.
		assertThat(post(path, VALID, "ROOT").statusCode()).isEqualTo(200);
	}

	@Test
	void whenStepUpIsNeededNothingOfTheBodyIsRead() {
		assertThat(post("/step-up", INVALID, "ADMIN").headers().firstValue("WWW-Authenticate").orElse(""))
			.contains("insufficient_user_authentication");
	}

	@Test
	void annotationsOfJsr250Apply() {
		assertThat(post("/deny", VALID, "ROOT").statusCode()).isEqualTo(403);
		assertThat(post("/permit", VALID, "VIEWER").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/argument", "/function" })
	void whenRuleNeedsArgumentsItIsDecidedAfterBinding(String path) {
		assertThat(post(path, INVALID, "VIEWER").statusCode()).isEqualTo(400);
		assertThat(post(path, VALID, "VIEWER").statusCode()).isEqualTo(403);
		assertThat(post(path, "{\"name\":\"VIEWER\"}", "VIEWER").statusCode()).isEqualTo(200);
	}

	@Test
	void whenApplicationHandlesDenialItStillDoes() {
		assertThat(post("/handled", VALID, "VIEWER").body()).isEqualTo("handled");
	}

	@Test
	void denialIsRecordedOnce(CapturedOutput output) {
		post("/recorded", VALID, "VIEWER");
		await().untilAsserted(() -> assertThat(
				output.getOut().lines().filter((line) -> line.contains("\"request_uri\":\"/recorded\"")))
			.filteredOn((line) -> line.contains("\"event\":\"authz_fail"))
			.hasSize(1));
	}

	@Test
	void deniedCallsDoNotUseUpTheLimitOfTheMethod() {
		for (int i = 0; i < 3; i++) {
			assertThat(post("/limited", VALID, "VIEWER").statusCode()).isEqualTo(403);
		}
		assertThat(post("/limited", VALID, "ADMIN").statusCode()).isEqualTo(200);
		assertThat(post("/limited", INVALID, "ADMIN").statusCode()).isEqualTo(429);
	}

	private static HttpResponse<String> post(String path, String body, String role) {
		return server.post(path, body, TestServer.bearer("someone", role));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api implements WebMvcConfigurer {

		static final ThreadLocal<String> tenant = new ThreadLocal<>();

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

		@Bean
		static RoleHierarchy roleHierarchy() {
			return RoleHierarchyImpl.fromHierarchy("ROLE_ROOT > ROLE_ADMIN");
		}

		@Bean
		static AnnotationTemplateExpressionDefaults templates() {
			return new AnnotationTemplateExpressionDefaults();
		}

		@Bean
		Policy policy() {
			return new Policy();
		}

		@Bean
		Handler handler() {
			return new Handler();
		}

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new HandlerInterceptor() {

				@Override
				public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
					tenant.set("tenant");
					return true;
				}

			});
		}

		interface Contract {

			@PreAuthorize("hasRole('ADMIN')")
			@PostMapping("/interface")
			String ofInterface(@Valid @RequestBody Thing thing);

		}

		@RestController
		static class Rules implements Contract {

			@PreAuthorize("hasRole('ADMIN')")
			@PostMapping({ "/pre", "/recorded" })
			String pre(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@Override
			public String ofInterface(Thing thing) {
				return "ok";
			}

			@HasRole("ADMIN")
			@PostMapping("/template")
			String template(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@Secured("ROLE_ADMIN")
			@PostMapping("/secured")
			String secured(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@RolesAllowed("ADMIN")
			@PostMapping("/roles")
			String roles(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@PreAuthorize("@policy.allows(hasRole('ADMIN'))")
			@PostMapping("/bean")
			String bean(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@PreAuthorize("authentication.authorities.toString().contains('ROLE_ADMIN') or hasRole('ROOT')")
			@PostMapping("/property")
			String property(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@DenyAll
			@PostMapping("/deny")
			String deny(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@RequireStepUp(maxAge = "5m")
			@PostMapping("/step-up")
			String stepUp(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@PreAuthorize("hasRole(#thing.name)")
			@PostMapping("/argument")
			String argument(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@PreAuthorize("#root.hasRole(#thing.name())")
			@PostMapping("/function")
			String function(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@PreAuthorize("hasRole('ADMIN')")
			@HandleAuthorizationDenied(handlerClass = Handler.class)
			@PostMapping("/handled")
			String handled(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@PreAuthorize("hasRole('ADMIN')")
			@RateLimited(limit = "1/1h")
			@PostMapping("/limited")
			String limited(@Valid @RequestBody Thing thing) {
				return "ok";
			}

		}

		@RestController
		@RolesAllowed("ADMIN")
		static class ClassRules {

			@PostMapping("/class")
			String ofClass(@Valid @RequestBody Thing thing) {
				return "ok";
			}

			@PermitAll
			@PostMapping("/permit")
			String permitted(@Valid @RequestBody Thing thing) {
				return "ok";
			}

		}

		@Target(ElementType.METHOD)
		@Retention(RetentionPolicy.RUNTIME)
		@PreAuthorize("hasRole('{value}')")
		@interface HasRole {

			String value();

		}

		record Thing(@NotBlank String name) {

		}

		public static class Policy {

			public boolean allows(boolean admin) {
				return admin && "tenant".equals(tenant.get());
			}

		}

		static class Handler implements MethodAuthorizationDeniedHandler {

			@Override
			public Object handleDeniedInvocation(MethodInvocation invocation, AuthorizationResult result) {
				return "handled";
			}

		}

	}

}
