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
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.ReadListener;
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

	/**
	 * An upload that is large and steady has as much more time as 64 KB a second take.
	 */
	static final long NANOS_PER_BYTE = TimeUnit.SECONDS.toNanos(1) / (64 * 1024);

	private final long maxSize;

	private final long timeout;

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
		this.timeout = timeout.toNanos();
		this.refusal = refusal;
		this.onRefusal = onRefusal;
		this.compressed = refusal == null && "gzip".equalsIgnoreCase(request.getHeader(HttpHeaders.CONTENT_ENCODING));
	}

	@Nullable RequestRefusal refusal() {
		return this.refusal;
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		if (this.inputStream == null) {
			ServletInputStream body = super.getInputStream();
			LimitedInputStream limited = new LimitedInputStream(body, body);
			this.inputStream = (this.compressed) ? new LimitedInputStream(new GZIPInputStream(limited), body) : limited;
		}
		return this.inputStream;
	}

	@Override
	public BufferedReader getReader() throws IOException {
		if (this.reader == null) {
			String encoding = getCharacterEncoding();
			this.reader = new BufferedReader(
					new InputStreamReader(getInputStream(), (encoding != null) ? encoding : "UTF-8"));
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

	/**
	 * Stream that ends with an exception when it is longer or slower than allowed. What
	 * counts is the time that it is waited for, and not what the application does in
	 * between; a single read is bounded by the time-out of the connection.
	 */
	private final class LimitedInputStream extends ServletInputStream {

		private final InputStream content;

		private final ServletInputStream body;

		private long size;

		private long waited;

		private long listening = -1;

		LimitedInputStream(InputStream content, ServletInputStream body) {
			this.content = content;
			this.body = body;
		}

		@Override
		public int read() throws IOException {
			byte[] single = new byte[1];
			int count = read(single, 0, 1);
			return (count == -1) ? -1 : single[0] & 0xff;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			long start = System.nanoTime();
			int count = readContent(buffer, offset, length);
			this.waited += System.nanoTime() - start;
			if (count > 0 && LimitedRequest.this.refusal != null) {
				throw refuse(LimitedRequest.this.refusal);
			}
			if (count > 0) {
				this.size += count;
			}
			if (LimitedRequest.this.maxSize >= 0 && this.size > LimitedRequest.this.maxSize) {
				throw refuse(RequestRefusal.BODY_TOO_LARGE);
			}
			long time = (this.listening != -1) ? System.nanoTime() - this.listening : this.waited;
			if (count != -1 && time > LimitedRequest.this.timeout + this.size * NANOS_PER_BYTE) {
				throw refuse(RequestRefusal.BODY_TOO_SLOW);
			}
			return count;
		}

		private int readContent(byte[] buffer, int offset, int length) throws IOException {
			try {
				return this.content.read(buffer, offset, length);
			}
			catch (SocketTimeoutException ex) {
				throw (ex.getCause() instanceof ProblemException) ? ex : refuse(RequestRefusal.BODY_TOO_SLOW);
			}
		}

		private IOException refuse(RequestRefusal refusal) {
			LimitedRequest.this.onRefusal.accept(refusal);
			return new IOException("The request body was refused", new ProblemException(refusal.problem()));
		}

		@Override
		public int available() throws IOException {
			return this.content.available();
		}

		@Override
		public boolean isFinished() {
			return this.body.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.body.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			// Nobody waits in a read then.
			this.listening = System.nanoTime();
			this.body.setReadListener(listener);
		}

		@Override
		public void close() throws IOException {
			this.content.close();
		}

	}

}
