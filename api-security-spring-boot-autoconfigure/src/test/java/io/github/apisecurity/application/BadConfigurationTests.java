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

import io.github.apisecurity.TestServer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests that bad configuration stops the start with a message that names key, value and
 * mend.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadConfigurationTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					api-security.rate-limit.policies.twice.limits=-1/1m          | rate-limit.policies.twice.limits[0] | -1/1m            | Use quota and window
					api-security.rate-limit.policies.twice.limits=0/1m           | rate-limit.policies.twice.limits[0] | 0/1m             | must be positive
					api-security.rate-limit.policies.twice.limits=5/1x           | rate-limit.policies.twice.limits[0] | 5/1x             | is not a duration
					api-security.rate-limit.routes[0].policies=nonesuch          | rate-limit.routes[0]                | nonesuch         | There is no such policy
					api-security.rate-limit.policies.other.limits=5/1m           | @RateLimited on                     | twice            | Add 'api-security.rate-limit.policies.twice'
					api-security.cors.rules[0].allowed-origins=example.com       | cors.rules[0].allowed-origins       | example.com      | Use scheme, host and port
					api-security.authorization.rules[0].pattern=api              | authorization.rules[0].pattern      | api              | starts with a slash
					api-security.headers.hsts-max-age=-1s                        | headers.hsts-max-age                | -1s              | Use a value that is not negative
					api-security.headers.hsts-max-age=soon                       | headers.hsts-max-age                | soon             | Use a duration
					api-security.problem.type-base-uri=problems                  | problem.type-base-uri               | problems         | absolute URI
					""")
	void whenValueIsBadStopsWithKeyValueAndMend(String property, String key, String value, String mend,
			CapturedOutput output) {
		String limit = property.contains("policies.") ? "spring.main.banner-mode=off"
				: "api-security.rate-limit.policies.twice.limits=2/1h";
		String pattern = property.contains("routes") ? "api-security.rate-limit.routes[0].pattern=/x"
				: "spring.main.banner-mode=off";
		assertThatException().isThrownBy(() -> TestServer.start(TestApi.class, property, limit, pattern).close());
		assertThat(output).contains("APPLICATION FAILED TO START", key, value, mend);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			*                        | true
			""")
	void whenAnyOriginMayUseCredentialsStops(String origin, boolean credentials, CapturedOutput output) {
		assertThatException().isThrownBy(
				() -> TestServer
					.start(TestApi.class, "api-security.rate-limit.policies.twice.limits=2/1h",
							"api-security.cors.rules[0].allowed-origins=" + origin,
							"api-security.cors.rules[0].allow-credentials=" + credentials)
					.close());
		assertThat(output).contains("APPLICATION FAILED TO START", "Any site could act as the user");
	}

}
