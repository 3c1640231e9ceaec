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

package io.github.apisecurity.headers;

import java.util.List;

import io.github.apisecurity.problem.ProblemHeaderWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.StaticHeadersWriter;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;

/**
 * Writes the headers to problems that no chain has seen. Each of these writers leaves a
 * header alone that is already there.
 */
class SecurityHeadersProblemHeaderWriter implements ProblemHeaderWriter {

	private final List<HeaderWriter> writers;

	SecurityHeadersProblemHeaderWriter(SecurityHeaders headers) {
		HstsHeaderWriter hsts = new HstsHeaderWriter(headers.hstsMaxAge().toSeconds(), true);
		this.writers = List.of(new XContentTypeOptionsHeaderWriter(), new XXssProtectionHeaderWriter(), hsts,
				new StaticHeadersWriter(headers.headers()));
	}

	@Override
	public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
		this.writers.forEach((writer) -> writer.writeHeaders(request, response));
		if (!response.containsHeader(XFrameOptionsHeaderWriter.XFRAME_OPTIONS_HEADER)) {
			response.setHeader(XFrameOptionsHeaderWriter.XFRAME_OPTIONS_HEADER, "DENY");
		}
	}

}
