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

package io.github.apisecurity.tls;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests by the certificate of their connection, where there is no other
 * credential: a token that is bound to a certificate grants what it grants alone.
 */
class ClientCertificateFilter extends OncePerRequestFilter {

	// What the server puts there, and no header.
	private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

	private final ClientCertificates clients;

	private final List<CredentialCheck> checks;

	private final AuthenticationEventPublisher events;

	private final SecurityEventPublisher securityEvents;

	private final SecurityContextRepository contextRepository = new RequestAttributeSecurityContextRepository();

	ClientCertificateFilter(ClientCertificates clients, List<CredentialCheck> checks,
			AuthenticationEventPublisher events, SecurityEventPublisher securityEvents) {
		this.clients = clients;
		this.checks = checks;
		this.events = events;
		this.securityEvents = securityEvents;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		if (request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
				&& SecurityContextHolder.getContext().getAuthentication() == null
				&& request.getHeader(HttpHeaders.AUTHORIZATION) == null && !isForeignPage(request, response)) {
			PreAuthenticatedAuthenticationToken caller = this.clients.find(chain[0]);
			try {
				if (caller != null && isInForce(caller)) {
					SecurityContext context = SecurityContextHolder.createEmptyContext();
					context.setAuthentication(caller);
					SecurityContextHolder.setContext(context);
					this.contextRepository.saveContext(context, request, response);
					this.events.publishAuthenticationSuccess(caller);
				}
			}
			catch (AuthenticationServiceException ex) {
				throw new ProblemException(
						Problem.of(ProblemType.SERVICE_UNAVAILABLE).withHeader(HttpHeaders.RETRY_AFTER, "5"));
			}
		}
		filterChain.doFilter(request, response);
	}

	private boolean isInForce(Authentication caller) {
		for (CredentialCheck check : this.checks) {
			if (!check.isInForce(caller)) {
				this.securityEvents.publish(SecurityEventType.AUTHENTICATION_FAILURE, "certificate_revoked",
						Map.of("client", caller.getName()));
				return false;
			}
		}
		return true;
	}

	/**
	 * A browser sends its certificate along with what any page asks for.
	 * @param request the request
	 * @param response the response, which has the headers of an allowed origin
	 * @return whether a page of an origin without permission asks
	 */
	private static boolean isForeignPage(HttpServletRequest request, HttpServletResponse response) {
		String site = request.getHeader("Sec-Fetch-Site");
		boolean foreign = (site != null) ? !site.equals("same-origin") && !site.equals("none")
				: CorsUtils.isCorsRequest(request);
		return foreign && response.getHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS) == null;
	}

}
