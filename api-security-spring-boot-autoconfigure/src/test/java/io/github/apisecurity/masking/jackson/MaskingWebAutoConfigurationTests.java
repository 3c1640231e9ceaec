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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.json.JsonAutoConfiguration;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.MaskingRules;
import io.github.apisecurity.masking.MaskingStrategy;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurationSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link MaskingWebAutoConfiguration} and the checks at start-up.
 */
@ExtendWith(OutputCaptureExtension.class)
class MaskingWebAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
				ProblemAutoConfiguration.class, JacksonAutoConfiguration.class, JsonAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, WebMvcAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, MaskingAutoConfiguration.class,
				MaskingJsonAutoConfiguration.class, MaskingWebAutoConfiguration.class))
		.withPropertyValues("api-security.masking.classes.matrix=EMAIL");

	static Set<String> unmaskable() {
		return Shapes.unmaskable().keySet();
	}

	@ParameterizedTest
	@MethodSource("unmaskable")
	void whenPropertyCannotBeMaskedDoesNotStart(String shape) {
		Class<?> type = Shapes.unmaskable().get(shape);
		this.runner
			.withInitializer(
					(context) -> context.getBeanFactory().registerSingleton("returning", Returning.create(type)))
			.run((context) -> assertThat(failure(context)).as(shape).isInstanceOf(UnmaskablePropertyException.class));
	}

	@Test
	void whenPropertyCannotBeMaskedFailureSaysWhatToDo() {
		UnmaskablePropertyException failure = new UnmaskablePropertyException("a.B#c", "of that", "Do this.");
		var analysis = analyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).contains("a.B#c").endsWith("of that.");
		assertThat(analysis.getAction()).isEqualTo("Do this.");
	}

	@Test
	void sharedMapperStaysClear() {
		this.runner.run((context) -> assertThat(
				context.getBean(JsonMapper.class).writeValueAsString(new Shapes.Component("clear-value")))
			.isEqualTo("{\"secret\":\"clear-value\"}"));
	}

	@Test
	void whenDisabledLeavesConvertersAlone() {
		this.runner.withPropertyValues("api-security.masking.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MaskingRules.class)
				.doesNotHaveBean(MaskingCheck.class)
				.doesNotHaveBean("apiSecurityMaskingServerJsonMapperCustomizer"));
	}

	@Test
	void whenServletHasAContextAndConvertersOfItsOwnWarns(CapturedOutput output) {
		this.runner.run((parent) -> {
			for (boolean masked : new boolean[] { false, true }) {
				try (AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext()) {
					context.setParent(parent);
					context.setServletContext(new MockServletContext());
					context.setDisplayName("reports");
					context.register(WebMvcConfigurationSupport.class);
					context.addBeanFactoryPostProcessor((beans) -> beans.registerSingleton("returning",
							(masked) ? new ReturningPlain() : new ReturningDeed()));
					context.refresh();
				}
				assertThat(output.toString().contains("controllers of reports send is not masked")).isEqualTo(masked);
			}
		});
	}

	@Test
	void whenRuleNamesNoPropertyWarns(CapturedOutput output) {
		this.runner
			.withPropertyValues("api-security.masking.properties.ibann=IBAN",
					"api-security.masking.properties.$.a.ibann=IBAN", "api-security.masking.properties.*crets=IBAN",
					"api-security.masking.properties.*cret=FULL",
					"api-security.masking.properties." + Shapes.Plain.class.getName() + "#text=FULL",
					"api-security.masking.properties." + Shapes.Plain.class.getName() + "#test=FULL",
					"api-security.masking.properties.$.plain.text=FULL")
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("returning", new ReturningPlain()))
			.run((context) -> assertThat(output).containsOnlyOnce("These keys of 'api-security.masking.properties'")
				.contains("[$.a.ibann, $.plain.text, *crets, ibann, " + Shapes.Plain.class.getName() + "#test]"));
	}

	@ParameterizedTest
	@CsvSource({ "$.accounts.iban, true", "$.accounts.*.iban, true", "$.accounts[*].iban, true", "$.*.iban, true",
			"$.account_list.iban, true", "$.accountList.iban, true", "$.byName.any.iban, true", "$.byName.iban, true",
			"$.holder.iban, true", "$.holder.partner.partner.iban, true", "$.shape.iban, true",
			"$.content.accounts.iban, true", "$.content.iban, false", "$.iban, false", "$.wrong.iban, false",
			"$.accounts.wrong.iban, false", "$.accounts.*.*.iban, false", "$.Order.accounts.iban, false",
			"$.extra.any.iban, true", "$.inner.text, false", "$.inner.partner.iban, false", "$.in_partner.iban, true",
			"$.partner.iban, true", "$.text, true" })
	void whenNoDocumentHasThePathWarns(String path, boolean known, CapturedOutput output) {
		this.runner.withPropertyValues("api-security.masking.properties[" + path + "]=IBAN")
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("returning", new ReturningPage()))
			.run((context) -> assertThat(output.toString().contains("known at start-up: [" + path.replace("[*]", ".*")))
				.isEqualTo(!known));
	}

	@Test
	void whenDocumentsAreWrappedPathMayHaveTheirName(CapturedOutput output) {
		this.runner
			.withPropertyValues("api-security.masking.properties[$.Order.accounts.iban]=IBAN",
					"spring.jackson.serialization.wrap-root-value=true")
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("returning", new ReturningOrder()))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("known at start-up");
	}

	@ParameterizedTest
	@ValueSource(strings = { "$.text", "$.Plain.text" })
	void whenRootIsWrappedPathHoldsWithAndWithoutItsName(String path) {
		this.runner.withPropertyValues("api-security.masking.properties[" + path + "]=FULL").run((context) -> {
			JsonMapper mapper = JsonMapper.builder()
				.enable(SerializationFeature.WRAP_ROOT_VALUE)
				.enable(DeserializationFeature.UNWRAP_ROOT_VALUE)
				.addModule(new MaskingModule(context.getBean(MaskingRules.class), RevealSource.none()))
				.build();
			String masked = "{\"Plain\":{\"text\":\"***\"}}";
			assertThat(mapper.writeValueAsString(new Shapes.Plain("clear-value"))).isEqualTo(masked);
			assertThat(mapper.writer()
				.withRootName("Plain")
				.writeValueAsString(Map.of("text", "clear-value", "a", Map.of("text", "elsewhere"))))
				.contains("***", "elsewhere")
				.doesNotContain("clear-value");
			assertThatExceptionOfType(MaskWriteBackException.class)
				.isThrownBy(() -> mapper.readValue(masked, Shapes.Plain.class));
		});
	}

	@Test
	void whenAnotherModuleCopiesTheWriterNothingIsClear() {
		this.runner.withPropertyValues("api-security.masking.properties.$.customer.text=FULL").run((context) -> {
			JsonMapper mapper = JsonMapper.builder()
				.addModule(new SimpleModule().setSerializerModifier(new Copying()))
				.addModule(new MaskingModule(context.getBean(MaskingRules.class), RevealSource.none()))
				.build();
			assertThat(mapper.writeValueAsString(Map.of("agent", new Shapes.Plain("clear-value"))))
				.isEqualTo("{\"agent\":{\"text\":\"***\"}}");
		});
	}

	@Test
	void whenARuleMasksAStructureRulesOfOtherPlacesDoNotCount() {
		this.runner.withPropertyValues("api-security.masking.properties.$.partner.text=FULL").run((context) -> {
			JsonMapper mapper = JsonMapper.builder()
				.addModule(new MaskingModule(context.getBean(MaskingRules.class), RevealSource.none()))
				.build();
			String body = "{\"secret\":{\"text\":\"***\"}}";
			assertThat(mapper.readValue(body, Fixed.class).secret().text()).isEqualTo("***");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "$.partner.iban", "$.of_partner.iban", "$.text" })
	void whenObjectIsUnwrappedPathHoldsWithAndWithoutThePrefix(String path) {
		this.runner.withPropertyValues("api-security.masking.properties[" + path + "]=FULL").run((context) -> {
			JsonMapper mapper = JsonMapper.builder()
				.addModule(new MaskingModule(context.getBean(MaskingRules.class), RevealSource.none()))
				.build();
			assertThat(mapper.writeValueAsString(new Town(new Inner("1", new Account("2"))))).contains("***");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "$.holder.partner.iban", "$.owner.partner.iban", "$.owner.wife.iban" })
	void whenPathHasNamesOfJavaDocumentsAreMaskedAndGuarded(String path, CapturedOutput output) {
		this.runner.withPropertyValues("api-security.masking.properties[" + path + "]=FULL")
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("returning", new ReturningDeed()))
			.run((context) -> {
				JsonMapper mapper = JsonMapper.builder()
					.addModule(new MaskingModule(context.getBean(MaskingRules.class), RevealSource.none()))
					.build();
				assertThat(mapper.writeValueAsString(new Deed(new Owner("shown", new Owner("clear-value", null)))))
					.contains("\"wife\":{\"iban\":\"***\"", "shown");
				for (String name : List.of("owner", "keeper")) {
					assertThatExceptionOfType(MaskWriteBackException.class).isThrownBy(
							() -> mapper.readValue("{\"" + name + "\":{\"wife\":{\"iban\":\"***\"}}}", Deed.class));
				}
			});
		assertThat(output).doesNotContain("known at start-up");
	}

	@ParameterizedTest
	@ValueSource(classes = { Shapes.Mailed.class, Shapes.Referring.class, Shapes.TypedBy.class })
	void whenIdentityIsMaskedByConfigurationIsNotWritten(Class<?> type) {
		this.runner.withPropertyValues("api-security.masking.properties.email=EMAIL").run((context) -> {
			JsonMapper mapper = JsonMapper.builder()
				.addModule(new MaskingModule(context.getBean(MaskingRules.class), RevealSource.none()))
				.build();
			assertThatThrownBy(() -> mapper.acceptJsonFormatVisitor(type, new JsonFormatVisitorWrapper.Base()))
				.hasStackTraceContaining(UnmaskablePropertyException.class.getName());
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { WrittenAs.class, WrittenAsType.class, WrittenByOther.class, WrittenStatically.class,
			WrittenAsKey.class, WrittenAsValue.class })
	void whenARuleForATypeWouldBeLostDoesNotStart(Class<?> type) {
		Object controller = (type == WrittenAsKey.class) ? new ReturningRuledKeys() : new ReturningMap();
		this.runner.withInitializer((context) -> context.getBeanFactory().registerSingleton("returning", controller))
			.withPropertyValues("api-security.masking.properties." + Ruled.class.getName() + "#iban=IBAN",
					"api-security.masking.properties." + type.getName() + "#iban=IBAN")
			.run((context) -> assertThat(failure(context)).isInstanceOf(UnmaskablePropertyException.class));
	}

	@Test
	void whenNamesAreMaskedNullsOfTreesAreWrittenAsTheMapperSays() {
		this.runner.withPropertyValues("api-security.masking.properties.iban=IBAN").run((context) -> {
			JsonMapper mapper = JsonMapper.builder()
				.disable(JsonNodeFeature.WRITE_NULL_PROPERTIES)
				.addModule(new MaskingModule(context.getBean(MaskingRules.class), RevealSource.none()))
				.build();
			assertThat(mapper.writeValueAsString(mapper.createObjectNode().putNull("a").put("b", 1)))
				.isEqualTo("{\"b\":1}");
		});
	}

	@Test
	void whenFormatForgetsNamesACallerWhoMaySeeOnePathSeesNone() {
		String strategy = "api-security.masking.strategies.staff.";
		this.runner
			.withPropertyValues("api-security.masking.properties.$.agent.text=staff", strategy + "type=FULL",
					strategy + "reveal-to=ROLE_USER", "api-security.masking.properties.$.customer.text=FULL")
			.run((context) -> {
				MaskingModule module = new MaskingModule(context.getBean(MaskingRules.class),
						() -> (rule, property, bean) -> rule.revealTo().contains("ROLE_USER"));
				Map<String, Object> both = Map.of("agent", new Shapes.Plain("agent"), "customer",
						new Shapes.Plain("customer"));
				assertThat(JsonMapper.builder().addModule(module).build().writeValueAsString(both))
					.contains("\"agent\":{\"text\":\"agent\"}", "\"customer\":{\"text\":\"***\"}");
				byte[] cbor = CBORMapper.builder().addModule(module).build().writeValueAsBytes(both);
				assertThat(new CBORMapper().readTree(cbor).toString()).contains("\"customer\":{\"text\":\"***\"}");
			});
	}

	@Test
	void whenAMapMayHaveAnyNameWarnsOfAllButPatterns(CapturedOutput output) {
		this.runner
			.withPropertyValues("api-security.masking.properties.ibann=IBAN",
					"api-security.masking.properties.$.a.*.ibann=IBAN", "api-security.masking.properties.*crets=IBAN")
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("returning", new ReturningMap()))
			.run((context) -> assertThat(output).contains("known at start-up: [$.a.*.ibann, ibann]"));
	}

	@Test
	void whenHandlerIsAnnotatedDoesNotStart() {
		this.runner
			.withInitializer(
					(context) -> context.getBeanFactory().registerSingleton("returning", new ReturningAnnotated()))
			.run((context) -> assertThat(failure(context)).isInstanceOf(UnmaskablePropertyException.class)
				.hasMessageContaining("ReturningAnnotated.get()")
				.hasMessageContaining("answers requests"));
	}

	@Test
	void whenConverterHasItsOwnWaysDoesNotStart() {
		this.runner.withUserConfiguration(OwnConverter.class)
			.withInitializer(
					(context) -> context.getBeanFactory().registerSingleton("returning", new ReturningMasked()))
			.run((context) -> assertThat(failure(context)).isInstanceOf(UnmaskablePropertyException.class)
				.hasMessageContaining("OwnConverter"));
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnConverter.class, AnyConverter.class, OwnMvc.class })
	void whenNothingIsMaskedAnyConverterMayWrite(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnConverter.class, AnyConverter.class, OwnMvc.class })
	void whenNamesAreMaskedConverterThatWritesThemClearDoesNotStart(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration)
			.withPropertyValues("api-security.masking.properties.iban=IBAN")
			.run((context) -> assertThat(failure(context)).isInstanceOf(UnmaskablePropertyException.class)
				.hasMessageContaining("message converter"));
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnConverter.class, AnyConverter.class, OwnMvc.class })
	void whenApplicationDeclaresMasksThatNoControllerReturnsDoesNotStart(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration)
			.withInitializer((context) -> AutoConfigurationPackages
				.register((BeanDefinitionRegistry) context.getBeanFactory(), Shapes.class.getPackageName()))
			.run((context) -> assertThat(failure(context)).isInstanceOf(UnmaskablePropertyException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gson", "jsonb" })
	void whenAnotherJsonMapperIsPreferredStartsOnlyWhereNothingIsMasked(String preferred) {
		WebApplicationContextRunner preferring = this.runner
			.withPropertyValues("spring.http.converters.preferred-json-mapper=" + preferred);
		preferring.run((context) -> assertThat(context).hasNotFailed());
		preferring.withPropertyValues("api-security.masking.properties.iban=IBAN")
			.run((context) -> assertThat(failure(context))
				.isInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "classes.a=NOPE", "properties.a=NOPE", "properties[$.]=FULL", "properties[$.a..b]=FULL",
			"properties[$..iban]=FULL", "properties[com.example.Missing#iban]=FULL", "classes.a=HASH",
			"classes.a=FIXED", "classes.a=KEEP", "strategies.a.type=HASH", "strategies.a.unless=hasRole(",
			"strategies.a.keep-first=33", "hash.key=AAAA", "hash.key=not base64!" })
	void whenConfigurationIsWrongDoesNotStart(String property) {
		this.runner.withPropertyValues("api-security.masking." + property)
			.run((context) -> assertThat(failure(context))
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageNotContaining("not base64!"));
	}

	@Test
	void patternKeysKeepTheirCharacters() {
		this.runner
			.withPropertyValues("api-security.masking.properties.*pass*=SECRET",
					"api-security.masking.properties[$.a.*.b]=PHONE",
					"api-security.masking.properties.java.lang.Thread#name=NULL")
			.run((context) -> {
				MaskingRules rules = context.getBean(MaskingRules.class);
				assertThat(rules.byName("thePASSword")).isNotNull();
				assertThat(rules.byName("pass-through")).isNotNull();
				assertThat(rules.byName("other")).isNull();
				assertThat(rules.named("b")).isNotNull();
			});
	}

	@Test
	void strategyBeansAreUsedByName() {
		this.runner.withUserConfiguration(OwnStrategy.class)
			.withPropertyValues("api-security.masking.properties.plate=shout")
			.run((context) -> {
				var rule = context.getBean(MaskingRules.class).byName("plate");
				assertThat(rule).isNotNull();
				assertThat(rule.mask("34 ABC 12")).isEqualTo("!!!");
			});
	}

	@Test
	void whenSpringSecurityIsMissingStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MaskingCheck.class));
	}

	private static Throwable failure(AssertableWebApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		while (failure.getCause() != null && !(failure instanceof InvalidConfigurationPropertyValueException)) {
			failure = failure.getCause();
		}
		return failure;
	}

	private static FailureAnalyzer analyzer() {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class,
					SpringFactoriesLoader.FailureHandler
						.logging(LogFactory.getLog(MaskingWebAutoConfigurationTests.class)))
			.stream()
			.filter((candidate) -> candidate.getClass().getSimpleName().startsWith("RefusedStart"))
			.findFirst()
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		JacksonJsonHttpMessageConverter ownConverter() {
			return new JacksonJsonHttpMessageConverter() {

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnyConverter {

		@Bean
		HttpMessageConverter<Object> anyConverter() {
			return new AbstractHttpMessageConverter<>(MediaType.TEXT_MARKDOWN) {

				@Override
				protected boolean supports(Class<?> type) {
					return true;
				}

				@Override
				protected Object readInternal(Class<?> type, HttpInputMessage message) {
					throw new UnsupportedOperationException();
				}

				@Override
				protected void writeInternal(Object value, HttpOutputMessage message) {
					throw new UnsupportedOperationException();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	static class OwnMvc {

	}

	@RestController
	static class ReturningPage {

		@GetMapping("/pages")
		ResponseEntity<Page<Order>> page() {
			throw new UnsupportedOperationException();
		}

		@GetMapping("/orders")
		List<Order> orders() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningOrder {

		@GetMapping("/order")
		Order order() {
			throw new UnsupportedOperationException();
		}

	}

	record Order(List<Account> accounts, @JsonProperty("account_list") Account[] accountList,
			Map<String, Account> byName, Holder holder, Optional<Shape> shape, JsonNode extra,
			@JsonUnwrapped(prefix = "in_") Inner inner) {

	}

	record Fixed(@Masked(value = MaskType.FIXED, replacement = "none") Shapes.Plain secret) {

	}

	record Town(@JsonUnwrapped(prefix = "of_") Inner inner) {

	}

	@RestController
	static class ReturningDeed {

		@GetMapping("/deed")
		Deed deed() {
			throw new UnsupportedOperationException();
		}

	}

	record Deed(@JsonProperty("owner") @JsonAlias("keeper") Owner holder) {

	}

	record Owner(String iban, @JsonProperty("wife") Owner partner) {

	}

	record Account(String iban) {

	}

	record Holder(String iban, Holder partner) {

	}

	sealed interface Shape permits Circle {

	}

	record Circle(String iban) implements Shape {

	}

	record Inner(String text, Account partner) {

	}

	record Page<T>(List<T> content) {

	}

	@RestController
	static class ReturningPlain {

		@GetMapping("/x")
		Shapes.Plain get() {
			throw new UnsupportedOperationException();
		}

		@GetMapping("/y")
		Shapes.Component masked() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningMap {

		@GetMapping("/x")
		Map<String, Object> get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningMasked {

		@GetMapping("/x")
		Shapes.Component get() {
			throw new UnsupportedOperationException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStrategy {

		@Bean
		MaskingStrategy shout() {
			return (value) -> "!!!";
		}

	}

	static final class Returning {

		private Returning() {
		}

		static Object create(Class<?> type) {
			return switch (type.getSimpleName()) {
				case "HoldsTypeId" -> new ReturningTypeId();
				case "Unwrapped" -> new ReturningUnwrapped();
				case "MaskedIdentity" -> new ReturningIdentity();
				case "SelfWriting" -> new ReturningSelfWriting();
				case "Bypassing" -> new ReturningBypassing();
				case "BypassingContent" -> new ReturningBypassingContent();
				case "ValueOfAll" -> new ReturningValueOfAll();
				case "KeyedByRecord" -> new ReturningKeyed();
				case "HoldsObject" -> new ReturningObject();
				case "HoldsObjects" -> new ReturningObjects();
				default -> throw new IllegalArgumentException(type.getName());
			};
		}

	}

	@RestController
	static class ReturningTypeId {

		@GetMapping("/x")
		Shapes.HoldsTypeId get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningUnwrapped {

		@GetMapping("/x")
		List<Shapes.Unwrapped> get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningAnnotated {

		@GetMapping("/x")
		@Masked
		String get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningIdentity {

		@GetMapping("/x")
		Map<String, Shapes.MaskedIdentity> get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningSelfWriting {

		@GetMapping("/x")
		Shapes.Holder<Shapes.SelfWriting> get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningBypassing {

		@GetMapping("/x")
		ResponseEntity<Shapes.Bypassing> get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningBypassingContent {

		@GetMapping("/x")
		CompletableFuture<Shapes.BypassingContent> get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningValueOfAll {

		@GetMapping("/x")
		Shapes.ValueOfAll get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningKeyed {

		@GetMapping("/x")
		Shapes.KeyedByRecord get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningObject {

		@GetMapping("/x")
		Shapes.HoldsObject get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningObjects {

		@GetMapping("/x")
		Shapes.HoldsObjects get() {
			throw new UnsupportedOperationException();
		}

	}

	@RestController
	static class ReturningRuledKeys {

		@GetMapping("/keyed")
		WrittenAsKey get() {
			throw new UnsupportedOperationException();
		}

	}

	interface Summary {

		String getIban();

	}

	static class Unruled {

	}

	static class Ruled extends Unruled implements Summary {

		private final String iban;

		Ruled(String iban) {
			this.iban = iban;
		}

		@Override
		public String getIban() {
			return this.iban;
		}

	}

	record WrittenAs(@JsonSerialize(as = Summary.class) Ruled ruled) {

	}

	@JsonSerialize(as = Summary.class)
	record WrittenAsType(String iban) implements Summary {

		@Override
		public String getIban() {
			return this.iban;
		}

	}

	record WrittenByOther(@JsonSerialize(contentUsing = ToStringSerializer.class) List<Ruled> ruled) {

	}

	record WrittenStatically(@JsonSerialize(typing = JsonSerialize.Typing.STATIC) Unruled ruled) {

	}

	record WrittenAsValue(String iban) {

		@JsonValue
		String all() {
			return "all:" + this.iban;
		}

	}

	record WrittenAsKey(Map<Ruled, String> ruled) {

	}

	private static final class Copying extends ValueSerializerModifier {

		@Override
		public List<BeanPropertyWriter> orderProperties(SerializationConfig config,
				BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
			properties.replaceAll((property) -> new BeanPropertyWriter(property) {
			});
			return properties;
		}

	}

}
