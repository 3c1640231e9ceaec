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

package io.github.apisecurity.headers;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.apisecurity.TestApplication;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templateresolver.StringTemplateResolver;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.ModelAndView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for pages in a browser: nonces, reports and logout.
 */
@TestInstance(Lifecycle.PER_CLASS)
class BrowserPagesTests {

	private static final Pattern NONCE = Pattern.compile("script-src 'nonce-([A-Za-z0-9_-]{22})'");

	private static final String POLICY = "default-src 'self'; script-src 'nonce-{nonce}'";

	private TestServer server;

	private Path pages;

	@BeforeAll
	void start(@TempDir Path pages) throws IOException {
		this.pages = pages;
		Files.writeString(pages.resolve("index.html"), "<p>\u00e9</p><script nonce=\"{nonce}\">start()</script>");
		Files.writeString(pages.resolve("plain.html"), "<p>plain</p>");
		this.server = TestServer.start(Api.class, "api-security.authorization.rules[0].pattern=/pages/**",
				"api-security.authorization.rules[0].access=permit-all",
				"api-security.network.trusted-proxies=127.0.0.1", "server.servlet.context-path=/app",
				"spring.web.resources.static-locations=" + pages.toUri(), "spring.mvc.static-path-pattern=/pages/**",
				"spring.web.resources.chain.enabled=true", "spring.web.resources.cache.cachecontrol.max-age=1h",
				"api-security.headers.csp-report-path=/csp-report", "api-security.headers.paths[0].pattern=/pages/**",
				"api-security.headers.paths[0].preset=browser",
				"api-security.headers.paths[0].content-security-policy=" + POLICY,
				"api-security.headers.paths[0].content-security-policy-report-only=img-src 'none'; report-to mine");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/app/pages/index.html", "/app/pages/attribute", "/app/pages/template" })
	void pageHasTheNonceOfItsPolicyAndEachAnswerAnother(String path) {
		HttpResponse<String> first = this.server.get(path);
		HttpResponse<String> second = this.server.get(path, "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT");
		assertThat(first.body()).contains("\u00e9", "<script nonce=\"" + nonce(first) + "\">");
		assertThat(second.statusCode()).isEqualTo(200);
		assertThat(second.body()).contains("<script nonce=\"" + nonce(second) + "\">");
		assertThat(nonce(first)).isNotEqualTo(nonce(second));
		assertThat(second.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store")
			.doesNotContain("max-age=3600");
	}

	@Test
	void pageWithoutNonceIsServedAsItIs() {
		assertThat(this.server.get("/app/pages/plain.html").body()).isEqualTo("<p>plain</p>");
		assertThat(this.server
			.get("/app/pages/plain.html", "If-Modified-Since",
					this.server.get("/app/pages/plain.html").headers().firstValue("Last-Modified").orElseThrow())
			.statusCode()).isEqualTo(304);
	}

	@Test
	void policyOfPagesNamesWhereToReportAndKeepsWhatIsWritten() {
		Map<String, List<String>> headers = this.server.get("/app/pages/plain.html").headers().map();
		assertThat(headers.get("Content-Security-Policy").get(0))
			.endsWith("; report-uri /app/csp-report; report-to csp");
		assertThat(headers.get("Content-Security-Policy-Report-Only"))
			.containsExactly("img-src 'none'; report-to mine");
		assertThat(headers.get("Reporting-Endpoints")).containsExactly("csp=\"/app/csp-report\"");
		assertThat(this.server.get("/app/data").headers().map()).doesNotContainKey("Reporting-Endpoints");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					application/csp-report | {"csp-report":{"document-uri":"https://a.example/p?token=secret#secret","violated-directive":"script-src-elem secret","blocked-uri":"https://evil.example:8443/x?secret","source-file":"https://a.example/s.js?secret","script-sample":"secret","disposition":"enforce"}}
					application/reports+json | [{"type":"csp-violation","url":"secret","body":{"documentURL":"https://a.example/p?secret","effectiveDirective":"script-src-elem","blockedURL":"https://evil.example:8443/secret","sourceFile":"https://a.example/s.js#secret","sample":"secret","disposition":"enforce"}},{"type":"deprecation","body":{"id":"secret"}}]
					""")
	void whenBrowserReportsViolationItIsInTheTrailWithoutWhatMayBeSecret(String contentType, String report) {
		Events events = this.server.context().getBean(Events.class);
		awaitFreeSecond(events);
		HttpResponse<String> response = post(contentType, report);
		assertThat(response.statusCode()).isEqualTo(204);
		assertThat(response.headers().allValues("X-Content-Type-Options")).hasSize(1);
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(events.list)
				.anySatisfy((event) -> assertThat(event.details()).containsEntry("directive", "script-src-elem")
					.containsEntry("document", "https://a.example/p")
					.containsEntry("blocked", "https://evil.example:8443")
					.containsEntry("source", "https://a.example/s.js")
					.containsEntry("disposition", "enforce")));
		assertThat(events.list.toString()).doesNotContain("secret");
	}

	@Test
	void whenReportsFloodOnlySomeAreInTheTrail() {
		Events events = this.server.context().getBean(Events.class);
		String flood = "[" + "{\"type\":\"csp-violation\",\"body\":{\"disposition\":\"flood\"}},".repeat(999)
				+ "{\"type\":\"csp-violation\",\"body\":{\"disposition\":\"flood\"}}]";
		assertThat(post("application/reports+json", flood).statusCode()).isEqualTo(204);
		awaitFreeSecond(events);
		assertThat(events.list).filteredOn((event) -> "flood".equals(event.details().get("disposition")))
			.hasSizeLessThan(200);
		assertThat(events.list).anySatisfy((event) -> assertThat(event.details()).containsKey("untold"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					application/csp-report   | not json | 400
					application/csp-report   | {}       | 204
					application/csp-report   | 1        | 204
					application/csp-report   | {"csp-report":1} | 204
					application/csp-report   | {"csp-report":{"effective-directive":" "}} | 204
					application/reports+json | [1,{"type":"csp-violation","body":[]},{"type":1,"body":"a"}] | 204
					application/reports+json | [{"type":"csp-violation","body":{"documentURL":{"a":1},"blockedURL":"a b"}}] | 204
					text/plain               | {}       | 415
					""")
	void whenReportIsNoneItIsAnsweredOrdinarily(String contentType, String report, int status) {
		assertThat(post(contentType, report).statusCode()).isEqualTo(status);
	}

	@Test
	void whenReportIsTooLargeItIsRefused() {
		assertThat(post("application/csp-report", "{\"csp-report\":\"" + "a".repeat(70_000) + "\"}").statusCode())
			.isEqualTo(413);
	}

	@Test
	void whenCallerLogsOutOverTlsBrowserForgets() {
		assertThat(logout("X-Forwarded-Proto", "https").headers().allValues("Clear-Site-Data"))
			.containsExactly("\"cache\", \"cookies\", \"storage\"");
		assertThat(logout("X-Forwarded-Proto", "http").headers().allValues("Clear-Site-Data")).isEmpty();
		assertThat(this.server.get("/app/pages/plain.html", "X-Forwarded-Proto", "https")
			.headers()
			.allValues("Clear-Site-Data")).isEmpty();
	}

	private HttpResponse<String> logout(String... headers) {
		return this.server.send(this.server.request("/app/web/logout").POST(BodyPublishers.noBody()), headers);
	}

	// Once one of these is told, so is any other.
	private void awaitFreeSecond(Events events) {
		int before = events.list.size();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			post("application/csp-report", "{\"csp-report\":{\"disposition\":\"free\"}}");
			return events.list.size() > before;
		});
	}

