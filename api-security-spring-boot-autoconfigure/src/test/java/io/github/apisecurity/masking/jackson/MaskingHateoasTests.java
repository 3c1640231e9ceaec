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

import java.util.List;

import io.github.apisecurity.json.ConverterMappers;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.hateoas.CollectionModel;
import org.springframework.hateoas.EntityModel;
import org.springframework.hateoas.Link;
import org.springframework.hateoas.PagedModel;
import org.springframework.hateoas.PagedModel.PageMetadata;
import org.springframework.hateoas.RepresentationModel;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Models of Spring HATEOAS, which registers mappers of its own.
 */
@SpringBootTest(properties = "api-security.masking.properties.password=SECRET")
class MaskingHateoasTests {

	private static final String CANARY = "41012345321";

	@Autowired
	private WebApplicationContext context;

	@Autowired
	private RequestMappingHandlerAdapter adapter;

	private MockMvcTester mvc;

	@BeforeEach
	void createClient() {
		this.mvc = MockMvcTester.from(this.context);
	}

	@ParameterizedTest
	@CsvSource({ "entity", "collection", "paged", "own", "undeclared", "wildcard", "nested" })
	void whenModelIsWrittenItsContentIsMasked(String path) {
		for (String accept : List.of("application/json", "application/hal+json")) {
			assertThat(this.mvc.get().uri("/models/" + path).accept(accept)).hasStatusOk()
				.bodyText()
				.contains("410*********321")
				.contains("_links")
				.doesNotContain(CANARY)
				.doesNotContain("canary-password");
		}
	}

	@Test
	void whenModelHoldsMaskIsRefused() {
		assertThat(this.mvc.post()
			.uri("/models/entity")
			.contentType("application/hal+json")
			.content("{\"nationalId\":\"410*********321\",\"password\":\"x\"}")).hasStatus(422);
	}

	@Test
	void whenModelHasDuplicateKeysIsRefusedLikeAnyOther() {
		for (String type : List.of("application/json", "application/hal+json")) {
			assertThat(this.mvc.post()
				.uri("/models/entity")
				.contentType(type)
				.content("{\"nationalId\":\"1\",\"nationalId\":\"2\",\"password\":\"x\"}")).hasStatus(400);
		}
	}

	@Test
	void everyMapperOfEveryConverterMasksAndTheSharedOneDoesNot() {
		assertThat(this.adapter.getMessageConverters())
			.filteredOn(AbstractJacksonHttpMessageConverter.class::isInstance)
			.filteredOn((converter) -> converter.canWrite(Customer.class, MediaType.APPLICATION_JSON))
			.isNotEmpty()
			.allSatisfy(
					(converter) -> assertThat(ConverterMappers.of((AbstractJacksonHttpMessageConverter<?>) converter))
						.hasSizeGreaterThan(1)
						.allMatch(MaskedTypes::isMasking));
		assertThat(this.context.getBean(JsonMapper.class).writeValueAsString(new Customer(CANARY, "x")))
			.contains(CANARY);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Models.class)
	static class TestApplication {

	}

	@RestController
	@RequestMapping("/models")
	static class Models {

		private final Customer customer = new Customer(CANARY, "canary-password");

		@GetMapping("/entity")
		EntityModel<Customer> entity() {
			return EntityModel.of(this.customer, Link.of("/models/entity"));
		}

		@PostMapping("/entity")
		void entity(@RequestBody EntityModel<Customer> model) {
		}

		@GetMapping("/collection")
		CollectionModel<Customer> collection() {
			return CollectionModel.of(List.of(this.customer), Link.of("/models/collection"));
		}

		@GetMapping("/paged")
		PagedModel<EntityModel<Customer>> paged() {
			return PagedModel.of(List.of(entity()), new PageMetadata(1, 0, 1), Link.of("/models/paged"));
		}

		@GetMapping("/own")
		Own own() {
			return (Own) new Own(CANARY).add(Link.of("/models/own"));
		}

		@GetMapping("/undeclared")
		Object undeclared() {
			return entity();
		}

		@GetMapping("/wildcard")
		ResponseEntity<?> wildcard() {
			return ResponseEntity.ok(collection());
		}

		@GetMapping("/nested")
		CollectionModel<Own> nested() {
			return CollectionModel.of(List.of(own()), Link.of("/models/nested"));
		}

	}

	record Customer(@Masked(MaskType.NATIONAL_ID) String nationalId, String password) {

	}

	public static class Own extends RepresentationModel<Own> {

		@Masked(MaskType.NATIONAL_ID)
		private final String nationalId;

		Own(String nationalId) {
			this.nationalId = nationalId;
		}

		public String getNationalId() {
			return this.nationalId;
		}

	}

}
