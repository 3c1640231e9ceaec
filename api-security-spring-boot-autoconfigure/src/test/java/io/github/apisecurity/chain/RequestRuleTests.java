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

package io.github.apisecurity.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.http.server.PathContainer;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.util.ServletRequestPathUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link RequestRule}, {@link RequestRules} and {@link RequestRuleFactory}.
 */
class RequestRuleTests {

	// Spring MVC answers HEAD with the handler of GET.
	@ParameterizedTest
	@CsvSource({ "GET, GET, true", "GET, HEAD, true", "get, GET, true", "GET, POST, false", "HEAD, GET, false",
			"POST, HEAD, false", ", DELETE, true" })
	void whenMethodsAreNamedMatchesThem(@Nullable String named, String method, boolean expected) {
		RequestRule rule = rule("", "/api/**", (named != null) ? Set.of(named) : Set.of());
		assertThat(rule.matches(request(method, "", "/api/x"))).isEqualTo(expected);
	}

	@Test
	void whenPatternIsMissingSaysThatAListIsTakenAsAWhole() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> RequestRule.of("", "rules[0]", null, List.of()))
			.withMessageContaining("one property source");
	}

	@Test
	void whenMethodIsUnknownNamesKeyAndKnownOnes() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> rule("", "/api/**", Set.of("GTE")))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("rules[0].methods");
				assertThat(ex.getValue()).isEqualTo("GTE");
				assertThat(ex.getReason()).contains("DELETE").contains("GET").contains("TRACE");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "api/**", "/api/{", "/api/**/x", "context:api", "servlet:/api" })
	void whenPatternIsNoneNamesKey(String pattern) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> rule("", pattern, Set.of()))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("rules[0].pattern"));
	}

	@ParameterizedTest
	@CsvSource({
			// servlet path of Spring MVC, context path, pattern, path, whether it matches
			"'', '', /rel/**, /rel/hi, true", "'', /ctx, /rel/**, /ctx/rel/hi, true",
			"'', /ctx, /ctx/rel/**, /ctx/rel/hi, false", "/svc, '', /rel/**, /svc/rel/hi, true",
			"/svc, '', /rel/**, /rel/hi, false", "/svc, /ctx, /rel/**, /ctx/svc/rel/hi, true",
			"/svc, '', /**, /soap/hi, false", "/svc, '', /hi, /soap/hi, false", "/svc, '', /**, /svc, true",
			"/svc, '', /rel/**, /svcx/rel/hi, false", "'', '', /soap/**, /soap/hi, true",
			"/svc, '', context:/soap/**, /soap/hi, true", "/svc, /ctx, context:/soap/**, /ctx/soap/hi, true",
			"/svc, '', context:/soap/**, /svc/soap/hi, false", "'', /ctx, context:/rel/**, /ctx/rel/hi, true",
			"/svc, '', context:/svc/svc/**, /svc/svc/hi, true" })
	void patternIsRelativeToTheDispatcherServlet(String servletPath, String contextPath, String pattern, String path,
			boolean expected) {
		MockHttpServletRequest request = request("GET", contextPath, path);
		assertThat(rule(servletPath, pattern, Set.of()).matches(request)).isEqualTo(expected);
		MockHttpServletRequest parsed = request("GET", contextPath, path);
		ServletRequestPathUtils.parseAndCache(parsed);
		assertThat(rule(servletPath, pattern, Set.of()).matches(parsed)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/svc/rel/**", "/svc" })
	void whenPatternRepeatsThePathOfTheServletIsRefused(String pattern) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> rule("/svc", pattern, Set.of()))
			.satisfies((ex) -> assertThat(ex.getReason()).contains("'/svc'").contains("context:" + pattern));
	}

	@ParameterizedTest
	@CsvSource({ "/soap/adm/**, /soap/*, true", "/soap, /soap/*, true", "/soapy/**, /soap/*, false",
			"context:/soap/**, /soap/*, false", "/rel/**, /soap/*, false", "/rel/**, *.do, false",
			"/soap/exact, /soap/exact, true" })
	void whenPatternIsForAnotherServletIsRefused(String pattern, String mapping, boolean refused) {
		ServletRegistrationBean<?> servlet = new ServletRegistrationBean<>(new HttpServlet() {
		}, mapping);
		RequestRuleFactory factory = factory("/svc", servlet);
		factory.rule("rules[0]", pattern, Set.of());
		RequestRuleFactory atRoot = factory("/", servlet);
		atRoot.rule("rules[0]", pattern, Set.of());
		assertThatNoException().isThrownBy(atRoot::afterSingletonsInstantiated);
		if (refused) {
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(factory::afterSingletonsInstantiated)
				.satisfies((ex) -> assertThat(ex.getReason()).contains("'" + mapping + "'", "'context:" + pattern + "'",
						"'context:/svc" + pattern + "'"));
		}
		else {
			assertThatNoException().isThrownBy(factory::afterSingletonsInstantiated);
		}
	}

	@Test
	void whenRequestIsDispatchedAgainMatchesThatPath() {
		RequestRule rule = rule("", "/page/**", Set.of());
		MockHttpServletRequest request = request("GET", "", "/start");
		ServletRequestPathUtils.parseAndCache(request);
		assertThat(rule.matches(request)).isFalse();
		request.setDispatcherType(DispatcherType.INCLUDE);
		request.setAttribute(RequestDispatcher.INCLUDE_REQUEST_URI, "/page/included");
		assertThat(rule.matches(request)).isTrue();
		request.setDispatcherType(DispatcherType.FORWARD);
		assertThat(rule.matches(request)).isFalse();
		request.setRequestURI("/page/forwarded");
		assertThat(rule.matches(request)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "/**, /api/vip, true", "/api/**, /api/vip/**, true", "/api/**, /api, true", "/api/*, /api/x, true",
			"/api/{id}, /api/*, true", "/api/{*rest}, /api/x/**, true", "/api/x, /api/x, true",
			"/api/{id:[0-9]+}, /api/5, false", "/api/*, /api/**, false", "/api/*, /api/x/y, false",
			"/api/vip/**, /api/**, false", "/ap/**, /api/x, false", "/**, context:/soap/**, true" })
	void whenEarlierRuleCoversALaterOneIsRefused(String earlier, String later, boolean refused) {
		assertThat(rule("", earlier, Set.of()).covers(rule("", later, Set.of("POST")))).isEqualTo(refused);
		assertThat(rule("", earlier, Set.of("GET")).covers(rule("", later, Set.of()))).isFalse();
		assertThat(rule("", earlier, Set.of("GET")).covers(rule("", later, Set.of("HEAD")))).isEqualTo(refused);
		assertThat(rule("", earlier, Set.of("GET")).covers(rule("", later, Set.of("POST", "GET")))).isFalse();
	}

	@Test
	void whenRuleNeverDecidesNamesBoth() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> factory().firstMatch("rules", List.of(properties("/api/**"), properties("/api/vip/**")),
					(key, rule) -> key))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("rules[1].pattern");
				assertThat(ex.getReason()).contains("'rules[0]'").contains("'/api/**'").contains("Move it up");
			});
	}

	@Test
	void firstRuleThatMatchesDecides() {
		RequestRules<String> rules = factory().firstMatch("rules",
				List.of(properties("/api/vip/**"), properties("/api/*/x"), properties("/api/**")), (key, rule) -> key);
		assertThat(rules.first(request("GET", "", "/api/vip/x"))).isEqualTo("rules[0]");
		assertThat(rules.first(request("GET", "", "/api/other/x"))).isEqualTo("rules[1]");
		assertThat(rules.first(request("GET", "", "/api"))).isEqualTo("rules[2]");
		assertThat(rules.first(request("GET", "", "/"))).isNull();
		assertThat(rules.describe((key) -> Map.of("is", key))).first()
			.isEqualTo(Map.of("pattern", "/api/vip/**", "is", "rules[0]"));
	}

	@Test
	void whenAllApplyKeepsTheirOrder() {
		RequestRules<String> rules = factory().allMatches("rules",
				List.of(properties("/**"), properties("/a/b"), properties("/*/b"), properties("/a/**")),
				(key, rule) -> key);
		assertThat(rules.all(request("GET", "", "/a/b"))).containsExactly("rules[0]", "rules[1]", "rules[2]",
				"rules[3]");
		assertThat(rules.all(request("GET", "", "/c/b"))).containsExactly("rules[0]", "rules[2]");
		assertThat(rules.all(request("GET", "", "/"))).containsExactly("rules[0]");
		assertThat(factory().allMatches("rules", List.<TestRule>of(), (key, rule) -> key).all(request("GET", "", "/")))
			.isEmpty();
	}

	// The index must not change what is found: all patterns of a small alphabet against
	// all paths of it, with the plain loop as the reference.
	@Test
	void indexFindsWhatALoopFinds() {
		List<String> segments = List.of("a", "b", "*", "{x}", "{x:[ab]}", "a?");
		List<TestRule> patterns = new ArrayList<>();
		for (String first : segments) {
			patterns.add(properties("/" + first));
			for (String second : List.of("a", "b", "c", "*", "**", "{*rest}")) {
				patterns.add(properties("/" + first + "/" + second));
				patterns.add(properties("/fix/" + first + "/" + ((second.startsWith("{*")) ? "x" : second)));
			}
		}
		RequestRules<String> rules = factory().allMatches("rules", patterns, (key, rule) -> rule.getPattern());
		for (String path : List.of("/", "/a", "/b", "/a/a", "/a/b", "/a/c/d", "/ab/c", "/fix", "/fix/a/c", "/fix/b/x",
				"//a", "/a/", "/fix//a", "/a;v=1/b", "/fix/%61/a")) {
			assertThat(rules.all(request("GET", "", path))).as(path)
				.isEqualTo(patterns.stream()
					.map(TestRule::getPattern)
					.filter((pattern) -> rule("", pattern, Set.of()).matches("GET", PathContainer.parsePath(path)))
					.toList());
		}
	}

	private static MockHttpServletRequest request(String method, String contextPath, String path) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setContextPath(contextPath);
		return request;
	}

	private static RequestRule rule(String servletPath, @Nullable String pattern, Set<String> methods) {
		return RequestRule.of(servletPath, "rules[0]", pattern, methods);
	}

	private static RequestRuleFactory factory() {
		return factory(null);
	}

	private static RequestRuleFactory factory(@Nullable String servletPath, ServletRegistrationBean<?>... servlets) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("environment", new StandardEnvironment());
		if (servletPath != null) {
			beans.addBean("path", (DispatcherServletPath) () -> servletPath);
		}
		for (ServletRegistrationBean<?> servlet : servlets) {
			beans.addBean(servlet.toString(), servlet);
		}
		return new RequestRuleFactory(beans);
	}

	private static TestRule properties(String pattern) {
		TestRule rule = new TestRule();
		rule.setPattern(pattern);
		return rule;
	}

	private static final class TestRule extends RequestRuleProperties {

	}

}
