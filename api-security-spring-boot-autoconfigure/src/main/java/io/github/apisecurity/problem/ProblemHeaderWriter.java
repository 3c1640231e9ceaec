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

import java.util.List;
import java.util.function.BiConsumer;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Callback to write response headers of a problem that no filter chain of Spring Security
 * has seen, such as the refusal of its firewall or of the container. Beans of this type
 * are called in order, also after a chain has written its headers: a header that is there
 * is to be left alone.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProblemHeaderWriter {

	/**
	 * Write the headers.
	 * @param request the request
	 * @param response the response, not yet committed
	 */
	void writeHeaders(HttpServletRequest request, HttpServletResponse response);

	/**
	 * Write the headers of the answer to something that cannot be read as a request, such
	 * as a malformed request line. Nothing is known of it but how it came.
	 * @param secure whether it came over TLS
	 * @param headers takes names and values
	 */
	default void writeUnreadable(boolean secure, BiConsumer<String, String> headers) {
	}

	/**
	 * Return a writer of problems that calls the header writers first. One that fails
	 * costs its headers and not the answer.
	 * @param writer the writer of problems
	 * @param headerWriters the header writers
	 * @return the decorated writer
	 */
	static ProblemWriter decorate(ProblemWriter writer, ObjectProvider<ProblemHeaderWriter> headerWriters) {
		List<ProblemHeaderWriter> ordered = headerWriters.orderedStream().toList();
		return (request, response, problem) -> {
			if (!response.isCommitted()) {
				ordered.forEach((headerWriter) -> {
					try {
						headerWriter.writeHeaders(request, response);
					}
					catch (RuntimeException ex) {
						LogFactory.getLog(ProblemHeaderWriter.class).error("Headers of a problem are missing", ex);
					}
				});
			}
			writer.write(request, response, problem);
		};
	}

}
