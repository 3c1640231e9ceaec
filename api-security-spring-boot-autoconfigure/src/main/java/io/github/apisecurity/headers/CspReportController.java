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

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.config.PropertyValue;
import io.github.apisecurity.problem.Problem;
import io.github.apisecurity.problem.ProblemException;
import io.github.apisecurity.problem.ProblemType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes what browsers report about violations of a policy, in the form of
 * {@code report-uri} and of {@code report-to}. Anybody can send one, so that little of it
 * is believed: no query, no fragment, no sample of a script, and only some a second.
 */
@RestController
class CspReportController {

	private static final SecurityEventType VIOLATION = new SecurityEventType("malicious_csp_violation",
			Outcome.FAILURE);

	private static final int MAX_SIZE = 65_536;

	private static final int MAX_EVENTS_A_SECOND = 10;

	private static final int MAX_LENGTH = 200;

	private static final Pattern KEYWORD = Pattern.compile("[a-z-]{1,40}");

	private final JsonMapper mapper = new JsonMapper();

	private final SecurityEventPublisher publisher;

	private long second;

	private int told;

	private long untold;

	CspReportController(SecurityEventPublisher publisher) {
		this.publisher = publisher;
	}

	@PostMapping(path = "${api-security.headers.csp-report-path}",
			consumes = { "application/csp-report", "application/reports+json" })
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void report(InputStream body) throws IOException {
		byte[] bytes = body.readNBytes(MAX_SIZE + 1);
		if (bytes.length > MAX_SIZE) {
			throw new ProblemException(Problem.of(ProblemType.CONTENT_TOO_LARGE));
		}
		JsonNode reports = read(bytes);
		if (reports.has("csp-report")) {
			tell(reports.get("csp-report"), "document-uri", "effective-directive", "blocked-uri", "source-file");
		}
		for (JsonNode report : reports) {
			if ("csp-violation".equals(report.path("type").asString(""))) {
				tell(report.path("body"), "documentURL", "effectiveDirective", "blockedURL", "sourceFile");
			}
		}
	}

	private JsonNode read(byte[] bytes) {
		try {
			return this.mapper.readTree(bytes);
		}
		catch (JacksonException ex) {
			throw new ProblemException(Problem.of(ProblemType.BAD_REQUEST));
		}
	}

	private void tell(JsonNode report, String document, String directive, String blocked, String source) {
		Map<String, Object> details = new LinkedHashMap<>();
		synchronized (this) {
			long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
			this.told = (now != this.second) ? 1 : this.told + 1;
			this.second = now;
			if (this.told > MAX_EVENTS_A_SECOND) {
				this.untold++;
				return;
			}
			if (this.untold > 0) {
				details.put("untold", this.untold);
			}
			this.untold = 0;
		}
		String effective = report.path(directive).asString(report.path("violated-directive").asString(""));
		details.put("directive", keyword(effective.strip().split(" ", 2)[0]));
		details.put("document", location(report.path(document).asString(""), true));
		details.put("blocked", location(report.path(blocked).asString(""), false));
		details.put("source", location(report.path(source).asString(""), true));
		details.put("disposition", keyword(report.path("disposition").asString("")));
		this.publisher.publish(VIOLATION, details);
	}

	private static String keyword(String text) {
		return KEYWORD.matcher(text).matches() ? text : "unknown";
	}

	private static String location(String text, boolean path) {
		if (KEYWORD.matcher(text).matches()) {
			return text;
		}
		URI uri = PropertyValue.uri(text);
		if (uri == null || uri.getHost() == null) {
			return (uri != null) ? keyword(String.valueOf(uri.getScheme())) : "unknown";
		}
		String location = uri.getScheme() + "://" + uri.getHost() + ((uri.getPort() > 0) ? ":" + uri.getPort() : "")
				+ ((path && uri.getRawPath() != null) ? uri.getRawPath() : "");
		return location.substring(0, Math.min(location.length(), MAX_LENGTH));
	}

}
