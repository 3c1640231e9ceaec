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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.DataFetcherResult;
import io.github.apisecurity.audit.AuditAutoConfiguration;
import io.github.apisecurity.json.JsonAutoConfiguration;
import io.github.apisecurity.masking.Classified;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.MaskingAutoConfiguration;
import io.github.apisecurity.masking.Sensitive;
import io.github.apisecurity.masking.UnmaskablePropertyException;
import io.github.apisecurity.masking.jackson.MaskingJsonAutoConfiguration;
import io.github.apisecurity.masking.jackson.MaskingWebAutoConfiguration;
import io.github.apisecurity.masking.jackson.Reveal;
import io.github.apisecurity.masking.jackson.RevealSource;
import io.github.apisecurity.network.NetworkAutoConfiguration;
import io.github.apisecurity.problem.ProblemAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.graphql.autoconfigure.GraphQlAutoConfiguration;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Controller;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is answered with GraphQL, by the engine that Spring Boot configures.
 */
@ExtendWith(OutputCaptureExtension.class)
class MaskingGraphQlTests {

	private static final String CANARY = "TR330006100519786457841326";

	private static final String SCHEMA = """
			type Query { customer: Customer bean: Customer map: Customer later: Customer delayed: Customer unlinked: Customer iban: String handled: String listed: [Customer] }
			type Subscription { customers: Customer }
			type Customer {
				iban: String ignored: String renamed: String classified: String interfaced: String sensitive: String
				pins: [String] byName: String byType: String byPath: String optional: String resolved: String
				balance: Int shown: String friend: Customer hidden: String
			}
			""";

