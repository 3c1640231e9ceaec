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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Answers what Jetty refuses before there is a request for the application, such as a
 * malformed request line, where its own page repeats the URI. Nothing but the status is
 * known there, so the type is {@code about:blank}.
 */
class ProblemErrorHandler extends ErrorHandler {

	private final ObjectProvider<ProblemHeaderWriter> headerWriters;

	ProblemErrorHandler(ObjectProvider<ProblemHeaderWriter> headerWriters) {
		this.headerWriters = headerWriters;
	}

	@Override
	protected void generateResponse(Request request, Response response, int code, @Nullable String message,
			@Nullable Throwable cause, Callback callback) {
		HttpFields.Mutable headers = response.getHeaders();
		headers.put(HttpHeader.CONTENT_TYPE, "application/problem+json");
		headers.put(HttpHeader.CACHE_CONTROL, "no-store");
		headers.put("X-Content-Type-Options", "nosniff");
		this.headerWriters.orderedStream()
			.forEach((writer) -> writer.writeUnreadable(request.getConnectionMetaData().isSecure(), headers::put));
		String body = "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}".formatted(HttpStatus.getMessage(code),
				code);
		response.write(true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), callback);
	}

}
