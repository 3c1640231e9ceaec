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

package io.github.apisecurity.authentication.apikey;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.authentication.apikey.ApiKeyVerifier.StoredKey;
import io.github.apisecurity.chain.AnonymousAccess;
import io.github.apisecurity.config.RareWarning;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.LogFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests that carry an API key.
 */
class ApiKeyAuthenticationFilter extends OncePerRequestFilter {

	private static final String RETRY_AFTER_SECONDS = "5";

	private final RareWarning failures = new RareWarning(LogFactory.getLog(ApiKeyAuthenticationFilter.class));

	private final ApiKeyPlacement placement;

	private final AnonymousAccess access;

	private final ApiKeyVerifier verifier;

	private final ClientAddressResolver addressResolver;

	private final List<CredentialCheck> checks;

	private final AuthenticationEntryPoint entryPoint;

	private final AuthenticationEventPublisher authenticationEvents;

	private final SecurityEventPublisher securityEvents;

	private final SecurityContextRepository contextRepository = new RequestAttributeSecurityContextRepository();

	ApiKeyAuthenticationFilter(ApiKeyPlacement placement, AnonymousAccess access, ApiKeyVerifier verifier,
			ClientAddressResolver addressResolver, List<CredentialCheck> checks, AuthenticationEntryPoint entryPoint,
			AuthenticationEventPublisher authenticationEvents, SecurityEventPublisher securityEvents) {
		this.placement = placement;
		this.access = access;
		this.verifier = verifier;
		this.addressResolver = addressResolver;
		this.checks = checks;
		this.entryPoint = entryPoint;
		this.authenticationEvents = authenticationEvents;
		this.securityEvents = securityEvents;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		String violation = this.placement.findViolation(request, this.access);
		if (violation != null) {
			this.securityEvents.publish(SecurityEventType.AUTHENTICATION_FAILURE, violation, Map.of());
			throw new ProblemException(Problem.of(ProblemType.BAD_REQUEST));
		}
		String key = this.placement.find(request);
		if (key == null || authenticate(request, response, key)) {
			filterChain.doFilter(request, response);
		}
	}

	private boolean authenticate(HttpServletRequest request, HttpServletResponse response, String text)
			throws IOException, ServletException {
		String address = this.addressResolver.resolve(request);
		try {
			authenticated(request, response, this.verifier.verify(text, address));
			return true;
		}
		catch (ApiKeyRejectedException ex) {
			refused(request, response, ex);
			return false;
		}
		catch (RuntimeException ex) {
			if (!(ex instanceof AuthenticationServiceException)) {
				this.failures.warn(() -> "The store of API keys failed: " + ex.getClass().getName());
			}
			throw new ProblemException(Problem.of(ProblemType.SERVICE_UNAVAILABLE)
				.withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
		}
	}

	private void authenticated(HttpServletRequest request, HttpServletResponse response, StoredKey stored) {
		ApiKey key = stored.key();
		ApiKeyAuthenticationToken authentication = new ApiKeyAuthenticationToken(
				new ApiKeyPrincipal(key.id(), key.owner(), key.rateTier()), stored.authorities());
		for (CredentialCheck check : this.checks) {
			if (!check.isInForce(authentication)) {
				throw new ApiKeyRejectedException("api_key_revoked", key.id());
			}
		}
		SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(authentication);
		SecurityContextHolder.setContext(context);
		this.contextRepository.saveContext(context, request, response);
		this.authenticationEvents.publishAuthenticationSuccess(authentication);
	}

	private void refused(HttpServletRequest request, HttpServletResponse response, ApiKeyRejectedException rejection)
			throws IOException, ServletException {
		BadCredentialsException exception = new BadCredentialsException("The API key is not valid", rejection);
		this.authenticationEvents.publishAuthenticationFailure(exception, UsernamePasswordAuthenticationToken
			.unauthenticated((rejection.keyId() != null) ? "api-key " + rejection.keyId() : "api-key", null));
		this.entryPoint.commence(request, response, exception);
	}

}
