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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * What a good access token costs each request: the decoder of Spring Security with issuer
 * and audience, and ours, which verifies the signature of a token each time or once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AccessTokenBenchmark {

	private static final String ISSUER = "https://id.example.com";

	/**
	 * Who decodes.
	 */
	@Param({ "SPRING", "EACH_TIME", "ONCE" })
	public Variant variant = Variant.SPRING;

	private @Nullable ConfigurableApplicationContext context;

	private @Nullable JwtDecoder decoder;

	private String token = "";

	@Setup
	public void start() throws GeneralSecurityException, JOSEException, IOException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		KeyPair keys = generator.generateKeyPair();
		this.token = token(keys);
		if (this.variant == Variant.SPRING) {
			NimbusJwtDecoder nimbus = NimbusJwtDecoder.withPublicKey((RSAPublicKey) keys.getPublic()).build();
			nimbus.setJwtValidator(JwtValidators.createDefaultWithValidators(
					List.of(new JwtIssuerValidator(ISSUER), new JwtAudienceValidator("shop-api"))));
			this.decoder = nimbus;
			return;
		}
		Path file = Files.createTempFile("access-token-benchmark", ".pem");
		Files.writeString(file,
				"-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
						+ "\n-----END PUBLIC KEY-----\n");
		String boot = "spring.security.oauth2.resourceserver.jwt.";
		this.context = new SpringApplicationBuilder(Application.class)
			.properties("server.port=0", "server.address=127.0.0.1", boot + "public-key-location=" + file.toUri(),
					boot + "issuer-uri=" + ISSUER, boot + "audiences=shop-api",
					"api-security.authentication.token-cache.enabled=" + (this.variant == Variant.ONCE))
			.run();
		this.decoder = this.context.getBean(JwtDecoder.class);
	}

	@TearDown
	public void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	private static String token(KeyPair keys) throws JOSEException {
		Instant now = Instant.now();
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).build(),
				new JWTClaimsSet.Builder().issuer(ISSUER)
					.subject("ada")
					.audience("shop-api")
					.jwtID("4c5a2c9e-5e8f-4c8a-9a39-7d6f1f6f0a11")
					.issueTime(Date.from(now))
					.expirationTime(Date.from(now.plusSeconds(36000)))
					.claim("scope", "orders.read orders.write")
					.claim("roles", List.of("EDITOR", "USER"))
					.build());
		token.sign(new RSASSASigner(keys.getPrivate()));
		return token.serialize();
	}

	@Benchmark
	public @Nullable Jwt decode() {
		return (this.decoder != null) ? this.decoder.decode(this.token) : null;
	}

	/**
	 * Who decodes.
	 */
	public enum Variant {

		/**
		 * The decoder of Spring Security.
		 */
		SPRING,

		/**
		 * Ours without its cache.
		 */
		EACH_TIME,

		/**
		 * Ours.
		 */
		ONCE

	}

	/**
	 * An application with a decoder.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
