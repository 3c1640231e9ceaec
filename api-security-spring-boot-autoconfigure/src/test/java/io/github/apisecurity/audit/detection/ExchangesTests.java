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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.apisecurity.audit.detection.DetectionProperties.Mode;
import io.github.apisecurity.chain.RequestRuleFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.firewall.StrictHttpFirewall;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Exchanges}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExchangesTests {

	@AfterEach
	void clear() {
		SecurityContextHolder.clearContext();
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

}
