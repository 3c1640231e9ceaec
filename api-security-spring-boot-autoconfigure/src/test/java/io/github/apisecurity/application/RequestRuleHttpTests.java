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

package io.github.apisecurity.application;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;

import io.github.apisecurity.TestApplication;
import io.github.apisecurity.TestServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a pattern means the same in every feature, wherever the dispatcher servlet
 * is and whatever other servlets there are.
 */
@ExtendWith(OutputCaptureExtension.class)
@ParameterizedClass
@CsvSource({ "'', ''", "/ctx, /svc" })
class RequestRuleHttpTests {

	private static final String ORIGIN = "https://spa.example.com";

	private final String contextPath;

	private final String servletPath;

	private static TestServer server;

	RequestRuleHttpTests(String contextPath, String servletPath) {
		this.contextPath = contextPath;
		this.servletPath = servletPath;
	}

	@BeforeParameterizedClassInvocation
	static void start(String contextPath, String servletPath) {
		server = TestServer.start(Api.class, "server.servlet.context-path=" + contextPath,
				"spring.mvc.servlet.path=" + ((servletPath.isEmpty()) ? "/" : servletPath),
				"api-security.authorization.rules[0].pattern=/adm/**",
				"api-security.authorization.rules[0].authorities=ROLE_ADMIN",
				"api-security.authorization.rules[1].pattern=/open/**",
				"api-security.authorization.rules[1].access=permit-all",
				"api-security.authorization.rules[2].pattern=context:/soap/adm/**",
				"api-security.authorization.rules[2].authorities=ROLE_ADMIN",
				"api-security.authorization.rules[3].pattern=context:/legacy/open/**",
				"api-security.authorization.rules[3].access=permit-all",
				"api-security.authentication.step-up.rules[0].pattern=/step/**",
				"api-security.authentication.step-up.rules[0].methods=GET",
				"api-security.authentication.step-up.rules[0].acr=gold",
				"api-security.authentication.step-up.rules[1].pattern=context:/soap/step/**",
				"api-security.authentication.step-up.rules[1].acr=gold",
				"api-security.rate-limit.policies.address.key=client-ip",
				"api-security.rate-limit.policies.address.limits=1/1m",
				"api-security.rate-limit.policies.soap.key=client-ip",
				"api-security.rate-limit.policies.soap.limits=1/1m", "api-security.rate-limit.policies.caller.key=user",
				"api-security.rate-limit.policies.caller.limits=1/1m",
				"api-security.rate-limit.routes[0].pattern=/lim/**",
				"api-security.rate-limit.routes[0].policies=address",
				"api-security.rate-limit.routes[1].pattern=context:/soap/lim/**",
				"api-security.rate-limit.routes[1].policies=soap",
				"api-security.rate-limit.routes[2].pattern=/step/limited",
				"api-security.rate-limit.routes[2].policies=caller", "api-security.cors.rules[0].pattern=/open/**",
				"api-security.cors.rules[0].allowed-origins=" + ORIGIN,
				"api-security.cors.rules[1].pattern=context:/soap/**",
				"api-security.cors.rules[1].allowed-origins=" + ORIGIN,
				"api-security.validation.request.paths[0].pattern=/text/**",
				"api-security.validation.request.paths[0].content-types=text/plain",
				"api-security.validation.request.paths[1].pattern=context:/soap/**",
				"api-security.validation.request.paths[1].content-types=text/xml",
				"api-security.headers.paths[0].pattern=/page/**",
				"api-security.headers.paths[0].referrer-policy=origin",
				"api-security.headers.paths[1].pattern=context:/soap/page/**",
				"api-security.headers.paths[1].referrer-policy=origin", "api-security.audit.access-log.enabled=true",
				"api-security.audit.access-log.pattern=/open/**");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@Test
	void authorizationMeansThePathOfTheServlet() {
		assertThat(get(api("/adm/x"), "VIEWER")).isEqualTo(403);
		assertThat(get(api("/adm/x"), "ADMIN")).isEqualTo(200);
		assertThat(server.get(api("/open/x")).statusCode()).isEqualTo(200);
		assertThat(get(other("/soap/adm/x"), "VIEWER")).isEqualTo(403);
		assertThat(get(other("/soap/adm/x"), "ADMIN")).isEqualTo(200);
		assertThat(server.get(other("/legacy/open/x")).statusCode()).isEqualTo(200);
	}

	@Test
	void whenNoRuleIsForAnotherServletNeedsACaller() {
		assertThat(server.get(other("/soap/open/x")).statusCode()).isEqualTo(401);
		assertThat(server.get(other("/legacy/x")).statusCode()).isEqualTo(401);
		assertThat(get(other("/legacy/x"), "VIEWER")).isEqualTo(200);
	}

	@Test
	void stepUpMeansThePathOfTheServlet() {
		assertThat(get(api("/step/x"), "VIEWER")).isEqualTo(401);
		assertThat(get(other("/soap/step/x"), "VIEWER")).isEqualTo(401);
		assertThat(get(other("/soap/x"), "VIEWER")).isEqualTo(200);
	}

	// Spring MVC answers HEAD with the handler of GET.
	@Test
	void whenRuleIsForGetHoldsForHead() {
		assertThat(server
			.send(server.request(api("/step/x")).method("HEAD", BodyPublishers.noBody()),
					TestServer.bearer("alice", "VIEWER"))
			.statusCode()).isEqualTo(401);
		assertThat(
				server.send(server.request(api("/step/x")).DELETE(), TestServer.bearer("alice", "VIEWER")).statusCode())
			.isEqualTo(200);
	}

	@Test
	void limitOfTheCallerCountsBeforeStepUp() {
		assertThat(get(api("/step/limited"), "VIEWER")).isEqualTo(401);
		assertThat(get(api("/step/limited"), "VIEWER")).isEqualTo(429);
	}

	@Test
	void limitsMeanThePathOfTheServlet() {
		assertThat(get(api("/lim/x"), "VIEWER")).isEqualTo(200);
		assertThat(get(api("/lim/x"), "VIEWER")).isEqualTo(429);
		assertThat(get(other("/soap/lim/x"), "VIEWER")).isEqualTo(200);
		assertThat(get(other("/soap/lim/x"), "VIEWER")).isEqualTo(429);
	}

	@Test
	void crossOriginRulesMeanThePathOfTheServlet() {
		assertThat(allowedOrigin(api("/open/x"))).isEqualTo(ORIGIN);
		assertThat(allowedOrigin(other("/soap/x"))).isEqualTo(ORIGIN);
		assertThat(allowedOrigin(other("/legacy/open/x"))).isEmpty();
	}

	@Test
	void requestLimitsMeanThePathOfTheServlet() {
		assertThat(post(api("/text/x"), "text/plain")).isEqualTo(200);
		assertThat(post(api("/x"), "text/plain")).isEqualTo(415);
		assertThat(post(other("/soap/x"), "text/xml")).isEqualTo(200);
		assertThat(post(other("/legacy/x"), "text/xml")).isEqualTo(415);
	}

	@Test
	void headersMeanThePathOfTheServlet() {
		assertThat(referrerPolicy(api("/page/x"))).isEqualTo("origin");
		assertThat(referrerPolicy(other("/soap/page/x"))).isEqualTo("origin");
		assertThat(referrerPolicy(other("/legacy/page/x"))).isEqualTo("no-referrer");
	}

	@Test
	void accessLogMeansThePathOfTheServlet(CapturedOutput output) {
		server.get(other("/legacy/open/x"));
		server.send(server.request(api("/open/x")).DELETE());
		await().untilAsserted(() -> assertThat(accesses(output)).anyMatch((line) -> line.contains("\"DELETE\"")));
		assertThat(accesses(output)).noneMatch((line) -> line.contains("\"bytes\":" + "legacy".length()));
	}

	private static List<String> accesses(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("\"api_access\"")).toList();
	}

