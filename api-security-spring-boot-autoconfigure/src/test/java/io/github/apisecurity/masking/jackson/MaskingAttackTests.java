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

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonFilter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.apisecurity.masking.MaskType;
import io.github.apisecurity.masking.Masked;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.ser.std.SimpleBeanPropertyFilter;
import tools.jackson.databind.ser.std.SimpleFilterProvider;
import tools.jackson.databind.util.StdConverter;
import tools.jackson.dataformat.xml.annotation.JacksonXmlProperty;
import tools.jackson.dataformat.xml.annotation.JacksonXmlText;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.PageImpl;
import org.springframework.data.web.PagedModel;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tries to get a masked value out in clear, over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"api-security.masking.properties.*password*=SECRET", "api-security.masking.properties.taxNumber=SECRET",
		"api-security.masking.properties.billing_code=SECRET",
		"api-security.masking.properties.io.github.apisecurity.masking.jackson.MaskingAttackTests$Heir#legacy=FULL",
		"api-security.masking.properties.io.github.apisecurity.masking.jackson.MaskingAttackTests$Named#label=FULL",
		"api-security.masking.properties.$.pathOnly.secretLeaf=FULL" })
class MaskingAttackTests {

	private static final String CANARY = "canary-and-company";

	private static final Map<String, Supplier<Object>> SHAPES = shapes();

	/**
	 * What has to be refused rather than masked.
	 */
	private static final Map<String, Supplier<Object>> REFUSED = Map.of("converting", () -> new Converting(CANARY),
			"converting-content", () -> new ConvertingContent(List.of(new Leaf(CANARY))), "narrowed",
			() -> new Narrowed(CANARY), "narrowed-property", () -> new NarrowedProperty(new Wide(CANARY)), "prefixed",
			() -> new Prefixed(new Code(CANARY)), "static", () -> new StaticallyTyped(new AccountEntity()),
			"narrowed-in-part", () -> new NarrowedInPart(new Owned(CANARY, CANARY)));

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	static Map<String, Supplier<Object>> shapes() {
		Map<String, Supplier<Object>> shapes = new LinkedHashMap<>();
		shapes.put("flaky", () -> new Flaky(CANARY));
		shapes.put("invisible-getter", () -> new InvisibleGetter(CANARY));
		shapes.put("shadowing", () -> new Shadowing(CANARY));
		shapes.put("type-rule-inherited", () -> new Heir(CANARY));
		shapes.put("type-rule-interface", () -> new NamedImplementation(CANARY));
		shapes.put("type-rule-interface-of-interface", () -> new DistantlyNamed(CANARY));
		shapes.put("generic-interface", () -> new GenericImplementation(CANARY));
		shapes.put("map-ignoring", () -> new Ignoring(entries("hidden")));
		shapes.put("any-ignoring", () -> new AnyIgnoring(entries("hidden")));
		shapes.put("any-filtered", () -> new AnyFiltered(entries("hidden")));
		shapes.put("map-keys-using", () -> new KeysUsing(Map.of(CANARY, "x", "password", "y")));
		shapes.put("enum-keys", () -> Map.of(Field.PWD, CANARY));
		shapes.put("renamed", () -> new Renamed(CANARY));
		shapes.put("snake-case", () -> new Snake(CANARY));
		shapes.put("arrays-of-arrays", () -> new Nested(new String[][] { { CANARY }, { CANARY } },
				Optional.of(List.of(CANARY)), List.of(Map.of("a", new Leaf(CANARY)))));
		shapes.put("page", () -> new PagedModel<>(new PageImpl<>(List.of(new Leaf(CANARY)))));
		shapes.put("wrapper", () -> new Wrapper<>(new Leaf(CANARY)));
		shapes.put("path-in-tree", () -> JsonNodeFactory.instance.objectNode()
			.set("pathOnly", JsonNodeFactory.instance.objectNode().put("secretLeaf", CANARY)));
		shapes.put("tree-root", () -> JsonNodeFactory.instance.objectNode().put("password", CANARY));
		shapes.put("map-entry", () -> new Entry(Map.entry("password", CANARY)));
		shapes.put("map-entries", () -> List.of(Map.entry("password", CANARY)));
		shapes.put("masked-map-entry", () -> new MaskedEntry(Map.entry(CANARY, CANARY)));
		shapes.put("mail-text", () -> new Texts(MaskedText.mail("call me @ " + CANARY)));
		shapes.put("mail-list", () -> new Texts(MaskedText.mail("ada@example.com," + CANARY)));
		shapes.put("mail-invisible", () -> new Texts(MaskedText.mail("zq\u200b\u200b@example.com")));
		shapes.put("keep-padded", () -> new Texts(MaskedText.keep("zq        ")));
		shapes.put("keep-invisible", () -> new Texts(MaskedText.keep("zq\u200b\u200b\u200b\u2060")));
		shapes.put("keep-combining", () -> new Texts(MaskedText.keep("zq\u0301\u0302\u0303\u0304")));
		shapes.put("name-combining", () -> new Texts(MaskedText.name("z\u0301 q\u0302")));
		shapes.put("very-long", () -> new Texts(MaskedText.keep("a".repeat(200_000) + CANARY + "a")));
		return shapes;
	}

