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

package io.github.apisecurity.benchmarks;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

import com.sun.net.httpserver.HttpServer;

/**
 * Signs access tokens and serves the key to check them with, on the loopback interface.
 */
final class HttpIssuer implements AutoCloseable {

	private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

	private final KeyPair keys;

	private final HttpServer server;

	private HttpIssuer(KeyPair keys, HttpServer server) {
		this.keys = keys;
		this.server = server;
	}

	static HttpIssuer start() throws IOException, GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		KeyPair keys = generator.generateKeyPair();
		RSAPublicKey key = (RSAPublicKey) keys.getPublic();
		byte[] jwks = """
				{"keys":[{"kty":"RSA","kid":"1","alg":"RS256","use":"sig","n":"%s","e":"%s"}]}
				""".formatted(encode(key.getModulus()), encode(key.getPublicExponent()))
			.getBytes(StandardCharsets.US_ASCII);
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/jwks", (exchange) -> {
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, jwks.length);
			exchange.getResponseBody().write(jwks);
			exchange.close();
		});
		server.start();
		return new HttpIssuer(keys, server);
	}

	private static String encode(BigInteger value) {
		byte[] bytes = value.toByteArray();
		int sign = (bytes[0] == 0) ? 1 : 0;
		return BASE64.encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
	}

	String uri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	String token(String subject) throws GeneralSecurityException {
		return token(subject, "1");
	}

	String token(String subject, String kid) throws GeneralSecurityException {
		long now = Instant.now().getEpochSecond();
		String content = encode("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}") + "." + encode("""
				{"iss":"%s","aud":"benchmark","sub":"%s","jti":"%s-1","iat":%d,"exp":%d,"scope":"read write"}"""
			.formatted(uri(), subject, subject, now, now + 7200));
		Signature signature = Signature.getInstance("SHA256withRSA");
		signature.initSign(this.keys.getPrivate());
		signature.update(content.getBytes(StandardCharsets.US_ASCII));
		return content + "." + BASE64.encodeToString(signature.sign());
	}

	private static String encode(String json) {
		return BASE64.encodeToString(json.getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
