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
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.StringUtils;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Finds the {@link Problem} for an exception or a bare status.
 */
class ProblemResolver {

	private static final Map<Integer, ProblemType> TYPES = Stream
		.of(ProblemType.BAD_REQUEST, ProblemType.UNAUTHORIZED, ProblemType.FORBIDDEN, ProblemType.NOT_FOUND,
				ProblemType.METHOD_NOT_ALLOWED, ProblemType.NOT_ACCEPTABLE, ProblemType.CONFLICT, ProblemType.GONE,
				ProblemType.CONTENT_TOO_LARGE, ProblemType.URI_TOO_LONG, ProblemType.UNSUPPORTED_MEDIA_TYPE,
				ProblemType.UNPROCESSABLE_CONTENT, ProblemType.QUOTA_EXCEEDED, ProblemType.INTERNAL_SERVER_ERROR,
				ProblemType.SERVICE_UNAVAILABLE)
		.collect(Collectors.toUnmodifiableMap(ProblemType::status, Function.identity()));

	private final List<ProblemMapper> mappers;

	ProblemResolver(List<ProblemMapper> mappers) {
		this.mappers = List.copyOf(mappers);
	}

	/**
	 * Return the problem for the given exception.
	 * @param exception the exception
	 * @return the problem or {@code null} if the exception is not an answer but a failure
	 */
	@Nullable Problem resolve(Exception exception) {
		if (exception instanceof ProblemException problemException) {
			return problemException.getProblem();
		}
		for (ProblemMapper mapper : this.mappers) {
			Problem problem = mapper.map(exception);
			if (problem != null) {
				return problem;
			}
		}
		if (exception instanceof ErrorResponse errorResponse) {
			return resolve(errorResponse);
		}
		if (exception instanceof HttpMessageNotReadableException || exception instanceof TypeMismatchException) {
			return Problem.of(ProblemType.BAD_REQUEST);
		}
		return null;
	}

	private Problem resolve(ErrorResponse response) {
		Problem problem = resolve(response.getStatusCode().value()).withHeaders(response.getHeaders());
		if (!isWrittenByApplication(response)) {
			return problem;
		}
		ProblemDetail body = response.getBody();
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
		// application throws hold what its author chose to say.
		Class<?> type = response.getClass();
		return type == ErrorResponseException.class || type == ResponseStatusException.class
				|| !type.getName().startsWith("org.springframework.");
	}

	/**
	 * Return the problem for a status that was set without a body.
	 * @param status the HTTP status
	 * @return the problem
	 */
	Problem resolve(int status) {
		ProblemType type = TYPES.get(status);
		return Problem.of((type != null) ? type : createType(status));
	}

	private static ProblemType createType(int status) {
		HttpStatus known = HttpStatus.resolve(status);
		if (known == null) {
			return (status < 500) ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL_SERVER_ERROR;
		}
		String title = known.getReasonPhrase();
		return new ProblemType(title.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-"), status, title,
				(status < 500) ? ProblemType.BAD_REQUEST.detail() : ProblemType.INTERNAL_SERVER_ERROR.detail());
	}

}
