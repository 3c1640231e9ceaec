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

package io.github.apisecurity.versioning;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.github.apisecurity.TestServer;
import io.github.apisecurity.audit.SecurityEvent;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of API versions over HTTP.
 */
@TestInstance(Lifecycle.PER_CLASS)
class VersioningHttpTests {

	private TestServer server;

	@BeforeAll
	void start() {
		this.server = TestServer.start(VersionedApi.class, VersionedApi.LIFECYCLES);
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void whenVersionIsInAnyPlaceAppliesItsLifecycle(Place place) {
		try (TestServer other = start(place.property)) {
			HttpResponse<String> current = place.get(other, "2.0");
			assertThat(current.statusCode()).isEqualTo(200);
			assertThat(current.body()).isEqualTo("2.0");
			assertThat(lifecycle(current)).containsExactly("API-Version: 2.0");
			HttpResponse<String> deprecated = place.get(other, "1.0");
			assertThat(deprecated.body()).isEqualTo("1.0");
			assertThat(lifecycle(deprecated)).containsExactly("API-Version: 1.0", "Deprecation: @1780272000",
					"Sunset: Fri, 01 Jan 2027 00:00:00 GMT",
					"Link: <https://example.com/v1>; rel=\"deprecation\"; type=\"text/html\"",
					"Link: <https://example.com/v1>; rel=\"sunset\"; type=\"text/html\"",
					"Link: <" + place.successor + ">; rel=\"successor-version\"");
			assertProblem(place.get(other, "0.9"), "gone", 410, "Gone", "This version of the API has ended.",
					"{\"successor\":\"2.0\"}");
			HttpResponse<String> brownout = place.get(other, "0.8");
			assertProblem(brownout, "gone", 410, "Gone",
					"This version of the API ends soon and is not available for now.", "{}");
			assertThat(brownout.headers().firstValue("Retry-After")).hasValue("1801");
			assertThat(lifecycle(brownout)).containsExactly("API-Version: 0.8",
					"Sunset: Tue, 01 Jun 2027 00:00:00 GMT");
			HttpResponse<String> unknown = place.get(other, "9.1");
			assertProblem(unknown, "unsupported-api-version", 400, "Unsupported API Version",
					"The requested version of the API is not supported.",
					"{\"requested\":\"9.1.0\",\"supported\":[\"0.8\",\"1.0\",\"2.0\"]}");
			assertThat(lifecycle(unknown)).isEmpty();
			assertProblem(place.get(other, "1.0x6b"), "bad-request", 400, "Bad Request",
					"The version of the API cannot be read.", "{}");
			assertProblem(place.get(other, null), "bad-request", 400, "Bad Request",
					(place == Place.PATH) ? "The version of the API cannot be read."
							: "The request names no version of the API.",
					(place == Place.PATH) ? "{}" : "{\"supported\":[\"0.8\",\"1.0\",\"2.0\"]}");
		}
	}

	@Test
	void whenServletHasAPathSuccessorIsBelowIt() {
		try (TestServer other = start(Place.PATH.property, "spring.mvc.servlet.path=/svc",
				"server.servlet.context-path=/ctx")) {
			assertThat(lifecycle(other.get("/ctx/svc/v1.0/orders", TestServer.bearer("ada"))))
				.contains("Link: </ctx/svc/v2.0/orders>; rel=\"successor-version\"");
		}
	}

	@Test
	void whenVersionIsInNoPlaceUsesDefaultWhereThereAreVersions() {
		try (TestServer other = start(Place.HEADER.property, Place.QUERY.property, Place.MEDIA_TYPE.property,
				"spring.mvc.apiversion.default=1.0")) {
			HttpResponse<String> response = other.get("/orders");
			assertThat(response.body()).isEqualTo("1.0");
			assertThat(lifecycle(response)).contains("API-Version: 1.0", "Deprecation: @1780272000");
			HttpResponse<String> functional = other.get("/places");
			assertThat(functional.body()).isEqualTo("places");
			assertThat(lifecycle(functional)).isEmpty();
		}
	}

	private static TestServer start(String... more) {
		return TestServer.start(VersionedApi.class,
				Stream.concat(Arrays.stream(VersionedApi.LIFECYCLES), Arrays.stream(more)).toArray(String[]::new));
	}

	private static List<String> lifecycle(HttpResponse<String> response) {
		return Stream.of("API-Version", "Deprecation", "Sunset", "Link")
			.flatMap((name) -> response.headers().allValues(name).stream().map((value) -> name + ": " + value))
			.toList();
	}

	private static void assertProblem(HttpResponse<String> response, String type, int status, String title,
			String detail, String members) {
		assertThat(response.statusCode()).isEqualTo(status);
		ObjectNode body = (ObjectNode) TestServer.json(response);
		assertThat(body.remove("instance").stringValue()).startsWith("urn:uuid:");
		ObjectNode expected = JsonMapper.shared().createObjectNode();
		expected.put("type", "https://apisecurity.github.io/problems/" + type);
		expected.put("title", title).put("status", status).put("detail", detail);
		expected.setAll((ObjectNode) JsonMapper.shared().readTree(members));
		assertThat((JsonNode) body).isEqualTo(expected);
	}

	@Test
	void whenVersionIsMissingAnswersWithThoseThatThereAre() {
		HttpResponse<String> response = this.server.get("/orders");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(supported(response)).containsExactly("0.8", "1.0", "2.0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/plain", "/actuator/health", "/error" })
	void whenEndpointHasNoVersionNeedsNone(String path) {
		assertThat(this.server.get(path).statusCode()).isNotEqualTo(400);
		assertThat(this.server.get(path).headers().map()).doesNotContainKeys("api-version", "vary-version", "sunset");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1.0", "v1", "V1.0", "1.0.0" })
	void whenVersionsMeanTheSameServesTheSame(String version) {
		HttpResponse<String> response = this.server.get("/orders", "API-Version", version);
		assertThat(response.body()).isEqualTo("1.0");
		assertThat(response.headers().firstValue("API-Version")).hasValue("1.0");
		assertThat(response.headers().allValues("Vary")).contains("API-Version");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "${jndi:ldap://x}1.0", "evil1.0", "vv1", "1.0.0.0", "99999999999", "-1", "١", "1,2", " ", "v" })
	void whenVersionIsMalformedRepeatsNothing(String version) {
		HttpResponse<String> response = this.server.get("/orders", "API-Version",
				new String(version.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(TestServer.json(response).has("requested")).isFalse();
		assertThat(response.body()).doesNotContain("jndi").doesNotContain("evil");
	}

	@Test
	void whenRequestNamesTwoVersionsRefuses() {
		HttpResponse<String> response = this.server.get("/orders", "API-Version", "2.0", "API-Version", "1.0");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("more than one version");
	}

	@Test
	void whenPlacesNameTwoVersionsRefusesAlsoWhereNoneIsRequired() {
		try (TestServer other = start(Place.HEADER.property, "spring.mvc.apiversion.required=false")) {
			assertThat(other.get("/orders").statusCode()).isEqualTo(200);
			assertThat(other.get("/orders", "X-Version", "1.0", "X-Version", "2.0").statusCode()).isEqualTo(400);
		}
		try (TestServer other = start(Place.PATH.property, Place.HEADER.property)) {
			HttpResponse<String> response = other.get("/v1.0/orders", "X-Version", "2.0");
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(response.body()).contains("more than one version");
			assertThat(other.get("/v2.0/orders", "X-Version", "2").body()).isEqualTo("2.0");
			assertThat(other.get("/orders", "X-Version", "2").body()).isEqualTo("2.0");
		}
	}

	@Test
	void whenControllersInheritAMethodOnlyThatWithVersionsNeedsOne() {
		assertThat(this.server.get("/inherited/versioned").statusCode()).isEqualTo(400);
		HttpResponse<String> response = this.server.get("/inherited/plain");
		assertThat(response.body()).isEqualTo("inherited");
		assertThat(lifecycle(response)).isEmpty();
	}

	@Test
	void whenRouteIsFunctionalAppliesItsLifecycle() {
		HttpResponse<String> missing = this.server.get("/parcels");
		assertThat(missing.statusCode()).isEqualTo(400);
		assertThat(supported(missing)).containsExactly("0.9", "2.0");
		assertThat(this.server.get("/parcels", "API-Version", "0.9").statusCode()).isEqualTo(410);
		HttpResponse<String> current = this.server.get("/parcels", "API-Version", "2.0");
		assertThat(current.body()).isEqualTo("2.0");
		assertThat(lifecycle(current)).containsExactly("API-Version: 2.0");
	}

	@Test
	void whenEndpointIsNewerThanTheVersionTellsThoseItHas() {
		HttpResponse<String> response = this.server.get("/inherited/versioned", "API-Version", "1.0");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(TestServer.json(response).path("requested").stringValue("")).isEqualTo("1.0.0");
		assertThat(supported(response)).containsExactly("2.0");
		assertThat(this.server.get("/inherited/versioned", "API-Version", "0.9").statusCode()).isEqualTo(410);
	}

	@Test
	void whenRouteIsFunctionalAndHasNotTheVersionAnswersAsMethodsDo() {
		HttpResponse<String> other = this.server.get("/parcels", "API-Version", "1.0");
		assertThat(other.statusCode()).isEqualTo(400);
		assertThat(supported(other)).containsExactly("0.9", "2.0");
		HttpResponse<String> before = this.server.get("/crates", "API-Version", "0.9");
		assertThat(before.statusCode()).isEqualTo(410);
		HttpResponse<String> missing = this.server.get("/crates");
		assertThat(missing.statusCode()).isEqualTo(400);
		assertThat(supported(missing)).containsExactly("1.0", "2.0");
		assertThat(this.server.get("/crates", "API-Version", "2.0").body()).isEqualTo("crates");
	}

	@Test
	void whenRequestIsForwardedAppliesLifecycleOfWhereItGoes() {
		assertThat(this.server.get("/legacy", "API-Version", "0.8").statusCode()).isEqualTo(410);
		assertThat(this.server.get("/legacy").statusCode()).isEqualTo(400);
		HttpResponse<String> response = this.server.get("/legacy", "API-Version", "1.0");
		assertThat(response.body()).isEqualTo("1.0");
		assertThat(response.headers().firstValue("Deprecation")).hasValue("@1780272000");
	}

	@Test
	void whenFilterOfApplicationReadsAnswersSeesOldForm() {
		HttpResponse<String> response = this.server.get("/x/customers", "API-Version", "1.0", "X-Log", "true");
		assertThat(TestServer.json(response).path("name").stringValue("")).isEqualTo("Ada Lovelace");
		assertThat(response.headers().firstValue("X-Signature")).hasValue("signed");
		assertThat(this.server.context().getBean(VersionedApi.BodyLog.class).last).isEqualTo(response.body());
	}

	@Test
	void whenHandlerFailsTellsLifecycleAsWell() {
		HttpResponse<String> response = this.server.get("/failing", "API-Version", "1.0");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(response.headers().firstValue("Deprecation")).hasValue("@1780272000");
		assertThat(response.headers().firstValue("API-Version")).hasValue("1.0");
	}

	@Test
	void whenPathDoesNotExistInAnyVersionIsNotFound() {
		assertThat(this.server.get("/missing", "API-Version", "1.0").statusCode()).isEqualTo(404);
	}

	@Test
	void whenEndpointIsDeprecatedTellsSo() {
		HttpResponse<String> response = this.server.get("/old");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Deprecation")).hasValue("@1772323200");
		String sunset = response.headers().firstValue("Sunset").orElseThrow();
		assertThat(ZonedDateTime.parse(sunset,
				DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC)))
			.isEqualTo("2026-10-01T00:00:00Z");
		assertThat(response.headers().allValues("Link")).contains("</plain>; rel=\"successor-version\"");
	}

	@Test
	void whenEndpointHasANoticeOnlyItEndsWithItsVersion() {
		assertThat(this.server.get("/noticed", "API-Version", "0.9").statusCode()).isEqualTo(410);
	}

	@Test
	void whenEndpointHasEndedIsGone() {
		HttpResponse<String> response = this.server.get("/ended");
		assertThat(response.statusCode()).isEqualTo(410);
		assertThat(response.headers().firstValue("Sunset")).isPresent();
		assertThat(TestServer.json(response).path("successor").stringValue()).isEqualTo("/plain");
	}

	@Test
	void whenDeprecatedVersionIsUsedIsRecordedOncePerClientAndDay() {
		VersionedApi.RecordingSink sink = this.server.context().getBean(VersionedApi.RecordingSink.class);
		String[] alice = append(TestServer.bearer("alice"), "API-Version", "1.0");
		for (int i = 0; i < 3; i++) {
			this.server.get("/v1/customers", alice);
			this.server.get("/v2/customers", alice);
			this.server.get("/v1/customers", "API-Version", "1.0");
		}
		assertThat(sink.events.stream()
			.filter((event) -> event.type().id().equals("api_deprecated_use")
					&& event.details().get("version").equals("1.0")))
			.extracting(SecurityEvent::principal)
			.containsExactlyInAnyOrder("alice", null);
	}

	@Test
	void actuatorAndMetricsTellWhoUsesWhat() {
		this.server.get("/orders", "API-Version", "2");
		JsonNode report = TestServer
			.json(this.server.get("/actuator/apiversions", TestServer.bearer("admin", "ADMIN", "ACTUATOR")));
		assertThat(report.at("/versions/0.9/state").stringValue("")).isEqualTo("ended");
		assertThat(report.at("/versions/1.0/state").stringValue("")).isEqualTo("deprecated");
		assertThat(report.at("/versions/2.0/state").stringValue("")).isEqualTo("current");
		assertThat(report.path("use").valueStream()).anyMatch((use) -> use.path("version").stringValue("").equals("2.0")
				&& use.path("endpoint").stringValue("").equals("GET /orders")
				&& use.path("client").stringValue("").equals("anonymous") && use.path("requests").intValue() > 0);
		assertThat(this.server.context()
			.getBean(MeterRegistry.class)
			.counter("api.security.versioning.requests", "version", "2.0", "outcome", "current")
			.count()).isPositive();
	}

	@Test
	void whenModeIsShadowCountsAndServes() {
		try (TestServer other = start("api-security.versioning.mode=shadow")) {
			HttpResponse<String> response = other.get("/orders", "API-Version", "0.8");
			assertThat(response.body()).isEqualTo("0.8");
			assertThat(other.context()
				.getBean(MeterRegistry.class)
				.counter("api.security.versioning.requests", "version", "0.8", "outcome", "would_refuse")
				.count()).isOne();
		}
	}

	@Test
	void whenVersionIsOldAnswersInItsForm() {
		assertThat(this.server.get("/x/customers", "API-Version", "3.0").statusCode()).isEqualTo(400);
		JsonNode current = TestServer.json(this.server.get("/x/customers", "API-Version", "2.0"));
		assertThat(current.path("firstName").stringValue("")).isEqualTo("Ada");
		assertThat(current.path("email").stringValue("")).startsWith("a*");
		HttpResponse<String> response = this.server.get("/x/customers", "API-Version", "1.0");
		JsonNode old = TestServer.json(response);
		assertThat(old.propertyNames()).containsExactlyInAnyOrder("name", "email", "nationalId");
		assertThat(old.path("name").stringValue("")).isEqualTo("Ada Lovelace");
		assertThat(response.body()).doesNotContain("41012345321").doesNotContain("ada@example.com");
		assertThat(response.headers().firstValue("Content-Length")).hasValue(String.valueOf(response.body().length()));
	}

	@Test
	void whenOldFormHasAmountsTheyStayWhatTheyAre() {
		HttpResponse<String> response = this.server.post("/amount/customers", "{\"amount\":12345678901234567890.10}",
				"API-Version", "1.0");
		assertThat(response.body()).contains("\"name\":\"Ada Lovelace\"", "12345678901234567890.10");
	}

	@Test
	void whenApplicationAnswersErrorItHasNoOldForm() {
		HttpResponse<String> response = this.server.get("/error/customers", "API-Version", "1.0");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).isEqualTo("{\"reason\":\"own\"}");
	}

	@Test
	void whenAnswerHasNoReadableTypeItPasses() {
		HttpResponse<String> response = this.server.get("/odd/customers", "API-Version", "1.0");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("odd");
	}

	@Test
	void whenAnswerIsAStreamItIsNotHeld() throws Exception {
		HttpResponse<InputStream> response = HttpClient.newHttpClient()
			.send(this.server.request("/stream/customers").header("API-Version", "1.0").build(),
					BodyHandlers.ofInputStream());
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(response.body()))) {
			assertThat(reader.readLine()).isEqualTo("data:first");
		}
		finally {
			VersionedApi.stream.complete();
		}
	}

	@Test
	void whenAnswerIsAsynchronousHasOldForm() {
		assertThat(
				TestServer.json(this.server.get("/async/customers", "API-Version", "1.0")).path("name").stringValue(""))
			.isEqualTo("Ada Lovelace");
	}

	@Test
	void whenRequestIsOldIsReadInNewForm() {
		HttpResponse<String> created = this.server.post("/x/customers",
				"{\"name\":\"Grace Hopper\",\"password\":\"correct horse\"}", "API-Version", "1.0");
		assertThat(created.statusCode()).isEqualTo(200);
		assertThat(TestServer.json(created).path("name").stringValue("")).isEqualTo("Grace Hopper");
		assertThat(this.server.post("/x/customers", "{\"name\":\"Grace Hopper\"}", "API-Version", "2.0").statusCode())
			.isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"name\":\"\"}", "{\"name\":\"A B\",\"name\":\"C D\"}", "{\"name\":", "[1", "",
			"{\"name\":\"A B\",\"role\":\"x\"}" })
	void whenOldRequestIsBadIsRefusedAsAnyOther(String body) {
		HttpResponse<String> response = this.server.post("/x/customers", body, "API-Version", "1.0");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	private static List<String> supported(HttpResponse<String> response) {
		return TestServer.json(response).path("supported").valueStream().map(JsonNode::stringValue).toList();
	}

	private static String[] append(String[] first, String... second) {
		String[] all = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, all, first.length, second.length);
		return all;
	}

	enum Place {

		HEADER("spring.mvc.apiversion.use.header=X-Version", "/orders"),

		QUERY("spring.mvc.apiversion.use.query-parameter=version", "/orders?version=2.0"),

		PATH("spring.mvc.apiversion.use.path-segment=0", "/v2.0/orders"),

		MEDIA_TYPE("spring.mvc.apiversion.use.media-type-parameter[application/json]=version", "/orders");

		private final String property;

		private final String successor;

		Place(String property, String successor) {
			this.property = property;
			this.successor = successor;
		}

		HttpResponse<String> get(TestServer server, @Nullable String version) {
			if (version == null) {
				return server.get("/orders");
			}
			return switch (this) {
				case HEADER -> server.get("/orders", "X-Version", version);
				case QUERY -> server.get("/orders?version=" + version);
				case PATH -> server.get("/v" + version + "/orders");
				case MEDIA_TYPE -> server.get("/orders", "Accept", "application/json;version=" + version + ", */*");
			};
		}

	}

}
