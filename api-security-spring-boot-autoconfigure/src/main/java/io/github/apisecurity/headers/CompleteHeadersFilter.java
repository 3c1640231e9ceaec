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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets the handler have the last word about headers that Spring Security has written
 * before it: an answer that is asynchronous, empty or flushed early would be committed
 * without them otherwise. What a handler chooses replaces them, and they come back when
 * it takes everything back.
 */
class CompleteHeadersFilter extends OncePerRequestFilter {

	private static final Set<String> CACHE_HEADERS = Set.of("Cache-Control", "Pragma", "Expires");

	private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	CompleteHeadersFilter(SecurityHeaders headers) {
		this.names.addAll(headers.names());
		this.names.addAll(CACHE_HEADERS);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		filterChain.doFilter(request, new Response(response, this.names));
	}

	private static final class Response extends HttpServletResponseWrapper {

		private final Set<String> names;

		private final Map<String, @Nullable String> replaced = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

		Response(HttpServletResponse response, Set<String> names) {
			super(response);
			this.names = names;
		}

		@Override
		public void setHeader(String name, @Nullable String value) {
			replace(name);
			super.setHeader(name, value);
		}

		@Override
		public void addHeader(String name, String value) {
			replace(name);
			super.addHeader(name, value);
		}

		@Override
		public void setDateHeader(String name, long date) {
			replace(name);
			super.setDateHeader(name, date);
		}

		@Override
		public void addDateHeader(String name, long date) {
			replace(name);
			super.addDateHeader(name, date);
		}

		@Override
		public void setIntHeader(String name, int value) {
			setHeader(name, Integer.toString(value));
		}

		@Override
		public void addIntHeader(String name, int value) {
			addHeader(name, Integer.toString(value));
		}

		// How long the answer that the client has may be kept, it knows.
		@Override
		public void setStatus(int status) {
			if (status == SC_NOT_MODIFIED) {
				replace("Cache-Control");
			}
			super.setStatus(status);
		}

		@Override
		public void reset() {
			Map<String, @Nullable String> written = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			this.names.forEach((name) -> written.put(name, getHeader(name)));
			written.putAll(this.replaced);
			this.replaced.clear();
			super.reset();
			written.forEach((name, value) -> {
				if (value != null) {
					super.setHeader(name, value);
				}
			});
		}

		private void replace(String name) {
			if (this.names.contains(name) && !this.replaced.containsKey(name)) {
				this.replaced.put(name, getHeader(name));
				super.setHeader(name, null);
				if (CACHE_HEADERS.stream().anyMatch(name::equalsIgnoreCase)) {
					CACHE_HEADERS.forEach(this::replace);
				}
			}
		}

	}

}
