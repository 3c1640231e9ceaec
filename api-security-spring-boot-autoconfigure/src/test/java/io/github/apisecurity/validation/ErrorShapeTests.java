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

package io.github.apisecurity.validation;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.apisecurity.RawHttpClient;
import io.github.apisecurity.RawHttpClient.Response;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Tests that every error has one shape, each compared whole, over real HTTP.
 */
@ExtendWith(OutputCaptureExtension.class)
class ErrorShapeTests {

	private static final String BASE = "https://apisecurity.github.io/problems/";

	private static final String JSON = "Content-Type: application/json";

	private static TestServer server;

	private static int port;

	private static String bearer;

	private static String startUp;

	@BeforeAll
	static void start(CapturedOutput output) {
		server = TestServer.start(ValidationApi.class, "spring.mvc.problemdetails.enabled=true",
				"api-security.validation.firewall.allowed-hosts=localhost",
				"api-security.rate-limit.policies.once.limits=1/1h", "api-security.rate-limit.policies.once.key=user",
				"api-security.rate-limit.routes[0].pattern=/items/429",
				"api-security.rate-limit.routes[0].policies=once");
		port = server.context().getWebServer().getPort();
		bearer = "Authorization: Bearer " + TestTokens.token("ada");
		startUp = output.getAll();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
							GET /search?term=a;b%00canary |                          | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /a/../canary              |                          | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /a;canary=1               |                          | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /a//canary                |                          | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /<canary>                 |                          | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /items/1                  | Host: canary.example     | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /items/1                  | Origin: canary%s         | 400 | bad-request            | Bad Request            | The request could not be understood.
					CANARY /items/1               |                          | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /administration           |                          | 403 | forbidden              | Forbidden              | Access to this resource is denied.
							GET /nowhere/canary           |                          | 404 | not-found              | Not Found              | The resource was not found.
							GET /error                    |                          | 404 | not-found              | Not Found              | The resource was not found.
							DELETE /items/1               |                          | 405 | method-not-allowed     | Method Not Allowed     | The method is not supported by this resource.
							TRACE /items/1                |                          | 405 | method-not-allowed     | Method Not Allowed     | The method is not supported by this resource.
							GET /json-only                | Accept: image/png        | 406 | not-acceptable         | Not Acceptable         | No acceptable representation is available.
							GET /status/409               |                          | 409 | conflict               | Conflict               | The request conflicts with the current state of the resource.
							GET /status/410               |                          | 410 | gone                   | Gone                   | The resource is no longer available.
							POST /items                   | Content-Length: 62914560 | 413 | content-too-large      | Content Too Large      | The request body is too large.
							POST /items                   | Content-Length: canary   | 400 | bad-request            | Bad Request            | The request could not be understood.
							GET /status/422               |                          | 422 | unprocessable-content  | Unprocessable Content  | The request could not be processed.
							GET /status/431               |                          | 431 | request-header-fields-too-large | Request Header Fields Too Large | The header fields of the request are too large.
							GET /outside/sending          |                          | 503 | service-unavailable    | Service Unavailable    | The service is temporarily unavailable.
							GET /outside/failing          |                          | 500 | internal-server-error  | Internal Server Error  | The request could not be completed.
							GET /status/500               |                          | 500 | internal-server-error  | Internal Server Error  | The request could not be completed.
							GET /failing                  |                          | 500 | internal-server-error  | Internal Server Error  | The request could not be completed.
							GET /failing-later            |                          | 500 | internal-server-error  | Internal Server Error  | The request could not be completed.
							GET /failing-deferred         |                          | 500 | internal-server-error  | Internal Server Error  | The request could not be completed.
							GET /failing-after-writer     |                          | 500 | internal-server-error  | Internal Server Error  | The request could not be completed.
							GET /failing-conversion       |                          | 500 | internal-server-error  | Internal Server Error  | The request could not be completed.
							GET /status/503               |                          | 503 | service-unavailable    | Service Unavailable    | The service is temporarily unavailable.
							GET /timing-out               |                          | 503 | service-unavailable    | Service Unavailable    | The service is temporarily unavailable.
							""")
	void whenRequestFailsAnswersOneShape(String target, String header, int status, String type, String title,
			String detail, CapturedOutput output) throws IOException {
		Response response = send(target, null, bearer, (header != null) ? header : "X: y");
		assertProblem(response, status, type, title, detail, null);
		if (status < 500) {
			assertThat(output.getAll().lines().filter((line) -> !line.contains("request_uri")))
				.noneMatch((line) -> line.contains("canary"));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			Content-Type: text/canary                          | {"name":"a"}
			Content-Type: application/x-www-form-urlencoded    | name=canary
			Content-Type: application/json;charset=utf-16      | {"name":"a"}
			Content-Type: canary                               | {"name":"a"}
			X: y                                               | {"name":"a"}
			Content-Type: application/json, text/canary        | {"name":"a"}
			Content-Type: application/json;charset="canary"    | {"name":"a"}
			Content-Type: application/*                        | {"name":"a"}
			""")
	void whenTypeOfBodyIsNotExpectedAnswersOneShape(String contentType, String body) throws IOException {
		assertProblem(send("POST /items", body, bearer, contentType), 415, "unsupported-media-type",
				"Unsupported Media Type", "The format of the request body is not supported.", null);
	}

