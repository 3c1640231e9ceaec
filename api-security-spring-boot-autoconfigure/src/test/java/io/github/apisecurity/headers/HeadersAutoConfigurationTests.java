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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.FilterChainProxy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeadersAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeadersAutoConfigurationTests {

	private static final String PREFIX = "api-security.headers.";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(HeadersAutoConfiguration.class, SecurityAutoConfiguration.class,
				ServletWebSecurityAutoConfiguration.class, WebMvcAutoConfiguration.class));

	@Test
	void sendsHeadersForAnApiByDefault() {
		this.contextRunner.run((context) -> {
			MockHttpServletResponse response = get(context, true);
			assertThat(response.getHeader("Content-Security-Policy"))
				.isEqualTo("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
			assertThat(response.getHeader("Strict-Transport-Security"))
				.isEqualTo("max-age=63072000 ; includeSubDomains");
			assertThat(response.getHeader("Referrer-Policy")).isEqualTo("no-referrer");
			assertThat(response.getHeader("Permissions-Policy")).contains("geolocation=()");
			assertThat(response.getHeader("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
			assertThat(response.getHeader("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
			assertThat(response.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(response.getHeader("X-Frame-Options")).isEqualTo("DENY");
		});
	}

	@Test
	void whenChainAllowsFramesThePolicyDoesToo() {
		HeaderSet headers = HeaderSet.of(HeaderPreset.API, Map.of(), null);
		MockHttpServletResponse framed = new MockHttpServletResponse();
		framed.setHeader("X-Frame-Options", "SAMEORIGIN");
		headers.writeHeaders(new MockHttpServletRequest(), framed);
		assertThat(framed.getHeader("Content-Security-Policy")).contains("frame-ancestors 'self'");
		MockHttpServletResponse open = new MockHttpServletResponse();
		headers.writeHeaders(new MockHttpServletRequest(), open);
		assertThat(open.getHeader("Content-Security-Policy")).contains("default-src 'none'")
			.doesNotContain("frame-ancestors");
	}

	@Test
	void pagesMayUsePasskeys() {
		MockHttpServletResponse page = new MockHttpServletResponse();
		HeaderSet.of(HeaderPreset.BROWSER, Map.of(), null).writeHeaders(new MockHttpServletRequest(), page);
		assertThat(page.getHeader("Permissions-Policy")).contains("publickey-credentials-get=(self)", "camera=()");
	}

	@Test
	void overPlainHttpSendsNoHsts() {
		this.contextRunner
			.run((context) -> assertThat(get(context, false).getHeader("Strict-Transport-Security")).isNull());
	}

	@Test
	void whenValuesAreGivenSendsThem() {
		this.contextRunner
			.withPropertyValues(PREFIX + "content-security-policy=default-src 'self'", PREFIX + "permissions-policy=",
					PREFIX + "hsts-max-age=1d")
			.run((context) -> {
				MockHttpServletResponse response = get(context, true);
				assertThat(response.getHeader("Content-Security-Policy")).isEqualTo("default-src 'self'");
				assertThat(response.containsHeader("Permissions-Policy")).isFalse();
				assertThat(response.getHeader("Strict-Transport-Security")).startsWith("max-age=86400");
			});
	}

	@Test
	void whenDirectivesAreGivenTheyReplaceThoseOfThePolicy() {
		String directives = "content-security-policy-directives.";
		this.contextRunner
			.withPropertyValues(PREFIX + directives + "connect-src='self'", PREFIX + directives + "form-action=",
					PREFIX + "paths[0].pattern=/pages/**", PREFIX + "paths[0].preset=browser",
					PREFIX + "paths[0]." + directives + "script-src='self' https://cdn.example.com")
			.run((context) -> {
				assertThat(get(context, "/a").getHeader("Content-Security-Policy"))
					.isEqualTo("default-src 'none'; frame-ancestors 'none'; base-uri 'none'; connect-src 'self'");
				assertThat(get(context, "/pages/a").getHeader("Content-Security-Policy"))
					.startsWith("default-src 'self'; img-src 'self' data:;")
					.endsWith("form-action 'self'; script-src 'self' https://cdn.example.com");
			});
		this.contextRunner.withPropertyValues(PREFIX + directives + "script-scr='self'")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(PREFIX + "content-security-policy-directives"));
	}

	@Test
	void whenPagesOfOthersAreWrittenWithOrWithoutSlashesFindsThem() {
		this.contextRunner
			.withPropertyValues("springdoc.swagger-ui.path=docs.html", "spring.h2.console.enabled=true",
					"spring.h2.console.path=/console/")
			.run((context) -> assertThat(get(context, "/console/login.do").getHeader("Content-Security-Policy"))
				.startsWith("default-src 'self'"));
	}

	@Test
	void whenOtherHeadersAreGivenSendsThem() {
		this.contextRunner
			.withPropertyValues(PREFIX + "other.x-dns-prefetch-control=on", PREFIX + "other.X-Frame-Options=",
					PREFIX + "other.X-Robots-Tag=noindex", PREFIX + "paths[0].pattern=/files/**",
					PREFIX + "paths[0].other.X-Frame-Options=SAMEORIGIN",
					PREFIX + "paths[0].other.Origin-Agent-Cluster=")
			.run((context) -> {
				MockHttpServletResponse response = get(context, "/a");
				assertThat(response.getHeaders("X-DNS-Prefetch-Control")).containsExactly("on");
				assertThat(response.getHeaders("X-Robots-Tag")).containsExactly("noindex");
				assertThat(response.containsHeader("X-Frame-Options")).isFalse();
				MockHttpServletResponse file = get(context, "/files/a");
				assertThat(file.getHeaders("X-Frame-Options")).containsExactly("SAMEORIGIN");
				assertThat(file.getHeaders("X-Robots-Tag")).containsExactly("noindex");
				assertThat(file.containsHeader("Origin-Agent-Cluster")).isFalse();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Security-Policy", "content-length", "Set-Cookie", "Cross-Origin-Opener-Policy" })
	void whenOtherHeaderIsNoneStops(String name) {
		this.contextRunner.withPropertyValues(PREFIX + "other." + name + "=x")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining(PREFIX + "other"));
	}

	@Test
	void whenPathHasPresetItsPagesWork() {
		this.contextRunner.withPropertyValues(PREFIX + "paths[0].pattern=/pages/**", PREFIX + "paths[0].preset=browser",
				PREFIX + "paths[1].pattern=/files/**", PREFIX + "paths[1].cross-origin-resource-policy=cross-origin",
				PREFIX + "paths[2].pattern=/off/**", PREFIX + "paths[2].preset=off", PREFIX + "referrer-policy=origin")
			.run((context) -> {
				MockHttpServletResponse page = get(context, "/pages/a");
				assertThat(page.getHeader("Content-Security-Policy")).startsWith("default-src 'self'");
				assertThat(page.getHeader("X-Frame-Options")).isEqualTo("SAMEORIGIN");
				assertThat(page.getHeader("Referrer-Policy")).isEqualTo("same-origin");
				MockHttpServletResponse file = get(context, "/files/a");
				assertThat(file.getHeader("Content-Security-Policy")).startsWith("default-src 'none'");
				assertThat(file.getHeader("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
				assertThat(file.getHeader("Referrer-Policy")).isEqualTo("origin");
				assertThat(file.getHeader("X-Frame-Options")).isEqualTo("DENY");
				assertThat(get(context, "/off/a").getHeaderNames())
					.contains("X-Content-Type-Options", "X-Frame-Options")
					.doesNotContain("Content-Security-Policy", "Permissions-Policy");
				assertThat(get(context, "/pagesx").getHeader("Content-Security-Policy"))
					.startsWith("default-src 'none'");
			});
	}

	@Test
	void whenThereIsH2ConsoleItsPagesWork() {
		this.contextRunner.withPropertyValues("spring.h2.console.enabled=true", "spring.h2.console.path=/db")
			.run((context) -> {
				assertThat(get(context, "/db/login.do").getHeader("Content-Security-Policy"))
					.contains("'unsafe-inline'");
				assertThat(get(context, "/db/login.do").getHeader("X-Frame-Options")).isEqualTo("SAMEORIGIN");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "default-src self", "script-src {nonce}", "script-src 'self' nonce-abc",
			"defualt-src 'self'", "script-src: 'self'", "img-src 'self' data:; style-src unsafe-inline" })
	void whenBrowsersWouldIgnorePartOfPolicyStops(String policy) {
		for (String key : new String[] { "content-security-policy", "content-security-policy-report-only" }) {
			this.contextRunner.withPropertyValues(PREFIX + key + "=" + policy)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining(PREFIX + key));
		}
	}

	@Test
	void whenPolicyAllowsInlineScriptsWarns(CapturedOutput output) {
		this.contextRunner.withPropertyValues(PREFIX + "content-security-policy=script-src 'self' 'unsafe-inline'")
			.run((context) -> assertThat(output).contains("allows inline scripts"));
	}

	@Test
	void whenDisabledBacksOff() {
		this.contextRunner.withPropertyValues(PREFIX + "enabled=false")
			.run((context) -> assertThat(get(context, true).containsHeader("Content-Security-Policy")).isFalse());
	}

	@Test
	void whenSpringSecurityIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpSecurity.class))
			.run((context) -> assertThat(context).doesNotHaveBean("apiSecurityHeadersCustomizer"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-security-policy=a\r\nSet-Cookie: b", "permissions-policy=caf\u00e9" })
	void whenValueIsBadStops(String property) {
		this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getSystemProperties()
			.put(PREFIX + property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1)))
			.run((context) -> {
				System.clearProperty(PREFIX + property.substring(0, property.indexOf('=')));
				assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining(PREFIX + property.substring(0, property.indexOf('=')));
			});
	}

	private MockHttpServletResponse get(ApplicationContext context, boolean secure) throws Exception {
		return get(context, "/", secure);
	}

	private MockHttpServletResponse get(ApplicationContext context, String path) throws Exception {
		return get(context, path, true);
	}

	private MockHttpServletResponse get(ApplicationContext context, String path, boolean secure) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.setSecure(secure);
		MockHttpServletResponse response = new MockHttpServletResponse();
		context.getBean(FilterChainProxy.class).doFilter(request, response, new MockFilterChain());
		return response;
	}

}
