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

package io.github.apisecurity.authentication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/**
 * An identity provider on the loopback interface that signs whatever a test wants.
 */
public final class TestIdentityProvider implements AutoCloseable {

	private static final Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();

	private final RSAKey rsaKey;

	private final RSAKey secondRsaKey;

	private final ECKey ecKey;

	private final AtomicInteger keyFetches = new AtomicInteger();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final String path;

	private volatile HttpServer server;

	private volatile ExecutorService executor;

	private volatile List<JWK> published;

	private volatile List<Map<String, Object>> unusable = List.of();

	private volatile boolean hanging;

	private volatile boolean discoveryHanging;

	private volatile String keysPath = "/keys";

	private volatile int port;

	private TestIdentityProvider(String path) {
		this.path = path;
		try {
			this.rsaKey = new RSAKeyGenerator(2048).keyID("rsa-1").generate();
			this.secondRsaKey = new RSAKeyGenerator(2048).keyID("rsa-2").generate();
			this.ecKey = new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		this.published = List.of(this.rsaKey, this.ecKey, this.secondRsaKey);
	}

	public static TestIdentityProvider start() {
		return start("/realms/shop");
	}

	public static TestIdentityProvider start(String path) {
		TestIdentityProvider provider = new TestIdentityProvider(path);
		provider.restart();
		return provider;
	}

	public void restart() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), this.port),
					50);
			this.port = server.getAddress().getPort();
			ExecutorService executor = Executors.newCachedThreadPool();
			server.setExecutor(executor);
			server.createContext(this.path + "/.well-known/openid-configuration", this::answerDiscovery);
			server.createContext(this.path + this.keysPath, this::answerKeys);
			server.start();
			this.server = server;
			this.executor = executor;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void stop() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	@Override
	public void close() {
		this.closed.countDown();
		stop();
	}

	private void answerDiscovery(HttpExchange exchange) throws IOException {
		if (this.discoveryHanging) {
			hang(exchange);
			return;
		}
		answer(exchange, json(Map.of("issuer", issuer(), "jwks_uri", jwkSetUri(), "authorization_endpoint", issuer())));
	}

	private void answerKeys(HttpExchange exchange) throws IOException {
		this.keyFetches.incrementAndGet();
		if (this.hanging) {
			hang(exchange);
			return;
		}
		answer(exchange,
				json(Map.of("keys",
						Stream
							.concat(this.unusable.stream(),
									this.published.stream().map((key) -> key.toPublicJWK().toJSONObject()))
							.toList())));
	}

	private void hang(HttpExchange exchange) {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		exchange.close();
	}

	private static void answer(HttpExchange exchange, String body) throws IOException {
		byte[] content = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, content.length);
		exchange.getResponseBody().write(content);
		exchange.close();
	}

	public String issuer() {
		return "http://127.0.0.1:" + this.port + this.path;
	}

	public String jwkSetUri() {
		return issuer() + this.keysPath;
	}

	public int keyFetches() {
		return this.keyFetches.get();
	}

	public void moveKeys(String path) {
		this.server.removeContext(this.path + this.keysPath);
		this.keysPath = path;
		this.server.createContext(this.path + path, this::answerKeys);
	}

	/**
	 * Say that the keys are where they are not.
	 * @param path where there is nothing
	 */
	public void misplaceKeys(String path) {
		this.keysPath = path;
	}

	public void hang(boolean hanging) {
		this.hanging = hanging;
	}

	public void hangDiscovery(boolean hanging) {
		this.discoveryHanging = hanging;
	}

	public void publish(JWK... keys) {
		this.published = List.of(keys);
	}

	public void publishUnusable(List<Map<String, Object>> keys) {
		this.unusable = keys;
	}

	public RSAKey rsaKey() {
		return this.rsaKey;
	}

	public RSAKey secondRsaKey() {
		return this.secondRsaKey;
	}

	public ECKey ecKey() {
		return this.ecKey;
	}

	/**
	 * Return the claims of a good token.
	 * @param audience the audience
	 * @return the claims, to be changed
	 */
	public Map<String, Object> claims(String audience) {
		long now = Instant.now().getEpochSecond();
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("iss", issuer());
		claims.put("sub", "ada");
		claims.put("aud", audience);
		claims.put("iat", now - 1);
		claims.put("exp", now + 300);
		claims.put("jti", UUID.randomUUID().toString());
		claims.put("client_id", "web");
		claims.put("scope", "read write");
		claims.put("roles", List.of("EDITOR"));
		return claims;
	}

	public Map<String, Object> header(String algorithm) {
		Map<String, Object> header = new LinkedHashMap<>();
		header.put("alg", algorithm);
		header.put("typ", "JWT");
		header.put("kid", algorithm.startsWith("ES") ? "ec-1" : "rsa-1");
		return header;
	}

	public String token(Map<String, Object> header, Map<String, Object> claims) {
		return token(json(header), json(claims));
	}

	public String token(String header, String claims) {
		return token(header.getBytes(StandardCharsets.UTF_8), claims.getBytes(StandardCharsets.UTF_8));
	}

	public String token(byte[] header, byte[] claims) {
		String content = encode(header) + "." + encode(claims);
		String text = new String(header, StandardCharsets.UTF_8);
		String algorithm = text.contains("\"ES") ? "ES256" : text.contains("\"PS256") ? "PS256" : "RS256";
		return content + "." + encode(sign(algorithm, content));
	}

	public byte[] sign(String algorithm, String content) {
		try {
			PrivateKey key = algorithm.startsWith("ES") ? this.ecKey.toPrivateKey() : this.rsaKey.toPrivateKey();
			return sign(algorithm, content, key);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static byte[] sign(String algorithm, String content, PrivateKey key) {
		try {
			Signature signature = switch (algorithm) {
				case "RS256" -> Signature.getInstance("SHA256withRSA");
				case "RS384" -> Signature.getInstance("SHA384withRSA");
				case "RS512" -> Signature.getInstance("SHA512withRSA");
				case "PS256" -> Signature.getInstance("RSASSA-PSS");
				case "ES256-DER" -> Signature.getInstance("SHA256withECDSA");
				default -> Signature.getInstance("SHA256withECDSAinP1363Format");
			};
			if (algorithm.equals("PS256")) {
				signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
			}
			signature.initSign(key);
			signature.update(content.getBytes(StandardCharsets.US_ASCII));
			return signature.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static byte[] hmac(String content, byte[] key) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key, "HmacSHA256"));
			return mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static String encode(byte[] content) {
		return encoder.encodeToString(content);
	}

	public static String encode(String content) {
		return encode(content.getBytes(StandardCharsets.UTF_8));
	}

	public static String json(Object value) {
		return JsonMapper.shared().writeValueAsString(value);
	}

}
