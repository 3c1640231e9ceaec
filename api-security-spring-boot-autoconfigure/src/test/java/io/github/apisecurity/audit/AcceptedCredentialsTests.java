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

package io.github.apisecurity.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AcceptedCredentials}.
 */
class AcceptedCredentialsTests {

	private final AtomicLong nanos = new AtomicLong();

	private final AcceptedCredentials accepted = new AcceptedCredentials(Duration.ofMinutes(15), this.nanos::get);

	@Test
	void whenTokenIsAcceptedAgainWithinTheIntervalIsNotRecordedAgain() {
		assertThat(this.accepted.add(token("one"))).isTrue();
		assertThat(this.accepted.add(token("one"))).isFalse();
		assertThat(this.accepted.add(token("two"))).isTrue();
		assertThat(this.accepted.add(token("a" + "x".repeat(500)))).isTrue();
		assertThat(this.accepted.add(token("b" + "x".repeat(500)))).isTrue();
		assertThat(this.accepted.add(token("a" + "x".repeat(500)))).isFalse();
	}

	@Test
	void whenIntervalIsOverTokenIsRecordedAgainAlthoughItWasUsedAllTheTime() {
		this.accepted.add(token("one"));
		this.nanos.addAndGet(Duration.ofMinutes(14).toNanos());
		assertThat(this.accepted.add(token("one"))).isFalse();
		this.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
		assertThat(this.accepted.add(token("one"))).isTrue();
	}

	@Test
	void whenCallerLogsInWithAPasswordEachTimeIsRecorded() {
		Authentication login = UsernamePasswordAuthenticationToken.authenticated("ada", null, List.of());
		assertThat(this.accepted.add(login)).isTrue();
		assertThat(this.accepted.add(login)).isTrue();
	}

	private static Authentication token(String value) {
		return new JwtAuthenticationToken(
				Jwt.withTokenValue(value).header("alg", "ES256").subject("ada").issuedAt(Instant.EPOCH).build());
	}

}
