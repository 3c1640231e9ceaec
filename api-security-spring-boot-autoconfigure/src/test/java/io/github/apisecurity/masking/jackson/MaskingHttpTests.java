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
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventSink;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.masking.Classified;
import io.github.apisecurity.masking.JsonUpdater;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.masking.Sensitive;
import io.github.apisecurity.masking.WriteBack;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonNaming;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What masking does to requests and responses, over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=masked",
				"api-security.authorization.actuator-endpoints.masked=ROLE_AUDITOR",
				"api-security.masking.properties.*token*=SECRET", "api-security.masking.non-text=null",
				"api-security.masking.strategies.numbers.type=KEEP",
				"api-security.masking.strategies.numbers.keep-last=1" })
class MaskingHttpTests {

	private static final String CANARY = "canary-and-company";

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private Events events;

	@Autowired
	private Controller controller;

	@BeforeEach
	void clear() {
		this.events.seen.clear();
		this.events.refuses = false;
		this.controller.received.clear();
	}

	@Test
	void whenRevealedIsRecordedOnceWithNamesOnly() throws Exception {
		HttpResponse<String> response = get("/documents", "auditor");
		assertThat(response.body()).contains(CANARY);
		assertThat(this.events.of("sensitive_read")).singleElement().satisfies((event) -> {
			assertThat(event.details()).isEqualTo(Map.of("properties", List.of("secret")));
			assertThat(event.principal()).isEqualTo("auditor");
		});
	}

