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

package io.github.apisecurity.problem;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.IntPredicate;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Response that answers {@code sendError} and error statuses without a body with a
 * problem, so that no error is handed to the container, which would dispatch it through
 * the filter chains again. Where the application has an error page of its own, only the
 * refusals of a filter chain, which have no body at all.
 */
class ProblemResponse extends HttpServletResponseWrapper {

	private final HttpServletRequest request;

	private final ProblemResolver resolver;

	private final ProblemWriter writer;

	private final IntPredicate ownErrorPage;

	private boolean bodyStarted;

	ProblemResponse(HttpServletRequest request, HttpServletResponse response, ProblemResolver resolver,
			ProblemWriter writer, IntPredicate ownErrorPage) {
		super(response);
		this.ownErrorPage = ownErrorPage;
		this.request = request;
		this.resolver = resolver;
		this.writer = writer;
	}

	@Override
	public void sendError(int status) throws IOException {
		sendError(status, null);
	}

	@Override
	public void sendError(int status, @Nullable String message) throws IOException {
		if (this.ownErrorPage.test(status)) {
			this.bodyStarted = true;
			super.sendError(status, message);
			return;
		}
		if (status < 400) {
			// An exception of the application says that nothing is there.
			resetBuffer();
			setStatus(status);
			return;
		}
		write(status);
	}

	@Override
	public void flushBuffer() throws IOException {
		completeIfEmptyError();
		super.flushBuffer();
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		this.bodyStarted = true;
		return super.getOutputStream();
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		this.bodyStarted = true;
		return super.getWriter();
	}

	@Override
	public void reset() {
		super.reset();
		this.bodyStarted = false;
	}

	@Override
	public void resetBuffer() {
		super.resetBuffer();
		this.bodyStarted = false;
	}

	void completeIfEmptyError() throws IOException {
		boolean error = (this.ownErrorPage.test(getStatus())) ? getStatus() == 401 || getStatus() == 403
				: getStatus() >= 400;
		if (error && !this.bodyStarted && !isCommitted()) {
			write(getStatus());
		}
	}

	private void write(int status) throws IOException {
		if (isCommitted()) {
			// As the container does: half of an answer must not end as if it were whole.
			throw new IllegalStateException("The response is committed");
		}
		this.bodyStarted = true;
		this.writer.write(this.request, (HttpServletResponse) getResponse(), this.resolver.resolve(status));
	}

}
