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

package io.github.apisecurity.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.UUID;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Issuer of access tokens in the process of a test: serves the metadata of OpenID Connect
 * Discovery and its key on the loopback interface, and signs the tokens of RFC 9068 that
 * a test wants. A new key is made for each.
 *
 * @since 0.1.0
 * @see AutoConfigureTestIssuer
 */
public final class TestIssuer implements AutoCloseable {

	private static final int KEY_SIZE = 2048;

	private final RSAKey key;

	private final String audience;

	private final HttpServer server;

	private TestIssuer(RSAKey key, String audience, HttpServer server) {
		this.key = key;
		this.audience = audience;
		this.server = server;
	}

	/**
	 * Start an issuer on a free port.
	 * @param audience the claim {@code aud} of its tokens
	 * @return the issuer, to be closed by the caller
	 */
	public static TestIssuer start(String audience) {
		try {
			RSAKey key = new RSAKeyGenerator(KEY_SIZE).keyID(UUID.randomUUID().toString()).generate();
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
			TestIssuer issuer = new TestIssuer(key, audience, server);
			server.createContext("/.well-known/openid-configuration", (exchange) -> answer(exchange,
					Map.of("issuer", issuer.issuerUri(), "jwks_uri", issuer.issuerUri() + "/keys")));
			server.createContext("/keys", (exchange) -> answer(exchange, new JWKSet(key).toJSONObject()));
			server.start();
			return issuer;
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void answer(HttpExchange exchange, Map<String, Object> body) throws IOException {
		try (exchange) {
			byte[] content = JSONObjectUtils.toJSONString(body).getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, content.length);
			exchange.getResponseBody().write(content);
		}
	}

	/**
	 * Return the URI for {@code spring.security.oauth2.resourceserver.jwt.issuer-uri}.
	 * @return the claim {@code iss} of the tokens
	 */
	public String issuerUri() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Return a token that is valid for 15 minutes.
	 * @param subject the claim {@code sub}
	 * @return the token
	 */
	public String token(String subject) {
		return token(subject, Map.of());
	}

	/**
	 * Return a token that is valid for 15 minutes.
	 * @param subject the claim {@code sub}
	 * @param claims further claims, which replace those a token has anyway
	 * @return the token
	 */
	public String token(String subject, Map<String, ?> claims) {
		Instant now = Instant.now();
		JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder().issuer(issuerUri())
			.subject(subject)
			.audience(this.audience)
			.issueTime(Date.from(now))
			.expirationTime(Date.from(now.plus(Duration.ofMinutes(15))))
			.jwtID(UUID.randomUUID().toString());
		claims.forEach(builder::claim);
		try {
			SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt"))
				.keyID(this.key.getKeyID())
				.build(), builder.build());
			token.sign(new RSASSASigner(this.key));
			return token.serialize();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
