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
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.http.ResponseEntity.BodyBuilder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;
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
@TestInstance(Lifecycle.PER_CLASS)
class ProtectedTlsTests {

	private static final Map<String, String> SPRING_SECURITY = Map.of("X-Content-Type-Options", "nosniff",
			"X-XSS-Protection", "0", "X-Frame-Options", "DENY", "Strict-Transport-Security",
			"max-age=63072000 ; includeSubDomains", "Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");

	private static final Map<String, String> BOTH = Map.of("Cross-Origin-Opener-Policy", "same-origin",
			"Cross-Origin-Resource-Policy", "same-origin", "Origin-Agent-Cluster", "?1",
			"X-Permitted-Cross-Domain-Policies", "none", "X-DNS-Prefetch-Control", "off");

	private static final String PERMISSIONS = """
			accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=%1$s, \
			geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
			picture-in-picture=%1$s, publickey-credentials-get=%1$s, screen-wake-lock=(), usb=(), \
			xr-spatial-tracking=()""";

	private static final Map<String, String> API = Map.of("Permissions-Policy", PERMISSIONS.formatted("()"),
			"Content-Security-Policy",
			"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'", "Referrer-Policy",
			"no-referrer");

	private static final Map<String, String> BROWSER = Map.of("Permissions-Policy", PERMISSIONS.formatted("(self)"),
			"Content-Security-Policy", """
					default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; \
					object-src 'none'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'""",
			"Referrer-Policy", "same-origin", "X-Frame-Options", "SAMEORIGIN");

	private static final Map<String, Map<String, String>> PRESETS = Map.of("", all(SPRING_SECURITY, BOTH, API),
			"/pages", all(SPRING_SECURITY, BOTH, BROWSER), "/off", SPRING_SECURITY);

	private static final Set<String> OTHERS = Set.of(":status", "date", "content-type", "content-length",
			"transfer-encoding", "connection", "keep-alive", "vary", "pragma", "expires", "location",
			"content-language");

	private static final char[] PASSWORD = "changeit".toCharArray();

	private String store;

	private final Map<Version, HttpClient> clients = new EnumMap<>(Version.class);

	private SSLContext ssl;

	private ServletWebServerApplicationContext application;

