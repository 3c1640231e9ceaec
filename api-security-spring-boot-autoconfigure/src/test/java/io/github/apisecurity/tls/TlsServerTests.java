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

package io.github.apisecurity.tls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.github.apisecurity.TestApplication;
import io.github.apisecurity.TestServer;
import io.github.apisecurity.TestTokens;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of TLS with a server: the profile, certificates of clients and certificates that
 * change.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TlsServerTests {

	private static final int SWAPS = Integer.getInteger("tls.swaps", 20);

	private TestCertificates certificates;

	private TestServer server;

	private Path certificate;

	private Path key;

	@BeforeAll
	void start(@TempDir Path directory) throws Exception {
		this.certificates = new TestCertificates(directory).issue("server0", "CN=localhost", "dns:localhost")
			.issue("server1", "CN=localhost", "dns:localhost")
			.issue("billing", "CN=billing,O=Example", "dns:other.example")
			.issue("batch", "CN=x", "dns:batch.example.com")
			.issue("workload", "CN=y", "uri:spiffe://example.org/ns/prod/sa/orders")
			.issue("lost", "CN=lost", "dns:lost.example")
			.issue("both", "CN=billing,O=Example", "dns:batch.example.com")
			.issue("uris", "CN=z", "uri:spiffe://example.org/ns/prod/sa/orders,uri:spiffe://example.org/other")
			.issue("stranger", "CN=stranger", "dns:billing.example");
		this.certificate = directory.resolve("tls.crt");
		this.key = directory.resolve("tls.key");
		install(0);
		this.server = TestServer.start(Api.class, "server.ssl.bundle=web", "server.ssl.client-auth=want",
				"spring.ssl.bundle.pem.web.keystore.certificate=file:" + this.certificate,
				"spring.ssl.bundle.pem.web.keystore.private-key=file:" + this.key,
				"spring.ssl.bundle.pem.web.truststore.certificate=file:" + this.certificates.certificateFile("ca"),
				"spring.ssl.bundle.pem.web.keystore.verify-keys=true",
				"spring.ssl.bundle.pem.web.reload-on-update=true", "spring.ssl.bundle.watch.file.quiet-period=50ms",
				"management.server.port=0", "management.server.ssl.bundle=web",
				// Jetty is here for other tests, and two servers have two such contexts.
				"spring.autoconfigure.exclude=org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration",
				"api-security.tls.profile=intermediate", "api-security.tls.clients[0].subject=CN=billing, O=Example",
				"api-security.tls.clients[0].name=billing", "api-security.tls.clients[0].authorities=PAY",
				"api-security.tls.clients[1].dns-name=batch.example.com",
				"api-security.tls.clients[2].spiffe-id=spiffe://example.org/ns/prod/sa/orders",
				"api-security.tls.clients[3].subject=CN=lost", "api-security.token.revocation.enabled=true",
				"api-security.cors.rules[0].pattern=/cors",
				"api-security.cors.rules[0].allowed-origins=https://app.example.com",
				"api-security.cors.rules[0].allow-credentials=true");
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@Test
	void whenClientHasCipherSuitesOfTheProfileConnects() throws Exception {
		assertThat(handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")).isEqualTo("TLSv1.2");
		assertThat(handshake("TLSv1.3", "TLS_AES_256_GCM_SHA384")).isEqualTo("TLSv1.3");
	}

	@Test
	void profileHoldsForTheManagementPort() throws Exception {
		assertProfile(this.server.context().getEnvironment().getRequiredProperty("local.management.port", int.class));
	}

	private void assertProfile(int port) throws Exception {
		assertThat(handshake(port, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")).isEqualTo("TLSv1.2");
		assertThatExceptionOfType(SSLException.class)
			.isThrownBy(() -> handshake(port, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"));
	}

	@ParameterizedTest
	@CsvSource({ "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384" })
	void whenClientHasCipherSuitesBeyondTheProfileOnlyRefuses(String cipher) {
		assertThatExceptionOfType(SSLException.class).isThrownBy(() -> handshake("TLSv1.2", cipher));
	}

	@ParameterizedTest
	@CsvSource({ "billing,/,billing", "batch,/,batch.example.com",
			"workload,/,spiffe://example.org/ns/prod/sa/orders" })
	void whenClientIsKnownByItsCertificateItIsTheCaller(String alias, String path, String caller) {
		assertThat(get(alias, path).body()).startsWith(caller + " ");
	}

	@ParameterizedTest
	@CsvSource({ "''", "stranger", "both", "uris" })
	void whenCertificateNamesNobodyOrSeveralRefuses(String alias) {
		assertThat(get(alias, "/").statusCode()).isEqualTo(401);
	}

	@Test
	void whenClientIsRevokedItsCertificateIsNobody() {
		assertThat(get("lost", "/").statusCode()).isEqualTo(200);
		this.server.context()
			.getBean(TokenRevocation.class)
			.revoke(Kind.SUBJECT, TokenRevocation.CERTIFICATES, "CN=lost");
		assertThat(get("lost", "/").statusCode()).isEqualTo(401);
		assertThat(get("billing", "/").statusCode()).isEqualTo(200);
	}

	@Test
	void whenClientIsKnownItHasItsAuthoritiesAndTheFactor() {
		assertThat(get("billing", "/").body()).isEqualTo("billing [FACTOR_X509, PAY]");
	}

	@ParameterizedTest
	@CsvSource({ "Client-Cert", "X-Forwarded-Client-Cert", "X-Client-Cert", "ssl_client_cert", "X-SSL-Client-Cert",
			"X-SSL-Client-S-DN" })
	void whenHeaderClaimsCertificateItIsNobody(String header) throws Exception {
		String encoded = Base64.getEncoder().encodeToString(this.certificates.certificate("billing").getEncoded());
		assertThat(get("", "/", header, ":" + encoded + ":").statusCode()).isEqualTo(401);
	}

	@Test
	void whenTokenIsBoundToCertificateItGrantsWithThatAlone() throws Exception {
		String token = "Bearer " + boundToken("billing");
		assertThat(get("billing", "/", "Authorization", token).body()).startsWith("alice ").doesNotContain("PAY");
		assertThat(get("batch", "/", "Authorization", token).statusCode()).isEqualTo(401);
		assertThat(get("", "/", "Authorization", token).statusCode()).isEqualTo(401);
	}

	@Test
	void whenTokenIsNoneCertificateDoesNotHelp() {
		assertThat(get("billing", "/", "Authorization", "Bearer x").statusCode()).isEqualTo(401);
		assertThat(get("billing", "/", "Authorization", "Basic eDp5").statusCode()).isEqualTo(401);
	}

	@ParameterizedTest
	@CsvSource({ "Sec-Fetch-Site,cross-site,401", "Sec-Fetch-Site,same-site,401", "Origin,https://evil.example,401",
			"Sec-Fetch-Site,same-origin,200", "Sec-Fetch-Site,none,200" })
	void whenPageAsksWithTheCertificateOfItsReaderItHasToBeOurs(String header, String value, int status) {
		assertThat(get("billing", "/", header, value).statusCode()).isEqualTo(status);
	}

	@Test
	void whenPageOfAllowedOriginAsksItMayUseTheCertificate() {
		assertThat(get("billing", "/cors", "Origin", "https://app.example.com", "Sec-Fetch-Site", "cross-site")
			.statusCode()).isEqualTo(200);
	}

	@Test
	void whenAnsweredBrowsersKeepToHttpsAndToSecureCookies() {
		HttpResponse<String> response = get("billing", "/session");
		assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();
		assertThat(response.headers().firstValue("Set-Cookie"))
			.hasValueSatisfying((cookie) -> assertThat(cookie).contains("Secure"));
	}

	@Test
	@Tag("exhaustive")
	void whenCertificateChangesUnderLoadNoHandshakeFails() throws Exception {
		AtomicBoolean done = new AtomicBoolean();
		AtomicInteger served = new AtomicInteger();
		Set<String> failures = ConcurrentHashMap.newKeySet();
		ExecutorService load = Executors.newFixedThreadPool(2);
		for (int i = 0; i < 2; i++) {
			load.execute(() -> {
				while (!done.get()) {
					try {
						peer();
						served.incrementAndGet();
					}
					catch (Exception ex) {
						failures.add(ex.toString());
					}
				}
			});
		}
		int seen = 0;
		for (int swap = 1; swap <= SWAPS; swap++) {
			X509Certificate expected = install(swap % 2);
			long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
			while (System.nanoTime() < end) {
				if (peer().equals(expected)) {
					seen++;
					break;
				}
			}
		}
		done.set(true);
		load.shutdown();
		assertThat(load.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		assertThat(seen).isEqualTo(SWAPS);
		assertThat(failures).isEmpty();
		assertThat(served.get()).isGreaterThan(SWAPS);
	}

	private X509Certificate install(int index) throws IOException {
		String alias = "server" + index;
		Files.move(this.certificates.keyFile(alias), this.key, StandardCopyOption.REPLACE_EXISTING);
		Files.move(this.certificates.certificateFile(alias), this.certificate, StandardCopyOption.REPLACE_EXISTING);
		return this.certificates.certificate(alias);
	}

	private X509Certificate peer() throws Exception {
		// A context of its own, so that no session is resumed.
		try (SSLSocket socket = socket(port(), this.certificates.client(""))) {
			socket.startHandshake();
			socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes());
			assertThat(new String(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 401");
			return (X509Certificate) socket.getSession().getPeerCertificates()[0];
		}
	}

	private String handshake(String protocol, String cipher) throws Exception {
		return handshake(port(), protocol, cipher);
	}

	private String handshake(int port, String protocol, String cipher) throws Exception {
		try (SSLSocket socket = socket(port, this.certificates.client(""))) {
			SSLParameters parameters = socket.getSSLParameters();
			parameters.setProtocols(new String[] { protocol });
			parameters.setCipherSuites(new String[] { cipher });
			socket.setSSLParameters(parameters);
			socket.startHandshake();
			return socket.getSession().getProtocol();
		}
	}

	private SSLSocket socket(int port, SSLContext context) throws IOException {
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
		socket.setSoTimeout(30_000);
		return socket;
	}

	private int port() {
		return this.server.context().getWebServer().getPort();
	}

	private String boundToken(String alias) throws Exception {
		byte[] hash = MessageDigest.getInstance("SHA-256").digest(this.certificates.certificate(alias).getEncoded());
		return TestTokens.token("alice", "cnf",
				Map.of("x5t#S256", Base64.getUrlEncoder().withoutPadding().encodeToString(hash)));
	}

	private HttpResponse<String> get(String alias, String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port() + path))
			.timeout(Duration.ofSeconds(30));
		try {
			return HttpClient.newBuilder()
				.sslContext(this.certificates.client(alias))
				.build()
				.send(((headers.length > 0) ? request.headers(headers) : request).build(), BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@TestApplication
	static class Api {

		@Bean
		Answers answers() {
			return new Answers();
		}

	}

	@RestController
	static class Answers {

		@GetMapping({ "/", "/cors" })
		String caller(Authentication caller) {
			return caller.getName() + " "
					+ caller.getAuthorities().stream().map(GrantedAuthority::getAuthority).sorted().toList();
		}

		@GetMapping("/session")
		String session(HttpServletRequest request, Principal caller) {
			request.getSession().setAttribute("caller", caller.getName());
			return "session";
		}

	}

}