	@Test
	void whenFormIsBrokenAnswersOneShape() throws IOException {
		assertProblem(send("POST /items", "{}", bearer, "Content-Type: multipart/form-data"), 400, "bad-request",
				"Bad Request", "The request could not be understood.", null);
		assertProblem(send("PUT /forms", "canary", bearer, "Content-Type: application/x-www-form-urlencoded"), 405,
				"method-not-allowed", "Method Not Allowed", "The method is not supported by this resource.", null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "br", "identity, gzip", "gzip, gzip", "identity\r\nContent-Encoding: gzip", "" })
	void whenBodyIsCompressedAnswersOneShape(String encoding) throws IOException {
		assertProblem(send("POST /items", "{}", bearer, JSON, "Content-Encoding: " + encoding), 415,
				"unsupported-media-type", "Unsupported Media Type", "The format of the request body is not supported.",
				null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "DELETE", "OPTIONS" })
	void whenMethodIsNotMeantToHaveBodyItsTypeIsCheckedAllTheSame(String method) throws IOException {
		assertThat(send(method + " /items/1", "canary", bearer, "Content-Type: text/canary").status()).isEqualTo(415);
	}

	@Test
	void whenBodyIsChunkedAndHasLengthConnectionEndsWithIt() throws IOException {
		Response response = RawHttpClient.send(port, "POST /items HTTP/1.1\r\nHost: localhost\r\n" + bearer + "\r\n"
				+ JSON
				+ "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nGET /canary HTTP/1.1\r\n\r\n");
		assertThat(response.status()).isEqualTo(400);
		assertThat(response.headers()).containsEntry("Connection", "close");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			400 | UTF-8    | <!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/canary">]><Item><name>&x;</name></Item>
			400 | UTF-8    | <!DOCTYPE a [<!ENTITY x "canary"><!ENTITY y "&x;&x;&x;">]><Item><name>&y;</name></Item>
			415 | UTF-16   | <Item><name>canary</name><count>1</count></Item>
			415 | UTF-16BE | <Item><name>canary</name><count>1</count></Item>
			415 | UTF-32   | <?xml version="1.0" encoding="UTF-32"?><Item><name>canary</name><count>1</count></Item>
			415 | Cp037    | <?xml version="1.0" encoding="Cp037"?><Item><name>canary</name><count>1</count></Item>
			415 | UTF-8    | <?xml version="1.0" encoding="ISO-8859-1"?><Item><name>canary</name><count>1</count></Item>
			415 | UTF-8    | <?xml version="1.0" encoding="UTF-7"?><Item><name>canary</name><count>1</count></Item>
			""")
	void whenXmlDeclaresTypeOrCharsetAnswersOneShape(int status, String charset, String body) throws IOException {
		byte[] bytes = body.getBytes(Charset.forName(charset));
		try (RawHttpClient client = new RawHttpClient(port)) {
			client
				.write(("POST /items HTTP/1.1\r\nHost: localhost\r\n" + bearer + "\r\nContent-Type: application/xml\r\n"
						+ "Content-Length: " + bytes.length + "\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			client.write(bytes);
			boolean declaresCharset = status == 415;
			assertProblem(client.read(false), status, (declaresCharset) ? "unsupported-media-type" : "bad-request",
					(declaresCharset) ? "Unsupported Media Type" : "Bad Request",
					(declaresCharset) ? "The format of the request body is not supported."
							: "The request could not be understood.",
					null);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"canary
			{"name":"a","name":"canary"}
			{"name":"a","count":1}"canary"
			{"named":{"a":{"label":"x","label":"canary"}}}
			{"name":"a","n\\u0061me":"canary"}
			{"name":"a"}{"name":"canary"}
			""")
	void whenJsonIsNotWellFormedAnswersOneShape(String body) throws IOException {
		assertProblem(send("POST /items", body, bearer, JSON), 400, "bad-request", "Bad Request",
				"The request could not be understood.", null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
							GET /items/canary         |                                              | #/id            | type-mismatch       | has the wrong type
							GET /search               |                                              | #/term          | required            | is required
							GET /search?term=a&term=b |                                              | #/term          | duplicate-parameter | must not be given more than once
							GET /search?term=a&t%65rm=b |                                            | #/term          | duplicate-parameter | must not be given more than once
							GET /coded?code=canary    |                                              | #/code          | pattern             | does not have the expected format
							GET /pages?size=101       |                                              | #/size          | page-size           | is larger than allowed
							GET /pages?sort=canary%25 |                                              | #/sort          | invalid             | is not valid
					POST /items               | {"canary":1}                                 | #               | unknown-property    | has a property that is not known
							POST /items               | {"count":"12"}                               | #/count         | type-mismatch       | has the wrong type
							POST /items               | {"count":1.9}                                | #/count         | type-mismatch       | has the wrong type
							POST /items               | {"name":123}                                 | #/name          | type-mismatch       | has the wrong type
							POST /items               | {"parts":[{"label":true}]}                   | #/parts/0/label | type-mismatch       | has the wrong type
							POST /items               | {"named":{"canary":{"label":1}}}             | #/named/*/label | type-mismatch       | has the wrong type
							POST /items               | {"name":" ","count":1}                       | #/name          | not-blank           | must not be blank
							POST /items               | {"name":"a","count":1,"parts":[{"label":"<b>canary"}]}         | #/parts/0/label | no-html | must not contain HTML
							POST /items               | {"name":"a","count":1,"named":{"canary.x]":{"code":"canary"}}} | #/named/*/code  | size    | is not valid
							POST /items               | {"name":"a","count":1,"parts":[{"color":"canary"}]}            | #/parts/0/color | pattern | does not have the expected format
							POST /items               | {"name":"a","count":1,"parts":[{"size":"canary"}]}             | #/parts/0/size  | pattern | must match ^[smlx]{1,4}$
							POST /items               | {"name":"a","count":1,"parts":[{"shape":"canary"}]}            | #/parts/0/shape | pattern | is round or square
							""")
	void whenContentIsNotValidNamesFieldAndNotValue(String target, String body, String pointer, String code,
			String message) throws IOException {
		Response response = send(target, body, bearer, (body != null) ? JSON : "X: y");
		assertProblem(response, 400, "validation-failed", "Validation Failed", "The request has invalid content.",
				"[{\"pointer\":\"%s\",\"code\":\"%s\",\"message\":\"%s\"}]".formatted(pointer, code, message));
	}

	@Test
	void whenCallerIsNotKnownAnswersOneShape() throws IOException {
		assertProblem(send("GET /items/1", null), 401, "unauthorized", "Unauthorized",
				"Authentication is required to access this resource.", null);
	}

	@Test
	void whenTargetIsTooLongAnswersOneShape() throws IOException {
		assertProblem(send("GET /" + "a".repeat(4096), null), 414, "uri-too-long", "URI Too Long",
				"The request target is too long.", null);
		assertProblem(send("GET /" + "a".repeat(20_000), null), 400, "bad-request", "Bad Request",
				"The request could not be understood.", null);
	}

	@Test
	void whenHeadersAreTooLargeOrTooManyContainerAnswersInTheSameShape() throws IOException {
		assertProblem(send("GET /items/1", null, bearer, "X: " + "canary".repeat(2000)), 400, "bad-request",
				"Bad Request", "The request could not be understood.", null);
		assertProblem(send("GET /items/1", null, bearer, "X: canary\r\n".repeat(200) + "Y: z"), 400, "bad-request",
				"Bad Request", "The request could not be understood.", null);
	}

	@Test
	void whenQuotaIsUsedUpAnswersOneShape() throws IOException {
		String grace = "Authorization: Bearer " + TestTokens.token("grace");
		assertThat(send("GET /items/429", null, grace).status()).isEqualTo(200);
		Response response = send("GET /items/429", null, grace);
		assertThat(response.headers()).containsKey("Retry-After");
		ObjectNode body = (ObjectNode) JsonMapper.shared().readTree(response.body());
		assertThat(body.remove("violated-policies")).hasToString("[\"once\"]");
		assertProblem(new Response(429, response.headers(), body.toString()), response.status(),
				"https://iana.org/assignments/http-problem-types#quota-exceeded",
				"Request cannot be satisfied as assigned quota has been exceeded",
				"Too many requests. Try again after the time given in Retry-After.", null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/failing-after-flush", "/refusing-after-flush", "/failing-in-stream" })
	void whenAnswerHasBegunAndFailsConnectionIsCut(String path, CapturedOutput output) throws IOException {
		try (RawHttpClient client = new RawHttpClient(port)) {
			client.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + bearer + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			// The last chunk never comes, so that nobody takes the half for the whole.
			assertThatIOException().isThrownBy(() -> client.read(false));
		}
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(
					() -> assertThat(output.getAll().lines().filter((line) -> line.contains(" ERROR "))).hasSize(1));
		assertThat(output.getAll()).doesNotContain("problem+json");
	}

	@Test
	void whenStreamTimesOutItEndsWithoutAnError(CapturedOutput output) throws IOException {
		try (RawHttpClient client = new RawHttpClient(port)) {
			client.write(("GET /timing-out-stream HTTP/1.1\r\nHost: localhost\r\n" + bearer + "\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			assertThat(client.read(false).body()).isEqualTo("data:first\n\n");
		}
		assertThat(output.getAll()).doesNotContain(" ERROR ");
	}

	@Test
	void whenSeveralFieldsAreNotValidTheyAreInOrder() throws IOException {
		String part = "{\"label\":\"<b>\",\"code\":\"canary\",\"color\":\"canary\"}";
		String body = "{\"name\":\" \",\"parts\":[" + (part + ",").repeat(10) + part + "]}";
		List<String> pointers = new ArrayList<>();
		for (int i = 0; i <= 10; i++) {
			pointers.addAll(List.of("#/parts/" + i + "/code", "#/parts/" + i + "/color", "#/parts/" + i + "/label"));
		}
		pointers.add(0, "#/name");
		assertThat(JsonMapper.shared().readTree(send("POST /items", body, bearer, JSON).body()).path("errors"))
			.extracting((error) -> error.path("pointer").asString())
			.isEqualTo(pointers);
	}

	@Test
	void whenHeadFailsAnswersHeadersOnly() throws IOException {
		Response response = send("HEAD /nowhere", null, bearer);
		assertThat(response.status()).isEqualTo(404);
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
	}

	@Test
	void whenCallerPrefersXmlAnswersXml() throws IOException {
		Response response = send("POST /items", "{\"canary\":1}", bearer, JSON, "Accept: application/xml");
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+xml");
		assertThat(response.body().replaceAll("urn:uuid:[0-9a-f-]{36}", "ID"))
			.isEqualTo("<problem xmlns=\"urn:ietf:rfc:7807\"><type>" + BASE
					+ "validation-failed</type><title>Validation Failed</title><status>400</status>"
					+ "<detail>The request has invalid content.</detail><instance>ID</instance>"
					+ "<errors><i><pointer>#</pointer><code>unknown-property</code>"
					+ "<message>has a property that is not known</message></i></errors></problem>");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					GET /canary//a       | 400 | bad-request           | Bad Request           | The request could not be understood.
					GET /nowhere         | 404 | not-found             | Not Found             | The resource was not found.
					DELETE /items/1      | 405 | method-not-allowed    | Method Not Allowed    | The method is not supported by this resource.
					GET /failing         | 500 | internal-server-error | Internal Server Error | The request could not be completed.
					GET /outside/sending | 503 | service-unavailable   | Service Unavailable   | The service is temporarily unavailable.
					""")
	void whenCallerPrefersXmlEveryErrorIsXml(String target, int status, String type, String title, String detail)
			throws IOException {
		Response response = send(target, null, bearer, "Accept: application/problem+xml");
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+xml");
		assertThat(response.body().replaceAll("urn:uuid:[0-9a-f-]{36}", "ID"))
			.isEqualTo("<problem xmlns=\"urn:ietf:rfc:7807\"><type>%s</type><title>%s</title><status>%d</status>"
				.formatted(BASE + type, title, status)
					+ "<detail>%s</detail><instance>ID</instance></problem>".formatted(detail));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			de | darf kein HTML enthalten     | hat eine unbekannte Eigenschaft
			tr | HTML içermemelidir           | bilinmeyen bir özellik içeriyor
			fr | ne doit pas contenir de HTML | contient une propriété inconnue
			ja | must not contain HTML        | has a property that is not known
			""")
	void messagesAreInTheLanguageOfTheCaller(String language, String constraint, String property) throws IOException {
		String header = "Accept-Language: " + language;
		String html = "{\"name\":\"a\",\"count\":1,\"parts\":[{\"label\":\"<b>\"}]}";
		assertThat(send("POST /items", html, bearer, JSON, header).body()).contains(constraint);
		assertThat(send("POST /items", "{\"canary\":1}", bearer, JSON, header).body()).contains(property);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com", "https://app.example.com/", "null" })
	void whenOriginIsOneOfABrowserOrALibraryItIsWellFormed(String origin) throws IOException {
		assertThat(send("GET /items/1", null, bearer, "Origin: " + origin).body()).doesNotContain("bad-request");
	}

	@Test
	void whenPageHasQualifierItsSizeIsBoundedToo() throws IOException {
		assertThat(send("GET /orders?orders_size=100", null, bearer).body()).isEqualTo("page 100");
		assertThat(send("GET /orders?orders_size=2000", null, bearer).body()).contains("\"#/orders_size\"",
				"is larger than allowed");
	}

	@Test
	void whenHandlerHasLargerPagesByDefaultTheyAreWhole() throws IOException {
		assertThat(send("GET /large-pages", null, bearer).body()).isEqualTo("page 500");
		assertThat(send("GET /large-pages?size=500", null, bearer).body()).isEqualTo("page 500");
		assertThat(send("GET /large-pages?size=501", null, bearer).body()).contains("\"#/size\"");
	}

	@Test
	void whenTypeIsLenientRulesDoNotApply() throws IOException {
		assertThat(send("POST /lenient", "{\"name\":1,\"name\":2,\"count\":\"3\",\"other\":4} 5", bearer, JSON).body())
			.isEqualTo("{\"name\":\"2\",\"count\":3}");
		assertThat(send("POST /lenient-list", "[[{\"name\":1,\"name\":2,\"count\":\"3\",\"other\":4}]] 5", bearer, JSON)
			.body()).contains("\"name\":\"2\"");
	}

	@Test
	void whenTypeIsLenientTheViewStillApplies() throws IOException {
		assertThat(send("POST /lenient-view", "{\"name\":\"a\",\"admin\":true}", bearer, JSON).body())
			.doesNotContain("\"admin\":true");
		assertThat(send("POST /lenient-view", "{\"name\":\"a\"}", bearer, JSON).body()).contains("\"name\":\"a\"");
	}

	@Test
	void whenErrorHasNoTextAnswersOneShape() throws IOException {
		Response response = send("GET /named?name=", null, bearer);
		assertThat(response.status()).as(response.body()).isEqualTo(400);
		assertThat(response.body()).contains("\"pointer\":\"#/name\"");
	}

	@Test
	void whenHandlerIsInheritedItsParametersAreThoseOfTheController() throws IOException {
		String twice = "?tag=1&tag=2";
		assertThat(send("GET /tagged-once" + twice, null, bearer).status()).isEqualTo(400);
		assertThat(send("GET /tagged" + twice, null, bearer).status()).isEqualTo(200);
		assertThat(send("GET /tagged-once" + twice, null, bearer).status()).isEqualTo(400);
	}

	@Test
	void whenHandlerTakesEntityOrProjectionWarnsOnceAndNamesIt() {
		assertThat(startUp.lines().filter((line) -> line.contains("takes a JPA entity"))).singleElement()
			.asString()
			.contains("WARN", "createEntity");
		assertThat(startUp.lines().filter((line) -> line.contains("takes a projection"))).singleElement()
			.asString()
			.contains("WARN", "createProjection");
	}

	@Test
	void whenNormalizationIsOffTextIsValidatedAsItIs() throws IOException {
		String item = "{\"name\":\"%s\",\"count\":1}";
		assertThat(send("POST /items", item.formatted("e\\u0301".repeat(10)), bearer, JSON).status()).isEqualTo(400);
		assertThat(send("POST /items", item.formatted("\\u00e9".repeat(10)), bearer, JSON).status()).isEqualTo(200);
	}

	@Test
	void whenXmlIsReadTextIsNoWrongType() throws IOException {
		Response response = send("POST /items", "<Item><name>a</name><count>3</count></Item>", bearer,
				"Content-Type: application/xml", "Accept: application/json");
		assertThat(response.status()).as(response.body()).isEqualTo(200);
	}

	private static Response send(String target, String body, String... headers) throws IOException {
		String lines = String.join("\r\n", headers);
		StringBuilder request = new StringBuilder(target).append(" HTTP/1.1\r\n");
		request.append((lines.contains("Host:")) ? "" : "Host: localhost\r\n");
		request.append((headers.length > 0) ? lines + "\r\n" : "");
		request.append((body != null) ? "Content-Length: " + body.length() + "\r\n" : "");
		return RawHttpClient.send(port, request + "\r\n" + ((body != null) ? body : ""));
	}

	private static void assertProblem(Response response, int status, String type, String title, String detail,
			String errors) {
		assertThat(response.status()).as(response.body()).isEqualTo(status);
		assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json")
			.containsEntry("Cache-Control", "no-store")
			.containsEntry("X-Content-Type-Options", "nosniff")
			.containsEntry("X-Frame-Options", "DENY")
			.containsEntry("Referrer-Policy", "no-referrer")
			.containsKey("Content-Security-Policy")
			.doesNotContainKeys("Server", "ETag", "X-Powered-By");
		assertThat(response.body()).doesNotContain("canary");
		ObjectNode expected = JsonMapper.shared().createObjectNode();
		expected.put("type", (type.contains(":")) ? type : BASE + type)
			.put("title", title)
			.put("status", status)
			.put("detail", detail);
		ObjectNode actual = (ObjectNode) JsonMapper.shared().readTree(response.body());
		assertThat(actual.remove("instance").asString()).matches("urn:uuid:[0-9a-f-]{36}");
		if (errors != null) {
			expected.set("errors", JsonMapper.shared().readTree(errors));
		}
		assertThat(actual).isEqualTo(expected);
	}

}
