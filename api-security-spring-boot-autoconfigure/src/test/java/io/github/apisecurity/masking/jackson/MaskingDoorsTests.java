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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.json.JsonAutoConfiguration;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.graphql.MaskingGraphQlAutoConfiguration;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import jakarta.ws.rs.core.Application;
import jakarta.xml.bind.annotation.XmlRootElement;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.graphql.autoconfigure.GraphQlAutoConfiguration;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.graphql.autoconfigure.servlet.GraphQlWebMvcAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.codec.StringDecoder;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.hateoas.EntityModel;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.GsonHttpMessageConverter;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.xml.Jaxb2RootElementHttpMessageConverter;
import org.springframework.http.converter.yaml.MappingJackson2YamlHttpMessageConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.reactive.MessageMappingMessageHandler;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.mock.http.MockHttpOutputMessage;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.ViewResolverRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.view.json.JacksonJsonView;
import org.springframework.web.servlet.view.json.MappingJackson2JsonView;
import org.springframework.web.servlet.view.xml.MarshallingView;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ways out of an application, each of which is masked, refused or a WARN, as the
 * table of docs/masking.md says.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(classes = MaskingDoorsTests.TestApplication.class)
class MaskingDoorsTests {

	private static final String CANARY = "canary-and-company";

	/**
	 * What has no test below, since there is nothing to be masked by.
	 */
	private static final Map<String, String> CLEAR = Map.of(
			"bodies that are text or bytes already (`String`, `byte[]`, `Resource`, `StreamingResponseBody`), views that "
					+ "a handler makes itself (`new ModelAndView(new JacksonJsonView())`), templates and exports "
					+ "(`AbstractXlsxView`), HTTP gateways of Spring Integration, "
					+ "serializers that write values of their own making",
			"clear", "caches, databases, outgoing calls, messages of a broker", "clear", "logs", "by name, see below");

	private static final Map<String, Class<?>> REFUSED = Map.of(
			"a converter of yours that writes any type, Gson, JSON-B or Jackson 2 as beans", AnyConverters.class,
			"a converter of yours for a masked type, such as CSV", OwnConverter.class,
			"`@EnableWebMvc`, which makes converters of its own", OwnMvc.class,
			"Spring Data REST, which has a handler adapter of its own", OwnAdapter.class);

