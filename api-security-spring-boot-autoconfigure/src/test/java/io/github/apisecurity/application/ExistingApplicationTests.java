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

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.apisecurity.problem.ProblemMapper;
import io.github.apisecurity.problem.ProblemType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.ToStringSerializer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.core.PropertyReferenceException;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.domain.Pageable;
import org.springframework.data.web.ProjectingJacksonHttpMessageConverter;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.stereotype.Service;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationAdapter;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what existing applications do and what has to go on working: they read what
 * they write, their types of content are allowed, and their errors tell what they told.
 */
@SpringBootTest
@AutoConfigureMockMvc
@WithMockUser
class ExistingApplicationTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void whatIsWrittenIsRead() {
		assertThat(this.mvc.get().uri("/written")).hasStatusOk()
			.bodyText()
			.isEqualTo(
					"{\"amount\":\"3.50\",\"count\":\"7\",\"level\":1,\"plain\":2,\"ratio\":0.5,\"id\":\"9007199254740993\",\"paid\":1}");
		assertThat(post(
				"{\"amount\":\"3.50\",\"count\":\"7\",\"level\":1,\"plain\":2,\"ratio\":0.5,\"id\":\"9007199254740993\",\"paid\":1}"))
			.hasStatusOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"plain\":1.0}", "{\"plain\":1e2}", "\uFEFF{\"plain\":1}", "{\"ratio\":1}" })
	void whatIsTheSameValueIsRead(String json) {
		assertThat(post(json)).hasStatusOk();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"plain\":1.5}", "{\"plain\":\"1\"}", "{\"ratio\":\"NaN\"}", "{\"ratio\":NaN}",
			"{\"level\":\"1\"}", "{\"amount\":true}", "{\"count\":\"seven\"}", "{\"level\":7}", "{\"plain\":1e400}",
			"{\"id\":\"seven\"}", "{\"id\":true}", "{\"paid\":2}", "{\"paid\":\"1\"}",
			"{\"plain\":1.00000000000000000001}" })
	void whatIsAnotherTypeIsRefused(String json) {
		assertThat(post(json)).hasStatus(400);
	}

	@ParameterizedTest
	@CsvSource({ "/text, text/plain", "/binary, application/octet-stream", "/lines, application/x-ndjson",
			"/report, application/csp-report", "/report, application/reports+json", "/text, text/csv",
			"/notes, text/plain", "/anything, text/plain", "/latin, text/csv;charset=ISO-8859-1",
			"/sheets/upload, text/csv", "/dates/upload, text/calendar" })
	void whatAHandlerConsumesIsAllowed(String path, String contentType) {
		assertThat(this.mvc.post().uri(path).contentType(contentType).content("{}")).hasStatusOk();
	}

	@ParameterizedTest
	@CsvSource({ "/notes, text/csv", "/undeclared, text/plain", "/unknown, text/plain", "/written, text/plain",
			"/text, text/plain;charset=ISO-8859-1", "/latin, text/csv;charset=UTF-16",
			"/written, application/json;charset=ISO-8859-1", "/names, text/csv", "/sheets/upload, text/calendar",
			"/plans/upload, text/csv" })
	void whatNoHandlerConsumesIsRefused(String path, String contentType) {
		assertThat(this.mvc.post().uri(path).contentType(contentType).content("{}")).hasStatus(415);
	}

	@Test
	void whenTypeHasABuilderOrTakesAnyNameWhatIsWrittenIsRead() {
		assertThat(post("/lines-of-order", "{\"price\":7,\"total\":14}")).hasStatusOk()
			.bodyText()
			.isEqualTo("{\"price\":7,\"total\":14}");
		assertThat(post("/lines-of-order", "{\"price\":7,\"more\":1}")).hasStatus(400);
		assertThat(post("/extras", "{\"a\":1,\"b\":2}")).hasStatusOk();
	}

	@Test
	void whenTheApplicationLooksForTheConverterOfJsonItFindsTheOneThatWrites(
			@Autowired RequestMappingHandlerAdapter adapter) {
		assertThat(adapter.getMessageConverters()).filteredOn(JacksonJsonHttpMessageConverter.class::isInstance)
			.filteredOn((converter) -> !(converter instanceof ProjectingJacksonHttpMessageConverter))
			.first()
			.matches((converter) -> converter.canWrite(Written.class, MediaType.APPLICATION_JSON));
	}

	@Test
	void whenAHandlerConsumesXmlItsRulesApply() {
		assertThat(postXml("<Person><full_name>a</full_name></Person>")).hasStatusOk();
		assertThat(postXml("<Person><full_name>a</full_name><more/></Person>")).hasStatus(400);
		assertThat(postXml("<!DOCTYPE x [<!ENTITY e \"a\">]><Person><full_name>&e;</full_name></Person>"))
			.hasStatus(400);
	}

	private MvcTestResult postXml(String xml) {
		return this.mvc.post().uri("/xml").contentType(MediaType.TEXT_XML).content(xml).exchange();
	}

	@Test
	void whenSockJsIsSentToItReadsItself() {
		// There is no such session.
		assertThat(
				this.mvc.post().uri("/sock/1/session/xhr_send").contentType("text/plain;charset=UTF-8").content("[]"))
			.hasStatus(404);
	}

	@Test
	void whenExceptionHasAReasonItIsTheDetail() {
		assertThat(this.mvc.get().uri("/reason")).hasStatus(409).bodyText().contains("Already shipped");
		assertThat(this.mvc.get().uri("/error-response")).hasStatus(422)
			.bodyText()
			.contains("Out of stock", "https://shop.example.com/out-of-stock", "\"sku\":\"A-1\"");
	}

	@Test
	void whenParametersOfAServiceAreNotValidAnswersBadRequest() {
		assertThat(this.mvc.get().uri("/service?quantity=0")).hasStatus(400)
			.bodyText()
			.contains("\"pointer\":\"#/quantity\"");
	}

	@Test
	void whenViolationsAreAdaptedAnswersBadRequestToo(@Autowired List<ProblemMapper> mappers)
			throws NoSuchMethodException {
		MethodValidationResult result = new MethodValidationAdapter().validateArguments(new Orders(),
				Orders.class.getDeclaredMethod("order", int.class), null, new Object[] { 0 }, new Class<?>[0]);
		assertThat(mappers).map((mapper) -> mapper.map(new MethodValidationException(result)))
			.filteredOn(Objects::nonNull)
			.singleElement()
			.satisfies((problem) -> assertThat(problem.getType()).isEqualTo(ProblemType.VALIDATION_FAILED));
	}

	@Test
	void whenSortedByWhatIsNotThereAnswersBadRequest() {
		assertThat(this.mvc.get().uri("/sorted?sort=nope")).hasStatus(400);
	}

	@Test
	void pointersResolveInTheDocumentThatWasSent() {
		assertThat(this.mvc.post().uri("/lists").contentType(MediaType.APPLICATION_JSON).content("""
				[{"full_name": "a"}, {"full_name": "b"}, {"full_name": " "}]""")).hasStatus(400)
			.bodyText()
			.contains("\"pointer\":\"#/2/full_name\"");
		assertThat(this.mvc.post().uri("/names").contentType(MediaType.APPLICATION_JSON).content("""
				{"people": [{"full_name": " "}]}""")).hasStatus(400)
			.bodyText()
			.contains("\"pointer\":\"#/people/0/full_name\"");
		assertThat(this.mvc.post().uri("/validated/lists").contentType(MediaType.APPLICATION_JSON).content("""
				[{"full_name": "a"}, {"full_name": "b"}, {"full_name": " "}]""")).hasStatus(400)
			.bodyText()
			.contains("\"pointer\":\"#/2/full_name\"");
		assertThat(this.mvc.get().uri("/validated/quantities?quantity=0")).hasStatus(400)
			.bodyText()
			.contains("\"pointer\":\"#/quantity\"");
		assertThat(this.mvc.post().uri("/customers").contentType(MediaType.APPLICATION_JSON).content("""
				{"ship_street": " "}""")).hasStatus(400).bodyText().contains("\"pointer\":\"#/ship_street\"");
	}

	@Test
	void whatIsMissingIsNamed() {
		assertThat(this.mvc.get().uri("/header")).hasStatus(400).bodyText().contains("\"errors\"", "X-Tenant");
		assertThat(this.mvc.get().uri("/parameter")).hasStatus(400).bodyText().contains("\"errors\"", "sku");
		assertThat(this.mvc.post().uri("/part").multipart().file(new MockMultipartFile("other", new byte[1])))
			.hasStatus(400)
			.bodyText()
			.contains("\"errors\"", "document");
	}

	private MvcTestResult post(String json) {
		return post("/written", json);
	}

	private MvcTestResult post(String path, String json) {
		return this.mvc.post().uri(path).contentType(MediaType.APPLICATION_JSON).content(json).exchange();
	}

	record Written(@JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount,
			@JsonFormat(shape = JsonFormat.Shape.STRING) Integer count, Level level, Integer plain, Double ratio,
			@JsonSerialize(using = ToStringSerializer.class) Long id,
			@JsonFormat(shape = JsonFormat.Shape.NUMBER) Boolean paid) {

	}

	@JsonFormat(shape = JsonFormat.Shape.NUMBER)
	enum Level {

		LOW, HIGH

	}

	record Person(@NotBlank @JsonProperty("full_name") String name) {

	}

	@JsonDeserialize(builder = Line.Builder.class)
	record Line(int price) {

		@JsonProperty
		int total() {
			return 2 * this.price;
		}

		static class Builder {

			private int price;

			Builder withPrice(int price) {
				this.price = price;
				return this;
			}

			Line build() {
				return new Line(this.price);
			}

		}

	}

	static class Extra {

		@JsonAnyGetter
		Map<String, Object> all() {
			return Map.of("a", 1);
		}

	}

	static class Customer {

		@Valid
		@JsonUnwrapped(prefix = "ship_")
		@JsonProperty
		private Address address;

	}

	record Address(@NotBlank String street) {

	}

	interface Uploads {

		@PostMapping("/upload")
		default String upload(@RequestBody String text) {
			return text;
		}

	}

	@RestController
	@RequestMapping(path = "/sheets", consumes = "text/csv")
	static class Sheets implements Uploads {

	}

	@RestController
	@RequestMapping(path = "/dates", consumes = "text/calendar")
	static class Dates implements Uploads {

	}

	@RestController
	@RequestMapping("/plans")
	static class Plans implements Uploads {

	}

	@RestController
	@Validated
	static class ValidatedController {

		@PostMapping("/validated/lists")
		int list(@RequestBody List<@Valid Person> people) {
			return people.size();
		}

		@GetMapping("/validated/quantities")
		int quantity(@RequestParam @Min(1) int quantity) {
			return quantity;
		}

	}

	record Team(@JsonProperty("people") List<@Valid Person> members) {

	}

	@ResponseStatus(code = HttpStatus.CONFLICT, reason = "Already shipped")
	static class ShippedException extends RuntimeException {

	}

	@Service
	@Validated
	static class Orders {

		void order(@Min(1) @Max(9) int quantity) {
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ShopController.class, ValidatedController.class, Orders.class, Sheets.class, Dates.class, Plans.class })
	@EnableWebSocket
	static class ShopApplication implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler(), "/sock").withSockJS();
		}

		@Bean
		UrlHandlerFilter slashes() {
			return UrlHandlerFilter.trailingSlashHandler("/nothing/**").wrapRequest().build();
		}

		@Bean
		RouterFunction<ServerResponse> notes() {
			return RouterFunctions.route()
				.POST("/notes", RequestPredicates.contentType(MediaType.TEXT_PLAIN),
						(request) -> ServerResponse.ok().body(request.body(String.class)))
				.POST("/undeclared", (request) -> ServerResponse.ok().body(request.body(String.class)))
				.build();
		}

	}

	@RestController
	static class ShopController {

		private final Orders orders;

		ShopController(Orders orders) {
			this.orders = orders;
		}

		@GetMapping("/written")
		Written written() {
			return new Written(new BigDecimal("3.50"), 7, Level.HIGH, 2, 0.5, 9007199254740993L, true);
		}

		@PostMapping("/written")
		Written read(@RequestBody Written written) {
			return written;
		}

		@PostMapping("/lines-of-order")
		Line read(@RequestBody Line line) {
			return line;
		}

		@PostMapping("/extras")
		Extra read(@RequestBody Extra extra) {
			return extra;
		}

		@PostMapping(path = "/text", consumes = { "text/plain", "text/csv" })
		String text(@RequestBody String text) {
			return text;
		}

		@PostMapping(path = "/anything", consumes = "*/*")
		String anything(@RequestBody String text) {
			return text;
		}

		@PostMapping(path = "/latin", consumes = "text/csv;charset=ISO-8859-1")
		String latin(@RequestBody String text) {
			return text;
		}

		@PostMapping(path = "/xml", consumes = "text/xml")
		String xml(@RequestBody Person person) {
			return person.name();
		}

		@PostMapping(path = "/binary", consumes = "application/octet-stream")
		int binary(@RequestBody byte[] bytes) {
			return bytes.length;
		}

		@PostMapping(path = "/lines", consumes = "application/x-ndjson")
		String lines(@RequestBody String lines) {
			return lines;
		}

		@PostMapping(path = "/report", consumes = { "application/csp-report", "application/reports+json" })
		String report(@RequestBody String report) {
			return report;
		}

		@GetMapping("/reason")
		String reason() {
			throw new ShippedException();
		}

		@GetMapping("/error-response")
		String errorResponse() {
			ProblemDetail body = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(422), "Out of stock");
			body.setType(URI.create("https://shop.example.com/out-of-stock"));
			body.setProperty("sku", "A-1");
			throw new ErrorResponseException(HttpStatusCode.valueOf(422), body, null);
		}

		@GetMapping("/service")
		String service(@RequestParam int quantity) {
			this.orders.order(quantity);
			return "ordered";
		}

		@GetMapping("/sorted")
		String sorted(Pageable pageable) {
			// As a repository does it.
			throw new PropertyReferenceException(pageable.getSort().iterator().next().getProperty(),
					TypeInformation.of(Person.class), List.of());
		}

		@PostMapping("/lists")
		int list(@RequestBody @Valid List<@Valid Person> people) {
			return people.size();
		}

		@PostMapping("/customers")
		String customer(@RequestBody @Valid Customer customer) {
			return "customer";
		}

		@PostMapping("/names")
		String names(@RequestBody @Valid Team team) {
			return "names";
		}

		@GetMapping("/header")
		String header(@RequestHeader("X-Tenant") String tenant) {
			return tenant;
		}

		@GetMapping("/parameter")
		String parameter(@RequestParam String sku) {
			return sku;
		}

		@PostMapping("/part")
		long part(@RequestPart MultipartFile document) {
			return document.getSize();
		}

	}

}
