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

package io.github.apisecurity.network.lists;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.application.TestApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for security.txt.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecurityTxtTests {

	private static final String PREFIX = "api-security.network.security-txt.";

	private static final String PATH = "/.well-known/security.txt";

	@Test
	void everybodyIsToldWhomToTell(CapturedOutput output) {
		String expires = Instant.now().plus(7, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString();
		try (TestServer server = start(PREFIX + "contact[1]=https://example.com/report", PREFIX + "expires=" + expires,
				PREFIX + "fields.Policy=https://example.com/policy")) {
			HttpResponse<String> response = server.get(PATH);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type").orElseThrow())
				.isEqualToIgnoringCase("text/plain;charset=UTF-8");
			assertThat(response.headers().allValues("X-Content-Type-Options")).hasSize(1);
			assertThat(response.body())
				.isEqualTo("Contact: mailto:security@example.com\n" + "Contact: https://example.com/report\nExpires: "
						+ expires + "\nPolicy: https://example.com/policy\n");
			assertThat(server.send(server.request(PATH).POST(BodyPublishers.noBody())).statusCode()).isEqualTo(401);
			assertThat(server.get(PATH + "/x").statusCode()).isEqualTo(401);
			assertThat(output).contains("days, after which security.txt is not believed");
		}
	}

	@ParameterizedTest
	@CsvSource({ "expires,2020-01-01T00:00:00Z", "contact[0],security@example.com", "fields.Policy,''",
			"fields.a_b,x" })
	void whenFileWouldBeWrongStops(String property, String value) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> start(PREFIX + "expires=2100-01-01T00:00:00Z", PREFIX + property + "=" + value).close())
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(ex) -> assertThat(ex.getName()).isEqualTo(PREFIX + property.replace("[0]", "")));
	}

	@Test
	void whenThereIsNoDateStops() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> start().close())
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class);
	}

	private static TestServer start(String... properties) {
		return TestServer.start(TestApi.class,
				Stream
					.concat(Stream.of("api-security.rate-limit.policies.twice.limits=2/1h",
							PREFIX + "contact[0]=mailto:security@example.com"), Stream.of(properties))
					.toArray(String[]::new));
	}

}