	private static final Map<String, Class<?>> WARNED = Map.of(
			"a `GraphQlSource` of yours without the `Instrumentation` beans", OwnGraphQlSource.class,
			"STOMP by another converter", OtherStompConverter.class, "JAX-RS, such as Jersey", JaxRs.class, "RSocket",
			RSocket.class, "a `WebSocketHandler`, or a `ServerEndpointExporter`", RawWebSocket.class,
			"a view that writes the model (`JacksonJsonView`, `MarshallingView`) as a bean or for content negotiation",
			View.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
				ProblemAutoConfiguration.class, JacksonAutoConfiguration.class, JsonAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, WebMvcAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, MaskingAutoConfiguration.class,
				MaskingJsonAutoConfiguration.class, MaskingWebAutoConfiguration.class,
				MaskingGraphQlAutoConfiguration.class));

	@Autowired
	private WebApplicationContext context;

	static List<String> masked() {
		return List.of("JSON, XML, CBOR, Smile and YAML of Spring MVC", "functional endpoints",
				"Spring HATEOAS, whose mappers are registered in the converter", "`ProblemDetail` and problem members",
				"server-sent events and other streams (for everybody)", "actuator (for everybody)", "GraphQL",
				"STOMP over WebSocket (for everybody)");
	}

	static List<String> refused() {
		return List.copyOf(REFUSED.keySet());
	}

	static List<String> warned() {
		return List.copyOf(WARNED.keySet());
	}

	@ParameterizedTest
	@MethodSource("masked")
	void whenWayOutIsMaskedNothingIsClear(String door) throws Exception {
		List<String> documents = switch (masked().indexOf(door)) {
			case 0 -> List.of(write(this.context, new Leaf(CANARY), MediaType.APPLICATION_JSON),
					write(this.context, new Leaf(CANARY), MediaType.APPLICATION_XML),
					write(this.context, new Leaf(CANARY), MediaType.APPLICATION_CBOR),
					write(this.context, new Leaf(CANARY), MediaType.valueOf("application/x-jackson-smile")),
					write(this.context, new Leaf(CANARY), MediaType.APPLICATION_YAML));
			case 1 -> List.of(get("/functional"));
			case 2 -> List.of(write(this.context, EntityModel.of(new Leaf(CANARY)), MediaType.APPLICATION_JSON),
					write(this.context, EntityModel.of(new Leaf(CANARY)), MediaType.valueOf("application/hal+json")));
			case 3 -> List.of(write(this.context, problem(), MediaType.APPLICATION_PROBLEM_JSON), get("/problem"));
			case 4 -> List.of(get("/events"));
			case 5 ->
				List.of(this.context.getBean(EndpointJsonMapper.class).get().writeValueAsString(new Leaf(CANARY)));
			case 6 -> List.of(graphql());
			case 7 -> List.of(stomp(this.context, new Leaf(CANARY)));
			default -> throw new IllegalArgumentException(door);
		};
		assertThat(documents).allSatisfy((text) -> assertThat(text).contains("***").doesNotContain(CANARY));
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 7 })
	void whenWrittenForEverybodyTheCallerChangesNothing(int door) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		SecurityContextHolder.getContext()
			.setAuthentication(new TestingAuthenticationToken("auditor", "", "ROLE_AUDITOR"));
		try {
			RequestReveal
				.start(request, new MockHttpServletResponse(), this.context.getBean(RevealConditions.class),
						SecurityEventPublisher.none())
				.open();
			Shared value = new Shared(CANARY);
			String written = (door == 5)
					? this.context.getBean(EndpointJsonMapper.class).get().writeValueAsString(value)
					: stomp(this.context, value);
			assertThat(written).contains("***").doesNotContain(CANARY);
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
			SecurityContextHolder.clearContext();
		}
	}

	@ParameterizedTest
	@CsvSource({ "FULL, canary-and-company, ***", "EMAIL, canary@example.com, c***@example.com" })
	void everyShapeIsMaskedByEveryMapper(MaskType type, String value, String mask) {
		new WebApplicationContextRunner().withUserConfiguration(TestApplication.class)
			.withPropertyValues("api-security.masking.strategies.tested.type=" + type,
					"api-security.masking.classes.matrix=tested", "api-security.masking.properties.named=tested",
					"api-security.masking.properties.$.pathRoot.*.leaf=tested",
					"api-security.masking.properties.$.held.pathRoot.*.leaf=tested",
					"api-security.masking.properties." + Shapes.ByType.class.getName() + "#secret=tested")
			.run((context) -> {
				SoftAssertions softly = new SoftAssertions();
				for (Map.Entry<String, Object> shape : Shapes.of(value).entrySet()) {
					documents(context, shape.getValue()).forEach((door, document) -> {
						// A mapper of its own has mix-ins of its own.
						if (!door.equals("actuator") || !shape.getKey().equals("mixin")) {
							softly.assertThat(document)
								.as(shape.getKey() + " by " + door)
								.contains(mask)
								.doesNotContain(value);
						}
					});
				}
				softly.assertAll();
			});
	}

	private static Map<String, String> documents(WebApplicationContext context, Object shape) throws IOException {
		ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.CONFLICT);
		problem.setProperty("held", shape);
		return Map.of("HATEOAS",
				write(context, EntityModel.of(new Held(shape)), MediaType.valueOf("application/hal+json")), "problem",
				write(context, problem, MediaType.APPLICATION_PROBLEM_JSON), "actuator",
				context.getBean(EndpointJsonMapper.class).get().writeValueAsString(shape), "WebSocket",
				stomp(context, shape));
	}

	@Test
	void whenConverterHasMapperOfItsOwnItIsMasked() {
		this.runner.withUserConfiguration(OwnMapper.class)
			.run((context) -> assertThat(write(context, new Leaf(CANARY), MediaType.APPLICATION_JSON))
				.isEqualToIgnoringNewLines("{  \"secret\" : \"***\"}"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void whenWayOutCannotBeMaskedDoesNotStart(String door) {
		this.runner.withUserConfiguration(REFUSED.get(door)).run((context) -> assertThat(context).hasNotFailed());
		declaringMasks().withUserConfiguration(REFUSED.get(door)).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOf(UnmaskablePropertyException.class);
		});
	}

	@ParameterizedTest
	@CsvSource({ "Leaves, ListConverter, true", "Trees, TreeConverter, true", "Trees, ListConverter, false",
			"Trees, HarmlessConverter, false", "Leaves, XmlConverter, false" })
	void whenConverterWritesWhatAControllerReturnsAndHoldsMaskedTypeDoesNotStart(String controller, String converter,
			boolean refused) throws Exception {
		String prefix = MaskingDoorsTests.class.getName() + "$";
		this.runner.withUserConfiguration(Class.forName(prefix + controller), Class.forName(prefix + converter))
			.run((context) -> assertThat(context.getStartupFailure() instanceof UnmaskablePropertyException)
				.isEqualTo(refused));
	}

	@Test
	void whenConverterOfSpringWritesMaskedTypeThatNoControllerReturnsDoesNotStart() {
		this.runner.withUserConfiguration(XmlConverter.class).run((context) -> assertThat(context).hasNotFailed());
		declaringMasks().withUserConfiguration(XmlConverter.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(UnmaskablePropertyException.class));
	}

	@Test
	void whenMaskedEntitiesAreInPackagesOfTheirOwnDoesNotStart() {
		this.runner.withUserConfiguration(OwnEntities.class, OwnAdapter.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(UnmaskablePropertyException.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { MappingJackson2JsonView.class, MarshallingView.class, ServerEndpointExporter.class })
	void whenBeanWritesWithoutMappersWarnsOnce(Class<?> type, CapturedOutput output) {
		declaringMasks()
			.withInitializer((context) -> ((BeanDefinitionRegistry) context.getBeanFactory()).registerBeanDefinition(
					"door", BeanDefinitionBuilder.rootBeanDefinition(type).setLazyInit(true).getBeanDefinition()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).containsOnlyOnce("is not masked");
			});
	}

	@Test
	void whenViewIsNegotiatedWarnsOnce(CapturedOutput output) {
		declaringMasks().withUserConfiguration(NegotiatedView.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("is not masked");
		});
	}

	@Test
	void whenTypesAreStaticWhatIsMaskedInSubtypesWouldBeClear() {
		WebApplicationContextRunner typed = this.runner
			.withPropertyValues("spring.jackson.mapper.use-static-typing=true");
		typed.run((context) -> assertThat(context).hasNotFailed());
		typed.withUserConfiguration(Packages.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("use-static-typing"));
	}

	@Test
	void whenGraphQlIsSpokenOverWebSocketNothingIsClear(CapturedOutput output) {
		declaringMasks()
			.withConfiguration(
					AutoConfigurations.of(GraphQlAutoConfiguration.class, GraphQlWebMvcAutoConfiguration.class))
			.withBean(GraphQlSourceBuilderCustomizer.class,
					() -> (builder) -> builder
						.schemaResources(new ByteArrayResource("type Query { a: String }".getBytes())))
			.withPropertyValues("spring.graphql.websocket.path=/graphql")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("graphQlWebSocketMapping");
				assertThat(output).doesNotContain("is not masked");
			});
	}

	@Test
	void whenNothingIsMaskedConvertersOfTheApplicationStay() {
		this.runner.withUserConfiguration(AddedConverters.class)
			.run((context) -> assertThat(context.getBean(RequestMappingHandlerAdapter.class).getMessageConverters())
				.hasAtLeastOneElementOfType(Writing.class)
				.hasAtLeastOneElementOfType(GsonHttpMessageConverter.class)
				.hasAtLeastOneElementOfType(MappingJackson2YamlHttpMessageConverter.class));
	}

	@Test
	void whenSomethingIsMaskedAddedConvertersStopTheStart() {
		declaringMasks().withUserConfiguration(AddedConverters.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(UnmaskablePropertyException.class)
				.hasMessageContaining("message converter"));
	}

	@Test
	void whenSomethingIsMaskedFormatsThatComeWithALibraryGoWithAWarning(CapturedOutput output) {
		declaringMasks().withUserConfiguration(LibraryConverter.class).run((context) -> {
			assertThat(context.getBean(RequestMappingHandlerAdapter.class).getMessageConverters())
				.doesNotHaveAnyElementsOfTypes(MappingJackson2YamlHttpMessageConverter.class);
			assertThat(output.toString()).containsOnlyOnce("MappingJackson2YamlHttpMessageConverter cannot mask");
		});
	}

	@Test
	void whenConverterIsAcceptedWarnsAndStarts(CapturedOutput output) {
		declaringMasks().withUserConfiguration(OwnConverter.class)
			.withPropertyValues("api-security.masking.accepted-converters=" + Writing.class.getName())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).containsOnlyOnce("Writing writes ([text/csv]) is not masked");
			});
	}

	@ParameterizedTest
	@MethodSource("warned")
	void whenWayOutIsClearWarnsOnce(String door, CapturedOutput output) {
		this.runner.withUserConfiguration(WARNED.get(door)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("is not masked");
		});
		declaringMasks().withUserConfiguration(WARNED.get(door)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("is not masked");
		});
	}

	@Test
	void tableOfTheDocumentationSaysWhatHappens() throws IOException {
		Map<String, String> expected = new LinkedHashMap<>(CLEAR);
		masked().forEach((door) -> expected.put(door, "masked"));
		expected.put("a `JacksonJsonHttpMessageConverter` bean with a mapper of its own", "masked");
		expected.put("another `spring.http.converters.preferred-json-mapper` than Jackson", "no start");
		expected.put("all of a reactive application (WebFlux), the types named", "clear, WARN");
		expected.put("one of those two, named in `api-security.masking.accepted-converters`", "clear, WARN");
		// See MaskingWebAutoConfigurationTests.
		expected.put("controllers of a `DispatcherServlet` with a context and converters of its own", "clear, WARN");
		refused().forEach((door) -> expected.put(door, "no start"));
		warned().forEach((door) -> expected.put(door, "clear, WARN"));
		Map<String, String> table = new LinkedHashMap<>();
		List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("../docs/masking.md")));
		int start = lines.indexOf("| way out | where something is masked |") + 2;
		for (String line : lines.subList(start, lines.size())) {
			if (!line.startsWith("|")) {
				break;
			}
			String[] cells = line.split("\\s*\\|\\s*");
			table.put(cells[1], cells[2]);
		}
		assertThat(table).containsExactlyInAnyOrderEntriesOf(expected);
	}

	private WebApplicationContextRunner declaringMasks() {
		return this.runner.withUserConfiguration(Packages.class);
	}

	private String get(String path) throws Exception {
		return MockMvcTester.from(this.context).get().uri(path).exchange().getResponse().getContentAsString();
	}

	private String graphql() throws Exception {
		return MockMvcTester.from(this.context)
			.post()
			.uri("/graphql")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.APPLICATION_JSON)
			.content("{\"query\":\"{ leaf { secret } }\"}")
			.exchange()
			.getResponse()
			.getContentAsString();
	}

	private static String stomp(ApplicationContext context, Object payload) {
		assertThat(context.getBeansOfType(WebSocketMessagingAutoConfiguration.class)).hasSize(1);
		CompositeMessageConverter converter = context.getBean("brokerMessageConverter",
				CompositeMessageConverter.class);
		Message<?> message = converter.toMessage(payload, new MessageHeaders(Map.of()));
		return new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
	}

	@SuppressWarnings("unchecked")
	private static String write(ApplicationContext context, Object value, MediaType type) throws IOException {
		for (HttpMessageConverter<?> converter : context.getBean(RequestMappingHandlerAdapter.class)
			.getMessageConverters()) {
			if (converter.canWrite(value.getClass(), type)) {
				MockHttpOutputMessage output = new MockHttpOutputMessage();
				((HttpMessageConverter<Object>) converter).write(value, type, output);
				return output.getBodyAsString(StandardCharsets.ISO_8859_1);
			}
		}
		throw new IllegalStateException("Nothing writes " + type);
	}

	private static ProblemDetail problem() {
		ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.CONFLICT);
		problem.setProperty("leaf", new Leaf(CANARY));
		return problem;
	}

	record Leaf(@Masked String secret) {

	}

	record Shared(@Masked(revealTo = "ROLE_AUDITOR") String secret) {

	}

	record Tree(Leaf leaf, Harmless harmless, List<String> names) {

	}

	record Harmless(String name) {

	}

	@XmlRootElement
	public static class Root {

		@Masked
		public String secret = CANARY;

	}

	@Configuration(proxyBeanMethods = false)
	static class ListConverter {

		@Bean
		HttpMessageConverter<?> listConverter() {
			return new Writing<>(List.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TreeConverter {

		@Bean
		HttpMessageConverter<?> treeConverter() {
			return new Writing<>(Tree.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HarmlessConverter {

		@Bean
		HttpMessageConverter<?> harmlessConverter() {
			return new Writing<>(Harmless.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class XmlConverter {

		@Bean
		HttpMessageConverter<?> xmlConverter() {
			return new Jaxb2RootElementHttpMessageConverter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AddedConverters implements WebMvcConfigurer {

		@Override
		public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
			builder.withJsonConverter(new GsonHttpMessageConverter())
				.addCustomConverter(new Writing<>(Object.class))
				.addCustomConverter(new MappingJackson2YamlHttpMessageConverter());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LibraryConverter implements WebMvcConfigurer {

		@Override
		public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
			builder.addCustomConverter(new MappingJackson2YamlHttpMessageConverter());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NegotiatedView implements WebMvcConfigurer {

		@Override
		public void configureViewResolvers(ViewResolverRegistry registry) {
			registry.enableContentNegotiation(new JacksonJsonView());
		}

	}

	record Held(Object held) {

	}

	@RestController
	static class Leaves {

		@GetMapping("/leaves")
		ResponseEntity<List<Leaf>> leaves() {
			return ResponseEntity.ok(List.of());
		}

	}

	@RestController
	static class Trees {

		@GetMapping("/trees")
		Callable<Tree> tree() {
			return () -> new Tree(new Leaf(CANARY), new Harmless(""), List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackageClasses = MaskingDoorsTests.class)
	static class Packages {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackages = "com.example.none")
	@EntityScan(basePackageClasses = MaskingDoorsTests.class)
	static class OwnEntities {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMapper {

		@Bean
		JacksonJsonHttpMessageConverter ownConverter() {
			return new JacksonJsonHttpMessageConverter(
					JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AnyConverters {

		@Bean
		HttpMessageConverter<Object> anyConverter() {
			return new Writing<>(Object.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		HttpMessageConverter<Leaf> csvConverter() {
			return new Writing<>(Leaf.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebMvc
	static class OwnMvc {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAdapter {

		@Bean
		RequestMappingHandlerAdapter repositoryAdapter() {
			RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter();
			adapter.setMessageConverters(List.of(new JacksonJsonHttpMessageConverter()));
			return adapter;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnGraphQlSource {

		@Bean
		GraphQlSource source() {
			return GraphQlSource.schemaResourceBuilder()
				.schemaResources(new ByteArrayResource("type Query { a: String }".getBytes()))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherStompConverter {

		@Bean
		CompositeMessageConverter brokerMessageConverter() {
			MessageConverter other = new MessageConverter() {

				@Override
				public Object fromMessage(Message<?> message, Class<?> type) {
					throw new UnsupportedOperationException();
				}

				@Override
				public Message<?> toMessage(Object payload, MessageHeaders headers) {
					throw new UnsupportedOperationException();
				}

			};
			return new CompositeMessageConverter(List.of(other));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class RawWebSocket implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler(), "/socket");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class JaxRs {

		@Bean
		Application application() {
			return new Application();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RSocket {

		@Bean
		MessageMappingMessageHandler handlers() {
			MessageMappingMessageHandler handlers = new MessageMappingMessageHandler();
			handlers.setDecoders(List.of(StringDecoder.allMimeTypes()));
			return handlers;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class View {

		@Bean
		JacksonJsonView jsonView() {
			return new JacksonJsonView();
		}

	}

	@RestController
	static class Controller {

		@GetMapping("/problem")
		ProblemDetail get() {
			return problem();
		}

		@GetMapping("/events")
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send(new Leaf(CANARY));
			emitter.complete();
			return emitter;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocketMessageBroker
	static class TestApplication implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

		@Bean
		Controller controller() {
			return new Controller();
		}

		@Bean
		RouterFunction<ServerResponse> functional() {
			return RouterFunctions.route()
				.GET("/functional", (request) -> ServerResponse.ok().body(new Leaf(CANARY)))
				.build();
		}

		@Bean
		GraphQlSourceBuilderCustomizer schema() {
			return (builder) -> builder.schemaResources(
					new ByteArrayResource("type Query { leaf: Leaf } type Leaf { secret: String }".getBytes()));
		}

		@Bean
		RuntimeWiringConfigurer fetchers() {
			return (wiring) -> wiring.type("Query",
					(query) -> query.dataFetcher("leaf", (environment) -> new Leaf(CANARY)));
		}

	}

	private static final class Writing<T> extends AbstractHttpMessageConverter<T> {

		private final Class<?> type;

		private Writing(Class<?> type) {
			super(MediaType.valueOf("text/csv"));
			this.type = type;
		}

		@Override
		protected boolean supports(Class<?> type) {
			return this.type.isAssignableFrom(type);
		}

		@Override
		protected T readInternal(Class<? extends T> type, HttpInputMessage message) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void writeInternal(T value, HttpOutputMessage message) {
			throw new UnsupportedOperationException();
		}

	}

}
