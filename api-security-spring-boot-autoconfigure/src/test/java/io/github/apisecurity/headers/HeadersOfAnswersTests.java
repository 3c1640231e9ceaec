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

package io.github.apisecurity.headers;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.RawHttpClient;
import io.github.apisecurity.TestApplication;
import io.github.apisecurity.TestServer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that no shape of an answer loses the headers.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HeadersOfAnswersTests {

	private static final List<String> HEADERS = List.of("Content-Security-Policy", "Permissions-Policy",
			"Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster",
			"X-Content-Type-Options", "X-Frame-Options", "Cache-Control");

	// The names in headers_remove.json of the OWASP Secure Headers Project, in lower case
	// as the client has them.
	private static final Set<String> FINGERPRINTS = Set.of("""
			$wsep host-header k-proxy-request liferay-portal oraclecommercecloud-version pega-host powered-by product
			server sourcemap x-aspnet-version x-aspnetmvc-version x-atmosphere-error x-atmosphere-first-request
			x-atmosphere-tracking-id x-b3-parentspanid x-b3-sampled x-b3-spanid x-b3-traceid x-beserver
			x-cf-powered-by x-cms x-calculatedbetarget x-cocoon-version x-content-encoded-by x-diaginfo
			x-envoy-attempt-count x-envoy-external-address x-envoy-internal x-envoy-original-dst-host
			x-envoy-upstream-service-time x-feserver x-framework x-generated-by x-generator x-jitsi-release
			x-kubernetes-pf-flowschema-ui x-kubernetes-pf-prioritylevel-uid x-litespeed-cache x-litespeed-purge
			x-litespeed-tag x-litespeed-vary x-litespeed-cache-control x-mod-pagespeed x-nextjs-cache
			x-nextjs-matched-path x-nextjs-page x-nextjs-redirect x-owa-version x-old-content-length
			x-oneagent-js-injection x-page-speed x-php-version x-powered-by x-powered-by-plesk x-powered-cms
			x-redirect-by x-server-powered-by x-sourcefiles x-sourcemap x-turbo-charged-by x-umbraco-version
			x-varnish-backend x-varnish-server x-dtagentid x-dthealthcheck x-dtinjectedservlet x-ruxit-js-agent
			""".strip().split("\\s+"));

	private TestServer server;

	@BeforeAll
	void start() {
		this.server = TestServer.start(Api.class, "api-security.authorization.rules[0].pattern=/**",
				"api-security.authorization.rules[0].access=permit-all",
				"api-security.network.trusted-proxies=127.0.0.1", "api-security.headers.paths[0].pattern=/pages/**",
				"api-security.headers.paths[0].preset=browser",
				"api-security.headers.cross-origin-embedder-policy=require-corp");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET /<x> HTTP/1.1", "GET /%zz HTTP/1.1", "GET /%2e%2e/x HTTP/1.1", "GET /a%2fx HTTP/1.1",
			"GET /x a HTTP/1.1", "GET /%00 HTTP/1.1", "GET /\\x HTTP/1.1", "G<T /text HTTP/1.1", "GET x HTTP/1.1",
			"CONNECT x:1 HTTP/1.1" })
	void everyAnswerToAMalformedRequestHasEachHeader(String line) throws IOException {
		RawHttpClient.Response response = RawHttpClient.send(this.server.context().getWebServer().getPort(),
				line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		assertThat(response.status()).isBetween(400, 501);
		assertThat(response.headers()).containsKeys(HEADERS.toArray(String[]::new));
	}

	// Every combination is asked for in samples/existing-shop-protected, on each server.
	@ParameterizedTest
	@CsvSource({ "GET,/text", "GET,/writer-empty", "GET,/flushed", "GET,/failing", "GET,/later-reset", "HEAD,/text",
			"POST,/text", "OPTIONS,/text", "TRACE,/text", "GET,/text;x=1" })
	void everyAnswerHasEachHeaderOnce(String method, String path) {
		HttpResponse<String> response = this.server
			.send(this.server.request(path).method(method, BodyPublishers.noBody()));
		assertThat(HEADERS).as("%s %s %s", method, path, response)
			.allSatisfy((name) -> assertThat(response.headers().allValues(name)).as(name).hasSize(1));
		assertThat(response.headers().map().keySet()).doesNotContainAnyElementsOf(FINGERPRINTS);
	}

	// The names in headers_add.json of the same project, and what each has to say at
	// least. Clear-Site-Data is for a logout, and Cross-Origin-Embedder-Policy is sent
	// where it is set, since it breaks pages with pictures of others.
	@ParameterizedTest
	@ValueSource(strings = { "/expires-added", "/expires-number" })
	void whenHandlerSaysWhenItsAnswerExpiresInAnyWayThatAloneIsSaid(String path) {
		HttpResponse<String> response = this.server.get(path);
		assertThat(response.headers().allValues("Expires")).hasSize(1);
		assertThat(response.headers().allValues("Pragma")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "Cache-Control | no-store", "Content-Security-Policy | default-src 'none'",
			"Content-Security-Policy | frame-ancestors 'none'", "Content-Security-Policy | form-action 'none'",
			"Cross-Origin-Embedder-Policy | require-corp", "Cross-Origin-Opener-Policy | same-origin",
			"Cross-Origin-Resource-Policy | same-origin", "Permissions-Policy | geolocation=()",
			"Referrer-Policy | no-referrer", "Strict-Transport-Security | includeSubDomains",
			"X-Content-Type-Options | nosniff", "X-Frame-Options | DENY", "X-Permitted-Cross-Domain-Policies | none" })
	void overTlsEveryHeaderThatOwaspAddsIsThere(String name, String value) {
		assertThat(this.server.get("/text", "X-Forwarded-Proto", "https").headers().firstValue(name).orElseThrow())
			.contains(value);
	}

	@Test
	void whenAsynchronousAnswerIsCommittedWhileItsRequestLeavesTheChainItHasAllHeaders() {
		HttpResponse<String> response = this.server.get("/raced");
		assertThat(response.body()).isEqualTo("a");
		assertThat(HEADERS).allSatisfy((name) -> assertThat(response.headers().allValues(name)).as(name).hasSize(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/not-modified", "/not-modified-later" })
	void whenClientHasTheAnswerItKnowsHowLong(String path) {
		HttpResponse<String> response = this.server.get(path);
		assertThat(response.statusCode()).isEqualTo(304);
		assertThat(response.headers().allValues("Cache-Control")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/cached", "/cached-later", "/cached-stream" })
	void whenHandlerChoosesHeadersTheyReplaceOurs(String path) {
		HttpResponse<String> response = this.server.get(path);
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("max-age=60");
		assertThat(response.headers().allValues("Pragma")).isEmpty();
		assertThat(response.headers().allValues("Expires")).isEmpty();
		assertThat(response.headers().allValues("Referrer-Policy")).containsExactly("origin");
		assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
	}

	@ParameterizedTest
	@CsvSource({ "https,true", "http,false" })
	void whenTrustedProxyEndsTlsBrowserIsToKeepToIt(String scheme, boolean present) {
		assertThat(this.server.get("/text", "X-Forwarded-Proto", scheme)
			.headers()
			.firstValue("Strict-Transport-Security")
			.isPresent()).isEqualTo(present);
		assertThat(this.server.get("/missing", "X-Forwarded-Proto", scheme)
			.headers()
			.firstValue("Strict-Transport-Security")
			.isPresent()).isEqualTo(present);
	}

	@TestApplication
	static class Api {

		@Bean
		Race race() {
			return new Race();
		}

		@Bean
		Answers answers(Race race) {
			return new Answers(race);
		}

	}

	/**
	 * Holds the thread of the container between two headers of an answer that has become
	 * asynchronous, until the other thread has committed it.
	 */
	static class Race implements HeaderWriter, Customizer<HeadersConfigurer<HttpSecurity>> {

		private final CountDownLatch leaving = new CountDownLatch(1);

		private final CountDownLatch committed = new CountDownLatch(1);

		@Override
		public void customize(HeadersConfigurer<HttpSecurity> headers) {
			headers.addHeaderWriter(this);
		}

		@Override
		public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
			if (request.getRequestURI().equals("/raced")) {
				this.leaving.countDown();
				if (request.isAsyncStarted()) {
					await(this.committed);
				}
			}
		}

		void stream(OutputStream output) throws IOException {
			await(this.leaving);
			output.write('a');
			output.flush();
			this.committed.countDown();
		}

		private static void await(CountDownLatch latch) {
			try {
				assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	@RestController
	static class Answers {

		private final Race race;

		Answers(Race race) {
			this.race = race;
		}

		@GetMapping("/raced")
		StreamingResponseBody raced() {
			return this.race::stream;
		}

		@GetMapping("/cached")
		ResponseEntity<String> cached() {
			return chosen().body("a");
		}

		@GetMapping("/cached-later")
		Callable<ResponseEntity<String>> cachedLater() {
			return () -> chosen().body("a");
		}

		@GetMapping("/cached-stream")
		ResponseEntity<StreamingResponseBody> cachedStream() {
			return chosen().body((output) -> output.write('a'));
		}

		private static BodyBuilder chosen() {
			return ResponseEntity.ok()
				.cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)))
				.header("Referrer-Policy", "origin");
		}

		@GetMapping("/text")
		String text() {
			return "text";
		}

		@GetMapping("/expires-added")
		void expiresAdded(HttpServletResponse response) {
			response.addDateHeader("Expires", 0);
		}

		@GetMapping("/expires-number")
		void expiresNumber(HttpServletResponse response) {
			response.addIntHeader("Expires", 0);
		}

		@GetMapping("/writer-empty")
		void writerEmpty(HttpServletResponse response) throws IOException {
			response.setContentLengthLong(0);
			response.getWriter().write("");
			response.getWriter().close();
		}

		@GetMapping("/flushed")
		void flushed(HttpServletResponse response) throws IOException {
			response.getWriter().write("a");
			response.flushBuffer();
			response.getWriter().write("b");
		}

		@GetMapping("/not-modified")
		ResponseEntity<String> notModified() {
			return ResponseEntity.status(304).eTag("a").build();
		}

		@GetMapping("/failing")
		String failing() {
			throw new IllegalStateException("secret");
		}

		@GetMapping("/later-reset")
		Callable<String> laterReset(HttpServletResponse response) {
			return () -> {
				response.reset();
				return "later";
			};
		}

		@GetMapping("/not-modified-later")
		Callable<ResponseEntity<String>> notModifiedLater() {
			return () -> ResponseEntity.status(304).eTag("a").build();
		}

	}

}