	private static final String FIELDS = """
			{ iban ignored renamed classified interfaced sensitive pins byName byType byPath optional resolved balance
			hidden shown friend { iban shown } }""";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AuditAutoConfiguration.class, NetworkAutoConfiguration.class,
				ProblemAutoConfiguration.class, JacksonAutoConfiguration.class, JsonAutoConfiguration.class,
				HttpMessageConvertersAutoConfiguration.class, WebMvcAutoConfiguration.class,
				DispatcherServletAutoConfiguration.class, MaskingAutoConfiguration.class,
				MaskingJsonAutoConfiguration.class, MaskingWebAutoConfiguration.class,
				MaskingGraphQlAutoConfiguration.class))
		.withPropertyValues("api-security.masking.properties.byName=IBAN",
				"api-security.masking.properties.$.customer.byPath=IBAN",
				"api-security.masking.properties.resolved=FULL",
				"api-security.masking.properties." + Person.class.getName() + "#byType=IBAN",
				"api-security.masking.properties." + Customer.class.getName() + "#byType=IBAN");

	private final WebApplicationContextRunner graphql = this.runner
		.withConfiguration(AutoConfigurations.of(GraphQlAutoConfiguration.class))
		.withUserConfiguration(Schema.class);

	@Test
	void fieldsAreMaskedByTheRulesOfTheirProperties() {
		this.graphql.run((context) -> {
			for (String query : List.of("customer", "bean", "later")) {
				Map<String, Object> customer = query(context.getBean(GraphQlSource.class), query);
				assertThat(customer.toString()).as(query).doesNotContain(CANARY);
				assertThat(customer).as(query)
					.containsEntry("iban", "TR**********1326")
					.containsEntry("ignored", "***")
					.containsEntry("renamed", "***")
					.containsEntry("classified", "[erased]")
					.containsEntry("sensitive", "***")
					.containsEntry("pins", List.of("***", "***"))
					.containsEntry("byName", "TR**********1326")
					.containsEntry("byPath", "TR**********1326")
					.containsEntry("optional", "***")
					.containsEntry("resolved", "***")
					.containsEntry("balance", null)
					.containsEntry("hidden", null)
					.containsEntry("shown", "shown")
					.containsEntry("friend", Map.of("iban", "***", "shown", "friend"));
			}
		});
	}

	@Test
	void entriesOfMapsAndRootsAreMaskedByName() {
		this.graphql.withPropertyValues("api-security.masking.properties.iban=IBAN").run((context) -> {
			GraphQlSource source = context.getBean(GraphQlSource.class);
			assertThat(query(source, "map")).containsEntry("iban", "TR**********1326").containsEntry("shown", "shown");
			ExecutionResult root = source.graphQl().execute("{ iban }");
			assertThat(root.getErrors()).isEmpty();
			assertThat(root.<Map<String, Object>>getData()).containsEntry("iban", "TR**********1326");
		});
	}

	@Test
	void callerWhoMaySeesTheClearValue() {
		this.graphql
			.withBean("auditor", RevealSource.class, () -> () -> (rule, property, bean) -> rule.isRevealable(),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(query(context.getBean(GraphQlSource.class), "customer"))
				.containsEntry("interfaced", CANARY)
				.containsEntry("iban", "TR**********1326"));
	}

	@Test
	void whenFieldsAreFetchedOnAnotherThreadTheCallerSeesTheClearValue() {
		Thread request = Thread.currentThread();
		Reveal auditor = (rule, property, bean) -> rule.isRevealable();
		this.graphql
			.withBean("auditor", RevealSource.class,
					() -> () -> (Thread.currentThread() == request) ? auditor : Reveal.nothing(),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(query(context.getBean(GraphQlSource.class), "delayed"))
				.containsEntry("interfaced", CANARY)
				.containsEntry("iban", "TR**********1326"));
	}

	@Test
	void whenEventComesFromAnotherRequestItsCallerChangesNothing() {
		AtomicReference<Reveal> caller = new AtomicReference<>((rule, property, bean) -> false);
		this.graphql
			.withBean("callers", RevealSource.class, () -> caller::get, (definition) -> definition.setPrimary(true))
			.run((context) -> {
				List<String> received = new ArrayList<>();
				ExecutionResult subscription = context.getBean(GraphQlSource.class)
					.graphQl()
					.execute("subscription { customers { interfaced } }");
				Flux.from(subscription.<Publisher<ExecutionResult>>getData())
					.subscribe((event) -> received.add(event.getData().toString()));
				caller.set((rule, property, bean) -> true);
				context.getBean(Schema.class).customers.tryEmitNext(Customer.create());
				assertThat(received).singleElement().asString().contains("***").doesNotContain(CANARY);
			});
	}

	@Test
	void whenSeveralPathsEndAlikeACallerWhoMaySeeOneSeesNone() {
		String strategy = "api-security.masking.strategies.staff.";
		this.graphql
			.withPropertyValues("api-security.masking.properties.$.agent.shown=staff", strategy + "type=FULL",
					strategy + "reveal-to=ROLE_USER", "api-security.masking.properties.$.customer.shown=FULL")
			.withBean("callers", RevealSource.class,
					() -> () -> (rule, property, bean) -> rule.revealTo().contains("ROLE_USER"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(query(context.getBean(GraphQlSource.class), "customer")).containsEntry("shown",
					"***"));
	}

	@ParameterizedTest
	@ValueSource(classes = { AnnotatedHandler.class, AnnotatedQuery.class, UnlinkedHandler.class })
	void whenAnnotationBelongsToNoPropertyDoesNotStart(Class<?> controller) {
		this.graphql.withUserConfiguration(controller)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(UnmaskablePropertyException.class)
				.hasMessageContaining("cannot be honoured"));
	}

	@Test
	void whenTypeOfAFetcherHasAnAnnotationWithoutPropertyIsNotAnswered() {
		this.graphql.run((context) -> {
			ExecutionResult result = context.getBean(GraphQlSource.class)
				.graphQl()
				.execute("{ unlinked { iban shown } }");
			assertThat(result.toString()).doesNotContain(CANARY);
			assertThat(result.getErrors()).isNotEmpty();
		});
	}

	@Test
	void whenSourceDoesNotMaskWarns(CapturedOutput output) {
		WebApplicationContextRunner foreign = this.runner.withBean(GraphQlSource.class,
				() -> GraphQlSource.schemaResourceBuilder()
					.schemaResources(new ByteArrayResource(SCHEMA.getBytes()))
					.build());
		this.graphql.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("is not masked");
		foreign.run((context) -> assertThat(output).containsOnlyOnce("What is sent with GraphQL is not masked"));
	}

	@Test
	void whenGraphQlIsMissingOrMaskingIsDisabledBacksOff() {
		this.runner.withClassLoader(new FilteredClassLoader(GraphQL.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MaskingGraphQlAutoConfiguration.class));
		this.graphql.withPropertyValues("api-security.masking.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MaskingInstrumentation.class));
	}

	private static Map<String, Object> query(GraphQlSource source, String name) {
		ExecutionResult result = source.graphQl().execute("{ " + name + FIELDS + " }");
		assertThat(result.getErrors()).isEmpty();
		return result.<Map<String, Map<String, Object>>>getData().get(name);
	}

	interface Interfaced {

		@Masked(revealTo = "ROLE_AUDITOR")
		String interfaced();

	}

	record Customer(@Masked(MaskType.IBAN) String iban, @JsonIgnore @Masked String ignored,
			@JsonProperty("other") @Masked String renamed, @Classified("financial") String classified,
			String interfaced, Sensitive<String> sensitive, @Masked List<String> pins, String byName, String byType,
			String byPath, @Masked Optional<String> optional, @Masked int balance, @Masked(MaskType.NULL) String hidden,
			String shown, Friend friend) implements Interfaced {

		static Customer create() {
			return new Customer(CANARY, CANARY, CANARY, CANARY, CANARY, Sensitive.of(CANARY), List.of(CANARY, CANARY),
					CANARY, CANARY, CANARY, Optional.of(CANARY), 330006, CANARY, "shown", new Friend());
		}

	}

	/**
	 * A class with getters, whose fields are annotated.
	 */
	public static class Person {

		private final Customer customer = Customer.create();

		@Masked(MaskType.IBAN)
		private final String iban = CANARY;

		@Masked
		private final List<String> pins = List.of(CANARY, CANARY);

		public String getIban() {
			return this.iban;
		}

		@JsonIgnore
		@Masked
		public String getIgnored() {
			return CANARY;
		}

		@Masked
		@JsonProperty("other")
		public String getRenamed() {
			return CANARY;
		}

		@Classified("financial")
		public String getClassified() {
			return CANARY;
		}

		@Masked
		public String getInterfaced() {
			return CANARY;
		}

		public Sensitive<String> getSensitive() {
			return this.customer.sensitive();
		}

		public List<String> getPins() {
			return this.pins;
		}

		public String getByName() {
			return CANARY;
		}

		public String getByType() {
			return CANARY;
		}

		public String getByPath() {
			return CANARY;
		}

		@Masked
		public String getOptional() {
			return CANARY;
		}

		@Masked
		public int getBalance() {
			return 330006;
		}

		@Masked(MaskType.OMIT)
		public String getHidden() {
			return CANARY;
		}

		public String getShown() {
			return "shown";
		}

		public Friend getFriend() {
			return new Friend();
		}

	}

	/**
	 * Masks a field that it inherits.
	 */
	public static class Friend {

		@Masked
		protected String iban = CANARY;

		public String getIban() {
			return this.iban;
		}

		public String getShown() {
			return "friend";
		}

	}

	/**
	 * Has a field with another name than its getter.
	 */
	public static class Unlinked {

		@Masked
		private final String m_iban = CANARY;

		public String getIban() {
			return this.m_iban;
		}

		public String getShown() {
			return "shown";
		}

	}

	@Controller
	static class AnnotatedHandler {

		@SchemaMapping
		@Masked
		String iban(Customer customer) {
			return customer.iban();
		}

	}

	@Controller
	static class AnnotatedQuery {

		@QueryMapping
		@Classified("financial")
		String handled() {
			return CANARY;
		}

	}

	@Controller
	static class UnlinkedHandler {

		@QueryMapping
		CompletableFuture<List<Unlinked>> listed() {
			return CompletableFuture.completedFuture(List.of());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Schema {

		private final Sinks.Many<Customer> customers = Sinks.many().multicast().directBestEffort();

		@Bean
		GraphQlSourceBuilderCustomizer schema() {
			return (builder) -> builder.schemaResources(new ByteArrayResource(SCHEMA.getBytes()));
		}

		@Bean
		RuntimeWiringConfigurer fetchers() {
			return (wiring) -> wiring
				.type("Query",
						(query) -> query.dataFetcher("customer", (environment) -> Customer.create())
							.dataFetcher("bean", (environment) -> new Person())
							.dataFetcher("unlinked", (environment) -> new Unlinked())
							.dataFetcher("later", (environment) -> CompletableFuture.supplyAsync(Person::new))
							.dataFetcher("delayed",
									(environment) -> CompletableFuture.supplyAsync(Customer::create,
											CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS)))
							.dataFetcher("iban",
									(environment) -> CompletableFuture
										.completedFuture(DataFetcherResult.newResult().data(CANARY).build()))
							.dataFetcher("map", (environment) -> Map.of("iban", CANARY, "shown", "shown")))
				.type("Subscription",
						(subscription) -> subscription.dataFetcher("customers",
								(environment) -> this.customers.asFlux()))
				.type("Customer", (customer) -> customer.dataFetcher("resolved", (environment) -> CANARY));
		}

	}

}
