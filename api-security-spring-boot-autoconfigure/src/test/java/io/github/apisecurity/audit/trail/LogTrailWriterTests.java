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

package io.github.apisecurity.audit.trail;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LogTrailWriter} and {@link EventFormat}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LogTrailWriterTests {

	@Test
	void whenInputHoldsControlAndDirectionCharactersWritesOneLineOfAscii(CapturedOutput output) {
		accept("ada\r\nforged line\u001b[31m\u202e\u2028\ud83d\ude00", "agent");
		assertThat(output.getOut().lines().filter((line) -> line.contains("authn_login_success"))).singleElement()
			.asString()
			.contains("ada\\r\\nforged line\\u001b[31m\\\\u202e\\\\u2028\\ud83d\\ude00\"")
			.matches("\\p{ASCII}*");
	}

	@Test
	void whenValuesAreOfManyTypesWritesJson(CapturedOutput output) {
		Map<String, Object> details = Map.of("text", "a\"b\\c\u007f", "number", 3, "flag", true, "empty", List.of(),
				"nested", Map.of("list", List.of("a", 2L)), "other", Instant.EPOCH, "nothing", Map.of());
		log(new SecurityEvent(Instant.EPOCH, SecurityEventType.VALIDATION_FAILED, null, "ada", null, null, null, null,
				details));
		String line = output.getOut().substring(output.getOut().indexOf('{')).strip();
		assertThat(JsonMapper.shared().readTree(line)).isEqualTo(JsonMapper.shared()
			.readTree(
					"""
							{"time":"1970-01-01T00:00:00Z","event":"input_validation_fail","outcome":"failure","level":"WARNING","user":"ada",
							"appid":"shop","hostname":"node-1",
							"details":{"text":"a\\"b\\\\c\\\\u007f","number":3,"flag":true,"empty":[],"nested":{"list":["a",2]},
							"other":"1970-01-01T00:00:00Z","nothing":{}}}"""));
	}

	@Test
	void whenThereIsARequestAndNothingMoreWritesJson(CapturedOutput output) {
		accept("ada", "agent");
		String line = output.getOut().substring(output.getOut().indexOf('{')).strip();
		assertThat(JsonMapper.shared().readTree(line)).isEqualTo(JsonMapper.shared()
			.readTree(
					"""
							{"time":"1970-01-01T00:00:00Z","event":"authn_login_success","outcome":"success","level":"INFO","user":"ada",
							"appid":"shop","hostname":"node-1","token_id":"a56145270ce6b3bebd1dd012b7394867","request_id":"request","source_ip":"192.0.2.1","request_method":"GET",
							"request_uri":"/path","useragent":"agent"}"""));
	}

	@Test
	void whenInputIsLongCutsIt(CapturedOutput output) {
		accept("ada", "a".repeat(10_000));
		assertThat(output.getOut()).contains("a".repeat(512)).doesNotContain("a".repeat(513));
	}

	@Test
	void whenDetailsAreLongCutsThem(CapturedOutput output) {
		log(new SecurityEvent(Instant.EPOCH, SecurityEventType.VALIDATION_FAILED, null, null, null, null, null, null,
				Map.of("fields", Collections.nCopies(1000, "a".repeat(10_000)))));
		assertThat(output.getOut()).hasSizeBetween(1_000, 60_000).doesNotContain("a".repeat(513));
	}

	private static void log(SecurityEvent event) {
		new LogTrailWriter("audit")
			.write(List.of(TrailRecord.of(event, new EventFormat(Format.OWASP, "shop", () -> "node-1"))), "batch");
	}

	private void accept(String user, String userAgent) {
		log(new SecurityEvent(Instant.EPOCH, SecurityEventType.AUTHENTICATION_SUCCESS, null, user, null, "id", null,
				new RequestDetails("request", "192.0.2.1", "GET", "/path", null, Map.of(), userAgent), Map.of()));
	}

}
