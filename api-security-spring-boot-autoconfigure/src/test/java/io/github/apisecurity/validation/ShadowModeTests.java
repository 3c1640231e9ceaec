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

package io.github.apisecurity.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.posture.PostureContributor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.Pageable;
import org.springframework.http.MediaType;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ValidationMode#SHADOW}.
 */
@SpringBootTest(properties = { "api-security.validation.mode=shadow", "management.endpoints.web.exposure.include=*",
		"management.health.redis.enabled=false" })
@AutoConfigureMockMvc
@WithMockUser
class ShadowModeTests {

	private static final String CANARY = "canary-4711";

	@Autowired
	private MockMvcTester mvc;

	@Autowired
	private RecordingSink sink;

	@Autowired
	@Qualifier("apiSecurityValidationPosture")
	private PostureContributor posture;

	@BeforeEach
	void forgetEvents() {
		this.sink.events.clear();
	}

	@Test
	void whenJsonWouldBeRefusedPassesAndNamesTheRule() {
		assertThat(post("{\"sku\": \"A\", \"count\": 1, \"%s\": true}".formatted(CANARY))).hasStatusOk();
		assertThat(this.sink.rules()).containsExactly("json.unknown-properties");
		assertThat(post("{\"sku\": \"A\", \"count\": \"12\"}")).hasStatusOk().bodyText().isEqualTo("A 12");
		assertThat(post("{\"sku\": \"A\", \"sku\": \"B\", \"count\": 1}")).hasStatusOk().bodyText().isEqualTo("B 1");
		assertThat(this.sink.rules()).containsExactly("json.unknown-properties", "json.scalar-coercion",
				"json.duplicate-keys");
		assertThat(this.sink.events).allSatisfy((event) -> assertThat(event.toString()).doesNotContain(CANARY));
	}

	@Test
	void whenAnotherFormatWouldBeRefusedPassesAndNamesTheRule() {
		byte[] cbor = new CBORMapper().writeValueAsBytes(Map.of("sku", "A", "count", 1, CANARY, true));
		assertThat(this.mvc.post().uri("/items").contentType(MediaType.APPLICATION_CBOR).content(cbor)).hasStatusOk();
		assertThat(this.mvc.post()
			.uri("/items")
			.contentType(MediaType.APPLICATION_XML)
			.content("<Item><sku>A</sku><count>1</count><more/></Item>")).hasStatusOk();
		assertThat(this.sink.rules()).containsExactly("json.unknown-properties", "request.content-type",
				"json.unknown-properties");
	}

	@Test
	void whenTypeOfTheBodyIsThatOfTheSubclassItIsJudged() {
		assertThat(this.mvc.post()
			.uri("/stock")
			.contentType(MediaType.APPLICATION_JSON)
			.content("{\"sku\": \"A\", \"count\": 1, \"more\": 1}")).hasStatusOk();
		assertThat(this.sink.rules()).containsExactly("json.unknown-properties");
	}

	@Test
	void whenTypeIsLenientAloneOrInAListRecordsNothing() {
		assertThat(this.mvc.post()
			.uri("/lenient")
			.contentType(MediaType.APPLICATION_JSON)
			.content("[{\"sku\": \"A\", \"more\": 1}]")).hasStatusOk();
		assertThat(this.sink.rules()).isEmpty();
	}

	@Test
	void whenJsonIsFineRecordsNothing() {
		assertThat(this.mvc.post()
			.uri("/items")
			.contentType(MediaType.APPLICATION_XML)
			.content("<Item><sku>A</sku><count>1</count></Item>")).hasStatusOk();
		assertThat(post("{\"sku\": \"A\", \"count\": 1}")).hasStatusOk().bodyText().isEqualTo("A 1");
		assertThat(this.sink.rules()).isEmpty();
	}

	@Test
	void whenJsonIsBrokenIsRefusedAsWithoutStrictness() {
		assertThat(post("{\"sku\": ")).hasStatus(400);
		assertThat(post("{\"sku\": \"A\", \"count\": \"many\"}")).hasStatus(400);
		// Jackson's own default.
		assertThat(post("{\"sku\": \"A\", \"count\": 1} {}")).hasStatus(400);
		assertThat(this.sink.rules()).isEmpty();
	}

	@Test
	void whenBodyIsLargerThanItsLimitPassesWithoutBeingJudged() {
		assertThat(post("{\"sku\": \"A\", \"count\": \"1\"}" + " ".repeat(2_000_000))).hasStatusOk()
			.bodyText()
			.isEqualTo("A 1");
		assertThat(this.sink.rules()).containsExactly("request.body-too-large");
	}

	@Test
	void whenParametersWouldBeRefusedPassAndNameTheRule() {
		assertThat(this.mvc.get().uri("/pages?size=200")).hasStatusOk().bodyText().isEqualTo("200");
		assertThat(this.mvc.get().uri("/search?term=a&term=b")).hasStatusOk();
		assertThat(this.sink.rules()).containsExactly("query.page-size", "query.duplicate-parameter");
	}

	@Test
	void whenTheRequestWouldBeRefusedPassesAndNamesTheRule() {
		assertThat(this.mvc.post().uri("/texts").contentType("application/x-own").content("text")).hasStatusOk();
		assertThat(this.mvc.post().uri("/texts").contentType("application/json").content("x".repeat(2_000_000)))
			.hasStatusOk()
			.bodyText()
			.isEqualTo("2000000");
		assertThat(this.sink.rules()).containsExactly("request.content-type", "request.body-too-large");
	}

	@Test
	void whenThePostureIsReadListsTheCountsByEndpoint() {
		post("{\"sku\": \"A\", \"count\": 1, \"more\": true}");
		assertThat(this.posture.contribute().details().get("would-refuse"))
			.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Long.class))
			.hasEntrySatisfying("POST /items: json.unknown-properties", (count) -> assertThat(count).isPositive());
	}

	private MvcTestResult post(String json) {
		return this.mvc.post().uri("/items").contentType(MediaType.APPLICATION_JSON).content(json).exchange();
	}

	static final class RecordingSink implements SecurityEventSink {

		private final List<SecurityEvent> events = new ArrayList<>();

		@Override
		public void accept(SecurityEvent event) {
			this.events.add(event);
		}

		List<Object> rules() {
			return this.events.stream()
				.filter((event) -> event.type().id().equals("input_validation_would_fail"))
				.map((event) -> event.details().get("rule"))
				.toList();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ShadowController.class, StockController.class })
	static class ShadowApplication {

		@Bean
		RecordingSink recordingSink() {
			return new RecordingSink();
		}

	}

	abstract static class CreatingController<T> {

		@PostMapping("/stock")
		String create(@RequestBody T body) {
			return body.toString();
		}

	}

	@RestController
	static class StockController extends CreatingController<ShadowController.Item> {

	}

	@RestController
	static class ShadowController {

		@PostMapping("/items")
		String create(@RequestBody Item item) {
			return item.sku() + " " + item.count();
		}

		@PostMapping("/lenient")
		int lenient(@RequestBody List<LenientItem> items) {
			return items.size();
		}

		@PostMapping("/texts")
		String text(@RequestBody String text) {
			return String.valueOf(text.length());
		}

		@GetMapping("/pages")
		String page(Pageable pageable) {
			return String.valueOf(pageable.getPageSize());
		}

		@GetMapping("/search")
		Map<String, String> search(@RequestParam String term) {
			return Map.of("term", term);
		}

		record Item(String sku, int count) {

		}

		@LenientJson
		record LenientItem(String sku) {

		}

	}

}