	@Test
	void whenAReadIsNotRecordedYetThereIsNoAnswer() throws Exception {
		this.events.gate = new CountDownLatch(1);
		CompletableFuture<HttpResponse<InputStream>> answer = this.client
			.sendAsync(request("/early", "auditor").build(), BodyHandlers.ofInputStream());
		await().until(() -> !this.events.of("sensitive_read").isEmpty());
		await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());
		this.events.gate.countDown();
		assertThat(answer.get(20, TimeUnit.SECONDS).body()).asString(StandardCharsets.UTF_8).contains(CANARY);
		assertThat(this.events.of("sensitive_read")).hasSize(1);
	}

	@Test
	void whenAReadCannotBeRecordedTheValueStaysMasked() throws Exception {
		this.events.refuses = true;
		assertThat(get("/documents", "auditor").body()).contains("***").doesNotContain(CANARY);
		assertThat(this.events.of("sensitive_read")).hasSize(1);
	}

	@Test
	void whenVariableOfThePathIsMaskedThePathIsRecordedWithoutIt() throws Exception {
		get("/links/" + CANARY, "user");
		assertThat(this.events.of("link_used")).singleElement().satisfies((event) -> {
			assertThat(event.toString()).doesNotContain(CANARY);
			assertThat(event.request().path()).isEqualTo("/links/{linkToken}");
			assertThat(event.request().resourceIds()).containsOnlyKeys("linkToken");
			assertThat(event.principal()).isEqualTo("user");
		});
	}

	@Test
	void whenMaskedNothingIsRecorded() throws Exception {
		assertThat(get("/documents", "user").body()).contains("***").doesNotContain(CANARY);
		assertThat(this.events.of("sensitive_read")).isEmpty();
	}

	@Test
	void whenRevealedCacheHeadersOfTheApplicationGiveWay() throws Exception {
		assertThat(get("/cached", "user").headers().allValues("Cache-Control")).containsExactly("max-age=60");
		HttpResponse<String> revealed = get("/cached", "auditor");
		assertThat(revealed.body()).contains(CANARY);
		assertThat(revealed.headers().allValues("Cache-Control")).containsExactly("no-store");
		assertThat(revealed.headers().allValues("Vary")).contains("Authorization");
	}

	@Test
	void whenBodyIsLargeHeadersAreStillThere() throws Exception {
		HttpResponse<String> revealed = get("/large", "auditor");
		assertThat(revealed.body()).contains(CANARY);
		assertThat(revealed.headers().allValues("Cache-Control")).containsExactly("no-store");
	}

	@Test
	void conditionIsDecidedForEachObject() throws Exception {
		String body = get("/owned", "user").body();
		assertThat(body).contains("mine-" + CANARY).doesNotContain("theirs-" + CANARY);
		assertThat(get("/owned", "auditor").body()).doesNotContain("mine-").doesNotContain("theirs-");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/callable", "/documents", "/deferred", "/future", "/functional", "/functional-later" })
	void whenAnsweredLaterTheCallerIsStillKnown(String path) throws Exception {
		assertThat(get(path, "auditor").body()).contains(CANARY);
		assertThat(get(path, "user").body()).contains("***").doesNotContain(CANARY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/events", "/actuator/masked", "/emitter", "/emitter-with-context", "/events-entity" })
	void whenStreamedOrFromActuatorNobodySeesMore(String path) throws Exception {
		assertThat(get(path, "auditor").body()).contains("***").doesNotContain(CANARY);
	}

	@Test
	void whenSentToStreamsOfOthersTheyGetTheMask() throws Exception {
		HttpResponse<Stream<String>> stream = this.client.send(request("/subscribe", "user").build(),
				BodyHandlers.ofLines());
		Iterator<String> lines = stream.body().iterator();
		assertThat(lines.next()).contains("ready");
		HttpRequest publish = request("/publish", "auditor").POST(BodyPublishers.noBody()).build();
		assertThat(this.client.send(publish, BodyHandlers.ofString()).body()).contains(CANARY);
		StringBuilder sent = new StringBuilder();
		lines.forEachRemaining(sent::append);
		assertThat(sent).contains("***").doesNotContain(CANARY);
	}

	@Test
	void detailsOfEventsAreMaskedAtAnyDepth() throws Exception {
		get("/event", "user");
		assertThat(this.events.of("malicious_cors")).singleElement().satisfies((event) -> {
			assertThat(event.details().toString()).doesNotContain(CANARY).contains("[erased]").contains("harmless");
			assertThat(event.details()).containsKeys("accessToken", "nested", "list");
		});
	}

	@Test
	void problemMembersAreMasked() throws Exception {
		HttpResponse<String> response = get("/problem", "user");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).contains("***").contains("[erased]").doesNotContain(CANARY);
	}

	@Test
	void numbersBooleansAndDatesAreNullWhenSaidSo() throws Exception {
		assertThat(get("/numbers", "user").body())
			.isEqualTo("{\"amount\":null,\"flag\":null,\"birthday\":null,\"text\":\"*********x\"}");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/write        | {"id":"1","secret":"***"}                             | #/secret
					/write        | {"id":"1","iban":"TR**********1326"}                  | #/iban
					/write        | {"id":"1","email":"c***@example.com"}                 | #/email
					/write        | {"id":"1","born":"1984-**-**"}                        | #/born
					/write        | {"id":"1","amount":"***"}                             | #/amount
					/write        | {"id":"1","accessToken":"[erased]"}                   | #/accessToken
					/write        | {"id":"1","unclassified":"[erased]"}                  | #/unclassified
					/write        | {"id":"1","fixed":"hidden"}                           | #/fixed
					/write        | {"id":"1","list":["a","***"]}                         | #/list
					/write        | {"id":"1","map":{"a":"***"}}                          | #/map
					/write        | {"id":"1","map":{"***-2":"a"}}                        | #/map
					/write        | {"id":"1","nulled":null}                              | #/nulled
					/write        | {"id":"1","children":[{"id":"2"},{"secret":"***"}]}   | #/children/1/secret
					/write        | {"id":"1","byName":{"a/b":{"secret":"***"}}}          | #/byName/a~1b/secret
					/write-bean   | {"secret":"***"}                                      | #/secret
					/write-bean   | {"sensitive":"***"}                                   | #/sensitive
					/write-bean   | {"secret":" *** "}                                    | #/secret
					/write-alias  | {"hidden":"***"}                                      | #/secret
					/write-map    | {"a":{"accessToken":"[erased]"}}                      | #/a/accessToken
					/write-map    | {"a":[{"b":1},{"accessToken":["[erased]"]}]}          | #/a/1/accessToken
					/write-map    | {"accessToken":{"x":{"y":"[erased]"}}}                | #/accessToken
					/write-tree   | {"a":{"accessToken":"[erased]"}}                      | #/a/accessToken
					/write-tree   | [{"accessToken":"[erased]"}]                          | #/0/accessToken
					/write-object | {"a":{"accessToken":"[erased]"}}                      | #/a/accessToken
					/write-entry  | {"accessToken":"[erased]"}                            | #/accessToken
					/write-entry  | {"a":[{"accessToken":"[erased]"}]}                    | #/a/0/accessToken
					/write-any    | {"id":"1","accessToken":"[erased]"}                   | #/accessToken
					/write-any    | {"id":"1","x":{"accessToken":"[erased]"}}             | #/x/accessToken
					/write-masked | {"id":"1","anything":"***"}                           | #/anything
					/write-mixed  | {"id":"1","accessToken":"[erased]"}                   | #/accessToken
					/write-mixed  | {"id":"1","accessToken":{"x":"[erased]"}}             | #/accessToken
					/write-built  | {"secret":"***"}                                      | #/secret
					/write-built  | {"accessToken":"[erased]"}                            | #/accessToken
					/write-named  | {"national_id":"***"}                                 | #/national_id
					/write        | {"id":"1","secret":"*\\u200b**"}                      | #/secret
					/write        | {"id":"1","secret":"\\uff0a\\uff0a\\uff0a"}            | #/secret
					/write        | {"id":"1","iban":"T\\u2060R\\uff0a\\uff0a\\uff0a\\uff0a\\uff0a\\uff0a\\uff0a\\uff0a\\uff0a\\uff0a1326"} | #/iban
					/write-tree   | [{"op":"add","path":"/a/accessToken","value":"[erased]"}] | #/0/value
					/write-object | [{"op":"add","path":"/accessToken","value":"[erased]"}]   | #/0/value
					/write-tree   | [{"op":"add","path":"/tokens/-","value":"[erased]"}]      | #/0/value
					/write-tree   | [{"op":"add","path":"/tokens/0","value":"[erased]"}]      | #/0/value
					/write-patch  | [{"op":"test","path":"/a"},{"op":"add","path":"/a/accessToken","value":"[erased]"}] | #/1/value
					/write-patch  | [{"op":"add","path":"/tokens/-","value":["[erased]"]}]    | #/0/value
					/write-typed  | [{"path":"/a/accessToken","op":"add","value":"[erased]"}] | #/0/value
					/write-typed  | [{"op":"add","path":"/a/accessToken","value":"[erased]"}] | #/0/value
					/write-tree   | [{"op":"copy","from":"/accessToken","path":"/note"}]      | #/0/from
					/write-object | [{"op":"move","from":"/a/accessToken","path":"/note"}]    | #/0/from
					/write-patch  | [{"op":"test","path":"/b"},{"op":"copy","from":"/accessToken","path":"/b"}] | #/1/from
					/write-tree   | [{"op":"test","path":"/accessToken","value":"guess"}]     | #/0/path
					/write-values | {"pin":"***"}                                         | #/pin
					/write-values | {"iban":"TR**********1326"}                           | #/iban
					/write-values | {"ibans":["TR330006100519786457841326","TR**********1326"]} | #/ibans/1
					/write-any    | {"id":"1","op":"add","path":"accessToken","value":{"op":"add","path":"/accessToken","value":"[erased]"}} | #/value/value
					""")
	void whenMaskIsSentBackIsRefusedByName(String path, String body, String pointer) throws Exception {
		HttpResponse<String> response = send("PUT", path, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
		assertThat(response.body()).contains("\"pointer\":\"" + pointer + "\"").contains("\"code\":\"masked-value\"");
		assertThat(this.controller.received).isEmpty();
		assertThat(this.events.of("input_validation_fail")).singleElement()
			.satisfies((event) -> assertThat(event.details()).isEqualTo(Map.of("fields", List.of(pointer))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"id\":\"1\",\"secret\":\"a * b ** c\",\"omitted\":\"x\"}",
			"{\"id\":\"***\",\"omitted\":\"x\"}",
			"{\"id\":\"1\",\"iban\":\"TR330006100519786457841326\",\"omitted\":\"x\"}",
			"{\"id\":\"1\",\"born\":\"1984-11-23\",\"list\":[\"a\"],\"map\":{\"k-2\":\"v\"},\"omitted\":\"x\"}" })
	void whenValueIsNoMaskIsTaken(String body) throws Exception {
		assertThat(send("PUT", "/write", body).statusCode()).isEqualTo(200);
		assertThat(this.controller.received).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					/write-map    | {"a":{"accessToken":"value"},"b":"***"}
					/write-tree   | {"a":{"accessToken":"value"},"b":["***",1,null]}
					/write-object | {"a":{"accessToken":"value"}}
					/write-entry  | {"accessToken":"value"}
					/write-patch  | [{"op":"add","path":"/a/accessToken","value":"x"},{"op":"add","path":"/b","value":"[erased]"}]
					/write-typed  | [{"op":"add","path":"/a/accessToken","value":{"x":1}}]
					/write-any    | {"id":"1","accessToken":"value","x":{"y":[1,{"z":"***"}]}}
					/write-masked | {"id":"***","anything":{"a":["value"]}}
					/write-built  | {"secret":"value","accessToken":"***x"}
					/write-alias  | {"hidden":"value"}
					/write-tree   | [{"op":"copy","from":"/a","path":"/note"},{"op":"test","path":"/note","value":1}]
					/write-values | {"pin":"1234","iban":"TR330006100519786457841326","ibans":[]}
					""")
	void whenFreeFormValueIsNoMaskIsTaken(String path, String body) throws Exception {
		HttpResponse<String> response = send("PUT", path, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(this.controller.received).hasSize(1);
	}

	@Test
	void unwrappedObjectsAreReadAndGuarded() throws Exception {
		assertThat(send("PUT", "/write-unwrapped",
				"{\"id\":\"1\",\"street\":\"a\",\"code\":\"b\",\"second_street\":\"c\"}")
			.body()).isEqualTo("1 Address[street=a, code=b] Address[street=c, code=null]");
		assertThat(send("PUT", "/write-unwrapped", "{\"id\":\"1\",\"code\":\"***\"}").statusCode()).isEqualTo(422);
	}

	@Test
	void whenOmittedPropertyIsMissingFromReplacementIsRefused() throws Exception {
		HttpResponse<String> response = send("PUT", "/write", "{\"id\":\"1\"}");
		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(response.body()).contains("#/omitted");
		assertThat(send("POST", "/write", "{\"id\":\"1\",\"nulled\":null}").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/write-limit  | user    | {"owner":"user","owned":null}   | 200
			/write-limit  | user    | {"owner":"user","audited":null} | 422
			/write-limit  | user    | {"owner":"user","held":null}    | 422
			/write-limit  | auditor | {"owner":"user","audited":null} | 200
			/write-limit  | auditor | {"owner":"user","held":null}    | 200
			/update-limit | user    | {"owned":null}                  | 200
			/update-limit | user    | {"kept":null}                   | 200
			/update-limit | auditor | {"owned":null}                  | 422
			""")
	void whenCallerSeesTheValueItCanBeCleared(String path, String user, String body, int status) throws Exception {
		HttpRequest request = request(path, user).method("PUT", BodyPublishers.ofString(body))
			.header("Content-Type", "application/json")
			.build();
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(this.events.of("sensitive_read")).isEmpty();
		if (status == 200) {
			assertThat(this.controller.received).singleElement().asString().contains("null");
		}
	}

	@Test
	void sensitiveIsClearInCodeAndMaskedElsewhere() {
		assertThat(Sensitive.of(CANARY)).hasToString("***").isEqualTo(Sensitive.of(CANARY));
		assertThat(new Child("1", Sensitive.of(CANARY).reveal()).secret()).isEqualTo(CANARY);
	}

	private HttpResponse<String> get(String path, String user) throws Exception {
		return this.client.send(request(path, user).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> send(String method, String path, String body) throws Exception {
		return this.client.send(request(path, "user").method(method, BodyPublishers.ofString(body))
			.header("Content-Type", "application/json")
			.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path, String user) {
		String credentials = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Authorization", "Basic " + credentials);
	}

	record Document(String id, @Masked(revealTo = "ROLE_AUDITOR") String secret) {

	}

	record Early(@Masked(revealTo = "ROLE_AUDITOR") String secret, String padding) {

	}

	record Large(String padding, @Masked(revealTo = "ROLE_AUDITOR") String secret) {

	}

	record Owned(String owner, @Masked(unless = "bean.owner() == authentication.name") String secret) {

	}

	record Numbers(@Masked BigDecimal amount, @Masked boolean flag, @Masked(MaskType.DATE) LocalDate birthday,
			@Masked(strategy = "numbers") String text) {

	}

	/**
	 * Written with setters.
	 */
	public static class Limits {

		private static final String OWNER = "bean.owner == authentication.name";

		public String owner = "user";

		@Masked(value = MaskType.NULL, unless = OWNER)
		public @Nullable String owned = "1";

		@Masked(value = MaskType.NULL, unless = OWNER, writeBack = WriteBack.KEEP)
		public @Nullable String kept = "2";

		@Masked(value = MaskType.NULL, revealTo = "ROLE_AUDITOR")
		public @Nullable String audited = "3";

		@Masked(value = MaskType.NULL, unless = "hasRole('AUDITOR')")
		public @Nullable String held = "4";

		@Override
		public String toString() {
			return this.owner + " " + this.owned + " " + this.kept + " " + this.audited + " " + this.held;
		}

	}

	record Child(@Nullable String id, @Masked @Nullable String secret) {

	}

	record Written(String id, @Masked @Nullable String secret, @Masked(MaskType.IBAN) @Nullable String iban,
			@Masked(MaskType.EMAIL) @Nullable String email, @Masked(MaskType.DATE) @Nullable LocalDate born,
			@Masked @Nullable BigDecimal amount, @Nullable String accessToken,
			@Classified("unknown") @Nullable String unclassified,
			@Masked(value = MaskType.FIXED, replacement = "hidden") @Nullable String fixed,
			@Masked @Nullable List<String> list, @Masked @Nullable Map<String, String> map,
			@Masked(MaskType.NULL) @Nullable String nulled, @Masked(MaskType.OMIT) @Nullable String omitted,
			@Nullable List<Child> children, @Nullable Map<String, Child> byName) {

	}

	record Aliased(@JsonAlias("hidden") @Masked @Nullable String secret) {

	}

	public static class AnyBean {

		private final Map<String, Object> entries = new LinkedHashMap<>();

		public @Nullable String id;

		@JsonAnySetter
		public void set(String name, Object value) {
			this.entries.put(name, value);
		}

	}

	public static class MaskedAnyBean extends AnyBean {

		@JsonAnyGetter
		@Masked
		public Map<String, Object> entries() {
			return Map.of();
		}

	}

	/**
	 * What is read into its any-setter may belong to the unwrapped object as well.
	 */
	public static class MixedAnyBean extends AnyBean {

		@JsonUnwrapped
		public @Nullable Address address;

	}

	@JsonDeserialize(builder = Built.Builder.class)
	record Built(@Masked @Nullable String secret, @Nullable String accessToken) {

		static class Builder {

			private @Nullable String secret;

			private @Nullable String accessToken;

			Builder withSecret(String secret) {
				this.secret = secret;
				return this;
			}

			Builder withAccessToken(String accessToken) {
				this.accessToken = accessToken;
				return this;
			}

			Built build() {
				return new Built(this.secret, this.accessToken);
			}

		}

	}

	@JsonDeserialize(builder = Named.Builder.class)
	record Named(@Masked @Nullable String nationalId) {

		@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
		static class Builder {

			private @Nullable String nationalId;

			Builder withNationalId(String nationalId) {
				this.nationalId = nationalId;
				return this;
			}

			Named build() {
				return new Named(this.nationalId);
			}

		}

	}

	/**
	 * Has the properties of others among its own.
	 */
	public static class Unwrapped {

		public @Nullable String id;

		@JsonUnwrapped
		public @Nullable Address address;

		@JsonUnwrapped(prefix = "second_")
		public @Nullable Address second;

	}

	record Address(@Nullable String street, @Masked @Nullable String code) {

	}

	/**
	 * Written with setters.
	 */
	public static class WrittenBean {

		private @Nullable String secret;

		@Masked
		private @Nullable Sensitive<String> sensitive;

		@Masked
		public @Nullable String getSecret() {
			return this.secret;
		}

		public void setSecret(@Nullable String secret) {
			this.secret = secret;
		}

		public @Nullable Sensitive<String> getSensitive() {
			return this.sensitive;
		}

		public void setSensitive(@Nullable Sensitive<String> sensitive) {
			this.sensitive = sensitive;
		}

	}

	record Values(@Nullable Sensitive<String> pin, @Nullable Account iban, @Nullable List<Account> ibans) {

	}

	record Account(@JsonValue @Masked(MaskType.IBAN) String value) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Account {
		}

	}

	record Operation(String op, String path, @Nullable JsonNode value) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
	@JsonSubTypes(@JsonSubTypes.Type(value = Addition.class, name = "add"))
	interface TypedOperation {

	}

	record Addition(String path, Object value) implements TypedOperation {

	}

	@RestController
	static class Controller {

		final Queue<Object> received = new ConcurrentLinkedQueue<>();

		private final Queue<SseEmitter> subscribers = new ConcurrentLinkedQueue<>();

		private final SecurityEventPublisher publisher;

		private final JsonUpdater updater;

		Controller(SecurityEventPublisher publisher, JsonUpdater updater) {
			this.updater = updater;
			this.publisher = publisher;
		}

		@GetMapping("/documents")
		List<Document> documents() {
			return List.of(new Document("1", CANARY), new Document("2", CANARY));
		}

		@GetMapping("/links/{linkToken}")
		void link(@PathVariable String linkToken) {
			this.publisher.publish(new SecurityEventType("link_used", Outcome.SUCCESS), Map.of());
		}

		@GetMapping("/callable")
		Callable<Document> callable() {
			return () -> new Document("1", CANARY);
		}

		@GetMapping("/deferred")
		DeferredResult<Document> deferred() {
			DeferredResult<Document> result = new DeferredResult<>();
			new Thread(() -> result.setResult(new Document("1", CANARY))).start();
			return result;
		}

		@GetMapping("/future")
		CompletableFuture<Document> future() {
			return CompletableFuture.supplyAsync(() -> new Document("1", CANARY));
		}

		@GetMapping("/emitter")
		ResponseBodyEmitter emitter() {
			ResponseBodyEmitter emitter = new ResponseBodyEmitter();
			new Thread(() -> send(emitter)).start();
			return emitter;
		}

		@GetMapping("/emitter-with-context")
		ResponseBodyEmitter emitterWithContext() {
			ResponseBodyEmitter emitter = new ResponseBodyEmitter();
			RequestAttributes attributes = RequestContextHolder.currentRequestAttributes();
			new Thread(new DelegatingSecurityContextRunnable(() -> {
				RequestContextHolder.setRequestAttributes(attributes);
				send(emitter);
			})).start();
			return emitter;
		}

		@GetMapping("/subscribe")
		SseEmitter subscribe() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("ready");
			this.subscribers.add(emitter);
			return emitter;
		}

		@PostMapping("/publish")
		Document publish() {
			Document document = new Document("1", CANARY);
			this.subscribers.forEach((emitter) -> send(emitter, document));
			return document;
		}

		@GetMapping("/events-entity")
		ResponseEntity<SseEmitter> eventsEntity() {
			SseEmitter emitter = new SseEmitter();
			new Thread(() -> send(emitter)).start();
			return ResponseEntity.ok(emitter);
		}

		private static void send(ResponseBodyEmitter emitter) {
			send(emitter, new Document("1", CANARY));
		}

		private static void send(ResponseBodyEmitter emitter, Document document) {
			try {
				emitter.send(document, MediaType.APPLICATION_JSON);
				emitter.complete();
			}
			catch (IOException ex) {
				emitter.completeWithError(ex);
			}
		}

		@GetMapping("/event")
		void event() {
			this.publisher.publish(SecurityEventType.CORS_REJECTED, null,
					Map.of("accessToken", CANARY, "harmless", "1", "nested",
							Map.of("refreshToken", CANARY, "deeper", Map.of("token", List.of(CANARY))), "list",
							List.of(Map.of("accessToken", CANARY))));
		}

		@GetMapping("/cached")
		ResponseEntity<Document> cached() {
			return ResponseEntity.ok()
				.cacheControl(CacheControl.maxAge(Duration.ofSeconds(60)))
				.body(new Document("1", CANARY));
		}

		@GetMapping("/early")
		Early early() {
			return new Early(CANARY, "x".repeat(100_000));
		}

		@GetMapping("/large")
		Large large() {
			return new Large("x".repeat(100_000), CANARY);
		}

		@GetMapping("/owned")
		List<Owned> owned() {
			return List.of(new Owned("user", "mine-" + CANARY), new Owned("other", "theirs-" + CANARY));
		}

		@GetMapping("/numbers")
		Numbers numbers() {
			return new Numbers(BigDecimal.TEN, true, LocalDate.of(1984, 11, 23), "abcdefghx");
		}

		@GetMapping("/events")
		SseEmitter events() throws Exception {
			SseEmitter emitter = new SseEmitter();
			emitter.send(new Document("1", CANARY));
			emitter.complete();
			return emitter;
		}

		@GetMapping("/problem")
		void problem() {
			throw new ProblemException(Problem.of(ProblemType.CONFLICT)
				.withMember("document", new Document("1", CANARY))
				.withMember("accessToken", CANARY));
		}

		@PutMapping("/write")
		void write(@RequestBody Written written) {
			this.received.add(written);
		}

		@PostMapping("/write")
		void create(@RequestBody Written written) {
			this.received.add(written);
		}

		@PutMapping("/write-limit")
		void writeLimit(@RequestBody Limits written) {
			this.received.add(written);
		}

		@PutMapping("/update-limit")
		void updateLimit(@RequestBody String json) {
			this.received.add(this.updater.update(new Limits(), json));
		}

		@PutMapping("/write-alias")
		void writeAlias(@RequestBody Aliased written) {
			this.received.add(written);
		}

		@PutMapping("/write-values")
		void writeValues(@RequestBody Values written) {
			this.received.add(written);
		}

		@PutMapping("/write-map")
		void writeMap(@RequestBody Map<String, Object> written) {
			this.received.add(written);
		}

		@PutMapping("/write-tree")
		void writeTree(@RequestBody JsonNode written) {
			this.received.add(written);
		}

		@PutMapping("/write-object")
		void writeObject(@RequestBody Object written) {
			this.received.add(written);
		}

		@PutMapping("/write-patch")
		void writePatch(@RequestBody List<Operation> written) {
			this.received.add(written);
		}

		@PutMapping("/write-typed")
		void writeTyped(@RequestBody List<TypedOperation> written) {
			this.received.add(written);
		}

		@PutMapping("/write-entry")
		void writeEntry(@RequestBody Map.Entry<String, Object> written) {
			this.received.add(written);
		}

		@PutMapping("/write-any")
		void writeAny(@RequestBody AnyBean written) {
			this.received.add(written);
		}

		@PutMapping("/write-mixed")
		void writeMixed(@RequestBody MixedAnyBean written) {
			this.received.add(written);
		}

		@PutMapping("/write-masked")
		void writeMasked(@RequestBody MaskedAnyBean written) {
			this.received.add(written);
		}

		@PutMapping("/write-built")
		void writeBuilt(@RequestBody Built written) {
			this.received.add(written);
		}

		@PutMapping("/write-named")
		void writeNamed(@RequestBody Named written) {
			this.received.add(written);
		}

		@PutMapping("/write-unwrapped")
		String writeUnwrapped(@RequestBody Unwrapped written) {
			this.received.add(written);
			return written.id + " " + written.address + " " + written.second;
		}

		@PutMapping("/write-bean")
		void writeBean(@RequestBody WrittenBean written) {
			this.received.add(written);
		}

	}

	@Endpoint(id = "masked")
	static class MaskedEndpoint {

		@ReadOperation
		Map<String, Object> read() {
			return new LinkedHashMap<>(Map.of("document", new Document("1", CANARY)));
		}

	}

	static class Events implements SecurityEventSink {

		final Queue<SecurityEvent> seen = new ConcurrentLinkedQueue<>();

		volatile boolean refuses;

		volatile CountDownLatch gate = new CountDownLatch(0);

		@Override
		public void accept(SecurityEvent event) {
			this.seen.add(event);
			if (event.type().equals(SecurityEventType.SENSITIVE_READ)) {
				await().until(() -> this.gate.getCount() == 0);
				if (this.refuses) {
					throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE));
				}
			}
		}

		List<SecurityEvent> of(String id) {
			return this.seen.stream().filter((event) -> event.type().id().equals(id)).toList();
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ MaskingMatrixTests.Users.class, Controller.class, MaskedEndpoint.class })
	static class TestApplication {

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		RouterFunction<ServerResponse> functional() {
			ServerResponse response = ServerResponse.ok().body(new Document("1", CANARY));
			return RouterFunctions.route()
				.GET("/functional", (request) -> response)
				.GET("/functional-later",
						(request) -> ServerResponse.async(CompletableFuture.supplyAsync(() -> response)))
				.build();
		}

	}

}
