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

package io.github.apisecurity.test;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WithApiJwt @WithApiJwt} and {@link ApiJwt} in a slice.
 */
@WebMvcTest(properties = { "spring.security.oauth2.resourceserver.jwt.issuer-uri=https://id.example.com",
		"spring.security.oauth2.resourceserver.jwt.audiences=shop",
		"spring.security.oauth2.resourceserver.jwt.authorities-claim-name=roles",
		"spring.security.oauth2.resourceserver.jwt.authority-prefix=ROLE_" })
@ContextConfiguration(classes = TestApplication.class)
class WithApiJwtTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void whenThereIsNoTokenIsUnauthorized() {
		assertThat(this.mvc.get().uri("/caller")).hasStatus(401);
	}

	@Test
	@WithApiJwt(value = "alice", claims = """
			{"roles": ["EDITOR"]}""", authorities = "reports")
	void whenAnnotatedClaimsAreMappedAsConfigured() {
		assertThat(this.mvc.get().uri("/caller")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
				["ROLE_EDITOR", "reports"]""");
		assertThat(this.mvc.get().uri("/name")).hasBodyTextEqualTo("alice");
		assertThat(this.mvc.get().uri("/admin")).hasStatus(403);
	}

	@Test
	@WithApiJwt(claims = """
			{"scope": "ADMIN"}""")
	void whenTheMappingDoesNotReadAClaimItGrantsNothing() {
		assertThat(this.mvc.get().uri("/caller")).hasStatusOk().bodyJson().isStrictlyEqualTo("[]");
	}

	@Test
	void whenARequestHasATokenClaimsAreMappedAsConfigured() {
		assertThat(this.mvc.get().uri("/admin").with(ApiJwt.of("bob").claim("roles", List.of("ADMIN")))).hasStatusOk();
		assertThat(this.mvc.get().uri("/admin").with(ApiJwt.of("bob"))).hasStatus(403);
	}

}
