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

package io.github.apisecurity.audit.trail;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.github.apisecurity.audit.Caller;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityEventType.Severity;
import io.github.apisecurity.chain.AsyncCompletion;
import io.github.apisecurity.chain.RequestRule;
import io.github.apisecurity.network.ClientAddressResolver;
import io.github.apisecurity.problem.RequestId;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Records who used what. It runs twice: outside of everything, where it sees the answer,
 * and within a security chain, where it sees the caller.
 */
class AccessLogFilter implements Filter {

	private static final String ATTRIBUTE = AccessLogFilter.class.getName();

	private static final SecurityEventType SERVED = new SecurityEventType("api_access", Outcome.SUCCESS);

	private static final SecurityEventType REFUSED = new SecurityEventType("api_access", Outcome.FAILURE,
			Severity.INFO);

	private static final String NO_ENDPOINT = "-";

	private final Trail trail;

	private final RequestRule rule;

	private final double sample;

	private final ClientAddressResolver addressResolver;

	AccessLogFilter(Trail trail, RequestRule rule, double sample, ClientAddressResolver addressResolver) {
		this.trail = trail;
		this.rule = rule;
		this.sample = sample;
		this.addressResolver = addressResolver;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Object outer = request.getAttribute(ATTRIBUTE);
		if (outer == null && request instanceof HttpServletRequest http) {
			record(http, new Exchange(http, (HttpServletResponse) response), chain);
			return;
		}
		try {
			chain.doFilter(request, response);
		}
		finally {
			if (outer instanceof Exchange exchange) {
				exchange.caller = SecurityContextHolder.getContext().getAuthentication();
			}
		}
	}

	private void record(HttpServletRequest request, Exchange exchange, FilterChain chain)
			throws IOException, ServletException {
		boolean recorded = this.trail.isEnabled(SERVED) && this.rule.matches(request)
				&& (this.sample >= 1 || ThreadLocalRandom.current().nextDouble() < this.sample);
		request.setAttribute(ATTRIBUTE, (recorded) ? exchange : Boolean.FALSE);
		if (!recorded) {
			chain.doFilter(request, exchange.getResponse());
			return;
		}
		boolean failed = true;
		try {
			chain.doFilter(request, exchange);
			failed = false;
		}
		finally {
			// On a port of its own the actuator has the one within the chain alone.
			if (exchange.caller == null) {
				exchange.caller = SecurityContextHolder.getContext().getAuthentication();
			}
			int least = (failed) ? 500 : 0;
			AsyncCompletion.of(request, () -> record(exchange, Math.max(least, exchange.getStatus())));
		}
	}

	private void record(Exchange exchange, int status) {
		HttpServletRequest request = exchange.request;
		Caller caller = Caller.of(exchange.caller);
		String template = (request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String known)
				? known : null;
		Map<String, Object> details = new TreeMap<>();
		details.put("status", status);
		details.put("duration_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - exchange.start));
		if (!exchange.isText) {
			details.put("bytes", exchange.bytes);
		}
		this.trail.accept(new SecurityEvent(Instant.now(), (status < 400) ? SERVED : REFUSED, null, caller.name(),
				caller.issuer(), caller.tokenId(), null,
				new RequestDetails(RequestId.of(request), this.addressResolver.resolveOrUnknown(request),
						request.getMethod(), (template != null) ? template : NO_ENDPOINT, template, Map.of(), null),
				details));
	}

	/**
	 * What is known of a request, and the bytes of its answer.
	 */
	private final class Exchange extends HttpServletResponseWrapper {

		private final HttpServletRequest request;

		private final long start = System.nanoTime();

		private volatile @Nullable Authentication caller;

		private @Nullable ServletOutputStream output;

		private long bytes;

		private boolean isText;

		Exchange(HttpServletRequest request, HttpServletResponse response) {
			super(response);
			this.request = request;
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			if (this.output == null) {
				this.output = new Output(super.getOutputStream());
			}
			return this.output;
		}

		// Its bytes are those of an encoding.
		@Override
		public PrintWriter getWriter() throws IOException {
			this.isText = true;
			return super.getWriter();
		}

		@Override
		public void reset() {
			super.reset();
			this.bytes = 0;
			this.output = null;
			this.isText = false;
		}

		@Override
		public void resetBuffer() {
			super.resetBuffer();
			this.bytes = 0;
		}

		private final class Output extends ServletOutputStream {

			private final ServletOutputStream delegate;

			Output(ServletOutputStream delegate) {
				this.delegate = delegate;
			}

			@Override
			public void write(int value) throws IOException {
				this.delegate.write(value);
				Exchange.this.bytes++;
			}

			@Override
			public void write(byte[] content, int offset, int length) throws IOException {
				this.delegate.write(content, offset, length);
				Exchange.this.bytes += length;
			}

			@Override
			public void flush() throws IOException {
				this.delegate.flush();
			}

			@Override
			public void close() throws IOException {
				this.delegate.close();
			}

			@Override
			public boolean isReady() {
				return this.delegate.isReady();
			}

			@Override
			public void setWriteListener(WriteListener listener) {
				this.delegate.setWriteListener(listener);
			}

		}

	}

}
