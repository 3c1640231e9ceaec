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

package com.example.shop;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS and the headers of answers, whichever the server is.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = { "api-security.tls.profile=intermediate",
		"api-security.authorization.rules[0].pattern=/**", "api-security.authorization.rules[0].access=permit-all" })
class ProtectedTlsTests {

	private static final List<String> HEADERS = List.of("Content-Security-Policy", "Permissions-Policy",
			"Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Origin-Agent-Cluster",
			"X-Content-Type-Options", "X-Frame-Options", "Strict-Transport-Security");

	private static final char[] PASSWORD = "changeit".toCharArray();

	@TempDir
	static Path directory;

	@LocalServerPort
	private int port;

	private SSLContext context;

	@DynamicPropertySource
	static void certificate(DynamicPropertyRegistry registry) throws Exception {
		String store = directory.resolve("tls.p12").toString();
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "tls", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
				"-ext", "san=dns:localhost", "-validity", "2", "-storetype", "PKCS12", "-keystore", store, "-storepass",
				new String(PASSWORD))
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		registry.add("server.ssl.key-store", () -> store);
		registry.add("server.ssl.key-store-password", () -> new String(PASSWORD));
	}

	@BeforeEach
	void trust() throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream content = new FileInputStream(directory.resolve("tls.p12").toFile())) {
			store.load(content, PASSWORD);
		}
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("tls", store.getCertificate("tls"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		this.context = SSLContext.getInstance("TLS");
		this.context.init(null, trust.getTrustManagers(), null);
	}

	@Test
	void serverHasTheProtocolsAndCipherSuitesOfTheProfile() throws IOException {
		assertThat(handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256")).isEqualTo("TLSv1.3");
		assertThat(handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")).isEqualTo("TLSv1.2");
		assertThatExceptionOfType(SSLException.class)
			.isThrownBy(() -> handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"));
	}

	@ParameterizedTest
	@CsvSource({ "GET,/shapes/text", "HEAD,/shapes/text", "GET,/shapes/empty", "GET,/shapes/length",
			"GET,/shapes/flushed", "GET,/shapes/not-modified", "GET,/shapes/error-sent", "GET,/shapes/failing",
			"GET,/shapes/forward", "GET,/shapes/later", "GET,/shapes/later-empty", "GET,/shapes/stream",
			"GET,/shapes/events", "GET,/shapes/missing", "POST,/shapes/text" })
	void everyAnswerHasEachHeaderOnce(String method, String path) throws Exception {
		HttpResponse<String> response = send(method, path);
		assertThat(HEADERS).as("%s %s %s", method, path, response)
			.allSatisfy((name) -> assertThat(response.headers().allValues(name)).as(name).hasSize(1));
		assertThat(response.headers().map()).doesNotContainKeys("server", "x-powered-by");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/shapes/cached", "/shapes/cached-later" })
	void whenHandlerChoosesHeadersTheyReplaceOurs(String path) throws Exception {
		HttpResponse<String> response = send("GET", path);
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("max-age=60");
		assertThat(response.headers().allValues("Pragma")).isEmpty();
	}

	private HttpResponse<String> send(String method, String path) throws Exception {
		return HttpClient.newBuilder()
			.sslContext(this.context)
			.build()
			.send(HttpRequest.newBuilder(URI.create("https://localhost:" + this.port + path))
				.timeout(Duration.ofSeconds(30))
				.method(method, BodyPublishers.noBody())
				.build(), BodyHandlers.ofString());
	}

	private String handshake(String protocol, String cipher) throws IOException {
		try (SSLSocket socket = (SSLSocket) this.context.getSocketFactory().createSocket("127.0.0.1", this.port)) {
			socket.setSoTimeout(30_000);
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setProtocols(new String[] { protocol });
			parameters.setCipherSuites(new String[] { cipher });
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return socket.getSession().getProtocol();
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	@RestController
	static class Shapes {

		@GetMapping("/shapes/text")
		String text() {
			return "text";
		}

		@GetMapping("/shapes/empty")
		void empty() {
		}

		@GetMapping("/shapes/length")
		void length(HttpServletResponse response) throws IOException {
			response.setContentLength(2);
			response.getOutputStream().write(new byte[] { 'a', 'b' });
		}

		@GetMapping("/shapes/flushed")
		void flushed(HttpServletResponse response) throws IOException {
			response.getWriter().write("a");
			response.flushBuffer();
			response.getWriter().write("b");
		}

		@GetMapping("/shapes/not-modified")
		ResponseEntity<String> notModified() {
			return ResponseEntity.status(304).eTag("a").build();
		}

		@GetMapping("/shapes/error-sent")
		void error(HttpServletResponse response) throws IOException {
			response.sendError(409);
		}

		@GetMapping("/shapes/failing")
		String failing() {
			throw new IllegalStateException("secret");
		}

		@GetMapping("/shapes/forward")
		ModelAndView forward() {
			return new ModelAndView("forward:/shapes/text");
		}

		@GetMapping("/shapes/later")
		Callable<String> later() {
			return () -> "later";
		}

		@GetMapping("/shapes/later-empty")
		Callable<String> laterEmpty() {
			return () -> "";
		}

		@GetMapping("/shapes/stream")
		StreamingResponseBody stream() {
			return (output) -> {
				output.write('a');
				output.flush();
			};
		}

		@GetMapping("/shapes/events")
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter(5000L);
			emitter.send("a");
			emitter.complete();
			return emitter;
		}

		@GetMapping("/shapes/cached")
		ResponseEntity<String> cached() {
			return ResponseEntity.ok().cacheControl(CacheControl.maxAge(Duration.ofMinutes(1))).body("a");
		}

		@GetMapping("/shapes/cached-later")
		Callable<ResponseEntity<String>> cachedLater() {
			return this::cached;
		}

	}

}
