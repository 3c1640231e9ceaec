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
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.http.HttpStatus;
import org.springframework.util.Assert;

/**
 * Kind of a {@link Problem}: the {@code type}, {@code status}, {@code title} and fixed
 * {@code detail} of an RFC 9457 response. The detail is the same for every occurrence so
 * that a response never tells more than its kind; what exactly was refused is recorded in
 * the audit event.
 *
 * @param id the last part of the {@code type} URI, or an absolute URI
 * @param status the HTTP status, between 400 and 599
 * @param title the short summary of the kind
 * @param detail the explanation shown to the caller
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457.html#section-3.1">RFC 9457,
 * section 3.1</a>
 */
public record ProblemType(String id, int status, String title, String detail) {

	/**
	 * The request is malformed.
	 */
	public static final ProblemType BAD_REQUEST = of(HttpStatus.BAD_REQUEST, "The request could not be understood.");

	/**
	 * Fields or parameters of the request are not valid.
	 */
	public static final ProblemType VALIDATION_FAILED = new ProblemType("validation-failed", 400, "Validation Failed",
			"The request has invalid content.");

	/**
	 * The request carries no usable credential.
	 */
	public static final ProblemType UNAUTHORIZED = of(HttpStatus.UNAUTHORIZED,
			"Authentication is required to access this resource.");

	/**
	 * The caller is known but not allowed to do this.
	 */
	public static final ProblemType FORBIDDEN = of(HttpStatus.FORBIDDEN, "Access to this resource is denied.");

	/**
	 * There is no such resource.
	 */
	public static final ProblemType NOT_FOUND = of(HttpStatus.NOT_FOUND, "The resource was not found.");

	/**
	 * The method is not supported by the resource.
	 */
	public static final ProblemType METHOD_NOT_ALLOWED = of(HttpStatus.METHOD_NOT_ALLOWED,
			"The method is not supported by this resource.");

	/**
	 * No representation is acceptable to the caller.
	 */
	public static final ProblemType NOT_ACCEPTABLE = of(HttpStatus.NOT_ACCEPTABLE,
			"No acceptable representation is available.");

	/**
	 * The request did not arrive in time.
	 */
	public static final ProblemType REQUEST_TIMEOUT = of(HttpStatus.REQUEST_TIMEOUT,
			"The request did not arrive in time.");

	/**
	 * The request conflicts with the state of the resource.
	 */
	public static final ProblemType CONFLICT = of(HttpStatus.CONFLICT,
			"The request conflicts with the current state of the resource.");

	/**
	 * The resource is no longer available.
	 */
	public static final ProblemType GONE = of(HttpStatus.GONE, "The resource is no longer available.");

	/**
	 * The request body is larger than allowed.
	 */
	public static final ProblemType CONTENT_TOO_LARGE = of(HttpStatus.CONTENT_TOO_LARGE,
			"The request body is too large.");

	/**
	 * The request target is longer than allowed.
	 */
	public static final ProblemType URI_TOO_LONG = of(HttpStatus.URI_TOO_LONG, "The request target is too long.");

	/**
	 * The media type or encoding of the request is not supported.
	 */
	public static final ProblemType UNSUPPORTED_MEDIA_TYPE = of(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
			"The format of the request body is not supported.");

	/**
	 * The request is well-formed but cannot be processed.
	 */
	public static final ProblemType UNPROCESSABLE_CONTENT = of(HttpStatus.UNPROCESSABLE_CONTENT,
			"The request could not be processed.");

	/**
	 * The quota of a rate-limit policy is exhausted. The URI is registered with IANA.
	 */
	public static final ProblemType QUOTA_EXCEEDED = new ProblemType(
			"https://iana.org/assignments/http-problem-types#quota-exceeded", 429,
			"Request cannot be satisfied as assigned quota has been exceeded",
			"Too many requests. Try again after the time given in Retry-After.");

	/**
	 * The header fields of the request are larger than allowed.
	 */
	public static final ProblemType REQUEST_HEADER_FIELDS_TOO_LARGE = of(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
			"The header fields of the request are too large.");

	/**
	 * The server failed.
	 */
	public static final ProblemType INTERNAL_SERVER_ERROR = of(HttpStatus.INTERNAL_SERVER_ERROR,
			"The request could not be completed.");

	/**
	 * The server, or something it depends on, is temporarily unavailable.
	 */
	public static final ProblemType SERVICE_UNAVAILABLE = of(HttpStatus.SERVICE_UNAVAILABLE,
			"The service is temporarily unavailable.");

	private static final Map<Integer, ProblemType> BY_STATUS = Stream
		.of(BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, REQUEST_TIMEOUT,
				CONFLICT, GONE, CONTENT_TOO_LARGE, URI_TOO_LONG, UNSUPPORTED_MEDIA_TYPE, UNPROCESSABLE_CONTENT,
				QUOTA_EXCEEDED, REQUEST_HEADER_FIELDS_TOO_LARGE, INTERNAL_SERVER_ERROR, SERVICE_UNAVAILABLE)
		.collect(Collectors.toUnmodifiableMap(ProblemType::status, Function.identity()));

	public ProblemType {
		Assert.hasText(id, "'id' must not be empty");
		Assert.isTrue(status >= 400 && status <= 599, "'status' must be between 400 and 599");
		Assert.hasText(title, "'title' must not be empty");
		Assert.hasText(detail, "'detail' must not be empty");
	}

	/**
	 * Return the type for a status of which nothing more is known.
	 * @param status the HTTP status
	 * @return the type; for what is no status of an error the generic one
	 */
	public static ProblemType forStatus(int status) {
		ProblemType type = BY_STATUS.get(status);
		return (type != null) ? type : create(status);
	}

	private static ProblemType create(int status) {
		HttpStatus known = HttpStatus.resolve(status);
		ProblemType generic = (status < 500) ? BAD_REQUEST : INTERNAL_SERVER_ERROR;
		if (status < 400 || status > 599) {
			return generic;
		}
		return (known != null) ? of(known, generic.detail()) : new ProblemType("status-" + status, status,
				(status < 500) ? "Client Error" : "Server Error", generic.detail());
	}

	private static ProblemType of(HttpStatus status, String detail) {
		String title = status.getReasonPhrase();
		return new ProblemType(title.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-"), status.value(), title,
				detail);
	}

	URI uri(URI base) {
		return base.resolve(this.id);
	}

}
