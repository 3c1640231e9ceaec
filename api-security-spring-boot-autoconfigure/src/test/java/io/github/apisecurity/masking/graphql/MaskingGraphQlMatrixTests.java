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

package io.github.apisecurity.masking.graphql;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import graphql.ExecutionResult;
import graphql.execution.DataFetcherResult;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventCustomizer;
import io.github.apisecurity.masking.Classified;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.Sensitive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.jackson.JacksonMixin;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.data.web.ProjectedPayload;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.BatchMapping;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.SubscriptionMapping;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for each shape that a masked value, or what holds it, can have in GraphQL.
 */
@SpringBootTest(classes = MaskingGraphQlMatrixTests.TestApplication.class,
		properties = { "api-security.masking.properties.named=FULL", "api-security.masking.properties[*pattern*]=FULL",
				"api-security.masking.properties[$.owner.byPath]=FULL", "api-security.masking.properties[*events]=FULL",
				"api-security.masking.classes.matrix=FULL", "api-security.masking.properties.account=IBAN",
				"api-security.masking.properties[io.github.apisecurity.masking.graphql."
						+ "MaskingGraphQlMatrixTests$ByType#iban]=FULL" })
class MaskingGraphQlMatrixTests {

	private static final String CANARY = "canary-and-company";

	private static final String SCHEMA = """
			type Query {
				owner(kind: String): Owner party: Party subject: Subject parties: [Party] resolved: Resolved events: String
				listed: [Owner] array: [Owner] set: [Owner] streamed: [Owner] entries: [Owner] optional: Owner future: Owner
				mono: Owner flux: [Owner] result: Owner callable: Owner futureOfList: [Owner] monoOfList: [Owner]
				futureOfResult: Owner
			}
			type Mutation {
				save(input: Input, named: String): String
				register(iban: String, note: String): String
				amend(iban: String, note: String): String
			}
			input Input { iban: String ibans: [String] card: String named: String inner: Input note: String }
			type Subscription { events: String owners: Owner monoEvents: String }
			interface Party { iban: String }
			type Person implements Party { iban: String }
			union Subject = Person | Company
			type Company { iban: String }
			type Owner {
				iban: String ibans: [String] nested: [[String]] named: String byPath: String somePatternHere: String
				inner: Owner inners: [Owner] account: String
			}
			type Resolved {
				mono: String future: String result: String optional: String callable: String futureOfResult: String
				flux: [String] list: [String] stream: [String] array: [String] other: String
				batch: String batchList: String batchMono: String batchFlux: String
			}
			""";

	@Autowired
	private WebApplicationContext context;

	static Map<String, Object> owners() {
		Map<String, Object> owners = new LinkedHashMap<>();
		owners.put("component", new Component(CANARY));
		owners.put("accessor", new Accessor(CANARY));
		owners.put("field", new FieldAndGetter());
		owners.put("public field", new PublicField());
		owners.put("getter", new AnnotatedGetter());
		owners.put("inherited", new Child());
		owners.put("interface", new Implementation());
		owners.put("generic", new Generic<>(CANARY));
		owners.put("renamed", new Renamed(CANARY));
		owners.put("meta annotation", new Meta(CANARY));
		owners.put("class of data", new OfClass(CANARY));
		owners.put("ignored", new Ignored(CANARY));
		owners.put("mix-in", new Foreign());
		owners.put("type rule", new ByType(CANARY));
		owners.put("optional", new Generic<>(Optional.of(CANARY)));
		owners.put("sensitive", new Generic<>(Sensitive.of(CANARY)));
		owners.put("unannotated sensitive", new Held(Sensitive.of(CANARY)));
		owners.put("characters", new Generic<>(CANARY.toCharArray()));
		owners.put("builder", new Generic<>(new StringBuilder(CANARY)));
		owners.put("reference", new Generic<>(new AtomicReference<>(CANARY)));
		owners.put("node", new Generic<JsonNode>(StringNode.valueOf(CANARY)));
		owners.put("value", new Generic<>(new Value(CANARY)));
		owners.put("masked value", new HoldsMaskedValue(new MaskedValue(CANARY)));
		owners.put("projection",
				new SpelAwareProxyProjectionFactory().createProjection(Projection.class, Map.of("iban", CANARY)));
		owners.put("proxy", proxy());
		return owners;
	}

	private static Object proxy() {
		ProxyFactory factory = new ProxyFactory(new FieldAndGetter());
		factory.setProxyTargetClass(true);
		return factory.getProxy();
	}

