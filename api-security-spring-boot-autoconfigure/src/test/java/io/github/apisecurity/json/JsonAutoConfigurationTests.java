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

package io.github.apisecurity.json;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.cbor.JacksonCborHttpMessageConverter;
import org.springframework.http.converter.json.GsonHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.smile.JacksonSmileHttpMessageConverter;
import org.springframework.http.converter.xml.JacksonXmlHttpMessageConverter;
import org.springframework.http.converter.yaml.JacksonYamlHttpMessageConverter;
import org.springframework.mock.http.MockHttpOutputMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JsonAutoConfiguration}.
 */
class JsonAutoConfigurationTests {

	private static final String DEEP = "[".repeat(20) + "]".repeat(20);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JsonAutoConfiguration.class, JacksonAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class));

	@Test
	void whenNobodyCustomizesConvertersKeepTheMapperOfTheApplication() {
		this.runner.run((context) -> assertThat(json(context).getMapper()).isSameAs(context.getBean(JsonMapper.class)));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenAnotherLibraryReadsJsonSaysSoOnce(CapturedOutput output) {
		ServerMessageConvertersCustomizer customizer = new ServerMessageConvertersCustomizer(List.of(),
				List.of((builder) -> {
				}));
		for (int i = 0; i < 2; i++) {
			HttpMessageConverters.ServerBuilder builder = HttpMessageConverters.forServer()
				.addCustomConverter(new GsonHttpMessageConverter())
				.addCustomConverter(new KotlinSerializationJsonHttpMessageConverter());
			customizer.customize(builder);
			builder.build();
		}
		assertThat(output).containsOnlyOnce("GsonHttpMessageConverter reads JSON without the rules and limits")
			.containsOnlyOnce("KotlinSerializationJsonHttpMessageConverter reads JSON without");
	}

	@Test
	void whenServletApiIsMissingNothingIsDone() {
		this.runner.withClassLoader(new FilteredClassLoader(ServerHttpMessageConvertersCustomizer.class))
			.run((context) -> assertThat(context).doesNotHaveBean("apiSecurityServerMessageConvertersCustomizer"));
	}

	@Test
	void whenCustomizedMapperOfTheServerDiffersAndThatOfTheApplicationDoesNot() {
		this.runner.withUserConfiguration(Strict.class).run((context) -> {
			JsonMapper server = (JsonMapper) json(context).getMapper();
			JsonMapper application = context.getBean(JsonMapper.class);
			assertThatExceptionOfType(StreamConstraintsException.class).isThrownBy(() -> server.readTree(DEEP));
			assertThatExceptionOfType(UnrecognizedPropertyException.class)
				.isThrownBy(() -> server.readValue("{\"b\":1}", Bean1.class));
			assertThat(server.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION)).isTrue();
			assertThat(application.readTree(DEEP).isArray()).isTrue();
			assertThat(application.readValue("{\"b\":1}", Bean1.class)).isNotNull();
			assertThat(application.isEnabled(StreamReadFeature.STRICT_DUPLICATE_DETECTION)).isFalse();
		});
	}

	@Test
	void whenCustomizedStateOfTheMapperOfTheApplicationIsKept() {
		this.runner.withUserConfiguration(Strict.class)
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.run((context) -> assertThat(json(context).getMapper().writeValueAsString(new Bean1("x")))
				.isEqualTo("{\"first_name\":\"x\"}"));
	}

	@Test
	void whenCustomizedRebuiltMapperCanBeRebuiltAgain() {
		this.runner.withUserConfiguration(Strict.class).run((context) -> {
			JsonMapper again = ((JsonMapper) json(context).getMapper()).rebuild()
				.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
				.build();
			assertThatExceptionOfType(StreamConstraintsException.class).isThrownBy(() -> again.readTree(DEEP));
		});
	}

	@Test
	void whenCustomizedXmlIsCustomizedToo() {
		this.runner.withUserConfiguration(Strict.class)
			.run((context) -> assertThatExceptionOfType(UnrecognizedPropertyException.class)
				.isThrownBy(() -> converter(context, JacksonXmlHttpMessageConverter.class).getMapper()
					.readValue("<a><b>1</b></a>", Bean1.class)));
	}

	static Stream<AbstractJacksonHttpMessageConverter<?>> binaryAndYaml() {
		return Stream.of(new JacksonCborHttpMessageConverter(), new JacksonSmileHttpMessageConverter(),
				new JacksonYamlHttpMessageConverter());
	}

	@ParameterizedTest
	@MethodSource("binaryAndYaml")
	void whenCustomizedEveryFormatIs(AbstractJacksonHttpMessageConverter<?> converter) {
		byte[] deep = converter.getMapper().writeValueAsBytes(JsonMapper.shared().readTree(DEEP));
		HttpMessageConverters.ServerBuilder builder = HttpMessageConverters.forServer().addCustomConverter(converter);
		new ServerMessageConvertersCustomizer(List.of(new Strict().depth()), List.of()).customize(builder);
		ObjectMapper server = ((AbstractJacksonHttpMessageConverter<?>) builder.build().iterator().next()).getMapper();
		assertThatExceptionOfType(StreamConstraintsException.class).isThrownBy(() -> server.readTree(deep));
	}

	@Test
	void whenApplicationDefinesConverterItIsCustomizedToo() {
		this.runner.withUserConfiguration(Strict.class, OwnConverter.class).run((context) -> {
			JacksonJsonHttpMessageConverter converter = json(context);
			assertThat(converter.getSupportedMediaTypes())
				.containsExactly(MediaType.valueOf("application/vnd.own+json"));
			assertThatExceptionOfType(StreamConstraintsException.class)
				.isThrownBy(() -> converter.getMapper().readTree(DEEP));
			MockHttpOutputMessage message = new MockHttpOutputMessage();
			converter.write(new Bean1("x"), null, message);
			assertThat(message.getBodyAsString()).startsWith(")]}', ");
		});
	}

	private static JacksonJsonHttpMessageConverter json(ApplicationContext context) {
		return converter(context, JacksonJsonHttpMessageConverter.class);
	}

	private static <T extends AbstractJacksonHttpMessageConverter<?>> T converter(ApplicationContext context,
			Class<T> type) {
		HttpMessageConverters.ServerBuilder builder = HttpMessageConverters.forServer();
		context.getBeanProvider(ServerHttpMessageConvertersCustomizer.class)
			.orderedStream()
			.forEach((customizer) -> customizer.customize(builder));
		for (Object converter : builder.build()) {
			if (type.isInstance(converter)) {
				return type.cast(converter);
			}
		}
		throw new AssertionError("No " + type);
	}

	record Bean1(String firstName) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Strict {

		@Bean
		ServerJsonFactoryCustomizer depth() {
			return (builder) -> builder
				.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(10).build());
		}

		@Bean
		ServerJsonMapperCustomizer unknownProperties() {
			return (builder) -> builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
		}

		@Bean
		ServerJsonMapperCustomizer duplicates() {
			return (builder) -> builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
		}

	}

	/**
	 * As that of Spring, which needs a library of Kotlin, it takes annotated types only.
	 */
	private static final class KotlinSerializationJsonHttpMessageConverter
			extends AbstractHttpMessageConverter<Object> {

		@Override
		protected boolean supports(Class<?> type) {
			return false;
		}

		@Override
		protected Object readInternal(Class<?> type, HttpInputMessage message) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void writeInternal(Object object, HttpOutputMessage message) {
			throw new UnsupportedOperationException();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		JacksonJsonHttpMessageConverter ownConverter() {
			JacksonJsonHttpMessageConverter converter = new JacksonJsonHttpMessageConverter(new JsonMapper());
			converter.setPrefixJson(true);
			converter.setSupportedMediaTypes(java.util.List.of(MediaType.valueOf("application/vnd.own+json")));
			return converter;
		}

	}

}
