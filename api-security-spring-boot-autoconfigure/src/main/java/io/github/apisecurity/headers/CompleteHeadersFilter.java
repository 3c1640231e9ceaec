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

package io.github.apisecurity.headers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.apisecurity.chain.ResponseOutput;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.security.web.util.OnCommittedResponseWrapper;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees to the headers of answers that Spring Security would notice too late.
 * <ul>
 * <li>With a content length of zero the container commits the answer on a write of
 * nothing. Such writes are kept from it.</li>
 * <li>Spring Security writes the headers of an asynchronous answer while its request
 * leaves the chain, and meanwhile another thread may commit it. They are written before
 * the answer becomes asynchronous; what the handler chooses later replaces them.</li>
 * </ul>
 */
class CompleteHeadersFilter extends OncePerRequestFilter {

	private static final List<String> CACHE_HEADERS = List.of("Cache-Control", "Pragma", "Expires");

	private final SecurityHeaders headers;

	CompleteHeadersFilter(SecurityHeaders headers) {
		this.headers = headers;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		this.headers.prepare(request);
		Response complete = new Response(response);
		filterChain.doFilter(new Request(request, complete), complete);
	}

	private static final class Request extends HttpServletRequestWrapper {

		private final Response response;

		Request(HttpServletRequest request, Response response) {
			super(request);
			this.response = response;
		}

		@Override
		public AsyncContext startAsync() {
			this.response.writeHeaders();
			return super.startAsync();
		}

		@Override
		public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
			this.response.writeHeaders();
			return super.startAsync(request, response);
		}

	}

	private static final class Response extends HttpServletResponseWrapper {

		private @Nullable ServletOutputStream output;

		private @Nullable Map<String, String> written;

		Response(HttpServletResponse response) {
			super(response);
		}

		// Spring Security writes its headers once it takes the answer for committed.
		void writeHeaders() {
			ServletResponse response = getResponse();
			while (response instanceof ServletResponseWrapper wrapper
					&& !(wrapper instanceof OnCommittedResponseWrapper)) {
				response = wrapper.getResponse();
			}
			if (this.written != null || isCommitted() || !(response instanceof OnCommittedResponseWrapper security)) {
				return;
			}
			Set<String> before = Set.copyOf(getHeaderNames());
			ServletResponse container = security.getResponse();
			security.setResponse(new Unflushed((HttpServletResponse) container));
			try {
				security.flushBuffer();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			finally {
				security.setResponse(container);
			}
			this.written = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (String name : getHeaderNames()) {
				if (!before.contains(name)) {
					this.written.put(name, getHeader(name));
				}
			}
		}

		@Override
		public void setHeader(String name, @Nullable String value) {
			withdraw(name);
			super.setHeader(name, value);
		}

		@Override
		public void addHeader(String name, String value) {
			withdraw(name);
			super.addHeader(name, value);
		}

		@Override
		public void setStatus(int status) {
			if (status == SC_NOT_MODIFIED) {
				withdraw("Cache-Control");
			}
			super.setStatus(status);
		}

		@Override
		public void reset() {
			super.reset();
			if (this.written != null) {
				this.written.forEach(super::setHeader);
			}
		}

		private void withdraw(String name) {
			if (this.written != null && this.written.remove(name) != null) {
				super.setHeader(name, null);
				if (CACHE_HEADERS.stream().anyMatch(name::equalsIgnoreCase)) {
					CACHE_HEADERS.forEach(this::withdraw);
				}
			}
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			if (this.output == null) {
				this.output = new Output(super.getOutputStream());
			}
			return this.output;
		}

	}

	private static final class Unflushed extends HttpServletResponseWrapper {

		Unflushed(HttpServletResponse response) {
			super(response);
		}

		@Override
		public void flushBuffer() {
		}

	}

	private static final class Output extends ResponseOutput {

		Output(ServletOutputStream delegate) {
			super(delegate);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			if (length != 0) {
				super.write(bytes, offset, length);
			}
		}

	}

}
