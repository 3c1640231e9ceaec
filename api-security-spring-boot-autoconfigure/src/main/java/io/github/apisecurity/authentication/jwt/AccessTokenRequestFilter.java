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

package io.github.apisecurity.authentication.jwt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.chain.AnonymousAccess;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import io.github.apisecurity.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands before the filters that read access tokens: refuses tokens in wrong places, and
 * answers for providers that are down.
 */
class AccessTokenRequestFilter extends OncePerRequestFilter {

	private static final String INVALID_REQUEST = "Bearer error=\"invalid_request\", "
			+ "error_description=\"The request must carry one access token, in the Authorization header\"";

	private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

	private final ProblemWriter problemWriter;

	private final SecurityEventPublisher events;

	private final @Nullable ResourceMetadata metadata;

	private final @Nullable ProofNonces nonces;

	private final AnonymousAccess access;

	AccessTokenRequestFilter(ProblemWriter problemWriter, SecurityEventPublisher events,
			@Nullable ResourceMetadata metadata, @Nullable ProofNonces nonces, AnonymousAccess access) {
		this.problemWriter = problemWriter;
		this.events = events;
		this.metadata = metadata;
		this.nonces = nonces;
		this.access = access;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		if (this.metadata != null && ResourceMetadata.isAsked(request)) {
			writeMetadata(request, response, this.metadata);
			return;
		}
		// Looked at once, which costs more than the rest of this filter, since the
		// firewall
		// checks every character again.
		List<String> credentials = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
		String violation = BearerTokenPlacement.findViolation(request, credentials, this.access);
		if (violation != null) {
			this.problemWriter.write(request, response, refusal(violation));
			return;
		}
		if (this.nonces != null && this.nonces.isMissing(request, response)) {
			this.problemWriter.write(request, response, Problem.of(ProblemType.UNAUTHORIZED)
				.withHeader(HttpHeaders.WWW_AUTHENTICATE, ProofNonces.CHALLENGE));
			return;
		}
		String header = credentials.isEmpty() ? null : credentials.get(0);
		HttpServletResponse neutral = (this.metadata != null) ? this.metadata.neutral(response) : response;
		try {
			filterChain.doFilter(BearerTokenPlacement.isBesideForm(request, header)
					? new SingleTokenRequest(request, this::refuseSecondToken) : request, neutral);
			if (response.getStatus() == 401 && BearerTokenPlacement.isMalformed(header)) {
				publish("token_malformed");
			}
		}
		catch (AuthenticationServiceException ex) {
			this.problemWriter.write(request, response,
					Problem.of(ProblemType.SERVICE_UNAVAILABLE).withHeader(HttpHeaders.RETRY_AFTER, retryAfter(ex)));
		}
	}

	private static String retryAfter(AuthenticationServiceException exception) {
		Duration duration = (exception.getCause() instanceof KeysUnavailableException unavailable)
				? unavailable.getRetryAfter() : DEFAULT_RETRY_AFTER;
		return String.valueOf(Math.max(1, duration.plusMillis(999).toSeconds()));
	}

	private void writeMetadata(HttpServletRequest request, HttpServletResponse response, ResourceMetadata metadata)
			throws IOException {
		if (!metadata.isAt(request)) {
			this.problemWriter.write(request, response, Problem.of(ProblemType.NOT_FOUND));
			return;
		}
		byte[] document = metadata.document().getBytes(StandardCharsets.UTF_8);
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLength(document.length);
		response.getOutputStream().write(document);
	}

	private void refuseSecondToken(HttpServletRequest request) {
		if (!this.access.isGranted(request)) {
			throw new ProblemException(refusal("token_in_form"));
		}
	}

	private Problem refusal(String reason) {
		publish(reason);
		return Problem.of(ProblemType.BAD_REQUEST).withHeader(HttpHeaders.WWW_AUTHENTICATE, INVALID_REQUEST);
	}

	private void publish(String reason) {
		this.events.publish(SecurityEventType.AUTHENTICATION_FAILURE, reason, Map.of());
	}

}
