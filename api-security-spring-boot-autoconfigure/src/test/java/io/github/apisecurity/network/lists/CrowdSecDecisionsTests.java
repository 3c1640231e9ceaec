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

package io.github.apisecurity.network.lists;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.application.TestApi;
import io.github.apisecurity.network.IpAddress;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CrowdSecDecisions}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CrowdSecDecisionsTests {

	// As localapi_swagger.yaml of CrowdSec 1.7 describes DecisionsStreamResponse.
	private static final String STARTUP = """
			{"deleted":null,"new":[
			{"duration":"3h59m32.5s","id":1,"origin":"crowdsec","scenario":"crowdsecurity/ssh-bf","scope":"Ip","type":"ban","uuid":"5a","value":"203.0.113.7"},
			{"duration":"167h4m21s","id":2,"origin":"CAPI","scenario":"http:scan","scope":"Ip","type":"ban","value":"2001:db8:bad::1"},
			{"duration":"1h","id":3,"origin":"cscli","scenario":"manual 'ban'","scope":"Range","type":"ban","value":"198.51.100.0/24"},
			{"duration":"1h","id":4,"origin":"cscli","scenario":"manual","scope":"Country","type":"ban","value":"XX"},
			{"duration":"1h","id":5,"origin":"crowdsec","scenario":"tried","scope":"Ip","simulated":true,"type":"ban","until":"2099-01-01T00:00:00Z","value":"203.0.113.8"}]}
			""";

	private static final String CHANGES = """
			{"deleted":[{"duration":"-1s","id":1,"origin":"crowdsec","scenario":"crowdsecurity/ssh-bf","scope":"Ip","type":"ban","value":"203.0.113.7"}],
			"new":[{"duration":"4h","id":9,"origin":"crowdsec","scenario":"crowdsecurity/http-probing","scope":"Ip","type":"ban","value":"203.0.113.9"}]}
			""";

	private static final String ENDLESS = "endless";

	private static final String NOTHING = "{\"deleted\":null,\"new\":null}";

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private volatile String answer = STARTUP;

	private final CountDownLatch end = new CountDownLatch(1);

	private HttpServer api;

	@BeforeEach
	void start() throws IOException {
		this.api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.api.setExecutor(Executors.newCachedThreadPool());
		this.api.createContext("/", this::answer);
		this.api.start();
	}

	@AfterEach
	void stop() {
		this.end.countDown();
		this.api.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.add(exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("X-Api-Key"));
		String answer = this.answer;
		byte[] body = answer.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(answer.startsWith("{\"message") ? 403 : 200,
				answer.equals(ENDLESS) ? 0 : body.length);
		while (answer.equals(ENDLESS)) {
			exchange.getResponseBody().write(new byte[1024 * 1024]);
		}
		if (answer.equals("hang")) {
			await(this.end);
		}
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void keepsWhatIsDecidedAndWhatChanges() {
		CrowdSecDecisions decisions = decisions(Duration.ofSeconds(30));
		decisions.refresh();
		assertDenied(decisions, "203.0.113.7", "2001:db8:bad::1", "198.51.100.200");
		assertNotDenied(decisions, "203.0.113.8", "203.0.113.9");
		this.answer = CHANGES;
		decisions.refresh();
		this.answer = NOTHING;
		decisions.refresh();
		assertDenied(decisions, "203.0.113.9", "2001:db8:bad::1");
		assertNotDenied(decisions, "203.0.113.7");
		assertThat(this.requests).containsExactly("/v1/decisions/stream?scopes=ip,range&startup=true key",
				"/v1/decisions/stream?scopes=ip,range&startup=false key",
				"/v1/decisions/stream?scopes=ip,range&startup=false key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "hang", ENDLESS, "{\"message\":\"access forbidden\"}", "<html>", "{}", "[]", "", "1" })
	void whenItCannotBeReadWhatWasKnownGoesOnAndAllIsAskedForAgain(String failure, CapturedOutput output) {
		CrowdSecDecisions decisions = decisions(Duration.ofSeconds(failure.equals("hang") ? 1 : 30));
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			decisions.refresh();
			assertDenied(decisions, "203.0.113.7");
		});
		int told = warnings(output);
		this.answer = failure;
		decisions.refresh();
		decisions.refresh();
		assertDenied(decisions, "203.0.113.7", "198.51.100.200");
		assertThat(warnings(output) - told).isOne();
		this.answer = CHANGES;
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			decisions.refresh();
			assertDenied(decisions, "203.0.113.9");
		});
		assertNotDenied(decisions, "203.0.113.7", "198.51.100.200");
		assertThat(this.requests).anySatisfy((request) -> assertThat(request).contains("startup=true"));
		assertThat(output).doesNotContain("X-Api-Key");
	}

	private static int warnings(CapturedOutput output) {
		return output.getOut().split("cannot be read", -1).length;
	}

	@Test
	void whenNothingListensStarts(CapturedOutput output) {
		this.api.stop(0);
		CrowdSecDecisions decisions = decisions(Duration.ofSeconds(1));
		decisions.refresh();
		assertThat(decisions.table().size()).isZero();
		assertThat(output).contains("cannot be read");
	}

	@Test
	void whenAddressIsDecidedOnItsRequestsAreRefused() {
		try (TestServer server = TestServer.start(TestApi.class,
				"api-security.rate-limit.policies.twice.limits=1000/1h",
				"api-security.network.trusted-proxies=127.0.0.1", "api-security.network.crowdsec.url=" + url(),
				"api-security.network.crowdsec.api-key=key\n")) {
			Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(() -> server.get("/", "X-Forwarded-For", "203.0.113.7").statusCode() == 403);
			assertThat(server.get("/", "X-Forwarded-For", "203.0.113.8").statusCode()).isEqualTo(401);
		}
	}

	@ParameterizedTest
	@CsvSource({ "url,ftp://x", "url,localhost:8080", "url,http://crowdsec_lapi:8080", "url,http://a b", "api-key,''",
			"api-key,a b", "interval,0s", "timeout,0s" })
	void whenSettingIsBadStops(String property, String value) {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(
					() -> TestServer
						.start(TestApi.class, "api-security.network.crowdsec.url=" + url(),
								"api-security.network.crowdsec.api-key=key",
								"api-security.network.crowdsec." + property + "=" + value)
						.close())
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
					(ex) -> assertThat(ex.getName()).isEqualTo("api-security.network.crowdsec." + property));
	}

	private CrowdSecDecisions decisions(Duration timeout) {
		return new CrowdSecDecisions(url() + "/", "key", Duration.ofSeconds(10), timeout);
	}

	private String url() {
		return "http://127.0.0.1:" + this.api.getAddress().getPort();
	}

	private static void assertDenied(CrowdSecDecisions decisions, String... addresses) {
		assertThat(addresses).allMatch((address) -> decisions.table().contains(IpAddress.parse(address)));
	}

	private static void assertNotDenied(CrowdSecDecisions decisions, String... addresses) {
		assertThat(addresses).noneMatch((address) -> decisions.table().contains(IpAddress.parse(address)));
	}

}
