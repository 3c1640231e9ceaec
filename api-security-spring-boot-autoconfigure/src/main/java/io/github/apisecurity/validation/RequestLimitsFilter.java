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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a request by what its head says, and counts and times its body while somebody
 * reads it.
 */
class RequestLimitsFilter extends OncePerRequestFilter {

	private static final Pattern ORIGIN = Pattern
		.compile("null|[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9._~-]*(?:\\[[0-9A-Fa-f:.]+])?(?::[0-9]{1,5})?/?");

	private final RequestLimits limits;

	private final SecurityEventPublisher publisher;

	private final Function<HttpServletRequest, @Nullable Set<MediaType>> declaredContentTypes;

	private final @Nullable ShadowRefusals shadow;

	RequestLimitsFilter(RequestLimits limits,
			Function<HttpServletRequest, @Nullable Set<MediaType>> declaredContentTypes,
			SecurityEventPublisher publisher, @Nullable ShadowRefusals shadow) {
		this.limits = limits;
		this.declaredContentTypes = declaredContentTypes;
		this.shadow = shadow;
		this.publisher = publisher;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain)
			throws ServletException, IOException {
		boolean announced = hasBody(request);
		// HTTP/1 announces a body: where there is none, nothing is read.
		LimitedRequest limited = (announced || !request.getProtocol().startsWith("HTTP/1.")) ? limit(request) : null;
		RequestRefusal refusal = check(request);
		if (refusal == null && announced && limited != null) {
			refusal = limited.refusal();
		}
		if (this.shadow != null) {
			pass(request, response, filterChain, refusal, this.shadow);
		}
		else if (refusal != null) {
			publish(refusal);
			throw new ProblemException(problem(refusal));
		}
		else {
			filterChain.doFilter((limited != null) ? limited : request, response);
		}
	}

	private LimitedRequest limit(HttpServletRequest request) {
		BodyLimits body = this.limits.bodyLimits(request);
		boolean multipart = StringUtils.startsWithIgnoreCase(request.getContentType(), "multipart/");
		Long maxMultipartSize = this.limits.maxMultipartSize();
		long maxSize = (multipart && maxMultipartSize != null) ? maxMultipartSize : body.maxSize();
		return new LimitedRequest(request, maxSize, this.limits.bodyTimeout(), checkBody(request, body, maxSize),
				this::publish);
	}

	// Without the limits, but for the time: that is the container's to keep free.
	private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain filterChain,
			@Nullable RequestRefusal refusal, ShadowRefusals shadow) throws ServletException, IOException {
		try {
			filterChain.doFilter(new LimitedRequest(request, -1, this.limits.bodyTimeout(), null, this::publish),
					response);
		}
		finally {
			if (refusal != null) {
				shadow.add(request, "request." + refusal.code().replace('_', '-'));
			}
		}
	}

	private @Nullable RequestRefusal check(HttpServletRequest request) {
		if (length(request) > this.limits.maxUriLength()) {
			return RequestRefusal.URI_TOO_LONG;
		}
		if (!hasAllowedHeadersOnly(request) || !isWellFormedOrigin(request.getHeader(HttpHeaders.ORIGIN))) {
			return RequestRefusal.HEADER;
		}
		return null;
	}

	private @Nullable RequestRefusal checkBody(HttpServletRequest request, BodyLimits body, long maxSize) {
		if (maxSize >= 0 && request.getContentLengthLong() > maxSize) {
			return RequestRefusal.BODY_TOO_LARGE;
		}
		if (!isEncodingAllowed(request)) {
			return RequestRefusal.CONTENT_ENCODING;
		}
		return checkContentType(request, body);
	}

	private static int length(HttpServletRequest request) {
		String query = request.getQueryString();
		return request.getRequestURI().length() + ((query != null) ? query.length() + 1 : 0);
	}

	private boolean hasAllowedHeadersOnly(HttpServletRequest request) {
		Set<String> allowed = this.limits.allowedHeaders();
		return allowed.isEmpty() || allowed.containsAll(Collections.list(request.getHeaderNames()));
	}

	private static boolean isWellFormedOrigin(@Nullable String origin) {
		// The CORS support of Spring throws on one that is not.
		return origin == null || ORIGIN.matcher(origin).matches();
	}

	// HTTP/2 announces no body: there it is looked at when somebody reads it.
	private static boolean hasBody(HttpServletRequest request) {
		return request.getContentLengthLong() > 0 || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
	}

	private boolean isEncodingAllowed(HttpServletRequest request) {
		List<String> encodings = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING));
		return encodings.isEmpty() || (encodings.size() == 1 && ("identity".equalsIgnoreCase(encodings.get(0))
				|| (this.limits.gzip() && "gzip".equalsIgnoreCase(encodings.get(0)))));
	}

	private @Nullable RequestRefusal checkContentType(HttpServletRequest request, BodyLimits body) {
		List<String> values = Collections.list(request.getHeaders(HttpHeaders.CONTENT_TYPE));
		if (values.size() > 1) {
			return RequestRefusal.CONTENT_TYPE;
		}
		try {
			// What no type is given for can be anything (RFC 9110 section 8.3).
			MimeType contentType = (values.isEmpty()) ? MediaType.APPLICATION_OCTET_STREAM
					: MimeTypeUtils.parseMimeType(values.get(0));
			Charset charset = contentType.getCharset();
			boolean utf8 = charset == null || charset == StandardCharsets.UTF_8;
			if (!contentType.isConcrete()) {
				return RequestRefusal.CONTENT_TYPE;
			}
			boolean listed = body.accepts(contentType);
			if (listed && utf8) {
				return null;
			}
			Set<MediaType> declared = this.declaredContentTypes.apply(request);
			if (declared == null) {
				return (listed) ? RequestRefusal.CHARSET : RequestRefusal.CONTENT_TYPE;
			}
			return (utf8 || declared.stream().anyMatch((type) -> type.getCharset() == charset)) ? null
					: RequestRefusal.CHARSET;
		}
		catch (InvalidMimeTypeException ex) {
			return RequestRefusal.CONTENT_TYPE;
		}
	}

	private Problem problem(RequestRefusal refusal) {
		return (refusal == RequestRefusal.CONTENT_ENCODING)
				? refusal.problem().withHeader(HttpHeaders.ACCEPT_ENCODING, (this.limits.gzip()) ? "gzip" : "identity")
				: refusal.problem();
	}

	private void publish(RequestRefusal refusal) {
		this.publisher.publish(SecurityEventType.VALIDATION_FAILED, refusal.code(), Map.of());
	}

}