	private static Map<String, Object> entries(String ignored) {
		Map<String, Object> entries = new LinkedHashMap<>();
		entries.put(ignored, CANARY);
		entries.put("password", CANARY);
		entries.put("shown", "shown");
		return entries;
	}

	static List<String> names() {
		return List.copyOf(SHAPES.keySet());
	}

	static List<String> refused() {
		return List.copyOf(REFUSED.keySet());
	}

	@ParameterizedTest
	@MethodSource("names")
	void nothingComesOutInClear(String shape) throws Exception {
		HttpResponse<String> response = get("/shapes/" + shape, "application/json");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.body()).isNotBlank().doesNotContain(CANARY).doesNotContain("zq").doesNotContain("z***");
		if (shape.endsWith("ignoring") || shape.endsWith("filtered")) {
			assertThat(response.body()).contains("\"shown\"", "[erased]").doesNotContain("hidden");
		}
	}

	@ParameterizedTest
	@MethodSource("refused")
	void whatCannotBeMaskedIsNotWritten(String shape) throws Exception {
		HttpResponse<String> response = get("/refused/" + shape, "application/json");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(500);
		assertThat(response.body()).doesNotContain(CANARY);
	}

	@Test
	void attributesAndTextOfXmlAreMasked() throws Exception {
		assertThat(get("/xml", "application/xml").body()).contains("secret=\"***\"", ">***<").doesNotContain(CANARY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tree-root", "path-in-tree", "map-entry", "map-entries" })
	void treesAndEntriesAreMaskedAsXml(String shape) throws Exception {
		HttpResponse<String> response = get("/shapes/" + shape, "application/xml");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.body()).containsAnyOf("***", "[erased]").doesNotContain(CANARY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/functional", "/problem-foreign" })
	void otherWaysOfAnsweringAreMasked(String path) throws Exception {
		assertThat(get(path, "application/json").body()).containsAnyOf("***", "[erased]").doesNotContain(CANARY);
	}

	@Test
	void whenWritingFailsHalfwayNothingIsInClear() throws Exception {
		// The connection is cut, which a client refuses to read: whatever has arrived
		// until
		// then.
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream()
				.write(("GET /failing-halfway HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nAuthorization: "
						+ basic() + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain(CANARY);
		}
	}

	private static String basic() {
		return "Basic " + Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
	}

	private HttpResponse<String> get(String path, String accept) throws Exception {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Accept", accept + ", application/problem+json;q=0.5")
			.header("Authorization", basic())
			.build(), BodyHandlers.ofString());
	}

	/**
	 * Gives another answer each time, as an object does that another thread changes.
	 */
	public static class Flaky {

		private final AtomicInteger calls = new AtomicInteger();

		private final String secret;

		Flaky(String secret) {
			this.secret = secret;
		}

		@Masked
		public String getSecret() {
			return (this.calls.getAndIncrement() % 2 == 0) ? null : this.secret;
		}

	}

	@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY, getterVisibility = JsonAutoDetect.Visibility.NONE)
	public static class InvisibleGetter {

		private final String secret;

		InvisibleGetter(String secret) {
			this.secret = secret;
		}

		@Masked
		public String getSecret() {
			return this.secret;
		}

	}

	public static class Shadowed {

		@Masked
		private String secret = "";

		public String getSecret() {
			return this.secret;
		}

	}

	public static class Shadowing extends Shadowed {

		private final String secret;

		Shadowing(String secret) {
			this.secret = secret;
		}

		@Override
		public String getSecret() {
			return this.secret;
		}

	}

	public static class Ancestor {

		private final String legacy;

		Ancestor(String legacy) {
			this.legacy = legacy;
		}

		public String getLegacy() {
			return this.legacy;
		}

	}

	public static class Heir extends Ancestor {

		Heir(String legacy) {
			super(legacy);
		}

	}

	interface Named {

		String label();

	}

	interface Distant extends Named {

	}

	record DistantlyNamed(String label) implements Distant {

	}

	record NamedImplementation(String label) implements Named {

	}

	interface Generic<T> {

		@Masked
		T content();

	}

	record GenericImplementation(String content) implements Generic<String> {

	}

	record Ignoring(@JsonIgnoreProperties("hidden") Map<String, Object> entries) {

	}

	record AnyIgnoring(@JsonAnyGetter @JsonIgnoreProperties("hidden") Map<String, Object> entries) {

	}

	@JsonFilter("hiding")
	record AnyFiltered(@JsonAnyGetter Map<String, Object> entries) {

	}

	record KeysUsing(@JsonSerialize(keyUsing = FirstLetter.class) Map<String, String> entries) {

	}

	static class FirstLetter extends tools.jackson.databind.ValueSerializer<Object> {

		@Override
		public void serialize(Object value, tools.jackson.core.JsonGenerator generator,
				tools.jackson.databind.SerializationContext context) {
			generator.writeName(value.toString().equals("password") ? "password" : "hashed");
		}

	}

	enum Field {

		@JsonProperty("password")
		PWD

	}

	record Entry(Map.Entry<String, Object> entry) {

	}

	record MaskedEntry(@Masked Map.Entry<String, Object> entry) {

	}

	record Renamed(@JsonProperty("pw") String password) {

	}

	@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
	record Snake(String taxNumber) {

	}

	record Leaf(@Masked String secret) {

	}

	record Nested(@Masked String[][] arrays, @Masked Optional<List<String>> optional, List<Map<String, Leaf>> maps) {

	}

	record Wrapper<T>(@JsonUnwrapped T content) {

	}

	record Texts(MaskedText text) {

	}

	record MaskedText(@Masked(MaskType.EMAIL) String mail, @Masked(value = MaskType.KEEP, keepFirst = 2) String keep,
			@Masked(MaskType.NAME) String name) {

		static MaskedText mail(String value) {
			return new MaskedText(value, null, null);
		}

		static MaskedText keep(String value) {
			return new MaskedText(null, value, null);
		}

		static MaskedText name(String value) {
			return new MaskedText(null, null, value);
		}

	}

	@JsonSerialize(converter = ToMap.class)
	record Converting(@Masked String secret) {

	}

	static class ToMap extends StdConverter<Converting, Map<String, String>> {

		@Override
		public Map<String, String> convert(Converting value) {
			return Map.of("secret", value.secret());
		}

	}

	record ConvertingContent(@JsonSerialize(contentConverter = ToText.class) List<Leaf> leaves) {

	}

	static class ToText extends StdConverter<Leaf, String> {

		@Override
		public String convert(Leaf value) {
			return value.secret();
		}

	}

	interface Open {

		String getSecret();

	}

	@JsonSerialize(as = Open.class)
	record Narrowed(@Masked String secret) implements Open {

		@Override
		public String getSecret() {
			return this.secret;
		}

	}

	record Wide(@Masked String secret) implements Open {

		@Override
		public String getSecret() {
			return this.secret;
		}

	}

	record NarrowedProperty(@JsonSerialize(as = Open.class) Wide wide) {

	}

	public interface Account {

		String getIban();

	}

	public static class AccountEntity implements Account {

		@Override
		@Masked
		public String getIban() {
			return CANARY;
		}

	}

	record StaticallyTyped(@JsonSerialize(typing = JsonSerialize.Typing.STATIC) Account account) {

	}

	public interface View {

		@Masked
		String getPin();

		String getIban();

	}

	record Owned(String pin, @Masked String iban) implements View {

		@Override
		public String getPin() {
			return this.pin;
		}

		@Override
		public String getIban() {
			return this.iban;
		}

	}

	record NarrowedInPart(@JsonSerialize(as = View.class) Owned owned) {

	}

	record Code(String code) {

	}

	record Prefixed(@JsonUnwrapped(prefix = "billing_") Code code) {

	}

	record XmlShape(@JacksonXmlProperty(isAttribute = true) @Masked String secret,
			@JacksonXmlText @Masked String text) {

	}

	record Halfway(String padding, @Masked String secret, @Masked(value = MaskType.KEEP, keepFirst = 1) Failing last) {

	}

	static class Failing {

		@com.fasterxml.jackson.annotation.JsonValue
		String value() {
			throw new IllegalStateException(CANARY);
		}

	}

	@RestController
	static class Controller {

		@GetMapping("/shapes/{name}")
		Object shape(@PathVariable String name) {
			return SHAPES.get(name).get();
		}

		@GetMapping("/refused/{name}")
		Object refused(@PathVariable String name) {
			return REFUSED.get(name).get();
		}

		@GetMapping("/xml")
		XmlShape xml() {
			return new XmlShape(CANARY, CANARY);
		}

		@GetMapping("/problem-foreign")
		void problem() {
			throw new ProblemException(
					Problem.of(ProblemType.CONFLICT).withMember("foreign", new Shapes.Foreign(CANARY)));
		}

		@GetMapping("/failing-halfway")
		List<Halfway> failingHalfway() {
			return List.of(new Halfway("x".repeat(50_000), CANARY, new Failing()));
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@AutoConfigurationPackage(basePackageClasses = Shapes.class)
	@Import({ MaskingMatrixTests.Users.class, Controller.class })
	static class TestApplication {

		@Bean
		RouterFunction<ServerResponse> functional() {
			return RouterFunctions.route()
				.GET("/functional", (request) -> ServerResponse.ok().body(new Leaf(CANARY)))
				.build();
		}

		@Bean
		JsonMapperBuilderCustomizer filters() {
			return (builder) -> builder.filterProvider(new SimpleFilterProvider().addFilter("hiding",
					SimpleBeanPropertyFilter.filterOutAllExcept("password", "shown")));
		}

	}

}
