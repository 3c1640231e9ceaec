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

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonWriter;

/**
 * {@link SecurityEventSink} that logs one line of JSON. The JSON is ASCII, so that no
 * line break, escape sequence or direction mark of a caller reaches the log.
 */
class LoggingSecurityEventSink implements SecurityEventSink {

	static final String LOGGER_NAME = "io.github.apisecurity.audit";

	private static final int MAX_LENGTH = 512;

	private static final int MAX_ELEMENTS = 100;

	private static final Log log = LogFactory.getLog(LOGGER_NAME);

	private final JsonWriter<SecurityEvent> writer = JsonWriter.of((members) -> {
		members.add("time", SecurityEvent::time).as(Object::toString);
		members.add("event", SecurityEvent::type).as(SecurityEventType::id);
		members.add("outcome", SecurityEvent::type).as((type) -> type.outcome().name().toLowerCase(Locale.ROOT));
		members.add("reason", SecurityEvent::reason).whenNotNull();
		members.add("user", SecurityEvent::principal).whenNotNull().as(LoggingSecurityEventSink::limit);
		members.add("token_id", SecurityEvent::tokenId).whenNotNull().as(LoggingSecurityEventSink::limit);
		members.from(SecurityEvent::request).whenNotNull().usingMembers((request) -> {
			request.add("request_id", RequestDetails::id);
			request.add("source_ip", RequestDetails::clientAddress);
			request.add("request_method", RequestDetails::method).as(LoggingSecurityEventSink::limit);
			request.add("request_uri", RequestDetails::path).as(LoggingSecurityEventSink::limit);
			request.add("useragent", RequestDetails::userAgent).whenNotNull().as(LoggingSecurityEventSink::limit);
		});
		members.add("details", SecurityEvent::details)
			.when((details) -> !details.isEmpty())
			.as(LoggingSecurityEventSink::limitAll);
	});

	@Override
	public void accept(SecurityEvent event) {
		log.info(toAscii(this.writer.writeToString(event)));
	}

	private static @Nullable String limit(@Nullable String value) {
		return (value != null && value.length() > MAX_LENGTH) ? value.substring(0, MAX_LENGTH) : value;
	}

	private static Map<String, Object> limitAll(Map<String, Object> details) {
		Map<String, Object> limited = new TreeMap<>();
		details.forEach((name, value) -> limited.put(name,
				(value instanceof Collection<?> elements)
						? elements.stream().limit(MAX_ELEMENTS).map((element) -> limit(element.toString())).toList()
						: (value instanceof String text) ? String.valueOf(limit(text)) : value));
		return limited;
	}

	private static String toAscii(String json) {
		if (StandardCharsets.US_ASCII.newEncoder().canEncode(json)) {
			return json;
		}
		StringBuilder ascii = new StringBuilder(json.length() + 16);
		for (int i = 0; i < json.length(); i++) {
			char character = json.charAt(i);
			if (character < 128) {
				ascii.append(character);
			}
			else {
				ascii.append(String.format("\\u%04x", (int) character));
			}
		}
		return ascii.toString();
	}

}
