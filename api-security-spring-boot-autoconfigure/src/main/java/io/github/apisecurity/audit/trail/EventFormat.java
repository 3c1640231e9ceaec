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

package io.github.apisecurity.audit.trail;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event into a document, with values that are short and show as what they are.
 */
abstract class EventFormat {

	private static final int MAX_LENGTH = 512;

	private static final int MAX_ELEMENTS = 100;

	private static final int MAX_DEPTH = 4;

	private static final int TOKEN_HASH_LENGTH = 32;

	private static final HexFormat hex = HexFormat.of();

	private final String application;

	private final Supplier<String> instance;

	EventFormat(String application, Supplier<String> instance) {
		this.application = application;
		this.instance = instance;
	}

	static EventFormat create(Format format, String application, Supplier<String> instance) {
		return switch (format) {
			case OWASP -> new OwaspFormat(application, instance);
			case ECS -> new EcsFormat(application, instance);
			case OCSF -> new OcsfFormat(application, instance);
		};
	}

	final String application() {
		return this.application;
	}

	final String instance() {
		return this.instance.get();
	}

	abstract Map<String, Object> document(SecurityEvent event);

	/**
	 * The hash of a token's identifier: events of a token are found, the token is not.
	 * @param event the event
	 * @return the hash
	 */
	static @Nullable String tokenId(SecurityEvent event) {
		if (event.tokenId() == null) {
			return null;
		}
		ByteBuffer hash = Sha256.of(event.tokenId());
		return hex.formatHex(hash.array()).substring(0, TOKEN_HASH_LENGTH);
	}

	static int severity(SecurityEvent event) {
		return switch (event.type().severity()) {
			case INFO -> 1;
			case WARNING -> 3;
			case CRITICAL -> 5;
		};
	}

	/**
	 * Return what no published format has a place for.
	 * @param event the event
	 * @return the rest
	 */
	static Map<String, Object> rest(SecurityEvent event) {
		RequestDetails request = event.request();
		Document rest = new Document();
		rest.put("token_id", tokenId(event));
		if (request != null) {
			rest.put("route", request.pathTemplate());
			rest.put("resource_ids", request.resourceIds());
		}
		rest.put("details", event.details());
		return rest;
	}

	/**
	 * A document that leaves out what is missing.
	 */
	static final class Document extends LinkedHashMap<String, Object> {

		@Override
		public @Nullable Object put(String name, @Nullable Object value) {
			Object safe = (value != null) ? safe(value, 0) : null;
			return (safe == null || (safe instanceof Map<?, ?> map && map.isEmpty())) ? null : super.put(name, safe);
		}

		/**
		 * Add a member whose name has dots, each of which is an object.
		 * @param path the name
		 * @param value the value
		 */
		void path(String path, @Nullable Object value) {
			if (value == null) {
				return;
			}
			String[] names = path.split("\\.");
			Map<String, Object> parent = this;
			for (int i = 0; i < names.length - 1; i++) {
				parent = (Document) parent.computeIfAbsent(names[i], (name) -> new Document());
			}
			parent.put(names[names.length - 1], value);
		}

		private static Object safe(Object value, int depth) {
			if (value instanceof Document || value instanceof Boolean || value instanceof Integer
					|| value instanceof Long) {
				return value;
			}
			if (depth < MAX_DEPTH && value instanceof Map<?, ?> map) {
				Map<String, Object> safe = new TreeMap<>();
				map.entrySet()
					.stream()
					.limit(MAX_ELEMENTS)
					.forEach((entry) -> safe.put(text(String.valueOf(entry.getKey())),
							(entry.getValue() != null) ? safe(entry.getValue(), depth + 1) : ""));
				return safe;
			}
			if (depth < MAX_DEPTH && value instanceof Collection<?> elements) {
				return elements.stream()
					.limit(MAX_ELEMENTS)
					.map((element) -> (element != null) ? safe(element, depth + 1) : "")
					.toList();
			}
			return text(value.toString());
		}

		private static String text(String value) {
			StringBuilder text = null;
			int length = Math.min(value.length(), MAX_LENGTH);
			for (int i = 0; i < length; i++) {
				char character = value.charAt(i);
				boolean pair = Character.isHighSurrogate(character) && i + 1 < length
						&& Character.isLowSurrogate(value.charAt(i + 1));
				if (pair || isVisible(character)) {
					if (text != null) {
						text.append(character);
						if (pair) {
							text.append(value.charAt(i + 1));
						}
					}
					i += (pair) ? 1 : 0;
					continue;
				}
				text = (text != null) ? text : new StringBuilder(value.substring(0, i));
				text.append("\\u").append(hex.toHexDigits(character));
			}
			return (text != null) ? text.toString() : value.substring(0, length);
		}

		// Line ends and other controls of ASCII are escaped by JSON; the rest would reach
		// a terminal, or is no character at all.
		private static boolean isVisible(char character) {
			return character < '\u007f' || switch (Character.getType(character)) {
				case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
						Character.SURROGATE, Character.UNASSIGNED ->
					false;
				default -> true;
			};
		}

	}

}
