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

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.TestingAuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.Mockito.mock;

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

	@Test
	void whenPasswordComesWithEachRequestIsNotRecordedWithEach() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		try {
			Authentication login = UsernamePasswordAuthenticationToken.authenticated("ada", null, List.of());
			request.addHeader("Authorization", "Basic YWRhOm9uZQ==");
			assertThat(this.accepted.add(login)).isTrue();
			assertThat(this.accepted.add(login)).isFalse();
			assertThat(this.accepted.add(UsernamePasswordAuthenticationToken.authenticated("bob", null, List.of())))
				.isTrue();
			request.setRemoteAddr("192.0.2.1");
			assertThat(this.accepted.add(login)).as("somebody who has guessed it").isTrue();
			request.removeHeader("Authorization");
			request.addHeader("Authorization", "Basic YWRhOnR3bw==");
			assertThat(this.accepted.add(login)).isTrue();
			assertThat(this.accepted.add(login)).isFalse();
			this.accepted.failed(UsernamePasswordAuthenticationToken.unauthenticated("Ada ", "wrong"));
			assertThat(this.accepted.add(login)).as("after a failure").isTrue();
			assertThat(this.accepted.add(login)).isFalse();
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
		}
	}

	@Test
	void whenALoginWithoutANameFailsItIsTakenAsAnyOther() {
		assertThatNoException().isThrownBy(() -> {
			this.accepted.failed(mock(Authentication.class));
			this.accepted.failed(UsernamePasswordAuthenticationToken.unauthenticated((Principal) () -> null, "wrong"));
		});
	}

	@Test
	void whenCallerIsKnownByACertificateIsNotRecordedWithEachRequest() {
		assertThat(this.accepted.add(new PreAuthenticatedAuthenticationToken("batch", null, List.of()))).isTrue();
		assertThat(this.accepted.add(new PreAuthenticatedAuthenticationToken("batch", null, List.of()))).isFalse();
		assertThat(this.accepted.add(new PreAuthenticatedAuthenticationToken("other", null, List.of()))).isTrue();
	}

	@Test
	void whenApplicationMakesSomethingElseOfATokenIsNotRecordedWithEachRequest() {
		List<Boolean> recorded = new ArrayList<>();
		AuthenticationManager manager = new AuthenticationAttempt.Managers(() -> null)
			.noted(new ProviderManager(new TestingAuthenticationProvider() {
				@Override
				public Authentication authenticate(Authentication request) {
					Authentication made = UsernamePasswordAuthenticationToken.authenticated("ada", null, List.of());
					recorded.add(AcceptedCredentialsTests.this.accepted.add(made));
					return made;
				}

				@Override
				public boolean supports(Class<?> type) {
					return true;
				}
			}));
		Stream.of("one", "one", "two").map(BearerTokenAuthenticationToken::new).forEach(manager::authenticate);
		assertThat(recorded).containsExactly(true, false, true);
	}

	private static Authentication token(String value) {
		return new JwtAuthenticationToken(
				Jwt.withTokenValue(value).header("alg", "ES256").subject("ada").issuedAt(Instant.EPOCH).build());
	}

}
