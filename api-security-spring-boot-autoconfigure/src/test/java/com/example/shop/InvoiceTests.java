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

package com.example.shop;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.authorization.AccessReport;
import io.github.apisecurity.authorization.EndpointAccess;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the rules of methods do what the documentation says.
 */
class InvoiceTests {

	@Test
	void rulesOfMethodsHold() {
		try (TestServer server = TestServer.start(Invoices.class)) {
			String[] alice = TestServer.bearer("alice", "EDITOR");
			String[] bob = TestServer.bearer("bob", "VIEWER");
			assertThat(server.get("/invoices/drafts", alice).statusCode()).isEqualTo(200);
			assertThat(server.get("/invoices/drafts", bob).statusCode()).isEqualTo(403);
			assertThat(server.get("/invoices/1", alice).statusCode()).isEqualTo(200);
			assertThat(server.get("/invoices/1", bob).statusCode()).isEqualTo(403);
			assertThat(server.get("/invoices/1", TestServer.bearer("root", "ADMIN")).statusCode()).isEqualTo(200);
			assertThat(server.get("/tenants/alice/invoice", alice).statusCode()).isEqualTo(200);
			assertThat(server.get("/tenants/alice/invoice", bob).statusCode()).isEqualTo(403);
		}
	}

	@Test
	void everyEndpointIsDecided() {
		try (TestServer server = TestServer.start(Invoices.class,
				"api-security.authorization.rules[0].pattern=/invoices/**",
				"api-security.authorization.rules[1].pattern=/tenants/**")) {
			AccessReport report = server.context().getBean(AccessReport.class);
			assertThat(report.endpoints()).filteredOn((endpoint) -> endpoint.pattern().startsWith("/invoices"))
				.allMatch(EndpointAccess::isDecided);
			assertThat(report.findings()).isEmpty();
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ InvoiceController.class, InvoiceOwnership.class })
	static class Invoices {

		@Bean
		JwtDecoder jwtDecoder() {
			return TestTokens.decoder();
		}

	}

}
