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
import java.util.Map;
import java.util.regex.Pattern;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.network.RequestTransport;
import io.github.apisecurity.network.RequestTransport.Transport;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemHeaderWriter;
import io.github.apisecurity.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that came without TLS, and lets those that came with it to a trusted
 * proxy count as secure, which makes cookies secure and browsers keep to HTTPS.
 */
class PlainHttpFilter extends OncePerRequestFilter {

	private static final Problem REFUSED = Problem.of(ProblemType.FORBIDDEN)
		.withDetail("This resource is served over HTTPS only.");

	private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]");

	private final @Nullable PlainHttp mode;

	private final RequestTransport transport;

	private final TlsServerCustomizer server;

	private final SecurityEventPublisher publisher;

	private final ObjectProvider<ProblemHeaderWriter> headerWriters;

	PlainHttpFilter(@Nullable PlainHttp mode, RequestTransport transport, TlsServerCustomizer server,
			SecurityEventPublisher publisher, ObjectProvider<ProblemHeaderWriter> headerWriters) {
		this.mode = mode;
		this.transport = transport;
		this.server = server;
		this.publisher = publisher;
		this.headerWriters = headerWriters;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		Transport transport = this.transport.find(request);
		if (transport == Transport.SECURE) {
			filterChain.doFilter((request.isSecure()) ? request : secure(request), response);
		}
		else if (!isRefused(transport)) {
			filterChain.doFilter(request, response);
		}
		else if (this.mode != PlainHttp.REDIRECT || !redirect(request, response)) {
			this.publisher.publish(SecurityEventType.ACCESS_DENIED, "plain_http", Map.of());
			throw new ProblemException(REFUSED);
		}
	}

	// It came over TLS to a trusted proxy.
	private static HttpServletRequest secure(HttpServletRequest request) {
		return new HttpServletRequestWrapper(request) {
			@Override
			public boolean isSecure() {
				return true;
			}
		};
	}

	private boolean isRefused(Transport transport) {
		return this.mode != PlainHttp.ALLOW && (transport == Transport.PLAIN || this.server.isPlainRefused());
	}

	/**
	 * Redirect a browser that wants a page. Its host is the one that was asked for: what
	 * proxies say about it, anybody may have written.
	 * @param request the request
	 * @param response the response
	 * @return whether it is redirected
	 */
	private boolean redirect(HttpServletRequest request, HttpServletResponse response) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		String host = RequestTransport.received(request).getServerName();
		if (!request.getMethod().equals("GET") || accept == null || !accept.contains("text/html")
				|| !HOST.matcher(host).matches()) {
			return false;
		}
		int port = this.server.httpsPort();
		String query = request.getQueryString();
		response.setStatus(HttpStatus.PERMANENT_REDIRECT.value());
		response.setHeader(HttpHeaders.LOCATION, "https://" + host + ((port != 443) ? ":" + port : "")
				+ request.getRequestURI() + ((query != null) ? "?" + query : ""));
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		this.headerWriters.orderedStream().forEach((writer) -> writer.writeHeaders(request, response));
		return true;
	}

}
