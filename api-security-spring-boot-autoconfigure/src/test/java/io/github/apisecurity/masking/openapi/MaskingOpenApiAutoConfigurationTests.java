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

package io.github.apisecurity.masking.openapi;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.apisecurity.masking.Classified;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.MaskingStrategy;
import io.github.apisecurity.masking.Sensitive;
import io.github.apisecurity.masking.jackson.MaskingJsonAutoConfiguration;
import io.github.apisecurity.masking.jackson.MaskingModule;
import io.github.apisecurity.masking.jackson.RevealSource;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.media.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static io.github.apisecurity.masking.MaskType.DATE;
import static io.github.apisecurity.masking.MaskType.EMAIL;
import static io.github.apisecurity.masking.MaskType.KEEP;
import static io.github.apisecurity.masking.MaskType.NATIONAL_ID;
import static io.github.apisecurity.masking.MaskType.NULL;
import static io.github.apisecurity.masking.MaskType.OMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MaskingOpenApiAutoConfiguration} and what it describes.
 */
class MaskingOpenApiAutoConfigurationTests {

	private static final String MASKED = "Masked in responses.";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, MaskingAutoConfiguration.class,
				MaskingJsonAutoConfiguration.class, MaskingOpenApiAutoConfiguration.class))
		.withPropertyValues("api-security.masking.classes.account=IBAN",
				"api-security.masking.properties.*password*=SECRET",
				"api-security.masking.properties[$.holder.phone]=PHONE",
				"api-security.masking.properties[" + Customer.class.getName() + "#plate]=NAME");

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenPropertyIsMaskedSchemaHasMaskOfSample(boolean version31) {
		this.runner.run((context) -> {
			Map<String, Schema> properties = properties(context.getBean(ModelConverter.class), Customer.class,
					version31);
			assertText(properties.get("nationalId"), "410*********321");
			assertText(properties.get("account"), "DE**********0000");
			assertText(properties.get("loginPassword"), "[erased]");
			assertText(properties.get("plate"), "J*** D***");
			assertText(properties.get("secret"), "***");
			assertThat(properties.get("emails").getDescription()).isEqualTo(MASKED);
			assertThat(properties.get("emails").getItems().getExample()).isEqualTo("j***@example.com");
			assertThat(properties.get("name").getDescription()).isNull();
			assertThat(properties.get("name").getExample()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenValueIsNoTextSchemaIsWhatIsWritten(boolean version31) {
		this.runner.run((context) -> {
			Map<String, Schema> properties = properties(context.getBean(ModelConverter.class), Typed.class, version31);
			JsonNode written = write(context.getBean(MaskingRules.class), Typed.sample());
			assertThat(properties.keySet()).isEqualTo(written.propertyNames());
			written.properties()
				.forEach((property) -> assertWritten(properties.get(property.getKey()), property.getValue(),
						property.getKey()));
			assertThat(properties.get("birthday").getExample()).isEqualTo("2000-**-**");
			assertThat(properties.get("birthday").getFormat()).isNull();
			assertThat(properties.get("id").getFormat()).isNull();
			assertThat(properties.get("level").getEnum()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenSomeCallersSeeClearValueSchemaAllowsBothAndNamesNobody(boolean version31) {
		this.runner.run((context) -> {
			Map<String, Schema> properties = properties(context.getBean(ModelConverter.class), Revealed.class,
					version31);
			Schema<?> score = properties.get("score");
			assertThat(score.getOneOf()).satisfiesExactly((text) -> assertThat(types(text)).containsExactly("string"),
					(number) -> assertThat(types(number)).containsExactly("integer"));
			assertThat(properties).allSatisfy((name, schema) -> assertThat(schema.getDescription())
				.isEqualTo("Masked in responses, unless the caller may see it."));
			assertThat(properties.toString()).doesNotContain("ROLE_AUDITOR", "authentication.name");
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenMaskIsNullSchemaIsNullable(boolean version31) {
		this.runner.run((context) -> {
			Schema<?> gone = properties(context.getBean(ModelConverter.class), Customer.class, version31).get("gone");
			assertThat(gone.getDescription()).isEqualTo("Masked in responses by null.");
			if (version31) {
				assertThat(gone.getTypes()).containsExactlyInAnyOrder("string", "null");
			}
			else {
				assertThat(gone.getNullable()).isTrue();
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "omit" })
	void whenNonTextIsNotTextNumbersStayNumbers(String form) {
		this.runner.withPropertyValues("api-security.masking.non-text=" + form).run((context) -> {
			Map<String, Schema> properties = properties(context.getBean(ModelConverter.class), Typed.class, false);
			JsonNode written = write(context.getBean(MaskingRules.class), Typed.sample());
			assertThat(written.has("age")).isEqualTo(form.equals("null"));
			assertThat(properties.get("age").getType()).isEqualTo("integer");
			assertThat(properties.get("age").getNullable()).isEqualTo(form.equals("null") ? true : null);
			assertThat(written.at("/numbers/0").isNull()).isTrue();
			assertThat(properties.get("numbers").getNullable()).isNull();
			assertThat(properties.get("numbers").getItems().getNullable()).isTrue();
			assertThat(written.get("optional").isNull()).isTrue();
			assertThat(properties.get("optional").getNullable()).isTrue();
			assertThat(written.get("id").isString()).isTrue();
			assertThat(properties.get("id").getNullable()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenMaskIsOmissionPropertyIsNotRequired(boolean version31) {
		this.runner.run((context) -> {
			Schema<?> model = model(context.getBean(ModelConverter.class), Customer.class, version31);
			assertThat(model.getRequired()).contains("name").doesNotContain("omitted");
			assertThat(model.getProperties().get("omitted").getDescription())
				.isEqualTo("Masked in responses by leaving it out.");
		});
	}

	@Test
	void whenRuleIsForPathSchemaSaysMaybe() {
		this.runner.run((context) -> {
			Schema<?> phone = properties(context.getBean(ModelConverter.class), Customer.class, false).get("phone");
			assertThat(phone.getDescription()).startsWith("May be masked in responses");
			assertThat(phone.getExample()).isNull();
		});
	}

	@Test
	void whenApplicationDeclaresSchemaItsWordStands() {
		this.runner.run((context) -> {
			Schema<?> declared = properties(context.getBean(ModelConverter.class), Customer.class, false)
				.get("declared");
			assertThat(declared.getDescription()).isEqualTo("The tax number.\n\n" + MASKED);
			assertThat(declared.getExample()).isEqualTo("hidden");
		});
	}

	@Test
	void whenNamesInDocumentDifferPropertyIsFound() {
		this.runner.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.run((context) -> assertText(
					properties(context.getBean(ModelConverter.class), Getters.class, false).get("nationalId"),
					"410*********321"));
	}

	@Test
	void whenTypeRefersToItselfIsDescribedOnce() {
		this.runner.run((context) -> assertText(
				properties(context.getBean(ModelConverter.class), Recursive.class, false).get("secret"), "***"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenSubtypeAddsMaskedPropertyIsDescribed(boolean version31) {
		this.runner.run((context) -> {
			ModelConverters converters = new ModelConverters(version31);
			converters.addConverter(context.getBean(ModelConverter.class));
			Schema<?> cat = converters.readAll(Animal.class).get("Cat");
			List<Schema> added = Objects.requireNonNullElse(cat.getAllOf(), List.of());
			Schema<?> own = Stream.concat(Stream.of(cat), added.stream())
				.filter((part) -> part.getProperties() != null)
				.findFirst()
				.orElseThrow();
			assertText(own.getProperties().get("chip"), "***");
		});
	}

	@Test
	void whenObjectIsUnwrappedItsPropertiesAreDescribed() {
		this.runner.run((context) -> assertText(
				properties(context.getBean(ModelConverter.class), Unwrapping.class, false).get("street"), "***"));
	}

	@ParameterizedTest
	@EnumSource(MaskType.class)
	void everyStrategyHasSampleThatItMasksInItsOwnForm(MaskType type) {
		this.runner
			.withPropertyValues("api-security.masking.hash.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
					"api-security.masking.strategies.all.type=" + type,
					"api-security.masking.strategies.all.keep-last=" + ((type == KEEP) ? 32 : 0),
					"api-security.masking.strategies.all.replacement=" + ((type == MaskType.FIXED) ? "(none)" : ""),
					"api-security.masking.properties.value=all")
			.run((context) -> {
				MaskingStrategy strategy = context.getBean(MaskingRules.class).byName("value").strategy();
				String mask = strategy.mask(strategy.sample());
				assertThat(strategy.isMask(mask)).isTrue();
				assertThat(mask).isNotEqualTo(strategy.sample());
				if (!List.of(MaskType.FULL, NULL, OMIT).contains(type)) {
					assertThat(mask).isNotEqualTo("***");
				}
			});
	}

	@Test
	void whenTypeIsInRequestsOnlyIsLeftAsItIs() {
		this.runner
			.withConfiguration(AutoConfigurations.of(DispatcherServletAutoConfiguration.class,
					HttpMessageConvertersAutoConfiguration.class, WebMvcAutoConfiguration.class))
			.withUserConfiguration(CustomerController.class)
			.run((context) -> {
				ModelConverter converter = context.getBean(ModelConverter.class);
				Schema<?> request = properties(converter, CustomerRequest.class, true).get("nationalId");
				assertThat(request.getDescription()).isNull();
				assertThat(request.getExample()).isNull();
				assertText(properties(converter, Getters.class, true).get("nationalId"), "410*********321");
				assertText(properties(converter, Shared.class, true).get("secret"), "***");
			});
	}

	@Test
	void whenStrategyRefusesItsSampleThereIsNoExample() {
		this.runner.withUserConfiguration(OwnStrategies.class)
			.withPropertyValues("api-security.masking.properties.name=picky")
			.run((context) -> {
				Schema<?> name = properties(context.getBean(ModelConverter.class), Customer.class, false).get("name");
				assertThat(name.getDescription()).isEqualTo(MASKED);
				assertThat(name.getExample()).isNull();
			});
	}

	@Test
	void whenMapperIsSharedItStaysClear() {
		this.runner.run((context) -> {
			properties(context.getBean(ModelConverter.class), Getters.class, false);
			assertThat(context.getBean(JsonMapper.class).writeValueAsString(new Getters()))
				.isEqualTo("{\"nationalId\":\"clear\"}");
		});
	}

	@Test
	void whenContextIsClosedNoOtherApplicationHasIt() {
		ModelConverter[] converter = new ModelConverter[1];
		this.runner.run((context) -> {
			converter[0] = context.getBean(ModelConverter.class);
			ModelConverters.getInstance(false).addConverter(converter[0]);
			ModelConverters.getInstance(true).addConverter(converter[0]);
		});
		assertThat(ModelConverters.getInstance(false).getConverters()).doesNotContain(converter[0]);
		assertThat(ModelConverters.getInstance(true).getConverters()).doesNotContain(converter[0]);
	}

	@Test
	void whenSwaggerIsMissingDescribesNothing() {
		this.runner.withClassLoader(new FilteredClassLoader(ModelConverter.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("apiSecurityMaskedSchemaConverter"));
	}

	@Test
	void whenMaskingIsDisabledDescribesNothing() {
		this.runner.withPropertyValues("api-security.masking.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ModelConverter.class));
	}

	@Test
	void whenApplicationHasItsOwnBacksOff() {
		this.runner.withUserConfiguration(OwnConverter.class)
			.run((context) -> assertThat(context).hasSingleBean(ModelConverter.class)
				.doesNotHaveBean(MaskedSchemaConverter.class));
	}

	private static void assertText(Schema<?> schema, String mask) {
		assertThat(schema.getDescription()).isEqualTo(MASKED);
		assertThat(types(schema)).containsExactly("string");
		assertThat(schema.getExample()).isEqualTo(mask);
	}

	private static void assertWritten(Schema<?> schema, JsonNode value, String name) {
		if (value.isArray()) {
			assertThat(types(schema)).as(name).containsExactly("array");
			assertWritten(schema.getItems(), value.get(0), name);
		}
		else if (value.isObject()) {
			assertThat(types(schema)).as(name).containsExactly("object");
			assertWritten((Schema<?>) schema.getAdditionalProperties(), value.iterator().next(), name);
		}
		else {
			assertThat(value.isString()).as(name).isTrue();
			assertThat(types(schema)).as(name).containsExactly("string");
			assertThat(schema.get$ref()).as(name).isNull();
		}
	}

	private static List<String> types(Schema<?> schema) {
		return (schema.getTypes() != null) ? List.copyOf(schema.getTypes()) : List.of(String.valueOf(schema.getType()));
	}

	private static JsonNode write(MaskingRules rules, Object value) {
		JsonMapper mapper = JsonMapper.builder().addModule(new MaskingModule(rules, RevealSource.none())).build();
		return mapper.readTree(mapper.writeValueAsString(value));
	}

	private static Map<String, Schema> properties(ModelConverter converter, Class<?> type, boolean version31) {
		return model(converter, type, version31).getProperties();
	}

	private static Schema<?> model(ModelConverter converter, Class<?> type, boolean version31) {
		ModelConverters converters = new ModelConverters(version31);
		converters.addConverter(converter);
		return converters.readAll(type).get(type.getSimpleName());
	}

	record Customer(@JsonProperty(required = true) String name, @Masked(NATIONAL_ID) String nationalId,
			@Masked(EMAIL) List<String> emails, @Classified("account") String account, String loginPassword,
			String phone, String plate, Sensitive<String> secret, @Masked(NULL) String gone,
			@JsonProperty(required = true) @Masked(OMIT) String omitted,
			@io.swagger.v3.oas.annotations.media.Schema(description = "The tax number.",
					example = "hidden") @Masked String declared) {

	}

	enum Level {

		LOW, HIGH

	}

	record Address(String city) {

	}

	record Typed(@Masked int age, @Masked Boolean married, @Masked(DATE) LocalDate birthday, @Masked UUID id,
			@Masked Level level, @Masked List<Integer> numbers, @Masked Map<String, Integer> counts,
			@Masked Address address, @Masked Optional<Integer> optional, @Masked byte[] bytes, @Masked char letter,
			@Masked Sensitive<Integer> sensitive, @Masked String text) {

		static Typed sample() {
			return new Typed(1, true, LocalDate.of(1984, 5, 6), new UUID(1, 2), Level.LOW, List.of(1), Map.of("a", 1),
					new Address("city"), Optional.of(1), new byte[] { 1 }, 'a', Sensitive.of(1), "text");
		}

	}

	record Revealed(@Masked(revealTo = "ROLE_AUDITOR") int score,
			@Masked(unless = "bean.name() == authentication.name") String name) {

	}

	public static class Getters {

		@Masked(NATIONAL_ID)
		public String getNationalId() {
			return "clear";
		}

	}

	record Recursive(@Masked String secret, Recursive next, List<Recursive> others) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(Cat.class))
	public static class Animal {

		public String getName() {
			return "name";
		}

	}

	public static class Cat extends Animal {

		@Masked
		public String getChip() {
			return "chip";
		}

	}

	public static class Street {

		@Masked
		public String getStreet() {
			return "street";
		}

	}

	public static class Unwrapping {

		@JsonUnwrapped
		public Street getHome() {
			return new Street();
		}

	}

	record Shared(@Masked String secret) {

	}

	record CustomerRequest(@Masked(NATIONAL_ID) String nationalId, Shared shared) {

	}

	@RestController
	static class CustomerController {

		@PostMapping("/customers")
		List<Getters> create(@RequestBody CustomerRequest request) {
			throw new UnsupportedOperationException();
		}

		@GetMapping("/shared")
		Optional<Shared> shared() {
			throw new UnsupportedOperationException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStrategies {

		@Bean
		MaskingStrategy picky() {
			return (value) -> String.valueOf(Integer.parseInt(value));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		ModelConverter apiSecurityMaskedSchemaConverter() {
			return mock(ModelConverter.class);
		}

	}

}