	private HttpResponse<String> post(String contentType, String report) {
		return this.server.send(this.server.request("/app/csp-report").POST(BodyPublishers.ofString(report)),
				"Content-Type", contentType);
	}

	private static String nonce(HttpResponse<String> response) {
		Matcher matcher = NONCE.matcher(response.headers().firstValue("Content-Security-Policy").orElseThrow());
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	@TestApplication
	static class Api {

		@Bean
		Template template() {
			return new Template();
		}

		@Bean
		ThymeleafViewResolver templates() {
			SpringTemplateEngine engine = new SpringTemplateEngine();
			engine.setTemplateResolver(new StringTemplateResolver());
			ThymeleafViewResolver resolver = new ThymeleafViewResolver();
			resolver.setTemplateEngine(engine);
			resolver.setCharacterEncoding("UTF-8");
			return resolver;
		}

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		@Order(1)
		SecurityFilterChain web(HttpSecurity http) {
			return http.securityMatcher("/web/**")
				.csrf((csrf) -> csrf.disable())
				.logout((logout) -> logout.logoutUrl("/web/logout").logoutSuccessUrl("/"))
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

	}

	static class Events implements SecurityEventSink {

		private final List<SecurityEvent> list = new CopyOnWriteArrayList<>();

		@Override
		public void accept(SecurityEvent event) {
			if (event.type().id().equals("malicious_csp_violation")) {
				this.list.add(event);
			}
		}

	}

	@RestController
	static class Template {

		@GetMapping("/pages/template")
		ModelAndView template() {
			return new ModelAndView("<p>\u00e9</p><script th:attr=\"nonce=${cspNonce}\">start()</script>");
		}

		@GetMapping("/pages/attribute")
		String page(@RequestAttribute("cspNonce") String nonce) {
			return "<p>\u00e9</p><script nonce=\"" + nonce + "\">start()</script>";
		}

	}

}
