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

package io.github.apisecurity.authentication.jwt;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.authentication.TestIdentityProvider;
import org.junit.jupiter.api.Test;
import org.mockito.MockedStatic;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.times;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

/**
 * Tests how often a request has its token parsed.
 */
class TokenParserTests {

	private static final int PARTS = 2;

	@Test
	void whenRequestHasATokenEachPartIsParsedOnceAndNotAgainLater() {
		try (TestIdentityProvider issuer = TestIdentityProvider.start();
				TestServer server = TestServer.start(Api.class,
						"spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.issuer(),
						"spring.security.oauth2.resourceserver.jwt.audiences=shop-api");
				// Of this thread only, which does all that MockMvc is asked for.
				MockedStatic<TokenParser> parser = mockStatic(TokenParser.class, CALLS_REAL_METHODS)) {
			MockMvcTester mvc = MockMvcTester
				.create(MockMvcBuilders.webAppContextSetup(server.context()).apply(springSecurity()).build());
			String token = "Bearer " + issuer.token(issuer.header("RS256"), issuer.claims("shop-api"));
			for (int i = 0; i < 2; i++) {
				assertThat(mvc.get().uri("/me").header("Authorization", token)).hasStatusOk();
				parser.verify(() -> TokenParser.json(any()), times(PARTS));
			}
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Api {

		@RestController
		static class MeController {

			@GetMapping("/me")
			String me() {
				return "me";
			}

		}

	}

}