	static Map<String, Object> others() {
		return Map.of("{ ibans }", new Ibans(List.of(CANARY, CANARY)), "{ ibans nested }",
				new Nested(new String[] { CANARY }, List.of(Set.of(CANARY))), "{ named }", Map.of("named", CANARY),
				"{ byPath somePatternHere }", new Rules(CANARY, CANARY), "{ inner { iban } }",
				new Unwrapping(new Component(CANARY)), "{ inner { inner { iban } } }",
				new Inner(new Inner(new Component(CANARY))), "{ inners { iban } }",
				Map.of("inners", List.of(new Component(CANARY), new Component(CANARY))));
	}

	static Stream<String> queries() {
		Stream<String> kinds = owners().keySet().stream().map((kind) -> "{ owner(kind: \"" + kind + "\") { iban } }");
		Stream<String> shapes = others().keySet()
			.stream()
			.map((query) -> "{ owner(kind: \"" + query + "\") " + query + " }");
		Stream<String> handlers = Stream
			.of("party", "parties", "listed", "array", "set", "streamed", "entries", "optional", "future", "mono",
					"flux", "result", "callable", "futureOfList", "monoOfList", "futureOfResult")
			.map((handler) -> "{ " + handler + " { iban } }");
		Stream<String> fields = Stream
			.of("mono", "future", "result", "optional", "callable", "futureOfResult", "flux", "list", "stream", "array",
					"other", "batch", "batchList", "batchMono", "batchFlux")
			.map((field) -> "{ resolved { " + field + " } }");
		return Stream
			.of(kinds, shapes, handlers, fields,
					Stream.of("{ subject { ... on Company { iban } } }", "{ events }",
							"{ again: owner(kind: \"component\") { other: iban } }",
							"{ owner(kind: \"component\") { ...f } } fragment f on Owner { iban }"))
			.flatMap((part) -> part);
	}

	@ParameterizedTest
	@MethodSource("queries")
	void whenValueIsMaskedNothingIsClear(String query) throws Exception {
		assertThat(post(query)).contains("***").doesNotContain(CANARY, "errors");
	}

	private String post(String query) throws Exception {
		return MockMvcTester.from(this.context)
			.post()
			.uri("/graphql")
			.contentType(MediaType.APPLICATION_JSON)
			.accept(MediaType.APPLICATION_JSON)
			.content("{\"query\":\"" + query.replace("\"", "\\\"") + "\"}")
			.exchange()
			.getResponse()
			.getContentAsString();
	}