	@BeforeAll
	void start(@TempDir Path directory) throws Exception {
		this.store = directory.resolve("tls.p12").toString();
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "tls", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
				"-ext", "san=dns:localhost", "-validity", "2", "-storetype", "PKCS12", "-keystore", this.store,
				"-storepass", new String(PASSWORD))
			.inheritIO()
			.start();
		assertThat(keytool.waitFor()).isZero();
		this.ssl = trusting(this.store);
		for (Version version : Version.values()) {
			this.clients.put(version, HttpClient.newBuilder().version(version).sslContext(this.ssl).build());
		}
		this.application = run("nothing");
	}

	@SafeVarargs
	private static Map<String, String> all(Map<String, String>... some) {
		Map<String, String> all = new HashMap<>();
		Stream.of(some).forEach(all::putAll);
		return all;
	}

	private static SSLContext trusting(String location) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream content = new FileInputStream(location)) {
			store.load(content, PASSWORD);
		}
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("tls", store.getCertificate("tls"));
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void serverHasTheProtocolsAndCipherSuitesOfTheProfile() throws IOException {
		assertThat(handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256")).isEqualTo("TLSv1.3");
		assertThat(handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")).isEqualTo("TLSv1.2");
		assertThatExceptionOfType(SSLException.class)
			.isThrownBy(() -> handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"));
	}

	@Test
	void whenPageIsAskedForWithoutTlsRedirectsToThePortThatHasIt() throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		URI uri = URI.create("http://127.0.0.1:" + this.application.getBean(IntSupplier.class).getAsInt() + "/direct");
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30));
		assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
		HttpResponse<String> response = client.send(request.header("Accept", "text/html").build(),
				BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(308);
		assertThat(response.headers().allValues("Location"))
			.containsExactly("https://127.0.0.1:" + this.application.getWebServer().getPort() + "/direct");
	}

	@Test
	void everyAnswerHasTheHeadersOfItsPreset() throws Exception {
		for (String preset : PRESETS.keySet()) {
			assertThat(incomplete(this.application, preset)).isEmpty();
		}
	}

	// The same answers tell.
	@ParameterizedTest
	@Tag("exhaustive")
	@ValueSource(strings = { "headers of the chain", "writing before the handler",
			"apiSecurityCompleteHeadersChainFilter", "ErrorReportValve|JettyErrorHandler" })
	void whenOneWriterOfHeadersIsMissingAnswersAreIncomplete(String writer) throws Exception {
		try (ServletWebServerApplicationContext without = run(writer)) {
			assertThat(incomplete(without, "")).isNotEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/cached", "/cached-later" })
	void whenHandlerChoosesHeadersTheyReplaceOurs(String path) throws Exception {
		HttpResponse<byte[]> response = send(this.application, Version.HTTP_1_1, "GET", path);
		assertThat(response.headers().allValues("Cache-Control")).containsExactly("max-age=60");
		assertThat(response.headers().allValues("Pragma")).isEmpty();
	}

	private ServletWebServerApplicationContext run(String without) {
		return (ServletWebServerApplicationContext) SpringApplication.run(Api.class, "--server.port=0",
				"--server.http2.enabled=true", "--server.ssl.key-store=" + this.store,
				"--server.ssl.key-store-password=" + new String(PASSWORD), "--without=" + without,
				"--api-security.tls.profile=intermediate", "--api-security.tls.plain-http=redirect",
				"--api-security.headers.paths[0].pattern=/pages/**", "--api-security.headers.paths[0].preset=browser",
				"--api-security.headers.paths[1].pattern=/off/**", "--api-security.headers.paths[1].preset=off",
				"--api-security.authorization.rules[0].pattern=/**",
				"--api-security.authorization.rules[0].access=permit-all",
				"--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"--logging.level.root=error");
	}

	/**
	 * Ask for every combination of what makes an answer.
	 * @param application who answers
	 * @param preset what the paths begin with
	 * @return the answers with other headers than those of the preset
	 */
	private List<String> incomplete(ServletWebServerApplicationContext application, String preset) throws Exception {
		List<String> incomplete = new ArrayList<>();
		Map<String, Integer> answers = answers();
		assertThat(answers).hasSizeGreaterThan(150);
		for (Version version : Version.values()) {
			for (String method : List.of("GET", "HEAD")) {
				for (Map.Entry<String, Integer> answer : answers.entrySet()) {
					try {
						HttpResponse<byte[]> response = send(application, version, method, preset + answer.getKey());
						assertThat(response.version()).isEqualTo(version);
						if (response.statusCode() != answer.getValue() || !isComplete(response, PRESETS.get(preset))) {
							incomplete.add(response + " " + response.headers().map().keySet());
						}
					}
					catch (IOException ex) {
						// Without one of the writers two threads may write one answer.
						incomplete.add(version + " " + method + " " + preset + answer.getKey() + " " + ex);
					}
				}
			}
		}
		for (String target : List.of("/%zz", "/<x>", "/%2e%2e/x")) {
			String answer = malformed(application, target).toLowerCase(Locale.ROOT);
			if (!PRESETS.get("")
				.keySet()
				.stream()
				.allMatch((name) -> answer.contains("\n" + name.toLowerCase(Locale.ROOT) + ": "))) {
				incomplete.add(target + " " + answer);
			}
		}
		return incomplete;
	}

	private static boolean isComplete(HttpResponse<?> response, Map<String, String> preset) {
		Map<String, List<String>> actual = new TreeMap<>(response.headers().map());
		// What the answer is about, and where problems say more.
		actual.keySet().removeIf(OTHERS::contains);
		Map<String, List<String>> expected = new TreeMap<>();
		preset.forEach((name, value) -> expected.put(name.toLowerCase(Locale.ROOT), List.of(value)));
		for (Map<String, List<String>> headers : List.of(actual, expected)) {
			// How long the answer that the client has may be kept, it knows; a problem is
			// never kept.
			headers.computeIfPresent("cache-control", (name, values) -> (response.statusCode() == 304) ? null
					: values.stream().map((value) -> value.contains("no-store") ? "no-store" : value).toList());
		}
		return actual.equals(expected);
	}

	private static Map<String, Integer> answers() {
		Map<String, Integer> answers = new LinkedHashMap<>(Map.of("/missing", 404, "/events", 200, "/redirect", 302));
		for (Dispatch dispatch : Dispatch.values()) {
			for (Body body : Body.values()) {
				for (int status : new int[] { 200, 204, 304, 404, 503 }) {
					for (boolean length : new boolean[] { false, true }) {
						if (dispatch.makes(body, status, length)
								&& ((status != 204 && status != 304) || !body.hasBytes())) {
							answers.put(
									"/%s?body=%s&status=%d&length=%s"
										.formatted(dispatch.name().toLowerCase(Locale.ROOT), body, status, length),
									(dispatch == Dispatch.FAILURE) ? 500 : status);
						}
					}
				}
			}
		}
		return answers;
	}

	private HttpResponse<byte[]> send(ServletWebServerApplicationContext application, Version version, String method,
			String path) throws Exception {
		return this.clients.get(version)
			.send(HttpRequest.newBuilder(URI.create("https://localhost:" + application.getWebServer().getPort() + path))
				.timeout(Duration.ofSeconds(30))
				.method(method, BodyPublishers.noBody())
				.build(), BodyHandlers.ofByteArray());
	}

	private String malformed(ServletWebServerApplicationContext application, String target) throws IOException {
		try (SSLSocket socket = connect(application)) {
			socket.getOutputStream()
				.write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
					.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private String handshake(String protocol, String cipher) throws IOException {
		try (SSLSocket socket = connect(this.application)) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setProtocols(new String[] { protocol });
			parameters.setCipherSuites(new String[] { cipher });
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return socket.getSession().getProtocol();
		}
	}

	private SSLSocket connect(ServletWebServerApplicationContext application) throws IOException {
		SSLSocket socket = (SSLSocket) this.ssl.getSocketFactory()
			.createSocket("127.0.0.1", application.getWebServer().getPort());
		socket.setSoTimeout(30_000);
		return socket;
	}

	/**
	 * Who makes an answer.
	 */
	enum Dispatch {

		DIRECT, FORWARD, LATER, STREAM, SENT_ERROR, FAILURE;

		boolean makes(Body body, int status, boolean length) {
			return switch (this) {
				case STREAM -> body != Body.RESET;
				case SENT_ERROR -> status >= 400 && !length && body.isUncommitted();
				case FAILURE -> status == 200 && !length && body.isUncommitted();
				default -> true;
			};
		}

	}

	/**
	 * How an answer is written.
	 */
	enum Body {

		NONE, EMPTY, BYTES, FLUSHED_BEFORE, FLUSHED_AFTER, RESET;

		boolean hasBytes() {
			return this != NONE && this != EMPTY;
		}

		boolean isUncommitted() {
			return this != FLUSHED_BEFORE && this != FLUSHED_AFTER;
		}

		void write(OutputStream output) throws IOException {
			if (this == FLUSHED_BEFORE) {
				output.flush();
			}
			if (this != NONE) {
				output.write(new byte[hasBytes() ? 2 : 0]);
			}
			if (this == FLUSHED_AFTER) {
				output.flush();
			}
		}

	}

	/**
	 * What is asked for.
	 *
	 * @param body how it is written
	 * @param status the status
	 * @param length whether its length is said
	 */
	record Answer(Body body, int status, boolean length) {

		void write(HttpServletResponse response) throws IOException {
			if (this.body == Body.RESET) {
				response.getOutputStream().write(0);
				response.reset();
			}
			response.setStatus(this.status);
			if (this.length && this.status != 204 && this.status != 304) {
				response.setContentLength(size());
			}
			this.body.write(response.getOutputStream());
		}

		int size() {
			return this.body.hasBytes() ? 2 : 0;
		}

	}

	// Not one that the other tests find.
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Answers.class, PlainTomcat.class, PlainJetty.class })
	static class Api {

		@Bean
		static BeanDefinitionRegistryPostProcessor withoutBean(Environment environment) {
			return new BeanDefinitionRegistryPostProcessor() {
				@Override
				public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
					for (String name : registry.getBeanDefinitionNames()) {
						if (name.matches(".*(" + environment.getRequiredProperty("without") + ").*")) {
							registry.removeBeanDefinition(name);
						}
					}
				}
			};
		}

		@Bean
		static BeanPostProcessor withoutFilter(Environment environment) {
			String without = environment.getRequiredProperty("without");
			return new BeanPostProcessor() {
				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof SecurityFilterChain chain && without.equals("headers of the chain")) {
						chain.getFilters().removeIf(HeaderWriterFilter.class::isInstance);
					}
					if (bean instanceof SecurityFilterChain chain && without.equals("writing before the handler")) {
						chain.getFilters()
							.stream()
							.filter(HeaderWriterFilter.class::isInstance)
							.forEach((filter) -> ((HeaderWriterFilter) filter).setShouldWriteHeadersEagerly(false));
					}
					return bean;
				}
			};
		}

	}

	@ConditionalOnClass(name = "org.apache.catalina.connector.Connector")
	static class PlainTomcat implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, IntSupplier {

		private final Connector connector = new Connector();

		@Override
		public void customize(TomcatServletWebServerFactory factory) {
			this.connector.setPort(0);
			factory.addAdditionalConnectors(this.connector);
		}

		@Override
		public int getAsInt() {
			return this.connector.getLocalPort();
		}

	}

	@ConditionalOnClass(name = "org.springframework.boot.jetty.servlet.JettyServletWebServerFactory")
	static class PlainJetty implements WebServerFactoryCustomizer<JettyServletWebServerFactory>, IntSupplier {

		private ServerConnector connector;

		@Override
		public void customize(JettyServletWebServerFactory factory) {
			factory.addServerCustomizers((server) -> {
				this.connector = new ServerConnector(server);
				server.addConnector(this.connector);
			});
		}

		@Override
		public int getAsInt() {
			return this.connector.getLocalPort();
		}

	}

	@RestController
	static class Answers {

		@GetMapping({ "/direct", "/pages/direct", "/off/direct" })
		void direct(Answer answer, HttpServletResponse response) throws IOException {
			answer.write(response);
		}

		@GetMapping({ "/forward", "/pages/forward", "/off/forward" })
		ModelAndView forward(Answer answer) {
			return new ModelAndView("forward:/direct");
		}

		@GetMapping({ "/later", "/pages/later", "/off/later" })
		Callable<Void> later(Answer answer, HttpServletResponse response) {
			return () -> {
				answer.write(response);
				return null;
			};
		}

		@GetMapping({ "/stream", "/pages/stream", "/off/stream" })
		ResponseEntity<StreamingResponseBody> stream(Answer answer) {
			BodyBuilder builder = ResponseEntity.status(answer.status());
			return (answer.length() ? builder.contentLength(answer.size()) : builder).body(answer.body()::write);
		}

		@GetMapping({ "/sent_error", "/pages/sent_error", "/off/sent_error" })
		void error(Answer answer, HttpServletResponse response) throws IOException {
			answer.body().write(response.getOutputStream());
			response.sendError(answer.status());
		}

		@GetMapping({ "/failure", "/pages/failure", "/off/failure" })
		void failure(Answer answer, HttpServletResponse response) throws IOException {
			answer.write(response);
			throw new IllegalStateException("secret");
		}

		@GetMapping({ "/redirect", "/pages/redirect", "/off/redirect" })
		void redirect(HttpServletResponse response) throws IOException {
			response.sendRedirect("/direct");
		}

		@GetMapping({ "/events", "/pages/events", "/off/events" })
		SseEmitter events() throws IOException {
			SseEmitter emitter = new SseEmitter(5000L);
			emitter.send("a");
			emitter.complete();
			return emitter;
		}

		@GetMapping("/cached")
		ResponseEntity<String> cached() {
			return ResponseEntity.ok().cacheControl(CacheControl.maxAge(Duration.ofMinutes(1))).body("a");
		}

		@GetMapping("/cached-later")
		Callable<ResponseEntity<String>> cachedLater() {
			return this::cached;
		}

	}

}
