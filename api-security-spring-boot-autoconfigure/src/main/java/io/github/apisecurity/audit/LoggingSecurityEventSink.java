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

import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.json.JsonWriter.ValueProcessor;

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

	private static final JsonWriter<SecurityEvent> writer = JsonWriter.of((json) -> {
		json.add("time", SecurityEvent::time);
		json.add("event", (event) -> event.type().id());
		json.add("outcome", (event) -> event.type().outcome().id());
		json.add("reason", SecurityEvent::reason).whenNotNull();
		json.add("user", SecurityEvent::principal).whenNotNull();
		json.add("token_id", SecurityEvent::tokenId).whenNotNull();
		json.add("request_id", SecurityEvent::request).whenNotNull().as(RequestDetails::id);
		json.add("source_ip", SecurityEvent::request).whenNotNull().as(RequestDetails::clientAddress);
		json.add("request_method", SecurityEvent::request).whenNotNull().as(RequestDetails::method);
		json.add("request_uri", SecurityEvent::request).whenNotNull().as(RequestDetails::path);
		json.add("useragent", SecurityEvent::request).as(RequestDetails::userAgent).whenNotNull();
		json.add("details", SecurityEvent::details).whenNotEmpty().as(TreeMap::new);
		json.applyingValueProcessor(ValueProcessor.of(LoggingSecurityEventSink::limit));
	});

	@Override
	public boolean isEnabled(SecurityEventType type) {
		return log.isInfoEnabled();
	}

	@Override
	public void accept(SecurityEvent event) {
		StringBuilder line = new StringBuilder(384);
		writer.writeToString(event).chars().forEach((character) -> {
			if (character > '~') {
				line.append("\\u").append(hex.toHexDigits((char) character));
			}
			else {
				line.append((char) character);
			}
		});
		log.info(line.toString());
	}

	private static Object limit(Object value) {
		if (value instanceof Collection<?> elements) {
			return elements.stream().limit(MAX_ELEMENTS).toList();
		}
		if (value instanceof Map || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
			return value;
		}
		String text = value.toString();
		return text.substring(0, Math.min(text.length(), MAX_LENGTH));
	}

}
