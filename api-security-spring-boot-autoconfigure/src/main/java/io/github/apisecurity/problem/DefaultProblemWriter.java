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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.json.ProblemDetailJacksonMixin;

/**
 * {@link ProblemWriter} with mappers of its own, so that the shape of a problem does not
 * change with the application's naming strategy or inclusion rules.
 */
class DefaultProblemWriter implements ProblemWriter {

	/**
	 * What a representation that failed half-way has said about itself.
	 */
	private static final List<String> LEFT_OVER_HEADERS = List.of(HttpHeaders.CONTENT_DISPOSITION,
			HttpHeaders.CONTENT_ENCODING, HttpHeaders.CONTENT_LANGUAGE, HttpHeaders.ETAG, HttpHeaders.EXPIRES,
			HttpHeaders.LAST_MODIFIED);

	private static final Log log = LogFactory.getLog(DefaultProblemWriter.class);

	private static final List<MediaType> JSON_TYPES = List.of(MediaType.APPLICATION_PROBLEM_JSON,
			MediaType.APPLICATION_JSON);

	private static final List<MediaType> XML_TYPES = List.of(MediaType.APPLICATION_PROBLEM_XML,
			MediaType.APPLICATION_XML, MediaType.TEXT_XML);

	private final URI typeBase;

	private final List<ProblemCustomizer> customizers;

	private final ErrorPages pages;

	private final ObjectMapper jsonMapper = JsonMapper.builder()
		.disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
		.addMixIn(ProblemDetail.class, ProblemDetailJacksonMixin.class)
		.build();

	DefaultProblemWriter(URI typeBase, List<ProblemCustomizer> customizers, ErrorPages pages) {
		this.typeBase = typeBase;
		this.pages = pages;
		this.customizers = List.copyOf(customizers);
	}

	@Override
	public void write(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
		if (response.isCommitted()) {
			return;
		}
		MediaType format = preferred(request, false);
		ProblemDetail body = createBody(request, problem);
		byte[] content = content(problem, body, format == MediaType.APPLICATION_PROBLEM_XML);
		response.resetBuffer();
		LEFT_OVER_HEADERS.forEach((name) -> response.setHeader(name, null));
		response.setStatus(body.getStatus());
		problem.headers().forEach((name, values) -> writeHeader(response, name, values));
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (writePage(request, response, body.getStatus())) {
			return;
		}
		response.setContentType(format.toString());
		response.setContentLength(content.length);
		writeContent(response, content);
		response.flushBuffer();
	}

	private boolean writePage(HttpServletRequest request, HttpServletResponse response, int code) throws IOException {
		HttpStatus status = HttpStatus.resolve(code);
		if (status == null || preferred(request, true) != MediaType.TEXT_HTML) {
			return false;
		}
		boolean written = this.pages.write(request, response, status) || response.isCommitted();
		if (written) {
			response.flushBuffer();
		}
		else {
			response.resetBuffer();
		}
		return written;
	}

	private static void writeHeader(HttpServletResponse response, String name, List<String> values) {
		response.setHeader(name, values.get(0));
		values.stream().skip(1).forEach((value) -> response.addHeader(name, value));
	}

	private static void writeContent(HttpServletResponse response, byte[] content) throws IOException {
		try {
			response.getOutputStream().write(content);
		}
		catch (IllegalStateException ex) {
			// What failed has asked for the writer, which stays the only way.
			response.getWriter().write(new String(content, StandardCharsets.UTF_8));
			response.getWriter().flush();
		}
	}

	private byte[] content(Problem problem, ProblemDetail body, boolean xml) {
		try {
			problem.members().forEach(body::setProperty);
			this.customizers.forEach((customizer) -> customizer.customize(body));
			return content(body, xml);
		}
		catch (RuntimeException ex) {
			// An error is answered, whatever is wrong with what others add to the answer.
			log.error("The members of a problem cannot be written", ex);
			body.setProperties(null);
			return content(body, xml);
		}
	}

	private byte[] content(ProblemDetail body, boolean xml) {
		return (xml) ? ProblemXml.write(this.jsonMapper.valueToTree(body)) : this.jsonMapper.writeValueAsBytes(body);
	}

	private ProblemDetail createBody(HttpServletRequest request, Problem problem) {
		ProblemType type = problem.getType();
		ProblemDetail body = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(type.status()),
				problem.getDetail());
		body.setType(type.uri(this.typeBase));
		body.setTitle(type.title());
		body.setInstance(URI.create("urn:uuid:" + RequestId.of(request)));
		return body;
	}

	// In which of the formats the caller likes an error best.
	private static MediaType preferred(HttpServletRequest request, boolean html) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		MediaType preferred = MediaType.APPLICATION_PROBLEM_JSON;
		if (accept == null || !accept.contains("ml")) {
			return preferred;
		}
		try {
			double best = 0;
			for (MediaType type : MediaType.parseMediaTypes(accept)) {
				// A wildcard stands behind what is named with the same weight.
				double quality = type.getQualityValue() - ((type.isConcrete()) ? 0 : 0.0001);
				MediaType format = format(type);
				if (quality > best && format != null && (html || format != MediaType.TEXT_HTML)) {
					best = quality;
					preferred = format;
				}
			}
			return preferred;
		}
		catch (IllegalArgumentException ex) {
			return MediaType.APPLICATION_PROBLEM_JSON;
		}
	}

	private static @Nullable MediaType format(MediaType type) {
		if (JSON_TYPES.stream().anyMatch(type::isCompatibleWith)) {
			return MediaType.APPLICATION_PROBLEM_JSON;
		}
		if (XML_TYPES.stream().anyMatch(type::equalsTypeAndSubtype)) {
			return MediaType.APPLICATION_PROBLEM_XML;
		}
		return (type.equalsTypeAndSubtype(MediaType.TEXT_HTML)) ? MediaType.TEXT_HTML : null;
	}

}
