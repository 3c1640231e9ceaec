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
import java.io.UncheckedIOException;
import java.util.function.IntPredicate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.async.AsyncRequestTimeoutException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Answers the exceptions that Spring MVC itself raises.
 *
 * @param resolver finds the problem
 * @param writer writes it
 * @param ownPages the statuses for which the server has a page of the application
 */
record ProblemExceptionResolver(ProblemResolver resolver, ProblemWriter writer,
		IntPredicate ownPages) implements HandlerExceptionResolver {

	private static final String RESOLVED = ProblemExceptionResolver.class.getName() + ".resolved";

	@Override
	public @Nullable ModelAndView resolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception exception) {
		// An error is told: the container commits one itself when a read fails.
		if (response.isCommitted() && response.getStatus() < 400) {
			return cut(exception);
		}
		Problem problem = resolve(request, exception);
		if (problem == null || (this.ownPages.test(problem.getType().status())
				&& ProblemResolver.findProblemException(exception) == null)) {
			return null;
		}
		try {
			this.writer.write(request, response, problem);
			return new ModelAndView();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the problem for an exception, which is looked for and recorded once.
	 * @param request the request
	 * @param exception the exception
	 * @return the problem or {@code null} if the exception is not an answer but a failure
	 */
	@Nullable Problem resolve(HttpServletRequest request, Exception exception) {
		if (request.getAttribute(RESOLVED) instanceof Resolved resolved && resolved.exception() == exception) {
			return resolved.problem();
		}
		Problem problem = this.resolver.resolve(exception);
		request.setAttribute(RESOLVED, new Resolved(exception, problem));
		return problem;
	}

	/**
	 * Leave an answer that failed half-way to the container, which cuts the connection.
	 * The resolvers behind this one would end it as if it were whole.
	 * @param exception what has failed
	 * @return {@code null} when nobody is misled by the end
	 */
	private static @Nullable ModelAndView cut(Exception exception) {
		// A stream that is open for as long as it may be has not failed.
		if (exception instanceof AsyncRequestTimeoutException
				|| DisconnectedClientHelper.isClientDisconnectedException(exception)) {
			return null;
		}
		throw (exception instanceof RuntimeException runtimeException) ? runtimeException
				: new IllegalStateException("The response is committed", exception);
	}

	private record Resolved(Exception exception, @Nullable Problem problem) {

	}

}
