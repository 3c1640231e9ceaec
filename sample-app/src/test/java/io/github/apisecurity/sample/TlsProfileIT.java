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

package io.github.apisecurity.sample;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the packaged application with the {@code tls} profile. Its Java runtime is told
 * to allow every protocol version, so that what is refused is refused by the application.
 */
class TlsProfileIT {

	private static final int ALERT = 21;

	private static final int HANDSHAKE = 22;

	private static final int ALERT_HANDSHAKE_FAILURE = 40;

	private static final int ALERT_PROTOCOL_VERSION = 70;

	private static final int TLS_1_1 = 0x0302;

	private static final int TLS_1_2 = 0x0303;

	// ECDHE-ECDSA with AES-128 in GCM and in CBC mode.
	private static final String CIPHER_SUITES = "c02bc009";

	// ECDHE-ECDSA and ECDHE-RSA with AES in CBC mode.
	private static final String WEAK_CIPHER_SUITES = "c009c00ac013c014";

	private static SampleProcess sample;

	private static BankClient bank;

	@BeforeAll
	static void start(@TempDir Path directory) throws Exception {
		Path lenient = Files.writeString(directory.resolve("lenient.security"), "jdk.tls.disabledAlgorithms=\n");
		sample = SampleProcess.start("-Djava.security.properties=" + lenient, "-Dspring.profiles.active=tls",
				"-Dsample.plain-port=0");
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, new TrustManager[] { new TrustSelfSigned() }, null);
		bank = new BankClient(URI.create("https://127.0.0.1:" + sample.port()),
				HttpClient.newBuilder().sslContext(context));
	}

	@AfterAll
	static void stop() {
		if (sample != null) {
			sample.close();
		}
	}

	@Test
	void whenCalledOverHttpsAnswers() {
		HttpResponse<String> response = bank.get("/api/customers/1", bank.tokenOf("viewer"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.sslSession())
			.hasValueSatisfying((session) -> assertThat(session.getProtocol()).isEqualTo("TLSv1.3"));
	}

	@Test
	void whenAnsweredOverHttpsCarriesStrictTransportSecurity() {
		assertThat(bank.get("/api/customers/1").headers().firstValue("Strict-Transport-Security"))
			.hasValueSatisfying((value) -> assertThat(value).matches("max-age=[1-9][0-9]{7,}.*"));
	}

	@Test
	void whenClientSpeaksOldProtocolRefusesHandshake() throws IOException {
		byte[] answer = hello(TLS_1_1, CIPHER_SUITES);
		assertThat(answer[0]).isEqualTo((byte) ALERT);
		assertThat(answer[6]).isEqualTo((byte) ALERT_PROTOCOL_VERSION);
	}

	@Test
	void whenClientSpeaksTls12AcceptsHandshake() throws IOException {
		assertThat(hello(TLS_1_2, CIPHER_SUITES)[0]).isEqualTo((byte) HANDSHAKE);
	}

	@Test
	void whenClientHasWeakCipherSuitesOnlyRefusesHandshake() throws IOException {
		byte[] answer = hello(TLS_1_2, WEAK_CIPHER_SUITES);
		assertThat(answer[0]).isEqualTo((byte) ALERT);
		assertThat(answer[6]).isEqualTo((byte) ALERT_HANDSHAKE_FAILURE);
	}

	@Test
	void whenCalledOverPlainHttpRefuses() throws IOException {
		try (Socket socket = new Socket("127.0.0.1", sample.port())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("GET /api/customers/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.doesNotContain("HTTP/1.1 2", "problem+json");
		}
	}

	/**
	 * Send a ClientHello of the given version. It is written by hand since the Java
	 * runtime of this test refuses to speak the old ones, which would prove nothing about
	 * the server.
	 * @param version the highest version the client speaks
	 * @param cipherSuites the cipher suites the client has, in hexadecimal
	 * @return the record header and the first two bytes of the server's answer
	 */
	private byte[] hello(int version, String cipherSuites) throws IOException {
		HexFormat hex = HexFormat.of();
		byte[] suites = hex.parseHex(cipherSuites);
		byte[] extensions = hex.parseHex("000a0006000400170018" + "000b00020100" + "000d000a00080403040102030201");
		try (Socket socket = new Socket("127.0.0.1", sample.port())) {
			socket.setSoTimeout(10_000);
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			int body = 2 + 32 + 1 + 2 + suites.length + 2 + 2 + extensions.length;
			out.writeByte(HANDSHAKE);
			out.writeShort(0x0301);
			out.writeShort(4 + body);
			out.writeInt((1 << 24) | body);
			out.writeShort(version);
			out.write(new byte[32]);
			out.writeByte(0);
			out.writeShort(suites.length);
			out.write(suites);
			out.writeShort(0x0100);
			out.writeShort(extensions.length);
			out.write(extensions);
			out.flush();
			return new DataInputStream(socket.getInputStream()).readNBytes(7);
		}
	}

	/**
	 * Trusts any issuer. The host name is still checked, as this is not an extended trust
	 * manager.
	 */
	private static final class TrustSelfSigned implements X509TrustManager {

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) {
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}

	}

}
