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

package io.github.apisecurity.cors;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * Tests for {@link CorsAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CorsAutoConfigurationTests {

	private static final String RULE = "api-security.cors.rules[0].";

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, ProblemAutoConfiguration.class,
				NetworkAutoConfiguration.class, CorsAutoConfiguration.class, SecurityAutoConfiguration.class,
				ServletWebSecurityAutoConfiguration.class, WebMvcAutoConfiguration.class));

	@Test
	void refusesPreflightByDefault() {
		this.contextRunner.run((context) -> assertRefused(context, "https://app.example.com"));
	}

	@Test
	void whenOriginIsAllowedAnswersPreflight() {
		this.contextRunner.withPropertyValues(RULE + "allowed-origins=https://app.example.com").run((context) -> {
			MockHttpServletResponse response = preflight(context, "https://app.example.com");
			assertThat(response.getHeader("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
			assertThat(response.getHeader("Access-Control-Allow-Credentials")).isNull();
			assertRefused(context, "https://app.example.com.evil.com");
		});
	}

	@ParameterizedTest
	@CsvSource({ "/api, https://evil.example.com, GET, Accept, origin_not_allowed",
			"/api, https://app.example.com, PUT, Accept, method_not_allowed",
			"/api, https://app.example.com, GET, X-Other, header_not_allowed",
			"/other, https://app.example.com, GET, Accept, rule_missing" })
	void whenRefusedTheEventTellsWhy(String path, String origin, String method, String header, String reason) {
		this.contextRunner.withBean(RecordingSink.class)
			.withPropertyValues(RULE + "pattern=/api", RULE + "allowed-origins=https://app.example.com")
			.run((context) -> {
				MockHttpServletRequest request = new MockHttpServletRequest("OPTIONS", path);
				request.addHeader("Origin", origin);
				request.addHeader("Access-Control-Request-Method", method);
				request.addHeader("Access-Control-Request-Headers", header);
				filters(context).get(0).doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
				assertThat(context.getBean(RecordingSink.class).reasons).containsExactly(reason);
			});
	}

	@Test
	void whenUserDefinesSourceItDecides() {
		this.contextRunner.withUserConfiguration(UserSourceConfiguration.class).run((context) -> {
			assertThat(filters(context)).hasSize(1);
			assertThat(preflight(context, "https://user.example.com").getHeader("Access-Control-Allow-Origin"))
				.isEqualTo("https://user.example.com");
		});
	}

	@Test
	void whenSourceOfUserRefusesItIsAProblemAndAnEvent() {
		this.contextRunner.withUserConfiguration(UserSourceConfiguration.class).run((context) -> {
			assertRefused(context, "https://evil.example.com");
			assertThat(context.getBean(RecordingSink.class).types).containsExactly("malicious_cors");
		});
	}

	@Test
	void whenUserDefinesSourceRulesComeFirst() {
		this.contextRunner.withUserConfiguration(UserSourceConfiguration.class)
			.withPropertyValues(RULE + "pattern=/api", RULE + "allowed-origins=https://app.example.com")
			.run((context) -> {
				assertThat(preflight(context, "https://app.example.com").getStatus()).isEqualTo(200);
				assertRefused(context, "https://user.example.com");
			});
	}

	@Test
	void whenUserDefinesFilterItDecides(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(UserFilterConfiguration.class)
			.withPropertyValues(RULE + "allowed-origins=https://app.example.com")
			.run((context) -> {
				assertThat(filters(context)).containsExactly(context.getBean(CorsFilter.class));
				assertThat(preflight(context, "https://user.example.com").getStatus()).isEqualTo(200);
				assertThat(output).contains("'api-security.cors.rules' have no effect");
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { UserFilterConfiguration.class, UserChainConfiguration.class,
			UserRegistrationConfiguration.class })
	void whenFilterOfUserRefusesItIsAProblemAndAnEvent(Class<?> configuration) {
		this.contextRunner.withUserConfiguration(configuration).withBean(RecordingSink.class).run((context) -> {
			assertRefused(context, "https://evil.example.com");
			assertThat(context.getBean(RecordingSink.class).types).containsExactly("malicious_cors");
			assertThat(preflight(context, "https://user.example.com").getStatus()).isEqualTo(200);
		});
	}

	@Test
	void whenFilterOfUserHasProcessorOfItsOwnThatAnswers() {
		this.contextRunner.withUserConfiguration(UserFilterConfiguration.class)
			.withBean("own", BeanPostProcessor.class, () -> new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof CorsFilter filter) {
						filter.setCorsProcessor((configuration, request, response) -> {
							response.setStatus(418);
							return false;
						});
					}
					return bean;
				}
			})
			.run((context) -> assertThat(preflight(context, "https://evil.example.com").getStatus()).isEqualTo(418));
	}

	@Test
	void whenAnotherBeanHasTheNameOfTheFilterItDoesNotMatter() {
		this.contextRunner.withBean("corsFilter", String.class, () -> "mine")
			.run((context) -> assertRefused(context, "https://app.example.com"));
	}

	@Test
	void whenSourceOfUserFailsOnAnEarlyRefusalThereAreNoHeaders() {
		this.contextRunner.withUserConfiguration(FailingSourceConfiguration.class).run((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api");
			request.addHeader("Origin", "https://app.example.com");
			MockHttpServletResponse response = new MockHttpServletResponse();
			context.getBean("apiSecurityCorsCustomizer", ProblemHeaderWriter.class).writeHeaders(request, response);
			assertThat(response.getHeader("Access-Control-Allow-Origin")).isNull();
		});
	}

	@Test
	void whenUserConfiguresSpringMvcItsMappingsAnswerWhereNoRuleMatches() {
		this.contextRunner.withUserConfiguration(UserMvcConfiguration.class).run((context) -> {
			assertThat(preflight(context, "https://mvc.example.com").getHeader("Access-Control-Allow-Origin"))
				.isEqualTo("https://mvc.example.com");
			assertRefused(context, "https://evil.example.com");
		});
	}

	@Test
	void whenUserDisablesCorsInTheChainThereIsNoFilter() {
		this.contextRunner.withUserConfiguration(UserDisablesConfiguration.class)
			.run((context) -> assertThat(filters(context)).isEmpty());
	}

	@Test
	void whenDisabledBacksOff() {
		this.contextRunner.withPropertyValues("api-security.cors.enabled=false")
			.run((context) -> assertThat(filters(context)).isEmpty());
	}

	@Test
	void whenSpringSecurityIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpSecurity.class))
			.run((context) -> assertThat(context).doesNotHaveBean("apiSecurityCorsCustomizer"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "null | sandboxed frame", "https://*.example.com | without path or wildcard",
			"https://* | without path or wildcard", "*.example.com | without path or wildcard",
			"https://app.example.com:* | without path or wildcard",
			"https://app.example.com/ | without path or wildcard",
			"https://app.example.com/api | without path or wildcard",
			"ftp://app.example.com | without path or wildcard", "file:///index.html | without path or wildcard",
			"data:text/html,x | without path or wildcard", "javascript:alert(1) | without path or wildcard",
			"https://user@app.example.com | without path or wildcard",
			"https://user:x@app.example.com | without path or wildcard", "app.example.com | without path or wildcard",
			"//app.example.com | without path or wildcard", "https: | without path or wildcard",
			"https:// | without path or wildcard", "https://app.example.com?x | without path or wildcard",
			"https://app.example.com#x | without path or wildcard", "'' | without path or wildcard",
			"https://app.example.com. | as a browser writes it", "https://App.example.com | as a browser writes it",
			"HTTPS://app.example.com | as a browser writes it", "https://app..example.com | as a browser writes it",
			"https://-.example.com | as a browser writes it", "https://app_1.example.com | as a browser writes it",
			"https://ex\u00e4mple.com | as a browser writes it", "https://app.example.com: | as a browser writes it",
			"https://app.example.com:080 | as a browser writes it", "^https://.*$ | without path or wildcard",
			"https://app.example.com:443 | leaves out the default port",
			"http://localhost:80 | leaves out the default port", "https://app.example.com:0 | no such port",
			"https://app.example.com:70000 | no such port", "http://app.example.com | without TLS",
			"http://192.168.1.5:3000 | without TLS", "http://localhost.example.com | without TLS" })
	void whenOriginIsUnsafeStops(String origin, String action) {
		assertStops("allowed-origins", action, "allowed-origins[0]=" + origin);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "allowed-origins | Any site could act | allowed-origins=*;allow-credentials=true",
					"allowed-origins | the others say nothing | allowed-origins=*,https://app.example.com",
					"allowed-origins | into the private network | allowed-origins=*;allow-private-network=true",
					"allowed-headers | does not work | allowed-headers=*;allow-credentials=true",
					"allowed-methods | does not work | allowed-methods=*;allow-credentials=true",
					"exposed-headers | does not work | exposed-headers=*;allow-credentials=true",
					"allowed-headers | No script can send | allowed-headers=Cookie",
					"allowed-headers | No script can send | allowed-headers=Sec-Fetch-Site",
					"allowed-headers | No script can send | allowed-headers=Origin",
					"allowed-headers | no name | allowed-headers=X Tenant",
					"allowed-headers | no name | allowed-headers=X-A: b",
					"exposed-headers | No browser shows | exposed-headers=Set-Cookie",
					"exposed-headers | no name | exposed-headers=X-\u00e4",
					"allowed-methods | No browser sends | allowed-methods=TRACE",
					"allowed-methods | No browser sends | allowed-methods=connect",
					"allowed-methods | Use one of | allowed-methods=FETCH",
					"allowed-methods | allows nothing | allowed-methods=",
					"allowed-origins | allows nothing | allowed-origins=", "max-age | no browser keeps | max-age=-1s",
					"max-age | no browser keeps | max-age=2d", "pattern | path pattern | pattern=api" })
	void whenSettingIsUnsafeStops(String property, String action, String settings) {
		String[] properties = (settings.contains("allowed-origins") ? settings
				: "allowed-origins=https://app.example.com;" + settings)
			.split(";");
		assertStops(property, action, properties);
	}

	private void assertStops(String property, String action, String... settings) {
		this.contextRunner
			.withPropertyValues(Stream.of(settings).map((setting) -> RULE + setting).toArray(String[]::new))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.satisfies((ex) -> assertThat(
						ex.toString() + ((ex instanceof InvalidConfigurationPropertyValueException invalid)
								? invalid.getName() + " " + invalid.getReason() : ""))
					.contains(RULE + property, action)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:3000",
			"https://[2001:db8::1]", "https://xn--exmple-cua.com", "https://app.example.com:8443", "*" })
	void whenOriginIsSafeStarts(String origin) {
		this.contextRunner.withPropertyValues(RULE + "allowed-origins=" + origin)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenInsecureOriginsAreAllowedStarts() {
		this.contextRunner
			.withPropertyValues(RULE + "allowed-origins=http://app.example.com", RULE + "allow-insecure-origins=true")
			.run((context) -> assertThat(preflight(context, "http://app.example.com").getStatus()).isEqualTo(200));
	}

	@Test
	void whenPrivateNetworkIsAllowedPreflightSaysSo() {
		this.contextRunner
			.withPropertyValues(RULE + "allowed-origins=https://app.example.com", RULE + "allow-private-network=true")
			.run((context) -> assertThat(
					preflight(context, "https://app.example.com", "Access-Control-Request-Private-Network")
						.getHeader("Access-Control-Allow-Private-Network"))
				.isEqualTo("true"));
		this.contextRunner.withPropertyValues(RULE + "allowed-origins=https://app.example.com")
			.run((context) -> assertThat(
					preflight(context, "https://app.example.com", "Access-Control-Request-Private-Network")
						.getHeader("Access-Control-Allow-Private-Network"))
				.isNull());
	}

	@ParameterizedTest
	@CsvSource({ "legacy,true", "BOTH,true", "ietf,false" })
	void whenLimitsAreToldByOtherNamesScriptsMayReadThem(String format, boolean exposed) {
		this.contextRunner
			.withPropertyValues(RULE + "allowed-origins=https://app.example.com",
					"api-security.rate-limit.headers=" + format)
			.run((context) -> {
				MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api");
				request.addHeader("Origin", "https://app.example.com");
				MockHttpServletResponse response = new MockHttpServletResponse();
				filters(context).get(0).doFilter(request, response, new MockFilterChain());
				assertThat(response.getHeader("Access-Control-Expose-Headers").contains("X-RateLimit-Remaining"))
					.isEqualTo(exposed);
			});
	}

	@Test
	void whenAnsweredVaryNamesWhatTheAnswerDependsOn() {
		this.contextRunner.withPropertyValues(RULE + "allowed-origins=https://app.example.com")
			.run((context) -> assertThat(preflight(context, "https://app.example.com").getHeaders("Vary"))
				.contains("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"));
	}

	@Test
	void whenTwoRulesHaveTheSamePatternStops() {
		this.contextRunner
			.withPropertyValues(RULE + "allowed-origins=https://a.example.com",
					"api-security.cors.rules[1].allowed-origins=https://b.example.com")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("api-security.cors.rules[1].pattern")
				.hasMessageContaining("never decides"));
	}

	private void assertRefused(ApplicationContext context, String origin) throws Exception {
		MockHttpServletResponse response = preflight(context, origin);
		assertThat(response.getStatus()).isEqualTo(403);
		assertThat(response.getContentType()).startsWith("application/problem+json");
		assertThat(response.getContentAsString()).contains("/forbidden").doesNotContain("Invalid CORS");
	}

	private MockHttpServletResponse preflight(ApplicationContext context, String origin, String... flags)
			throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("OPTIONS", "/api");
		request.addHeader("Origin", origin);
		request.addHeader("Access-Control-Request-Method", "GET");
		Stream.of(flags).forEach((flag) -> request.addHeader(flag, "true"));
		MockHttpServletResponse response = new MockHttpServletResponse();
		filters(context).get(0).doFilter(request, response, new MockFilterChain());
		return response;
	}

	private List<Filter> filters(ApplicationContext context) {
		return context.getBean(SecurityFilterChain.class)
			.getFilters()
			.stream()
			.filter(CorsFilter.class::isInstance)
			.toList();
	}

	static final class RecordingSink implements SecurityEventSink {

		private final List<String> types = new ArrayList<>();

		private final List<String> reasons = new ArrayList<>();

		@Override
		public void accept(SecurityEvent event) {
			this.types.add(event.type().id());
			this.reasons.add(event.reason());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserFilterConfiguration {

		@Bean
		CorsFilter corsFilter() {
			return new CorsFilter(new UserSourceConfiguration().corsConfigurationSource());
		}

		@Bean
		SecurityFilterChain userChain(HttpSecurity http) {
			return http.cors(withDefaults()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserChainConfiguration {

		@Bean
		SecurityFilterChain userChain(HttpSecurity http) {
			return http
				.cors((cors) -> cors.configurationSource(new UserSourceConfiguration().corsConfigurationSource()))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserRegistrationConfiguration {

		@Bean
		FilterRegistrationBean<CorsFilter> registration() {
			return new FilterRegistrationBean<>(new UserFilterConfiguration().corsFilter());
		}

		@Bean
		SecurityFilterChain userChain(HttpSecurity http, FilterRegistrationBean<CorsFilter> registration) {
			return http.cors((cors) -> cors.disable()).addFilter(registration.getFilter()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingSourceConfiguration {

		@Bean
		CorsConfigurationSource corsConfigurationSource() {
			return (request) -> {
				throw new IllegalStateException("nobody is known yet");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserSourceConfiguration {

		@Bean
		RecordingSink recordingSink() {
			return new RecordingSink();
		}

		@Bean
		CorsConfigurationSource corsConfigurationSource() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.setAllowedOrigins(List.of("https://user.example.com"));
			configuration.setAllowedMethods(List.of("GET"));
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", configuration);
			return source;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserMvcConfiguration implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/**").allowedOrigins("https://mvc.example.com");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserDisablesConfiguration {

		@Bean
		SecurityFilterChain userChain(HttpSecurity http) {
			return http.cors((cors) -> cors.disable()).build();
		}

	}

}
