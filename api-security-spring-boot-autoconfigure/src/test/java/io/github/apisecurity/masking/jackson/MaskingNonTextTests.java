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

package io.github.apisecurity.masking.jackson;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.masking.MaskForm;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stands in the place of values that are no texts, over HTTP.
 */
class MaskingNonTextTests {

	private static final List<String> NON_TEXTS = List.of("primitive", "number", "flag", "boxedFlag", "day", "moment",
			"date");

	@ParameterizedTest
	@EnumSource(MaskForm.class)
	void valuesThatAreNoTextsAreMaskedAndRevealed(MaskForm form) {
		try (TestServer server = TestServer.start(TestApplication.class, "api-security.masking.non-text=" + form)) {
			JsonNode masked = TestServer.json(get(server, "user", "application/json"));
			for (String property : NON_TEXTS) {
				switch (form) {
					case TEXT -> assertThat(masked.get(property).asString())
						.isEqualTo((property.equals("day")) ? "1984-**-**" : "***");
					case NULL -> assertThat(masked.get(property).isNull()).as(property).isTrue();
					case OMIT -> assertThat(masked.has(property)).as(property).isFalse();
				}
			}
			String element = (form == MaskForm.TEXT) ? "\"***\"" : "null";
			assertThat(masked.get("optional")).hasToString(element);
			assertThat(masked.get("numbers")).hasToString("[" + element + "," + element + "]");
			assertThat(masked.get("array")).hasToString("[" + element + "]");
			// An enum constant and an identifier are texts.
			assertThat(masked.get("color")).hasToString("\"***\"");
			assertThat(masked.get("id")).hasToString("\"***\"");
			for (String format : List.of("application/json", "application/xml")) {
				String body = get(server, "user", format).body().replace("xsi:nil=\"true\"", "");
				assertThat(body).doesNotContain("4711", "true", "11-23", "RED");
				HttpResponse<String> revealed = get(server, "auditor", format);
				assertThat(revealed.body()).contains("4711", "true", "1984-11-23", "RED");
				assertThat(revealed.headers().allValues("Cache-Control")).containsExactly("no-store");
			}
		}
	}

	private static HttpResponse<String> get(TestServer server, String user, String format) {
		HttpRequest.Builder request = server.request("/values");
		return server.send(request, "Accept", format, "Authorization",
				"Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8)));
	}

	enum Color {

		RED

	}

	record Values(@Masked(revealTo = "ROLE_AUDITOR") int primitive,
			@Masked(revealTo = "ROLE_AUDITOR") BigDecimal number, @Masked(revealTo = "ROLE_AUDITOR") boolean flag,
			@Masked(revealTo = "ROLE_AUDITOR") Boolean boxedFlag,
			@Masked(value = MaskType.DATE, revealTo = "ROLE_AUDITOR") LocalDate day,
			@Masked(revealTo = "ROLE_AUDITOR") Instant moment, @Masked(revealTo = "ROLE_AUDITOR") Date date,
			@Masked(revealTo = "ROLE_AUDITOR") Optional<Integer> optional,
			@Masked(revealTo = "ROLE_AUDITOR") List<Long> numbers, @Masked(revealTo = "ROLE_AUDITOR") int[] array,
			@Masked(revealTo = "ROLE_AUDITOR") Color color, @Masked(revealTo = "ROLE_AUDITOR") UUID id) {

	}

	@RestController
	static class Controller {

		@GetMapping("/values")
		Values values() {
			Instant moment = Instant.parse("1984-11-23T00:00:00Z");
			return new Values(4711, new BigDecimal("4711.5"), true, true, LocalDate.of(1984, 11, 23), moment,
					Date.from(moment), Optional.of(4711), List.of(4711L, 4711L), new int[] { 4711 }, Color.RED,
					UUID.fromString("00004711-0000-0000-0000-000000004711"));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ MaskingMatrixTests.Users.class, Controller.class })
	static class TestApplication {

	}

}