	@Test
	void whenAnswerIsWrittenMasksAreNotMaskedAgain() throws Exception {
		assertThat(post("{ owner(kind: \"account\") { account } }")).contains("TR**********1326");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			save(input: {iban: "***"})                            | #/input/iban
			save(input: {ibans: ["a", "***"]})                    | #/input/ibans
			save(input: {named: "***"})                           | #/input/named
			save(input: {inner: {inner: {iban: "* * *"}}})        | ''
			save(input: {inner: {inner: {iban: " *** "}}})        | #/input/inner/inner/iban
			save(named: "***")                                    | #/named
			save(input: {card: "************1111"})               | #/input/card
			save(input: {iban: "TR33", note: "***"}, named: "x")  | ''
			""")
	void whenMaskIsSentBackItIsRefused(String mutation, String pointer) throws Exception {
		this.context.getBean(Handlers.class).saved.clear();
		String answer = post("mutation { " + mutation + " }");
		if (pointer.isEmpty()) {
			assertThat(answer).contains("\"save\":\"saved\"").doesNotContain("errors");
			assertThat(this.context.getBean(Handlers.class).saved).hasSize(1);
		}
		else {
			assertThat(answer).contains("\"masked-value\"", "\"" + pointer + "\"", "BAD_REQUEST");
			assertThat(this.context.getBean(Handlers.class).saved).isEmpty();
			assertThat(this.context.getBean(Events.class).seen.poll()).isEqualTo(Map.of("fields", List.of(pointer)));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "register", "amend" })
	void whenArgumentsTogetherHoldAMaskItIsRefused(String mutation) throws Exception {
		assertThat(post("mutation { " + mutation + "(iban: \"***\", note: \"x\") }")).contains("\"masked-value\"",
				"\"#/iban\"");
		assertThat(post("mutation { " + mutation + "(iban: \"TR33\", note: \"***\") }")).contains("TR33");
		assertThat(this.context.getBean(Events.class).seen.poll()).isEqualTo(Map.of("fields", List.of("#/iban")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{ events }", "{ monoEvents }", "{ owners { iban } }" })
	void whenEventIsMaskedNothingIsClear(String query) {
		ExecutionResult result = this.context.getBean(GraphQlSource.class).graphQl().execute("subscription " + query);
		assertThat(result.getErrors()).isEmpty();
		assertThat(Flux.from(result.<Publisher<ExecutionResult>>getData())
			.map((event) -> event.getErrors() + " " + event.getData())
			.collectList()
			.block()).isNotEmpty().allSatisfy((event) -> assertThat(event).contains("***").doesNotContain(CANARY));
	}

	record Registration(@Masked String iban, String note) {

	}

	@ProjectedPayload
	interface Amendment {

		@Masked
		String getIban();

		String getNote();

	}

	record Component(@Masked String iban) {

	}

	record Accessor(String iban) {

		@Override
		@Masked
		public String iban() {
			return this.iban;
		}

	}

	/**
	 * Also what others extend.
	 */
	public static class FieldAndGetter {

		@Masked
		private final String iban = CANARY;

		public String getIban() {
			return this.iban;
		}

	}

	public static class PublicField {

		@Masked
		public final String iban = CANARY;

	}

	public static class AnnotatedGetter {

		@Masked
		public String getIban() {
			return CANARY;
		}

	}

	public static class Child extends FieldAndGetter {

	}

	public interface Contract {

		@Masked
		default String getIban() {
			return CANARY;
		}

	}

	public static class Implementation implements Contract {

	}

	public interface Projection {

		@Masked
		String getIban();

	}

	record Generic<T>(@Masked T iban) {

	}

	record Held(Sensitive<String> iban) {

	}

	record Renamed(@JsonProperty("account") @Masked String iban) {

	}

	@Masked
	@Retention(RetentionPolicy.RUNTIME)
	@interface Confidential {

	}

	record Meta(@Confidential String iban) {

	}

	record OfClass(@Classified("matrix") String iban) {

	}

	record Ignored(@JsonIgnore @Masked String iban) {

	}

	public static class Foreign {

		public String getIban() {
			return CANARY;
		}

	}

	@JacksonMixin(type = Foreign.class)
	public interface ForeignMixin {

		@Masked
		String getIban();

	}

	record ByType(String iban) {

	}

	record Value(@JsonValue String text) {

	}

	record MaskedValue(@JsonValue @Masked String text) {

	}

	record HoldsMaskedValue(MaskedValue iban) {

	}

	record Ibans(@Masked List<String> ibans) {

	}

	record Nested(@Masked String[] ibans, @Masked List<Set<String>> nested) {

	}

	record Rules(String byPath, String somePatternHere) {

	}

	record Unwrapping(@JsonUnwrapped Component inner) {

	}

	record Inner(Object inner) {

	}

	record Person(@Masked String iban) {

	}

	record Company(@Masked String iban) {

	}

	record Resolved(@Masked String mono, @Masked String future, @Masked String result, @Masked String optional,
			@Masked String callable, @Masked String futureOfResult, @Masked List<String> flux,
			@Masked List<String> list, @Masked List<String> stream, @Masked List<String> array,
			@JsonProperty("other") @Masked String account, @Masked String batch, @Masked String batchList,
			@Masked String batchMono, @Masked String batchFlux) {

		static Resolved create() {
			return new Resolved("", "", "", "", "", "", List.of(), List.of(), List.of(), List.of(), "", "", "", "", "");
		}

	}

	record Input(@Masked @Nullable String iban, @Masked @Nullable List<String> ibans,
			@Masked(MaskType.CARD) @Nullable String card, @Nullable String named, @Nullable Input inner,
			@Nullable String note) {

	}

	static class Events implements SecurityEventCustomizer {

		private final Queue<Map<String, Object>> seen = new ConcurrentLinkedQueue<>();

		@Override
		public SecurityEvent customize(SecurityEvent event) {
			if ("masked_value".equals(event.reason())) {
				this.seen.add(event.details());
			}
			return event;
		}

	}

	@Controller
	static class Handlers {

		private final List<Object> saved = new CopyOnWriteArrayList<>();

		@MutationMapping
		String save(@Argument @Nullable Input input, @Argument @Nullable String named) {
			this.saved.add(List.of(String.valueOf(input), String.valueOf(named)));
			return "saved";
		}

		@MutationMapping
		String register(@Arguments Registration registration) {
			return registration.iban();
		}

		@MutationMapping
		String amend(Amendment amendment) {
			return amendment.getIban();
		}

		@QueryMapping
		Object owner(@Argument String kind) {
			Object owner = (kind.equals("account")) ? Map.of("account", "TR330006100519786457841326")
					: owners().get(kind);
			return (owner != null) ? owner : others().get(kind);
		}

		@QueryMapping
		Person party() {
			return new Person(CANARY);
		}

		@QueryMapping
		List<Person> parties() {
			return List.of(new Person(CANARY), new Person(CANARY));
		}

		@QueryMapping
		Company subject() {
			return new Company(CANARY);
		}

		@QueryMapping
		String events() {
			return CANARY;
		}

		@QueryMapping
		List<Component> listed() {
			return List.of(new Component(CANARY));
		}

		@QueryMapping
		Component[] array() {
			return new Component[] { new Component(CANARY) };
		}

		@QueryMapping
		Set<Component> set() {
			return Set.of(new Component(CANARY));
		}

		@QueryMapping
		Stream<Component> streamed() {
			return Stream.of(new Component(CANARY));
		}

		@QueryMapping
		List<Map<String, Object>> entries() {
			return List.of(Map.of("iban", Sensitive.of(CANARY)));
		}

		@QueryMapping
		Optional<Component> optional() {
			return Optional.of(new Component(CANARY));
		}

		@QueryMapping
		CompletableFuture<Component> future() {
			return CompletableFuture.completedFuture(new Component(CANARY));
		}

		@QueryMapping
		Mono<Component> mono() {
			return Mono.just(new Component(CANARY));
		}

		@QueryMapping
		Flux<Component> flux() {
			return Flux.just(new Component(CANARY));
		}

		@QueryMapping
		DataFetcherResult<Component> result() {
			return DataFetcherResult.<Component>newResult().data(new Component(CANARY)).build();
		}

		@QueryMapping
		Callable<Component> callable() {
			return () -> new Component(CANARY);
		}

		@QueryMapping
		CompletableFuture<List<Component>> futureOfList() {
			return CompletableFuture.completedFuture(List.of(new Component(CANARY)));
		}

		@QueryMapping
		Mono<List<Component>> monoOfList() {
			return Mono.just(List.of(new Component(CANARY)));
		}

		@QueryMapping
		CompletableFuture<DataFetcherResult<Component>> futureOfResult() {
			return CompletableFuture.completedFuture(result());
		}

		@QueryMapping
		Resolved resolved() {
			return Resolved.create();
		}

		@SchemaMapping
		Mono<String> mono(Resolved resolved) {
			return Mono.just(CANARY);
		}

		@SchemaMapping
		CompletableFuture<String> future(Resolved resolved) {
			return CompletableFuture.completedFuture(CANARY);
		}

		@SchemaMapping
		DataFetcherResult<String> result(Resolved resolved) {
			return DataFetcherResult.<String>newResult().data(CANARY).build();
		}

		@SchemaMapping
		Optional<String> optional(Resolved resolved) {
			return Optional.of(CANARY);
		}

		@SchemaMapping
		Callable<String> callable(Resolved resolved) {
			return () -> CANARY;
		}

		@SchemaMapping
		CompletableFuture<DataFetcherResult<String>> futureOfResult(Resolved resolved) {
			return CompletableFuture.completedFuture(result(resolved));
		}

		@SchemaMapping
		Flux<String> flux(Resolved resolved) {
			return Flux.just(CANARY, CANARY);
		}

		@SchemaMapping
		List<String> list(Resolved resolved) {
			return List.of(CANARY, CANARY);
		}

		@SchemaMapping
		Stream<String> stream(Resolved resolved) {
			return Stream.of(CANARY, CANARY);
		}

		@SchemaMapping
		String[] array(Resolved resolved) {
			return new String[] { CANARY };
		}

		@SchemaMapping
		String other(Resolved resolved) {
			return CANARY;
		}

		@BatchMapping
		Map<Resolved, String> batch(List<Resolved> resolved) {
			return resolved.stream().distinct().collect(Collectors.toMap((key) -> key, (key) -> CANARY));
		}

		@BatchMapping
		List<String> batchList(List<Resolved> resolved) {
			return resolved.stream().map((key) -> CANARY).toList();
		}

		@BatchMapping
		Mono<Map<Resolved, String>> batchMono(List<Resolved> resolved) {
			return Mono.just(batch(resolved));
		}

		@BatchMapping
		Flux<String> batchFlux(List<Resolved> resolved) {
			return Flux.fromIterable(resolved).map((key) -> CANARY);
		}

		@SubscriptionMapping("events")
		Flux<String> subscribedEvents() {
			return Flux.just(CANARY, CANARY);
		}

		@SubscriptionMapping
		Mono<String> monoEvents() {
			return Mono.just(CANARY);
		}

		@SubscriptionMapping("owners")
		Publisher<Component> subscribedOwners() {
			return Flux.just(new Component(CANARY));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

		@Bean
		GraphQlSourceBuilderCustomizer schema() {
			return (builder) -> builder.schemaResources(new ByteArrayResource(SCHEMA.getBytes()));
		}

	}

}