	private String referrerPolicy(String path) {
		return server.get(path).headers().firstValue("Referrer-Policy").orElse("");
	}

	// The application chooses the target, once its caller has been authorized.
	@Test
	void whenOpenPageForwardsOrIncludesItsTargetNeedsNoCaller() {
		assertThat(server.get(api("/open/forward")).statusCode()).isEqualTo(200);
		assertThat(server.get(api("/open/include")).statusCode()).isEqualTo(200);
		assertThat(server.get(other("/soap/target")).statusCode()).isEqualTo(401);
	}

	private String api(String path) {
		return this.contextPath + this.servletPath + path;
	}

	private String other(String path) {
		return this.contextPath + path;
	}

	private int get(String path, String role) {
		return server.get(path, TestServer.bearer("alice", role)).statusCode();
	}

	private int post(String path, String contentType) {
		return server
			.send(server.request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString("x")),
					TestServer.bearer("alice", "VIEWER"))
			.statusCode();
	}

	private String allowedOrigin(String path) {
		HttpResponse<String> response = server.send(server.request(path).method("OPTIONS", BodyPublishers.noBody()),
				"Origin", ORIGIN, "Access-Control-Request-Method", "GET");
		return response.headers().firstValue("Access-Control-Allow-Origin").orElse("");
	}

	@TestApplication
	static class Api {

		@Bean
		ServletRegistrationBean<RawServlet> soap() {
			return new ServletRegistrationBean<>(new RawServlet(), "/soap/*");
		}

		@Bean
		ServletRegistrationBean<DispatcherServlet> legacy() {
			AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
			context.register(LegacyConfiguration.class);
			ServletRegistrationBean<DispatcherServlet> registration = new ServletRegistrationBean<>(
					new DispatcherServlet(context), "/legacy/*");
			registration.setName("legacy");
			return registration;
		}

		@RestController
		static class AnyController {

			@RequestMapping("/**")
			String any() {
				return "any";
			}

			@RequestMapping("/open/forward")
			void forward(HttpServletRequest request, HttpServletResponse response) throws Exception {
				request.getRequestDispatcher("/soap/target").forward(request, response);
			}

			@RequestMapping("/open/include")
			void include(HttpServletRequest request, HttpServletResponse response) throws Exception {
				request.getRequestDispatcher("/soap/target").include(request, response);
			}

		}

	}

	@EnableWebMvc
	@RestController
	static class LegacyConfiguration {

		@RequestMapping("/**")
		String legacy() {
			return "legacy";
		}

	}

	@SuppressWarnings("serial")
	static class RawServlet extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) {
			response.setStatus(HttpServletResponse.SC_OK);
		}

	}

}
