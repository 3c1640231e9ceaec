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

package io.github.apisecurity.config;

import java.net.http.HttpResponse;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.application.TestApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StrictOperations}.
 */
class StrictOperationsTests {

	private static final String[] ADMIN = TestServer.bearer("root", "ADMIN");

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = TestServer.start(TestApi.class, "management.endpoints.web.exposure.include=*",
				"api-security.rate-limit.policies.twice.limits=2/1h",
				"api-security.rate-limit.policies.once.limits=1/1h",
				"api-security.authentication.api-keys.enabled=true",
				"api-security.authentication.api-keys.peppers.v1=0123456789abcdef0123456789abcdef0123456789abcdef");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					/actuator/ratelimits/twice | {"mdoe": "off", "mode": "shadow"} | Unknown field. Known here: limits, mode, policy
					/actuator/apikeys          | {"owner": "a", "autorities": "A"} | Unknown field. Known here: authorities
					/actuator/apikeys/k1       | {"overlaps": "PT1H"}              | Unknown field. Known here: id, overlap
					/actuator/apikeys          | {"owner": "a", "validFor": "30"}   | Write the unit, such as "30d", for validFor.
					/actuator/ratelimits/twice | {"<script>": "off"}               | Unknown field. Known here:
					""")
	void whenBodyHasUnknownFieldOrNoUnitRefuses(String path, String body, String detail) {
		HttpResponse<String> response = server.post(path, body, ADMIN);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(TestServer.json(response).path("detail").asString()).startsWith(detail);
		assertThat(response.body()).doesNotContain("script");
		assertThat(server.get("/actuator/ratelimits", ADMIN).body()).doesNotContain("shadow");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/actuator/ratelimits/twice            | {"policy": "once", "mode": "shadow"}
			/actuator/ratelimits/twice            | {"policy": ["once"], "mode": "shadow"}
			/actuator/ratelimits/twice?policy=once | {"mode": "shadow"}
			/actuator/apikeys/k1                  | {"id": "k2"}
			""")
	void whenBodyOrQueryNamesSomethingElseThanThePathRefuses(String path, String body) {
		assertThat(server.post(path, body, ADMIN).statusCode()).isEqualTo(400);
		assertThat(server.get("/actuator/ratelimits", ADMIN).body()).doesNotContain("shadow");
	}

	@Test
	void whenFieldsAreKnownLets() {
		assertThat(server.post("/actuator/ratelimits/twice", "{\"mode\": \"enforce\"}", ADMIN).statusCode())
			.isEqualTo(200);
		assertThat(server.get("/actuator/apisecurity", ADMIN).body()).contains("\"api-keys\":true", "\"jwt\":true");
	}

	@Test
	void whenParameterIsUnknownRefuses() {
		assertThat(server.get("/actuator/apisecurity?x=1", ADMIN).statusCode()).isEqualTo(400);
	}

	@Test
	void whenEndpointIsOfOthersLeavesItAlone() {
		HttpResponse<String> response = server.post("/actuator/loggers/some.logger",
				"{\"configuredLevel\": \"info\", \"other\": \"1\"}", ADMIN);
		assertThat(response.statusCode()).isEqualTo(204);
		assertThat(server.get("/actuator/health?other=1").statusCode()).isEqualTo(200);
	}

}
