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

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;

import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Stream that ends with an exception when it is longer or slower than allowed. The time
 * starts with the first read; a single read is bounded by the time-out of the connection.
 */
class LimitedInputStream extends ServletInputStream {

	private final InputStream content;

	private final ServletInputStream body;

	private final long maxSize;

	private final long timeout;

	private final @Nullable RequestRefusal refusal;

	private final Consumer<RequestRefusal> onRefusal;

	private long size;

	private long start = -1;

	/**
	 * Create a stream.
	 * @param content what is read
	 * @param body the stream of the container below
	 * @param maxSize the maximum size in bytes, unlimited when negative
	 * @param timeout the time within which the end must be reached
	 * @param refusal why the first byte is refused, {@code null} if it is not
	 * @param onRefusal told once when the stream is refused
	 */
	LimitedInputStream(InputStream content, ServletInputStream body, long maxSize, Duration timeout,
			@Nullable RequestRefusal refusal, Consumer<RequestRefusal> onRefusal) {
		this.content = content;
		this.body = body;
		this.maxSize = maxSize;
		this.timeout = timeout.toNanos();
		this.refusal = refusal;
		this.onRefusal = onRefusal;
	}

	@Override
	public int read() throws IOException {
		byte[] single = new byte[1];
		int count = read(single, 0, 1);
		return (count == -1) ? -1 : single[0] & 0xff;
	}

	@Override
	public int read(byte[] buffer, int offset, int length) throws IOException {
		if (this.start == -1) {
			this.start = System.nanoTime();
		}
		int count = readContent(buffer, offset, length);
		if (count > 0 && this.refusal != null) {
			throw refuse(this.refusal);
		}
		if (count > 0) {
			this.size += count;
		}
		if (this.maxSize >= 0 && this.size > this.maxSize) {
			throw refuse(RequestRefusal.BODY_TOO_LARGE);
		}
		if (count != -1 && System.nanoTime() - this.start > this.timeout) {
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
		this.onRefusal.accept(refusal);
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
		this.body.setReadListener(listener);
	}

	@Override
	public void close() throws IOException {
		this.content.close();
	}

}
