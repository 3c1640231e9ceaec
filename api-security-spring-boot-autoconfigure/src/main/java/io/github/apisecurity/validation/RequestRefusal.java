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

import java.util.Locale;

import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemType;

import org.springframework.http.HttpHeaders;

/**
 * Why a request is not let in.
 */
enum RequestRefusal {

	BODY_TOO_LARGE(Problem.of(ProblemType.CONTENT_TOO_LARGE)),

	BODY_TOO_SLOW(Problem.of(ProblemType.REQUEST_TIMEOUT).withHeader(HttpHeaders.CONNECTION, "close")),

	CHARSET(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE)),

	CONTENT_ENCODING(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE)),

	CONTENT_TYPE(Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE)),

	HEADER(Problem.of(ProblemType.BAD_REQUEST)),

	URI_TOO_LONG(Problem.of(ProblemType.URI_TOO_LONG));

	private final Problem problem;

	RequestRefusal(Problem problem) {
		this.problem = problem;
	}

	/**
	 * Return what stands in the audit event.
	 * @return the code
	 */
	String code() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return what the caller is told.
	 * @return the problem
	 */
	Problem problem() {
		return this.problem;
	}

}
