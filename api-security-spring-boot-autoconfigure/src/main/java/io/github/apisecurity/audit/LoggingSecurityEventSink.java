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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.json.JsonWriter.Members;
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

	private static final Pattern NOT_ASCII = Pattern.compile("[^\\p{ASCII}]+");

	private static final JsonWriter<SecurityEvent> writer = JsonWriter.of(LoggingSecurityEventSink::event);

	private static final Log log = LogFactory.getLog(LOGGER_NAME);

	@Override
	public boolean isEnabled(SecurityEventType type) {
		return log.isInfoEnabled();
	}

	@Override
	public void accept(SecurityEvent event) {
		log.info(NOT_ASCII.matcher(writer.writeToString(event)).replaceAll(LoggingSecurityEventSink::escape));
	}

	private static void event(Members<SecurityEvent> members) {
		members.applyingValueProcessor(ValueProcessor.of(LoggingSecurityEventSink::bounded));
		members.add("time", SecurityEvent::time);
		members.add("event", (event) -> event.type().id());
		members.add("outcome", (event) -> event.type().outcome().id());
		members.add("reason", SecurityEvent::reason).whenNotNull();
		members.add("user", SecurityEvent::principal).whenNotNull();
		members.add("token_id", SecurityEvent::tokenId).whenNotNull();
		members.from(SecurityEvent::request).whenNotNull().usingMembers((request) -> {
			request.add("request_id", RequestDetails::id);
			request.add("source_ip", RequestDetails::clientAddress);
			request.add("request_method", RequestDetails::method);
			request.add("request_uri", RequestDetails::path);
			request.add("useragent", RequestDetails::userAgent).whenNotNull();
		});
		members.add("details", SecurityEvent::details).whenNotEmpty().as(TreeMap::new);
	}

	private static Object bounded(Object value) {
		if (value instanceof Collection<?> elements) {
			return elements.stream().limit(MAX_ELEMENTS).toList();
		}
		if (value instanceof Map || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
			return value;
		}
		String text = value.toString();
		return text.substring(0, Math.min(text.length(), MAX_LENGTH));
	}

	private static String escape(MatchResult match) {
		return match.group()
			.chars()
			.mapToObj((character) -> "\\\\u" + hex.toHexDigits((char) character))
			.collect(Collectors.joining());
	}

}
