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

package io.github.apisecurity.masking.logging;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.ConsoleAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;

import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for masking in logs.
 */
class LogMaskingTests {

	private static final String CANARY = "canary-and-company";

	private static final int SIZE = 20_000;

	private final MockEnvironment environment = new MockEnvironment()
		.withProperty("api-security.masking.properties.$.customer.*.iban", "IBAN")
		.withProperty("api-security.masking.properties.*phone*", "PHONE");

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "gelf", "logstash" })
	void structuredLinesAreMaskedByName(String format) {
		String line = encoded(format, event());
		assertThat(line).contains("[erased]").contains("harmless").doesNotContain(CANARY);
	}

	@Test
	void documentedLinesMaskTextAndStackTraceAndEndTheLine() throws Exception {
		LoggerContext context = context();
		assertThat(documented(context)).contains("[erased]", "harmless", "IllegalStateException")
			.containsOnlyOnce("IllegalStateException")
			.endsWith(System.lineSeparator())
			.doesNotContain(CANARY, "%", "{}");
	}

	@Test
	void whenNoEnvironmentIsKnownMasksSecrets() throws Exception {
		assertThat(documented(new LoggerContext())).contains("password: [erased]");
	}

	private static String documented(LoggerContext context) throws Exception {
		String page = Files.readString(Path.of("..", "docs", "masking.md"));
		Matcher lines = Pattern.compile("(<conversionRule.*/>)\\s+(<pattern>.*</pattern>)").matcher(page);
		assertThat(lines.find()).isTrue();
		JoranConfigurator configurator = new JoranConfigurator();
		configurator.setContext(context);
		configurator.doConfigure(new ByteArrayInputStream(("<configuration>" + lines.group(1)
				+ "<appender name='text' class='ch.qos.logback.core.ConsoleAppender'><encoder>" + lines.group(2)
				+ "</encoder></appender><root><appender-ref ref='text'/></root></configuration>")
			.getBytes(StandardCharsets.UTF_8)));
		ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) context
			.getLogger(Logger.ROOT_LOGGER_NAME)
			.getAppender("text");
		LoggingEvent event = event();
		event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("password=" + CANARY)));
		return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			login with password=hunter2, user=ada       | login with password=[erased], user=ada
			{"clientSecret":"a\\"b","n":1}              | {"clientSecret":"[erased]","n":1}
			Authorization: Bearer abc.def               | Authorization: [erased]
			customer.iban = TR12                        | customer.iban = [erased]
			Customer[mobilePhone=+90532, name=Ada]      | Customer[mobilePhone=[erased], name=Ada]
			nothing to see: here                        | nothing to see: here
			mobilePhone=+90 532 123 45 67, name=Ada     | mobilePhone=[erased], name=Ada
			iban=TR33 0006 1005 user=ada                | iban=[erased] user=ada
			{"passwords":["a","b"],"n":1}               | {"passwords":[erased],"n":1}
			body {\\"password\\":\\"hunter2\\"}         | body {\\"password\\":[erased]}
			{'password':'hunter 2','n':1}               | {'password':[erased],'n':1}
			<ns:password a="b">hunter2</ns:password>    | <ns:password a="b">[erased]</ns:password>
			GET https://x.example/?password=abc&n=1     | GET https://x.example/?password=[erased]&n=1
			{"accessToken":{"n":{"z":"a"},"v":"S"},"n":1} | {"accessToken":[erased],"n":1}
			{"password":[["a"],"S"],"n":1}              | {"password":[erased],"n":1}
			{"password":["]","S"],"n":1}                | {"password":[erased],"n":1}
			{\"password\":[\"]\",\"S\"],\"n\":1} | {\"password\":[erased],\"n\":1}
			Cookie: a=b; JSESSIONID=S                   | Cookie: [erased]
			Set-Cookie: a="b"; Path=/                   | Set-Cookie: [erased]
			Cookie: JSESSIONID="S"                      | Cookie: [erased]
			{"line":"Cookie: a=b; c=S","n":1}           | {"line":"Cookie: [erased]","n":1}
			{"line":"Cookie: a=\\"b\\"; c=S","n":1} | {"line":"Cookie: [erased]","n":1}
			Authorization: Digest username="a", response="S" | Authorization: [erased]
			Proxy-Authorization: Basic abc==            | Proxy-Authorization: [erased]
			X-Auth-Token: abc                           | X-Auth-Token: [erased]
			{"token":"S","pin":1234,"n":1}              | {"token":"[erased]","pin":[erased],"n":1}
			<pin>1234</pin> token count: 5 pinned=1     | <pin>[erased]</pin> token count: 5 pinned=1
			<secret><secret>a</secret>S</secret>b       | <secret>[erased]</secret>b
			password             = S, name=Ada          | password             = [erased], name=Ada
			password:          "S", "n": 1              | password:          "[erased]", "n": 1
			passwords[0]=S, names[0]=Ada                | passwords[0]=[erased], names[0]=Ada
			user[password]=S&user[name]=Ada             | user[password]=[erased]&user[name]=Ada
			user["password"][1] = S, n=1                | user["password"][1] = [erased], n=1
			--pin=1234 --n=1                            | --pin=[erased] --n=1
			Login[password=ab"cd, name=Ada]             | Login[password=[erased], name=Ada]
			{'password':'it\\'s S','n':1}             | {'password':[erased],'n':1}
			set password = 'it''s S', n = 1             | set password = [erased], n = 1
			\u015fifre=S \u015eehir=x                   | \u015fifre=[erased] \u015eehir=x
			{"\u015e\u0130FRE":"S","n":1}               | {"\u015e\u0130FRE":"[erased]","n":1}
			<\u015fifre>S</\u015fifre>                   | <\u015fifre>[erased]</\u015fifre>
			Login[password=Secret[n=1, v=S], name=Ada]  | Login[password=[erased], name=Ada]
			{password={n={z=a}, v=S}, name=Ada}         | {password=[erased], name=Ada}
			{'password':['a]','S'],'n':1}               | {'password':[erased],'n':1}
			<password><a>S</a><b>T</b></password>       | <password>[erased]</password>
			<password hint="x"/><name>Ada</name>        | <password hint="x"/><name>Ada</name>
			""")
	void pairsInTextAreMasked(String text, String masked) {
		this.environment.withProperty("api-security.masking.logging.names", "\u015fifre");
		assertThat(LogMask.of(this.environment).mask(text)).isEqualTo(masked);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~',
			textBlock = """
							<login><password></password></login>        | <login><password></password></login>
							<secret ></secret><pin>1</pin>              | <secret ></secret><pin>[erased]</pin>
							<a>x</a><password>                          | <a>x</a><password>
							<login><password>hunter2                    | <login><password>[erased]
							<login><password><a>S</a><b>T               | <login><password>[erased]
							Provider<AccessToken> is missing            | Provider<AccessToken> is missing
							usage: login <user> <password> [--x]        | usage: login <user> <password> [--x]
							<entry key="password">S</entry><b>1</b>     | <entry key="password">[erased]</entry><b>1</b>
							password={bcrypt}$2a$10$N9qo8uLO, name=Ada  | password=[erased], name=Ada
							Account[name=ada, password={noop}hunter2]   | Account[name=ada, password=[erased]]
							token=(a)S user=ada                         | token=[erased] user=ada
							password=[a, b] user=ada                    | password=[erased] user=ada
							[Set-Cookie:"a=b; Path=/", "c=S; HttpOnly", Date:"1"] | [Set-Cookie:"[erased]", Date:"1"]
							[X-Api-Key:"old", "new", Date:"1"]          | [X-Api-Key:"[erased]", Date:"1"]
							{"password" : "a", "name" : "b"}            | {"password" : "[erased]", "name" : "b"}
							Key (iban)=(TR33 1) already exists.         | Key (iban)=[erased] already exists.
							Key (tenant, iban)=(1, TR33) exists         | Key (tenant, iban)=[erased] exists
							Key ("iban", tenant)=(TR33, 1) exists       | Key ("iban", tenant)=[erased] exists
							{"national_id":"410","n":1}                 | {"national_id":"[erased]","n":1}
							National-Id: 410                            | National-Id: [erased]
									{"body":"{\\u0022password\\u0022:\\u0022a, S\\u0022,\\u0022n\\u0022:1}"} | {"body":"{\\u0022password\\u0022:[erased],\\u0022n\\u0022:1}"}
							\\x22password\\x22:\\x22a, S\\x22            | \\x22password\\x22:[erased]
							redirect=https%3A%2F%2Fx%3Ftoken%3DS%26n%3D1 | redirect=https%3A%2F%2Fx%3Ftoken%3D[erased]%26n%3D1
							x?r=%2Fy%3Fr%3D%252Fz%253Ftoken%253DS%2526n | x?r=%2Fy%3Fr%3D%252Fz%253Ftoken%253D[erased]%2526n
							user%5Bpassword%5D=S&n=1                    | user%5Bpassword%5D=[erased]&n=1
							{&quot;password&quot;:&quot;a, S&quot;,n}   | {&quot;password&quot;:[erased],n}
							&lt;password&gt;S&lt;/password&gt;          | &lt;password&gt;[erased]&lt;/password&gt;
							\\u003cpassword\\u003eS\\u003c/password\\u003e | \\u003cpassword\\u003e[erased]\\u003c/password\\u003e
							{"log":"name=Ann\\niban=TR33"}              | {"log":"name=Ann\\niban=[erased]"}
							{"a":"{\\"b\\":\\"{\\\\\\"pin\\\\\\":1234}\\"}"}  | {"a":"{\\"b\\":\\"{\\\\\\"pin\\\\\\":[erased]}\\"}"}
							100% of C:\\new\\x &amp; 50%de &nix; \\      | 100% of C:\\new\\x &amp; 50%de &nix; \\
							pwd=a passphrase=b passcode=c tokenValue=d  | pwd=[erased] passphrase=[erased] passcode=[erased] tokenValue=[erased]
							tokens=[a] id_token_hint=b credentials=c otp=d | tokens=[erased] id_token_hint=[erased] credentials=[erased] otp=[erased]
							client_assertion=a&cvv=b&cvc=c&n=1          | client_assertion=[erased]&cvv=[erased]&cvc=[erased]&n=1
							{"name":"Authorization","value":"Bearer S"} | {"name":"Authorization","value":"[erased]"}
							{"key":"token","type":"x","value":["S"]}    | {"key":"token","type":"x","value":[erased]}
							<property name="password" value="S"/>       | <property name="password" value="[erased]"/>
							{"name":"x","value":"a"},{"name":"y"}       | {"name":"x","value":"a"},{"name":"y"}
							RecordHeader(key = token, value = [66, 1])  | RecordHeader(key = token, value = [erased])
							Property: app.client-secret Value: "S"      | Property: app.client-secret Value: "[erased]"
					SharedAccessKeyName=a;SharedAccessKey=S=    | SharedAccessKeyName=a;SharedAccessKey=[erased]
					/c?sv=1&sig=S&se=2 X-Amz-Signature=S&n=1    | /c?sv=1&sig=[erased]&se=2 X-Amz-Signature=[erased]&n=1
					redis://:S@host:6379/0                      | redis://:[erased]@host:6379/0
							http://host:8080/a@b https://a.example:443  | http://host:8080/a@b https://a.example:443
							GET /verify/eyJhbGciOi.eyJzdWIiOiI.c2ln?n=1 | GET /verify/[erased]?n=1
							\u5bc6\u7801\uff1aS                          | \u5bc6\u7801\uff1a[erased]
							\u5bc6\u7801\uff1a"a, S" n=1                  | \u5bc6\u7801\uff1a"[erased]" n=1
							Login{password='don't-tell-42', name='Ada'} | Login{password=[erased], name='Ada'}
							bad password='o'S'. Try <b>pin='1'</b>      | bad password=[erased]. Try <b>pin=[erased]</b>
							Login[user=ada, password=Xk9]mQ2z!S]        | Login[user=ada, password=[erased]]
							Login(user=ada, password=p)w0rd!S): refused | Login(user=ada, password=[erased]): refused
							<a>[token=ab}cdS]</a> token=a]S user=ada    | <a>[token=[erased]]</a> token=[erased] user=ada
							update `u` set `password` = 'S', `pin`='1'  | update `u` set `password` = [erased], `pin`=[erased]
							key (`id`, `iban`)=(1, S)                   | key (`id`, `iban`)=[erased]
							pinCode=S cardPin=S otp_code=S totp=S       | pinCode=[erased] cardPin=[erased] otp_code=[erased] totp=[erased]
							oneTimeCode=S verificationCode=S cvv2=S     | oneTimeCode=[erased] verificationCode=[erased] cvv2=[erased]
							securityCode=S signing-key=S masterKey=S    | securityCode=[erased] signing-key=[erased] masterKey=[erased]
							jdbc:mysql://h/db?user=a&pass=S;jsessionid=S | jdbc:mysql://h/db?user=a&pass=[erased];jsessionid=[erased]
							shipping_code=1 sessions=2 bypass=3         | shipping_code=1 sessions=2 bypass=3
									""")
	void pairsInOtherSpellingsAreMasked(String text, String masked) {
		this.environment.withProperty("api-security.masking.logging.names", "nationalId,\u5bc6\u7801");
		assertThat(LogMask.of(this.environment).mask(text)).isEqualTo(masked);
	}

	@Test
	void keysOfManyLinesAreMaskedAsAWhole() {
		LogMask mask = LogMask.of(this.environment);
		String key = "-----BEGIN PRIVATE KEY-----\nMIIE\nS==\n";
		assertThat(mask.mask("privateKey=" + key + "-----END PRIVATE KEY-----\nnext line"))
			.isEqualTo("privateKey=[erased]\nnext line");
		assertThat(mask.mask("privateKey: " + key)).isEqualTo("privateKey: [erased]");
	}

	@Test
	void secretsOfSeveralLinesAreMaskedAsAWhole() {
		LogMask mask = LogMask.of(this.environment);
		String key = "-----BEGIN PRIVATE KEY-----\nMIIE\nS==\n";
		assertThat(mask.mask("a: |\n" + key + "-----END PRIVATE KEY-----\nb: 1")).isEqualTo("a: |\n[erased]\nb: 1");
		assertThat(mask.mask("{\"a\":\"" + key.replace("\n", "\\n") + "-----END PRIVATE KEY-----\\n\"}"))
			.isEqualTo("{\"a\":\"[erased]\\n\"}");
		assertThat(mask.mask("- name: API_KEY\n  value: S\n- name: b\n  value: 1"))
			.isEqualTo("- name: API_KEY\n  value: [erased]\n- name: b\n  value: 1");
		assertThat(mask.mask("bad token:\n\tat a.B.c(B.java:1)\n\tat d")).endsWith("\n\tat d");
	}

	@Test
	void nothingUnderAListedNameIsLeftInNestedText() {
		LogMask mask = LogMask.of(this.environment);
		Random random = new Random(1);
		List<String> names = new ArrayList<>(List.of("mobilePhone", "iban"));
		for (String pattern : LogMask.SECRETS) {
			for (String rest : List.of("", "x", "My_", "user-")) {
				names.add(pattern.replace("*", rest));
				names.add(pattern.replace("*", rest).toUpperCase(Locale.ROOT));
			}
		}
		for (int i = 0; i < 20_000; i++) {
			String name = names.get(random.nextInt(names.size()));
			Style style = Style.values()[random.nextInt(Style.values().length)];
			String line = "request " + style.nest(random, 2, style.pair(name, style.nest(random, 3, "")));
			for (int level = random.nextInt(3); level > 0; level--) {
				line = escaped(random, line);
			}
			assertThat(mask.mask(line)).as(line).contains("[erased]").doesNotContain("canary");
		}
	}

	private static String escaped(Random random, String text) {
		return switch (random.nextInt(4)) {
			case 0 -> "{\"text\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
			case 1 -> "{\"text\":\"" + Pattern.compile("[^A-Za-z0-9 _-]")
				.matcher(text)
				.replaceAll((match) -> "\\\\u%04x".formatted((int) match.group().charAt(0))) + "\"}";
			case 2 -> "?text=" + UriUtils.encode(text, StandardCharsets.UTF_8) + "&n=1";
			default -> "<a title=\"" + HtmlUtils.htmlEscape(text) + "\">";
		};
	}

	@Test
	void nothingOfAListedNameIsLeftInOtherForms() {
		LogMask mask = LogMask.of(this.environment);
		Random random = new Random(1);
		for (int i = 0; i < 2_000; i++) {
			String value = List.of("canary", "{noop}canary", "(a)canary", "a\", \"canary", "[canary]", "it''s canary")
				.get(random.nextInt(6));
			String line = List.of("[X-Api-Key:\"x\", \"" + value + "\", Date:\"1\"]",
					"{\"name\":\"token\",\"value\":\"" + value + "\"}", "Key (id, \"iban\")=(1, canary) already exists",
					"<entry key='password'>" + value + "</entry>", "amqp://ada:canary@host/x", "password={noop}canary")
				.get(random.nextInt(6));
			for (int level = random.nextInt(3); level > 0; level--) {
				line = escaped(random, line);
			}
			assertThat(mask.mask(line)).as(line).contains("[erased]").doesNotContain("canary");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "gelf", "logstash" })
	void namesOfTheFormatItselfAreNotMasked(String format) {
		this.environment.withProperty("spring.application.name", "shop")
			.withProperty("spring.application.version", "1")
			.withProperty("spring.application.pid", "7");
		LoggingEvent event = event();
		event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("x")));
		String line = encoded(format, event);
		List<String> names = Pattern.compile("\"([^\"]+)\":")
			.matcher(line)
			.results()
			.map((name) -> name.group(1))
			.toList();
		assertThat(names).hasSizeGreaterThan(8).filteredOn((name) -> {
			this.environment.withProperty("api-security.masking.logging.names", name.replaceAll(".*\\.", ""));
			return !encoded(format, event).equals(line);
		}).as(line).allMatch((name) -> name.matches("_?(homePhone|harmless|customer|iban|customer.iban|secret)"));
	}

	@Test
	void nothingOfAHeaderIsLeft() {
		LogMask mask = LogMask.of(this.environment);
		Random random = new Random(1);
		for (int i = 0; i < 2_000; i++) {
			String name = List.of("Cookie", "Set-Cookie", "authorization", "Proxy-Authorization", "http_cookie")
				.get(random.nextInt(5));
			List<String> parameters = new ArrayList<>();
			for (int n = 0; n <= random.nextInt(4); n++) {
				parameters.add("p" + n + "="
						+ List.of("canary", "\"canary\"", "\"a, canary; b=c\"", "").get(random.nextInt(4)));
			}
			String header = name + ": Digest " + String.join(random.nextBoolean() ? ", " : "; ", parameters)
					+ "; canary";
			assertThat(mask.mask(header + "\nnext: 1")).as(header).endsWith(": [erased]\nnext: 1");
		}
	}

	@ParameterizedTest
	@MethodSource("hostileTexts")
	void hostileTextsAreReadInAFewSteps(String text) {
		LogMask mask = LogMask.of(this.environment);
		String masked = mask.mask(new CountedText(text, 40L * text.length() + 20_000));
		assertThat(masked).isEqualTo(mask.mask(text)).doesNotContain("canary");
	}

	static Stream<String> hostileTexts() {
		Stream<String> starts = Stream.of("password=", "password=[", "password=\"", "cookie: ", "name=", "token: |\n ",
				"<password>", "-----BEGIN PRIVATE KEY-----", "password=\"\",\"", "Content-Disposition: form-data; ",
				"");
		List<String> units = List.of("\\", "\\\"", "\"", "\"\"", "'", " '", " ", "a ", "a=", "::", "a=\"b ", "a]", "a)",
				"):", "user[", "(", "{", "]", "-", "- ", "\n", "\n- ", "\n  a", "token: |\n", "token:\n- a", "name=(",
				"<a ", "<", "</", "<a>", "<password>", "<password ></password>", "<password/>", "x<password>",
				"<password>x</password>", "password=\"a\",\"", "password=", "password={a}", "password=-----BEGIN ",
				"-----BEGIN PRIVATE KEY-----", "://a:", "://", "a:a:", "eyJ", "eyJaaaaaaaa.", "%25", "%", "%3D",
				"\\u005c", "&amp;", "&#99999999;", "&#x;", "&", "Content-Disposition: form-data; name=x ",
				"name=token value=", "name=", "a\u0130", "\ud83d");
		return starts.flatMap((start) -> units.stream().map((unit) -> start + unit.repeat(SIZE / unit.length())));
	}

	@Test
	void hostileTextsOfAMegabyteAreReadInAFewSteps() {
		LogMask mask = LogMask.of(this.environment);
		for (String unit : List.of("\\", "password=[\\", "x<password></b>", "password=\"a\",\"", "%25",
				"<password></password>", "-----BEGIN PRIVATE KEY-----", "a]:", " '")) {
			String text = "password=[" + unit.repeat(1_000_000 / unit.length());
			assertThat(mask.mask(new CountedText(text, 40_000_000))).startsWith("password=[erased]");
			assertThat(mask.mask(new CountedText(text.substring(10), 40_000_000))).isNotEmpty();
		}
	}

	@Test
	void longTextsAreMaskedAsAWhole() {
		LogMask mask = LogMask.of(this.environment);
		assertThat(mask.mask("password=\"" + "x\\\"".repeat(500_000))).isEqualTo("password=\"[erased]\"");
		assertThat(mask.mask("password=" + "a ".repeat(500_000))).isEqualTo("password=[erased]");
		assertThat(mask.mask("<secret>x</secret>".repeat(50_000))).hasSize(50_000 * 25);
		assertThat(mask.mask("<secret>".repeat(50_000) + "</secret>".repeat(50_000)))
			.isEqualTo("<secret>[erased]</secret>");
		assertThat(mask.mask(IntStream.range(0, 30_000)
			.mapToObj((n) -> "<password" + n + ">x</password" + n + ">")
			.collect(Collectors.joining()))).contains("<password29999>[erased]<");
		assertThat(mask.mask("cookie: " + "a=\"b ".repeat(200_000))).isEqualTo("cookie: [erased]");
	}

	@Test
	@Timeout(20)
	void longNamesAreComparedInTime() {
		LogMask mask = new LogMask(List.of("*a*a*a*a*b"));
		assertThat(mask.isMasked("a".repeat(100_000))).isFalse();
		assertThat(mask.isMasked("a".repeat(100_000) + "b")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ecs", "gelf", "logstash" })
	void structuredLinesAreMaskedAtAnyDepthAndInThrowables(String format) {
		LoggingEvent event = event();
		event.setKeyValuePairs(List.of(new KeyValuePair("customer", new Customer("Ada", CANARY)),
				new KeyValuePair("list", List.of(Map.of("password", CANARY), "password=" + CANARY)),
				new KeyValuePair("map", Map.of("inner", Map.of("homePhone", CANARY))),
				new KeyValuePair("text", new StringBuilder("secret: " + CANARY))));
		event.setThrowableProxy(new ThrowableProxy(
				new IllegalStateException("for password=" + CANARY, new IllegalArgumentException("iban: " + CANARY))));
		String line = encoded(format, event);
		assertThat(line).contains("Ada", "IllegalStateException").doesNotContain(CANARY);
	}

	@Test
	void namesOfTheApplicationAddToThoseOfSecrets() {
		this.environment.withProperty("api-security.masking.logging.names", "nationalId");
		assertThat(LogMask.of(this.environment).mask("password=a nationalId=b name=c"))
			.isEqualTo("password=[erased] nationalId=[erased] name=c");
	}

	@Test
	void whenDisabledLeavesTextAlone() {
		this.environment.withProperty("api-security.masking.logging.enabled", "false");
		assertThat(LogMask.of(this.environment).mask("password=x")).isEqualTo("password=x");
	}

	private String encoded(String format, LoggingEvent event) {
		StructuredLogEncoder encoder = new StructuredLogEncoder();
		encoder.setContext(context());
		encoder.setFormat(format);
		encoder.start();
		return new String(encoder.encode(event), StandardCharsets.UTF_8);
	}

	private LoggerContext context() {
		LoggerContext context = new LoggerContext();
		context.putObject(Environment.class.getName(), this.environment);
		return context;
	}

	private static LoggingEvent event() {
		LoggingEvent event = new LoggingEvent();
		event.setLoggerName("test");
		event.setThreadName("main");
		event.setLevel(Level.INFO);
		event.setInstant(Instant.EPOCH);
		event.setMessage("stored iban=" + CANARY + " and password: " + CANARY);
		event.setMDCPropertyMap(Map.of("homePhone", CANARY, "harmless", "1"));
		event.setKeyValuePairs(List.of(new KeyValuePair("customer.iban", CANARY), new KeyValuePair("secret", CANARY)));
		return event;
	}

	/**
	 * How objects are written in logs.
	 */
	private enum Style {

		JSON, ESCAPED_JSON, SINGLE_QUOTES, TO_STRING, MAP, XML;

		String pair(String name, String value) {
			return switch (this) {
				case JSON -> "\"" + name + "\":" + value;
				case ESCAPED_JSON -> "\\\"" + name + "\\\":" + value;
				case SINGLE_QUOTES -> "'" + name + "': " + value;
				case TO_STRING, MAP -> name + "=" + value;
				case XML -> "<" + name + ">" + value + "</" + name + ">";
			};
		}

		String text(Random random, String text) {
			String odd = List.of("", "]", "}", ", ", "{", "[", ": ").get(random.nextInt(7));
			return switch (this) {
				case JSON -> "\"" + odd + text + "\\\"\"";
				case ESCAPED_JSON -> "\\\"" + odd + text + "\\\\\\\"\\\"";
				case SINGLE_QUOTES -> "'it" + List.of("\\'", "''", "'").get(random.nextInt(3)) + "s" + odd + text + "'";
				case TO_STRING, MAP -> ((random.nextBoolean()) ? "" : "a\"b") + text;
				case XML -> odd + text;
			};
		}

		String nest(Random random, int depth, String pair) {
			List<String> members = new ArrayList<>();
			String canary = (pair.isEmpty()) ? "canary" : "harmless";
			for (int i = 0; i <= random.nextInt(3); i++) {
				String member = (depth == 0 || random.nextBoolean()) ? text(random, canary)
						: nest(random, depth - 1, "").replace("canary", canary);
				members.add((pair.isEmpty() && random.nextBoolean()) ? member : pair("n" + i, member));
			}
			if (!pair.isEmpty()) {
				members.add(random.nextInt(members.size() + 1), pair);
			}
			boolean list = pair.isEmpty() && random.nextBoolean();
			String content = String.join((this == TO_STRING || this == MAP) ? ", " : ",", members);
			return switch (this) {
				case JSON, ESCAPED_JSON, SINGLE_QUOTES, MAP -> (list) ? "[" + content + "]" : "{" + content + "}";
				case TO_STRING -> "Type[" + content + "]";
				case XML -> "<doc>" + content + "</doc>";
			};
		}

	}

	/**
	 * Ends with an error when it is read too often.
	 */
	private static final class CountedText implements CharSequence {

		private final String text;

		private long steps;

		CountedText(String text, long steps) {
			this.text = text;
			this.steps = steps;
		}

		@Override
		public char charAt(int index) {
			if (this.steps-- == 0) {
				throw new AssertionError("Read too often: " + this.text.substring(0, 60));
			}
			return this.text.charAt(index);
		}

		@Override
		public int length() {
			return this.text.length();
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			this.steps -= end - start;
			return this.text.subSequence(start, end);
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	private record Customer(String name, String clientSecret) {

	}

}
