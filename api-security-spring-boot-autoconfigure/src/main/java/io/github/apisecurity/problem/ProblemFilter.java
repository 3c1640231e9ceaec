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
import java.util.Locale;
import java.util.function.IntPredicate;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Outermost filter: whatever fails inside, in filters, security, MVC or the application,
 * leaves as a problem. Where all other errors are left to the application, it answers
 * refusals alone: they must not end as failures.
 */
class ProblemFilter extends OncePerRequestFilter {

	private static final Log log = LogFactory.getLog(ProblemFilter.class);

	private final ProblemResolver resolver;

	private final ProblemWriter writer;

	private final @Nullable IntPredicate ownPages;

	/**
	 * Create a filter.
	 * @param resolver finds the problem
	 * @param writer writes it
	 * @param ownPages the statuses for which the application has a page, where only
	 * refusals of this library are answered here, and those of a filter chain that would
	 * have no body; {@code null} when all that is not refused here is the application's
	 */
	ProblemFilter(ProblemResolver resolver, ProblemWriter writer, @Nullable IntPredicate ownPages) {
		this.resolver = resolver;
		this.writer = writer;
		this.ownPages = ownPages;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		if (request.getDispatcherType() == DispatcherType.ERROR) {
			// What the container refuses itself and dispatches, with no caller known.
			int status = errorStatus(request);
			if (isOwn(status)) {
				filterChain.doFilter(request, response);
			}
			else {
				this.writer.write(request, response, this.resolver.resolve(status));
			}
			return;
		}
		RequestAttributes previousAttributes = RequestContextHolder.getRequestAttributes();
		LocaleContext previousLocale = LocaleContextHolder.getLocaleContext();
		try {
			exposeRequest(request);
			filter(request, response, filterChain);
		}
		catch (IOException | ServletException | RuntimeException ex) {
			boolean rejection = ProblemResolver.findProblemException(ex) != null;
			if (response.isCommitted() && response.getStatus() >= 400 && rejection) {
				// The container has refused the same read, and would tell another status.
				return;
			}
			// Tomcat takes every failed read for a caller who has gone.
			if (response.isCommitted()
					|| (!rejection && (isOwn(500) || DisconnectedClientHelper.isClientDisconnectedException(ex)))) {
				throw ex;
			}
			// Filters inside have taken down what they had exposed.
			exposeRequest(request);
			this.writer.write(request, response, toProblem(request, ex));
		}
		finally {
			RequestContextHolder.setRequestAttributes(previousAttributes);
			LocaleContextHolder.setLocaleContext(previousLocale);
		}
	}

	private void filter(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		if (this.ownPages == null) {
			filterChain.doFilter(request, response);
			return;
		}
		if (!isOwn(400) && locale(request) == null) {
			// Whoever asks inside would fail.
			throw new ProblemException(Problem.of(ProblemType.BAD_REQUEST));
		}
		ProblemResponse problemResponse = new ProblemResponse(request, response, this.resolver, this.writer,
				this.ownPages);
		filterChain.doFilter(request, problemResponse);
		if (!request.isAsyncStarted()) {
			problemResponse.completeIfEmptyError();
		}
	}

	private void exposeRequest(HttpServletRequest request) {
		// A refusal before Spring MVC is audited and answered in the caller's language
		// too.
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		LocaleContextHolder.setLocaleContext(() -> locale(request));
	}

	private static @Nullable Locale locale(HttpServletRequest request) {
		try {
			return request.getLocale();
		}
		catch (IllegalArgumentException ex) {
			// Tomcat reads so many languages and no more.
			return null;
		}
	}

	private static int errorStatus(HttpServletRequest request) {
		return (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status) ? status : 500;
	}

	@Override
	protected void doFilterNestedErrorDispatch(HttpServletRequest request, HttpServletResponse response,
			FilterChain filterChain) throws ServletException, IOException {
		doFilterInternal(request, response, filterChain);
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return this.ownPages == null;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	private boolean isOwn(int status) {
		return this.ownPages == null || this.ownPages.test(status);
	}

	private Problem toProblem(HttpServletRequest request, Exception failure) {
		Exception cause = (failure instanceof ServletException && failure.getCause() instanceof Exception nested)
				? nested : failure;
		Problem problem = this.resolver.resolve(cause);
		if (problem == null) {
			log.error("Request " + RequestId.of(request) + " failed", cause);
			problem = Problem.of(ProblemType.INTERNAL_SERVER_ERROR);
		}
		return problem;
	}

}
