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
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;

import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Times the bodies that Tomcat reads itself, forms and multipart requests, which pass by
 * every wrapper of the request.
 */
class BodyTimeoutValve extends ValveBase {

	private final long timeout;

	private final Consumer<RequestRefusal> onRefusal;

	BodyTimeoutValve(Duration timeout, Consumer<RequestRefusal> onRefusal) {
		super(true);
		this.timeout = timeout.toNanos();
		this.onRefusal = onRefusal;
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		InputBuffer input = request.getCoyoteRequest().getInputBuffer();
		request.getCoyoteRequest().setInputBuffer(new TimedInputBuffer(input));
		try {
			getNext().invoke(request, response);
		}
		finally {
			// Used again for the next request of the connection.
			request.getCoyoteRequest().setInputBuffer(input);
		}
	}

	/**
	 * Buffer that ends with the exception of the container's own time-out.
	 */
	private final class TimedInputBuffer implements InputBuffer {

		private final InputBuffer input;

		private long waited;

		private long size;

		TimedInputBuffer(InputBuffer input) {
			this.input = input;
		}

		@Override
		public int doRead(ApplicationBufferHandler handler) throws IOException {
			long start = System.nanoTime();
			int count = this.input.doRead(handler);
			this.waited += System.nanoTime() - start;
			this.size += Math.max(0, count);
			if (count != -1
					&& this.waited > BodyTimeoutValve.this.timeout + this.size * LimitedRequest.NANOS_PER_BYTE) {
				BodyTimeoutValve.this.onRefusal.accept(RequestRefusal.BODY_TOO_SLOW);
				SocketTimeoutException exception = new SocketTimeoutException("The request body came too slowly");
				exception.initCause(new ProblemException(RequestRefusal.BODY_TOO_SLOW.problem()));
				throw exception;
			}
			return count;
		}

		@Override
		public int available() {
			return this.input.available();
		}

	}

}
