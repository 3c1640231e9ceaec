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
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityReason;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.web.HttpRequestHandler;

/**
 * Receives an event and answers; an answer of 503 has the sender try again.
 *
 * @param receiver acts on the events
 * @param events hears of them
 * @param problemWriter writes refusals
 */
record EventEndpoint(EventReceiver receiver, SecurityEventPublisher events,
		ProblemWriter problemWriter) implements HttpRequestHandler {

	static final SecurityEventType RECEIVED = new SecurityEventType("authn_signal", Outcome.SUCCESS);

	static final SecurityEventType REFUSED = new SecurityEventType("authn_signal_fail", Outcome.FAILURE);

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (!request.getMethod().equals("POST")) {
			this.problemWriter.write(request, response,
					Problem.of(ProblemType.METHOD_NOT_ALLOWED).withHeader(HttpHeaders.ALLOW, "POST"));
			return;
		}
		try {
			response.setStatus(this.receiver.receive(request, this::received));
		}
		catch (BadJwtException ex) {
			String reason = (ex instanceof SecurityReason known) ? known.getReason() : "token_malformed";
			this.events.publish(REFUSED, reason, Map.of());
			this.receiver.refuse(response, reason);
		}
		catch (JwtException | SharedStateUnavailableException | IllegalStateException ex) {
			// No keys, other nodes that do not know of it yet, or no room for an entry.
			this.problemWriter.write(request, response,
					Problem.of(ProblemType.SERVICE_UNAVAILABLE).withHeader(HttpHeaders.RETRY_AFTER, "5"));
		}
	}

	private void received(String reason, String issuer) {
		this.events.publish(RECEIVED, reason, Map.of("issuer", issuer));
	}

	static void write(HttpServletResponse response, int status, String json) throws IOException {
		response.setStatus(status);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.getOutputStream().write(json.getBytes(StandardCharsets.US_ASCII));
	}

}
