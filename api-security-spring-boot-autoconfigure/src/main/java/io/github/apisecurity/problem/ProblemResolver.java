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

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.log.LogMessage;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.StringUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Finds the {@link Problem} for an exception or a bare status.
 *
 * @param mappers know exceptions of others
 */
record ProblemResolver(List<ProblemMapper> mappers) {

	private static final Log log = LogFactory.getLog(ProblemResolver.class);

	private static final int MAX_CAUSES = 10;

	private static final URI BLANK = URI.create("about:blank");

	ProblemResolver {
		mappers = List.copyOf(mappers);
	}

	/**
	 * Return the problem for the given exception.
	 * @param exception the exception
	 * @return the problem or {@code null} if the exception is not an answer but a failure
	 */
	@Nullable Problem resolve(Exception exception) {
		ProblemException problemException = findProblemException(exception);
		if (problemException != null) {
			return problemException.getProblem();
		}
		for (ProblemMapper mapper : this.mappers) {
			Problem problem = map(mapper, exception);
			if (problem != null) {
				return problem;
			}
		}
		if (exception instanceof ErrorResponse errorResponse) {
			return errorResponse.getStatusCode().isError() ? resolve(errorResponse) : null;
		}
		if (exception instanceof HttpMessageNotReadableException || exception instanceof TypeMismatchException
				|| exception instanceof MultipartException) {
			return Problem.of(ProblemType.BAD_REQUEST);
		}
		return declared(exception.getClass());
	}

	private static @Nullable Problem map(ProblemMapper mapper, Exception exception) {
		try {
			return mapper.map(exception);
		}
		catch (RuntimeException ex) {
			// Another one may know it.
			log.error(LogMessage.format("%s failed", mapper.getClass().getName()), ex);
			return null;
		}
	}

	// What the author of an exception has written at its class.
	private static @Nullable Problem declared(Class<?> type) {
		ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(type, ResponseStatus.class);
		if (status == null || !status.code().isError()) {
			return null;
		}
		Problem problem = Problem.of(ProblemType.forStatus(status.code().value()));
		return (status.reason().isEmpty()) ? problem : problem.withDetail(status.reason());
	}

	static @Nullable ProblemException findProblemException(Exception exception) {
		// Thrown by a stream that is being read, it arrives wrapped by the reader.
		Throwable candidate = exception;
		for (int i = 0; i < MAX_CAUSES && candidate != null; i++) {
			if (candidate instanceof ProblemException problemException) {
				return problemException;
			}
			candidate = candidate.getCause();
		}
		return null;
	}

	private Problem resolve(ErrorResponse response) {
		Problem problem = resolve(response.getStatusCode().value()).withHeaders(response.getHeaders());
		if (!isWrittenByApplication(response)) {
			return problem;
		}
		ProblemDetail body = response.getBody();
		ProblemType type = problem.getType();
		if (body.getType() != null && body.getType().isAbsolute() && !BLANK.equals(body.getType())) {
			String title = (StringUtils.hasText(body.getTitle())) ? body.getTitle() : type.title();
			problem = Problem.of(new ProblemType(body.getType().toString(), type.status(), title, type.detail()))
				.withHeaders(response.getHeaders());
		}
		if (StringUtils.hasText(body.getDetail())) {
			problem = problem.withDetail(body.getDetail());
		}
		if (body.getProperties() != null) {
			for (Map.Entry<String, Object> property : body.getProperties().entrySet()) {
				problem = problem.withMember(property.getKey(), property.getValue());
			}
		}
		return problem;
	}

	private boolean isWrittenByApplication(ErrorResponse response) {
		// Spring's own exceptions put input of the request into their detail; those the
		// application throws hold what its author chose to say, and so does the one into
		// which Boot turns an InvalidEndpointRequestException.
		Class<?> type = response.getClass();
		return type == ErrorResponseException.class || type == ResponseStatusException.class
				|| !type.getName().startsWith("org.springframework.")
				|| type.getSuperclass() == ResponseStatusException.class
						&& type.getName().startsWith("org.springframework.boot.");
	}

	/**
	 * Return the problem for a status that was set without a body.
	 * @param status the HTTP status
	 * @return the problem
	 */
	Problem resolve(int status) {
		return Problem.of(ProblemType.forStatus(status));
	}

}
