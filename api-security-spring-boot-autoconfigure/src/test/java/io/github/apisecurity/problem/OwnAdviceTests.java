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

package io.github.apisecurity.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.ratelimit.RateLimited;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.Pageable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application whose advice catches everything: what the chain refuses stays
 * refused as such, and what the application handles stays its own.
 */
@SpringBootTest
@AutoConfigureMockMvc
@WithMockUser
class OwnAdviceTests {

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private RecordingSink sink;

	@BeforeEach
	void forgetEvents() {
		this.sink.events.clear();
	}

	@Test
	void whenALimitIsExceededAnswersTooManyRequests() {
		assertThat(this.mvc.get().uri("/limited")).hasStatusOk();
		assertThat(this.mvc.get().uri("/limited")).hasStatus(429)
			.hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
			.containsHeader("Retry-After");
		assertThat(this.sink.types()).containsOnlyOnce("excess_rate_limit_exceeded");
	}

	@Test
	void whenJsonOrParametersAreRefusedAnswersBadRequest() {
		assertThat(post("{\"name\": \"a\", \"more\": 1}")).hasStatus(400).bodyText().contains("unknown-property");
		assertThat(this.mvc.get().uri("/pages?size=200")).hasStatus(400).bodyText().contains("page-size");
		assertThat(this.sink.types()).containsExactly("input_validation_fail", "input_validation_fail");
	}

	@Test
	void whenAccessIsDeniedAnswersForbidden() {
		assertThat(this.mvc.get().uri("/admin")).hasStatus(403)
			.hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.mvc.get().uri("/owned/bob")).hasStatus(403);
		assertThat(this.sink.types()).containsExactly("authz_fail", "authz_fail");
	}

	@Test
	void whenTheApplicationHandlesJustThatItAnswersAndTheEventStands() {
		assertThat(post("{\"name\": \"too long\"}")).hasStatus(422).bodyText().isEqualTo("{\"own\":\"invalid\"}");
		assertThat(this.sink.types()).containsExactly("input_validation_fail");
	}

	@Test
	void whenTheApplicationFailsItsCatchAllAnswers() {
		assertThat(this.mvc.get().uri("/failing")).hasStatus(500).bodyText().isEqualTo("{\"own\":\"anything\"}");
		assertThat(this.sink.types()).isEmpty();
	}

	@Test
	void whenTheControllerHandlesDeniedAccessItselfItAnswers() {
		assertThat(this.mvc.get().uri("/own/denied")).hasStatus(418);
	}

	private MvcTestResult post(String json) {
		return this.mvc.post().uri("/names").contentType(MediaType.APPLICATION_JSON).content(json).exchange();
	}

	static final class RecordingSink implements SecurityEventSink {

		private final List<SecurityEvent> events = new ArrayList<>();

		@Override
		public void accept(SecurityEvent event) {
			this.events.add(event);
		}

		List<String> types() {
			return this.events.stream().map((event) -> event.type().id()).toList();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ OwnController.class, HandlingController.class, OwnAdvice.class })
	static class OwnAdviceApplication {

		@Bean
		RecordingSink recordingSink() {
			return new RecordingSink();
		}

	}

	@RestControllerAdvice
	static class OwnAdvice {

		@ExceptionHandler
		@ResponseStatus(HttpStatus.UNPROCESSABLE_CONTENT)
		Map<String, String> invalid(MethodArgumentNotValidException ex) {
			return Map.of("own", "invalid");
		}

		@ExceptionHandler(Exception.class)
		@ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
		Map<String, String> anything() {
			return Map.of("own", "anything");
		}

	}

	@RestController
	static class OwnController {

		@GetMapping("/limited")
		@RateLimited(limit = "1/1h")
		String limited() {
			return "limited";
		}

		@GetMapping("/pages")
		String pages(Pageable pageable) {
			return "pages";
		}

		@PostMapping("/names")
		String name(@Valid @RequestBody Name name) {
			return name.name();
		}

		@PostMapping("/mails")
		String mail(@RequestBody Mail mail) {
			return mail.address();
		}

		@GetMapping("/admin")
		@PreAuthorize("hasRole('ADMIN')")
		String admin() {
			return "admin";
		}

		@GetMapping("/owned/{name}")
		@PreAuthorize("#name == authentication.name")
		String owned(@PathVariable String name) {
			return name;
		}

		@GetMapping("/failing")
		String failing() {
			throw new IllegalStateException("failing");
		}

		record Mail(@Masked(MaskType.EMAIL) String address) {

		}

		record Name(@Size(max = 3) String name) {

		}

	}

	@RestController
	static class HandlingController {

		@GetMapping("/own/denied")
		@PreAuthorize("hasRole('ADMIN')")
		String denied() {
			return "denied";
		}

		@ExceptionHandler(org.springframework.security.access.AccessDeniedException.class)
		@ResponseStatus(HttpStatus.I_AM_A_TEAPOT)
		void own() {
		}

	}

}
