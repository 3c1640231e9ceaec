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

package io.github.apisecurity.audit.detection;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.audit.detection.Blocks.Stage;
import io.github.apisecurity.audit.detection.DetectionProperties.Field;
import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.audit.detection.DetectionProperties.Rule;
import io.github.apisecurity.chain.RequestRuleFactory;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedStates;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Exchanges}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExchangesTests {

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void whenTheFirewallRefusesAHeaderTheTokenIsLookedAtAndTheHeaderIsNotLogged(CapturedOutput output) {
		List<String> found = new ArrayList<>();
		DetectionEngine engine = new DetectionEngine(DetectionRules.create(Map.of(), Mode.ENFORCE), 100, () -> 0,
				(detection) -> found.add(detection.rule().id()), null);
		List<String> addresses = new ArrayList<>(List.of("192.0.2.1", "198.51.100.1", "203.0.113.1", "8.8.8.8",
				"9.9.9.9", "1.1.1.1", "4.4.4.4", "5.5.5.5"));
		RequestRuleFactory rules = new RequestRuleFactory(new StaticListableBeanFactory());
		Exchanges exchanges = new Exchanges(engine, List.of(),
				rules.firstMatch("honeypots", List.of("/wp-admin/**"), (pattern) -> pattern, (key, pattern) -> true),
				(request) -> addresses.get(0), new Routes(Stream::empty));
		SecurityContextHolder.getContext()
			.setAuthentication(new JwtAuthenticationToken(
					Jwt.withTokenValue("value").header("alg", "none").subject("ada").claim("jti", "1").build(),
					List.of()));
		while (!addresses.isEmpty()) {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
			request.setRemoteAddr(addresses.get(0));
			request.addHeader("X-Forwarded-For", "canary\u009f");
			exchanges.done(new StrictHttpFirewall().getFirewalledRequest(request), new MockHttpServletResponse());
			addresses.remove(0);
		}
		assertThat(found).isNotEmpty();
		assertThat(output).doesNotContain("canary", "WARN");
	}

	@Test
	void whenCallersAreForbiddenWhereNothingIsOrAskByQueryItIsFound() {
		List<String> found = new ArrayList<>();
		Exchanges exchanges = exchanges(found, Map.of());
		logIn();
		for (int i = 0; i < 21; i++) {
			exchanges.done(new MockHttpServletRequest("GET", "/nothing" + i), response(403));
		}
		assertThat(found).containsExactly("path-scanning");
		found.clear();
		for (int i = 0; i < 31; i++) {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/accounts");
			request.setQueryString("number=" + i);
			exchanges.done(request, response(404));
		}
		assertThat(found).containsExactly("object-enumeration");
		found.clear();
		for (int i = 0; i < 100; i++) {
			exchanges.done(new MockHttpServletRequest("GET", "/accounts"), response(403));
			exchanges.done(new MockHttpServletRequest("GET", "/accounts"), response(404));
		}
		assertThat(found).isEmpty();
	}

	@Test
	void whenDenialsNameWhatIsAskedForByQueryItIsFound() {
		List<String> found = new ArrayList<>();
		Exchanges exchanges = exchanges(found, Map.of());
		for (int i = 0; i < 31; i++) {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/accounts");
			request.setQueryString("number=" + i);
			RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
			exchanges.observe(event(SecurityEventType.ACCESS_DENIED, "denied_by_application"));
		}
		assertThat(found).containsExactly("object-enumeration");
	}

	@Test
	void whenAnEventOfTheApplicationHasAReasonOfOursItIsCounted() {
		Rule rule = new Rule();
		rule.getEvents().add("card_payment");
		rule.getReasons().add("blocked");
		rule.getKey().add(Field.USER);
		rule.setWindow(Duration.ofHours(1));
		rule.setThreshold(1);
		List<String> found = new ArrayList<>();
		Exchanges exchanges = exchanges(found, Map.of("payments", rule));
		for (int i = 0; i < 2; i++) {
			exchanges.observe(event(new SecurityEventType("card_payment", Outcome.FAILURE), "blocked"));
			exchanges.observe(event(SecurityEventType.ACCESS_DENIED, "blocked"));
		}
		assertThat(found).containsExactly("payments");
	}

	@Test
	void whenTwoIssuersHaveAUserOfOneNameTheyAreTwo() {
		List<String> found = new ArrayList<>();
		Exchanges exchanges = exchanges(found, Map.of());
		for (int i = 0; i < 400; i++) {
			SecurityEvent event = event(SecurityEventType.SENSITIVE_READ, null);
			exchanges.observe(new SecurityEvent(event.time(), event.type(), null, "ada", "https://" + (i % 2), null,
					null, event.request(), Map.of()));
		}
		assertThat(found).isEmpty();
	}

	@Test
	void whenTwoIssuersNumberTheirTokensTheyAreTwo() {
		List<String> found = new ArrayList<>();
		Exchanges exchanges = exchanges(found, Map.of());
		for (String address : List.of("192.0.2.1", "198.51.100.1", "203.0.113.1", "8.8.8.8")) {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/accounts");
			request.setRemoteAddr(address);
			logIn((address.equals("8.8.8.8")) ? "https://a" : "https://b");
			exchanges.done(request, response(200));
		}
		assertThat(found).isEmpty();
		Signal signal = new Signal(Signal.TOKEN_USED, null, null, null, null, "token-17", null, null);
		assertThat(signal.value(Field.TOKEN)).doesNotContain("17-").startsWith(Sha256.hex("token-17", 16));
	}

	@Test
	void whenAnEndpointIsAskedByAnotherMethodWhatIsAskedForIsNotItsName() {
		Routes routes = new Routes(() -> Stream.of(new Accounts()));
		assertThat(routes.find(new MockHttpServletRequest("GET", "/persons/19800101-1234"))).isEqualTo("/persons/{id}");
		assertThat(routes.find(new MockHttpServletRequest("DELETE", "/persons/19800101-1234"))).isNotNull()
			.doesNotContain("1980");
	}

	@Test
	void whenOneMappingAsksOthersItsEndpointsAreFound() {
		Routes routes = new Routes(() -> Stream.of(new Delegating(List.of(new Accounts()))));
		assertThat(routes.find(new MockHttpServletRequest("GET", "/accounts"))).isEqualTo("/accounts");
		assertThat(routes.find(new MockHttpServletRequest("GET", "/nothing"))).isNull();
	}

	@Test
	void whenARequestEndsInAnExceptionItIsLookedAt() {
		List<String> found = new ArrayList<>();
		List<Integer> statuses = new ArrayList<>();
		Exchanges exchanges = exchanges(found, Map.of());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(SharedAutoConfiguration.class))
			.run((context) -> {
				try (Blocks blocks = new Blocks(context.getBean(SharedStates.class), () -> 0, Set.of(),
						(rule, subject) -> {
						})) {
					DetectionFilter filter = new DetectionFilter(Stage.ADDRESS, blocks, exchanges, null,
							SecurityEventPublisher.none());
					for (String address : List.of("192.0.2.1", "198.51.100.1", "203.0.113.1", "8.8.8.8", "9.9.9.9")) {
						MockHttpServletRequest request = new MockHttpServletRequest("GET", "/accounts");
						request.setRemoteAddr(address);
						assertThatIllegalStateException().isThrownBy(
								() -> filter.doFilter(request, new MockHttpServletResponse(), (asked, answer) -> {
									logIn();
									statuses.add(1);
									throw new IllegalStateException("failed");
								}));
					}
				}
			});
		assertThat(statuses).hasSize(5);
		assertThat(found).containsExactly("token-networks");
	}

	private static void logIn() {
		logIn("https://a");
	}

	private static void logIn(String issuer) {
		SecurityContextHolder.getContext()
			.setAuthentication(new JwtAuthenticationToken(Jwt.withTokenValue("value")
				.header("alg", "none")
				.issuer(issuer)
				.subject("ada")
				.claim("jti", "1")
				.build(), List.of()));
	}

	private static Exchanges exchanges(List<String> found, Map<String, Rule> own) {
		DetectionEngine engine = new DetectionEngine(DetectionRules.create(own, Mode.ENFORCE), 100, () -> 0,
				(detection) -> {
					if (detection.first()) {
						found.add(detection.rule().id());
					}
				}, null);
		return new Exchanges(engine, List.of(),
				new RequestRuleFactory(new StaticListableBeanFactory()).firstMatch("honeypots", List.of("/wp-admin/**"),
						(pattern) -> pattern, (key, pattern) -> true),
				HttpServletRequest::getRemoteAddr, new Routes(() -> Stream.of(new Accounts())));
	}

	private static MockHttpServletResponse response(int status) {
		MockHttpServletResponse response = new MockHttpServletResponse();
		response.setStatus(status);
		return response;
	}

	private static SecurityEvent event(SecurityEventType type, @Nullable String reason) {
		return new SecurityEvent(Instant.EPOCH, type, reason, "ada", null, null, null,
				new RequestDetails("1", "192.0.2.1", "GET", "/accounts", "/accounts", Map.of(), null), Map.of());
	}

	static class Accounts extends RequestMappingInfoHandlerMapping {

		Accounts() {
			RequestMappingInfo.BuilderConfiguration options = new RequestMappingInfo.BuilderConfiguration();
			options.setPatternParser(getPatternParser());
			try {
				registerMapping(RequestMappingInfo.paths("/accounts").options(options).build(), this,
						Object.class.getMethod("toString"));
				registerMapping(
						RequestMappingInfo.paths("/persons/{id}").methods(RequestMethod.GET).options(options).build(),
						this, Object.class.getMethod("toString"));
			}
			catch (NoSuchMethodException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		protected boolean isHandler(Class<?> type) {
			return false;
		}

		@Override
		protected @Nullable RequestMappingInfo getMappingForMethod(Method method, Class<?> handlerType) {
			return null;
		}

	}

	record Delegating(List<HandlerMapping> mappings) implements HandlerMapping, Iterable<HandlerMapping> {

		@Override
		public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) {
			throw new IllegalStateException("asks others");
		}

		@Override
		public Iterator<HandlerMapping> iterator() {
			return this.mappings.iterator();
		}

	}

}
