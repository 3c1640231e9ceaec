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

package io.github.apisecurity.audit;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link SecurityEventSink} that logs one line of JSON. The JSON is ASCII, so that no
 * line break, escape sequence or direction mark of a caller reaches the log.
 */
class LoggingSecurityEventSink implements SecurityEventSink {

	static final String LOGGER_NAME = "io.github.apisecurity.audit";

	private static final int MAX_LENGTH = 512;

	private static final int MAX_ELEMENTS = 100;

	private static final HexFormat hex = HexFormat.of();

	private static final Log log = LogFactory.getLog(LOGGER_NAME);

	@Override
	public boolean isEnabled(SecurityEventType type) {
		return log.isInfoEnabled();
	}

	@Override
	public void accept(SecurityEvent event) {
		StringBuilder line = new StringBuilder(384);
		add(line, "time", event.time());
		add(line, "event", event.type().id());
		add(line, "outcome", event.type().outcome().id());
		add(line, "reason", event.reason());
		add(line, "user", event.principal());
		add(line, "token_id", event.tokenId());
		RequestDetails request = event.request();
		if (request != null) {
			add(line, "request_id", request.id());
			add(line, "source_ip", request.clientAddress());
			add(line, "request_method", request.method());
			add(line, "request_uri", request.path());
			add(line, "useragent", request.userAgent());
		}
		if (!event.details().isEmpty()) {
			add(line, "details", new TreeMap<>(event.details()));
		}
		log.info(line.append('}').toString());
	}

	private static void add(StringBuilder json, String name, @Nullable Object value) {
		if (value != null) {
			json.append((json.isEmpty()) ? '{' : ',');
			write(json, name);
			write(json.append(':'), value);
		}
	}

	private static void write(StringBuilder json, Object value) {
		if (value instanceof Map<?, ?> members) {
			json.append('{');
			members.forEach((name, member) -> {
				write(json, name);
				write(json.append(':'), member);
				json.append(',');
			});
			close(json, '}');
		}
		else if (value instanceof Collection<?> elements) {
			json.append('[');
			elements.stream().limit(MAX_ELEMENTS).forEach((element) -> {
				write(json, element);
				json.append(',');
			});
			close(json, ']');
		}
		else if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
			json.append(value);
		}
		else {
			writeText(json, value.toString());
		}
	}

	private static void close(StringBuilder json, char end) {
		if (json.charAt(json.length() - 1) == ',') {
			json.setLength(json.length() - 1);
		}
		json.append(end);
	}

	private static void writeText(StringBuilder json, String text) {
		json.append('"');
		for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
			char character = text.charAt(i);
			if (character < ' ' || character > '~') {
				json.append("\\u").append(hex.toHexDigits(character));
			}
			else {
				json.append((character == '"' || character == '\\') ? "\\" : "").append(character);
			}
		}
		json.append('"');
	}

}
