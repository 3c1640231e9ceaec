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

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.MediaType;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a slice of an application is as protected as the whole.
 */
@WebMvcTest(properties = { "api-security.rate-limit.policies.twice.limits=2/1h",
		// For which a slice has no connection.
		"api-security.shared.store=jdbc", "api-security.rate-limit.store=redis",
		"api-security.authentication.api-keys.enabled=true", "api-security.authentication.api-keys.store=redis",
		"api-security.authentication.api-keys.peppers.v1=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"api-security.audit.sinks.jdbc.enabled=true", "api-security.audit.access-log.enabled=true",
		"api-security.audit.access-log.jdbc=true", "api-security.audit.access-log.pattern=/**",
		"api-security.audit.sinks.redis.enabled=true", "api-security.audit.sinks.opentelemetry.enabled=true",
		"api-security.detection.alert.mail-to=a@example.com" })
@ContextConfiguration(classes = TestApi.class)
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void chainProblemsMethodSecurityAndMaskingApply() {
		assertThat(this.mvc.get().uri("/customer")).hasStatus(401)
			.hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.mvc.get().uri("/admin").with(caller("ROLE_VIEWER"))).hasStatus(403);
		assertThat(this.mvc.get().uri("/customer").with(caller("ROLE_VIEWER"))).hasStatusOk()
			.bodyText()
			.contains("410*********321");
	}

	@Test
	void bundlesOfKeysAreThere(@Autowired SslBundles bundles) {
		assertThat(bundles.getBundleNames()).isEmpty();
	}

	private RequestPostProcessor caller(String authority) {
		return SecurityMockMvcRequestPostProcessors.jwt().authorities(AuthorityUtils.createAuthorityList(authority));
	}

}
