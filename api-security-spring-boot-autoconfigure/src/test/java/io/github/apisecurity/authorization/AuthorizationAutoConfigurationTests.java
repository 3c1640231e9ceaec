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

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.application.TestApi;
import io.github.apisecurity.chain.ChainAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.PermissionEvaluator;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.access.hierarchicalroles.RoleHierarchyImpl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AuthorizationAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AuthorizationAutoConfigurationTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuthorizationAutoConfiguration.class));

	@Test
	void addsRulesByDefault() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(AuthorizationChainCustomizer.class));
	}

	@Test
	void whenDisabledBacksOff() {
		this.contextRunner.withPropertyValues("api-security.authorization.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(AuthorizationChainCustomizer.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "api-security.authorization.permissions.EDITOR.customer=read", "any=thing" })
	void whenApplicationHasPermissionEvaluatorItIsTheOneOfThatType(String property) {
		PermissionEvaluator own = mock(PermissionEvaluator.class);
		this.contextRunner.withBean(PermissionEvaluator.class, () -> own)
			.withPropertyValues(property)
			.run((context) -> assertThat(context.getBean(PermissionEvaluator.class)).isSameAs(own));
	}

	@Test
	void whenSpringSecurityConfigIsMissingBacksOff() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpSecurity.class))
			.run((context) -> assertThat(context).doesNotHaveBean(AuthorizationChainCustomizer.class));
	}

	@ParameterizedTest
	@CsvSource({ "pattern=api, pattern", "pattern=/api/{, pattern", "methods=FETCH, methods",
			"access=permit-all, access", "access=nobody, access", "access=bean:, access", "access=deny-all, access",
			"any-of[0].roles=, any-of[0]", "addresses=host, addresses" })
	void whenRuleIsBadStops(String property, String key) {
		String rule = "api-security.authorization.rules[0].";
		this.contextRunner.withPropertyValues(rule + "pattern=/x", rule + "authorities=ROLE_X", rule + property)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						InvalidConfigurationPropertyValueException.class.getName() + ": Property " + rule + key));
	}

	@Test
	void ruleForGetIsForHeadToo(CapturedOutput output) {
		String rule = "api-security.authorization.rules[0].";
		try (TestServer server = TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				rule + "pattern=/customer", rule + "methods=GET", rule + "authorities=ROLE_ADMIN")) {
			assertThat(server
				.send(server.request("/customer").method("HEAD", BodyPublishers.noBody()),
						TestServer.bearer("ada", "VIEWER"))
				.statusCode()).isEqualTo(403);
			assertThat(server
				.send(server.request("/customer").method("HEAD", BodyPublishers.noBody()),
						TestServer.bearer("root", "ADMIN"))
				.statusCode()).isEqualTo(200);
			assertThat(server.context().getBean(AuthorizationChainCustomizer.class).applied()).isNotNull();
			assertThat(output).doesNotContain("apply to no filter chain");
		}
	}

	@Test
	void ruleDoesNotOpenTheActuator() {
		String rule = "api-security.authorization.rules[0].";
		try (TestServer server = TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				rule + "pattern=/**", rule + "access=permit-all", "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.probes.add-additional-paths=true")) {
			assertThat(server.get("/page?size=1").statusCode()).isEqualTo(200);
			assertThat(server.get("/actuator/env").statusCode()).isEqualTo(401);
			assertThat(server.get("/actuator/env", TestServer.bearer("ada", "VIEWER")).statusCode()).isEqualTo(403);
			assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void whenNoChainUsesTheRulesWarns(CapturedOutput output) {
		String rule = "api-security.authorization.rules[0].";
		this.contextRunner.withPropertyValues(rule + "pattern=/x")
			.withBean(SecurityFilterChain.class,
					() -> new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, List.of()))
			.run((context) -> assertThat(output)
				.contains("'api-security.authorization.rules' apply to no filter chain"));
	}

	@Test
	void whenBeansAreLazyDoesNotWarn(CapturedOutput output) {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(ChainAutoConfiguration.class, SecurityAutoConfiguration.class,
					ServletWebSecurityAutoConfiguration.class))
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("api-security.authorization.rules[0].pattern=/x")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).doesNotContain("apply to no filter chain");
			});
	}

	@Test
	void rulesDecideOverHttpAndTheFirstMatchWins() {
		String rules = "api-security.authorization.rules";
		try (TestServer server = TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				rules + "[0].pattern=/page", rules + "[0].methods=get", rules + "[0].access=permit-all",
				rules + "[1].pattern=/page", rules + "[1].access=deny-all", rules + "[2].pattern=/customer/**",
				rules + "[2].authorities=ROLE_EDITOR,ROLE_ADMIN")) {
			assertThat(server.get("/page?size=1").statusCode()).isEqualTo(200);
			assertThat(server.send(server.request("/page").DELETE(), TestServer.bearer("root", "ADMIN")).statusCode())
				.isEqualTo(403);
			assertThat(server.get("/customer", TestServer.bearer("ada", "VIEWER")).statusCode()).isEqualTo(403);
			assertThat(server.get("/customer", TestServer.bearer("ed", "EDITOR")).statusCode()).isEqualTo(200);
			assertThat(server.send(server.request("/limited").method("GET", BodyPublishers.noBody())).statusCode())
				.isEqualTo(401);
		}
	}

	@Test
	void whenThereIsARoleHierarchyItHoldsForEveryListOfAuthorities() {
		String rule = "api-security.authorization.rules[0].";
		try (TestServer server = TestServer.start(HierarchyApi.class,
				"api-security.rate-limit.policies.twice.limits=2/1h", rule + "pattern=/customer",
				rule + "authorities=ROLE_EDITOR", "api-security.authorization.actuator-authorities=ROLE_EDITOR",
				"api-security.rate-limit.policies.twice.exempt.authorities=ROLE_EDITOR",
				"management.endpoints.web.exposure.include=*")) {
			for (int i = 0; i < 4; i++) {
				assertThat(server.get("/limited", TestServer.bearer("root", "ADMIN")).statusCode()).isEqualTo(200);
			}
			for (String path : List.of("/customer", "/actuator/info")) {
				assertThat(server.get(path, TestServer.bearer("root", "ADMIN")).statusCode()).isEqualTo(200);
				assertThat(server.get(path, TestServer.bearer("ada", "VIEWER")).statusCode()).isEqualTo(403);
			}
		}
	}

	@Test
	void whenActuatorEndpointHasItsOwnAuthoritiesTheyCountThereAndNowhereElse(CapturedOutput output) {
		String own = "api-security.authorization.actuator-endpoints.";
		try (TestServer server = TestServer.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
				own + "metrics=ROLE_MONITOR", own + "beans=", own + "health=ROLE_ADMIN", own + "heapdmp=",
				"management.endpoint.health.probes.add-additional-paths=true",
				"management.endpoints.web.base-path=/manage", "management.endpoints.web.path-mapping.metrics=figures",
				"management.endpoints.web.exposure.include=*")) {
			Map<String, Integer> admin = Map.of("/manage/figures", 403, "/manage/figures/jvm.info", 403, "/manage/info",
					200, "/manage/beans", 403, "/manage/health", 200);
			admin
				.forEach((path, status) -> assertThat(server.get(path, TestServer.bearer("root", "ADMIN")).statusCode())
					.as(path)
					.isEqualTo(status));
			for (String path : List.of("/manage/health", "/manage/health/liveness", "/livez")) {
				assertThat(server.get(path).statusCode()).as(path).isEqualTo(401);
				assertThat(server.get(path, TestServer.bearer("mo", "MONITOR")).statusCode()).as(path).isEqualTo(403);
			}
			assertThat(output).contains("names what no exposed endpoint is called: [heapdmp]");
			Map<String, Integer> monitor = Map.of("/manage/figures", 200, "/manage/info", 403, "/manage/beans", 403,
					"/manage", 403);
			monitor
				.forEach((path, status) -> assertThat(server.get(path, TestServer.bearer("mo", "MONITOR")).statusCode())
					.as(path)
					.isEqualTo(status));
			assertThat(server.get("/manage/apisecurity", TestServer.bearer("root", "ADMIN")).body())
				.contains("\"metrics\":[\"ROLE_MONITOR\"]", "\"access\":\"[ROLE_MONITOR]\"");
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@Import(TestApi.class)
	static class HierarchyApi {

		@Bean
		RoleHierarchy roleHierarchy() {
			return RoleHierarchyImpl.fromHierarchy("ROLE_ADMIN > ROLE_EDITOR");
		}

	}

}
