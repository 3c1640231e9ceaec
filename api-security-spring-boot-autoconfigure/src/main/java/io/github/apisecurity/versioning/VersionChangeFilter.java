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

package io.github.apisecurity.versioning;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.springframework.web.util.WebUtils;

/**
 * Turns the answers of endpoints that have changed into those of old versions, once all
 * else has been done to them. Other endpoints are not held up.
 */
class VersionChangeFilter extends OncePerRequestFilter {

	private static final Set<String> STREAMS = Set.of("event-stream", "x-ndjson");

	/**
	 * Keeps amounts what they are, and masks nothing.
	 */
	static final ObjectMapper PLAIN = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final VersionChanges changes;

	VersionChangeFilter(VersionChanges changes) {
		this.changes = changes;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !this.changes.mayApply(request);
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		// After an asynchronous start it is there already, below what others put around
		// it.
		Held around = WebUtils.getNativeResponse(response, Held.class);
		Held cached = (around != null) ? around : new Held(response);
		chain.doFilter(request, (around != null) ? response : cached);
		if (!isAsyncStarted(request)) {
			List<ApiVersionChange> changes = this.changes.since(request);
			if (!changes.isEmpty() && cached.getStatus() < 400 && isJson(mediaType(cached.getContentType()))
					&& cached.getContentSize() > 0) {
				downgrade(changes, cached);
			}
			cached.copyBodyToResponse();
		}
	}

	private void downgrade(List<ApiVersionChange> changes, ContentCachingResponseWrapper response) throws IOException {
		JsonNode body = PLAIN.readTree(response.getContentAsByteArray());
		for (int i = changes.size() - 1; i >= 0; i--) {
			body = changes.get(i).downgradeResponse(body);
		}
		byte[] content = PLAIN.writeValueAsBytes(body);
		response.resetBuffer();
		response.setContentLength(content.length);
		response.getOutputStream().write(content);
	}

	private static @Nullable MediaType mediaType(@Nullable String contentType) {
		try {
			return (contentType != null) ? MediaType.parseMediaType(contentType) : null;
		}
		catch (InvalidMediaTypeException ex) {
			return null;
		}
	}

	static boolean isJson(@Nullable MediaType type) {
		return type != null && !type.equalsTypeAndSubtype(MediaType.APPLICATION_PROBLEM_JSON)
				&& (type.getSubtype().equals("json") || type.getSubtype().endsWith("+json"));
	}

	/**
	 * An answer that is held back, unlike those that filters of the application hold.
	 */
	private static final class Held extends ContentCachingResponseWrapper {

		Held(HttpServletResponse response) {
			super(response);
		}

		// One that may never end is given through.
		private boolean isStream() {
			MediaType type = mediaType(getContentType());
			return type != null && STREAMS.contains(type.getSubtype());
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			return isStream() ? getResponse().getOutputStream() : super.getOutputStream();
		}

		@Override
		public PrintWriter getWriter() throws IOException {
			return isStream() ? getResponse().getWriter() : super.getWriter();
		}

		@Override
		public void flushBuffer() throws IOException {
			if (isStream()) {
				getResponse().flushBuffer();
			}
			else {
				super.flushBuffer();
			}
		}

	}

}
