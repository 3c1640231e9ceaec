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

package io.github.apisecurity.validation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Request with a {@link LimitedInputStream}. A compressed body is decompressed here, so
 * that nobody behind has to, and is counted before and after.
 */
class LimitedRequest extends HttpServletRequestWrapper {

	private final long maxSize;

	private final Duration timeout;

	private final @Nullable RequestRefusal refusal;

	private final Consumer<RequestRefusal> onRefusal;

	private final boolean compressed;

	private @Nullable ServletInputStream inputStream;

	private @Nullable BufferedReader reader;

	/**
	 * Wrap a request.
	 * @param request the request
	 * @param maxSize the maximum size of the body in bytes, unlimited when negative
	 * @param timeout the time within which the body has to arrive
	 * @param refusal why the body is refused if there is one, {@code null} if it is not
	 * @param onRefusal told once when the body is refused
	 */
	LimitedRequest(HttpServletRequest request, long maxSize, Duration timeout, @Nullable RequestRefusal refusal,
			Consumer<RequestRefusal> onRefusal) {
		super(request);
		this.maxSize = maxSize;
		this.timeout = timeout;
		this.refusal = refusal;
		this.onRefusal = onRefusal;
		this.compressed = refusal == null && "gzip".equalsIgnoreCase(request.getHeader(HttpHeaders.CONTENT_ENCODING));
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		if (this.inputStream == null) {
			ServletInputStream body = super.getInputStream();
			LimitedInputStream limited = limit(body, body);
			this.inputStream = (this.compressed) ? limit(new GZIPInputStream(limited), body) : limited;
		}
		return this.inputStream;
	}

	private LimitedInputStream limit(InputStream content, ServletInputStream body) {
		return new LimitedInputStream(content, body, this.maxSize, this.timeout, this.refusal, this.onRefusal);
	}

	@Override
	public BufferedReader getReader() throws IOException {
		if (this.reader == null) {
			this.reader = new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
		}
		return this.reader;
	}

	@Override
	public int getContentLength() {
		return (this.compressed) ? -1 : super.getContentLength();
	}

	@Override
	public long getContentLengthLong() {
		return (this.compressed) ? -1 : super.getContentLengthLong();
	}

	@Override
	public @Nullable String getHeader(String name) {
		return (isHidden(name)) ? null : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return (isHidden(name)) ? Collections.emptyEnumeration() : super.getHeaders(name);
	}

	@Override
	public Enumeration<String> getHeaderNames() {
		return (this.compressed)
				? Collections.enumeration(
						Collections.list(super.getHeaderNames()).stream().filter((name) -> !isHidden(name)).toList())
				: super.getHeaderNames();
	}

	private boolean isHidden(String name) {
		return this.compressed && (HttpHeaders.CONTENT_ENCODING.equalsIgnoreCase(name)
				|| HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name));
	}

}
