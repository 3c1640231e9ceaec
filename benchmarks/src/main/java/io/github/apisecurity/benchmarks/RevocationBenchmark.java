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

import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.shared.SharedAutoConfiguration;
import io.github.apisecurity.shared.SharedMarks;
import io.github.apisecurity.shared.SharedStates;
import io.github.apisecurity.token.RevocationAutoConfiguration;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Cost of finding out that a token is not among a million that were revoked, and memory
 * of the list.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RevocationBenchmark {

	private static final int SIZE = 1_000_000;

	private static final int TOKENS = 1 << 16;

	private static final String ISSUER = "https://id.example.com";

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final long[] keys = new Random(18).longs(TOKENS).toArray();

	private Authentication[] tokens = {};

	private LongUnaryOperator list = (key) -> 0;

	private CredentialCheck check = (credential) -> true;

	private int next;

	@Setup
	public void revoke() {
		this.context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("revocation", Map.of("api-security.token.revocation.enabled", "true",
					"api-security.token.revocation.max-entries", "2000000")));
		this.context.registerBean(SecurityEventPublisher.class, SecurityEventPublisher::none);
		this.context.register(SharedAutoConfiguration.class, RevocationAutoConfiguration.class);
		this.context.refresh();
		long before = used();
		SharedMarks marks = this.context.getBean(SharedStates.class)
			.openMarks("benchmark", (mark) -> false, (all, key) -> {
			});
		new Random(17).longs(SIZE).forEach((key) -> marks.raise(key, 1));
		System.out.printf("%d entries, %.1f bytes each%n", marks.size(), (double) (used() - before) / marks.size());
		this.list = marks::get;
		TokenRevocation revocation = this.context.getBean(TokenRevocation.class);
		Instant now = Instant.now();
		for (int i = 0; i < SIZE; i++) {
			revocation.revoke(Kind.TOKEN, ISSUER, "revoked-" + i, now);
		}
		this.check = this.context.getBean(CredentialCheck.class);
		this.tokens = Stream.iterate(0, (i) -> i + 1)
			.limit(TOKENS)
			.map((i) -> new JwtAuthenticationToken(Jwt.withTokenValue("a.b.c")
				.header("alg", "RS256")
				.issuer(ISSUER)
				.jti("token-" + i)
				.subject("user-" + i)
				.issuedAt(now)
				.build()))
			.toArray(Authentication[]::new);
	}

	private static long used() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	@TearDown
	public void close() {
		this.context.close();
	}

	/**
	 * What the list does.
	 * @return the mark
	 */
	@Benchmark
	public long lookUp() {
		this.next = (this.next + 1) & (TOKENS - 1);
		return this.list.applyAsLong(this.keys[this.next]);
	}

	/**
	 * What a request costs: claims, hash of the token and look-up.
	 * @return whether the token is accepted
	 */
	@Benchmark
	public boolean request() {
		this.next = (this.next + 1) & (TOKENS - 1);
		return this.check.isInForce(this.tokens[this.next]);
	}

}
