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

package io.github.apisecurity.token.receiver;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import io.github.apisecurity.token.receiver.EventTokens.EventToken;
import io.github.apisecurity.token.receiver.ReceiverProperties.Ends;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LogoutReceiver} and {@link SignalReceiver} with settings that are not
 * those of {@link ReceiverHttpTests}.
 */
class EventEndpointTests {

	private static final String ISSUER = "https://id.example.com";

	private static final String SECRET = "secret-of-the-stream-which-is-long-enough";

	private static final Instant time = Instant.now();

	private final EventTokens tokens = mock(EventTokens.class);

	private final TokenRevocation revocation = mock(TokenRevocation.class);

	private final ProblemWriter problems = mock(ProblemWriter.class);

	@Test
	void logoutOfASessionEndsTheSubjectWhereThatIsSaid() throws IOException {
		assertThat(logOut().getStatus()).isEqualTo(200);
		then(this.revocation).should().revoke(Kind.SUBJECT, ISSUER, "ada", time);
		then(this.revocation).shouldHaveNoMoreInteractions();
	}

	@Test
	void whenOtherNodesCannotBeToldTheSenderIsToTryAgain() throws IOException {
		willThrow(new SharedStateUnavailableException("away", null)).given(this.revocation)
			.revoke(any(), any(), any(), any());
		logOut();
		ArgumentCaptor<Problem> problem = ArgumentCaptor.forClass(Problem.class);
		then(this.problems).should().write(any(), any(), problem.capture());
		assertThat(problem.getValue().getType()).isEqualTo(ProblemType.SERVICE_UNAVAILABLE);
		assertThat(problem.getValue()).extracting("headers").asString().contains("Retry-After");
	}

	private MockHttpServletResponse logOut() throws IOException {
		given(this.tokens.read("token")).willReturn(new EventToken(ISSUER, Map.of("sub", "ada", "sid", "s-1", "exp", 1),
				Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()), time));
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/logout");
		request.addParameter("logout_token", "token");
		MockHttpServletResponse response = new MockHttpServletResponse();
		new EventEndpoint(new LogoutReceiver(this.tokens, this.revocation, Ends.SUBJECT), SecurityEventPublisher.none(),
				this.problems)
			.handleRequest(request, response);
		return response;
	}

	@Test
	void tokensOfAnotherIssuerAreRevokedWhereThatIsSaid() throws IOException {
		given(this.tokens.read("token")).willReturn(new EventToken("https://ssf.example.com",
				Map.of("sub_id", Map.of("format", "iss_sub", "iss", ISSUER, "sub", "ada")),
				Map.of("https://schemas.openid.net/secevent/caep/event-type/session-revoked", Map.of()), time));
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/signals");
		request.addHeader("Authorization", "Bearer " + SECRET);
		request.setContentType("application/secevent+jwt");
		request.setContent("token".getBytes());
		MockHttpServletResponse response = new MockHttpServletResponse();
		new EventEndpoint(
				SignalReceiver.of(this.tokens, new SignalSubjects(null, ISSUER), this.revocation, List.of(SECRET)),
				SecurityEventPublisher.none(), this.problems)
			.handleRequest(request, response);
		assertThat(response.getStatus()).isEqualTo(202);
		then(this.revocation).should().revoke(Kind.SUBJECT, ISSUER, "ada", time);
	}

}
