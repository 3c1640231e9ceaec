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

package io.github.apisecurity.audit.detection;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.audit.detection.DetectionProperties.Field;

/**
 * Someone whose requests are refused for a time.
 *
 * @param rule the rule that has blocked
 * @param counted whom the rule has counted
 * @param subject whose requests are refused
 * @param throttled whether one request a second is let through
 * @param since when it began, in milliseconds since 1970
 * @param until when it ends
 */
record Block(String rule, Subject counted, Subject subject, boolean throttled, long since, long until) {

	/**
	 * Return whether this block goes on when another one of the same subject is made.
	 * @param other the other one
	 * @param now the time
	 * @return whether it holds, and refuses more or for longer
	 */
	boolean outweighs(Block other, long now) {
		return this.until > now && ((this.throttled == other.throttled) ? this.until > other.until : !this.throttled);
	}

	String encode() {
		List<String> parts = new ArrayList<>(List.of(this.rule, "" + this.throttled, "" + this.since, "" + this.until));
		encode(this.counted, parts);
		encode(this.subject, parts);
		return parts.stream()
			.map((part) -> URLEncoder.encode(part, StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
	}

	private static void encode(Subject subject, List<String> parts) {
		parts.add("" + subject.attempt());
		parts.add(subject.fields().stream().map(Field::name).collect(Collectors.joining(",")));
		parts.addAll(subject.values());
	}

	static Block decode(String text) {
		List<String> parts = Stream.of(text.split("&", -1))
			.map((part) -> URLDecoder.decode(part, StandardCharsets.UTF_8))
			.toList();
		Subject counted = subject(parts, 4);
		return new Block(parts.get(0), counted, subject(parts, 6 + counted.values().size()),
				Boolean.parseBoolean(parts.get(1)), Long.parseLong(parts.get(2)), Long.parseLong(parts.get(3)));
	}

	private static Subject subject(List<String> parts, int index) {
		List<Field> fields = Stream.of(parts.get(index + 1).split(",")).map(Field::valueOf).toList();
		return new Subject(Boolean.parseBoolean(parts.get(index)), fields,
				List.copyOf(parts.subList(index + 2, index + 2 + fields.size())));
	}

}
