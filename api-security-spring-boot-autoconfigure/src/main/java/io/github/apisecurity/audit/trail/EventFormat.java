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

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.apisecurity.audit.AuditProperties.Format;
import io.github.apisecurity.audit.SecurityEvent;
import io.github.apisecurity.audit.SecurityEvent.RequestDetails;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event into a document, with values that are short and show as what they are.
 *
 * @param format the format
 * @param application the name of the application
 * @param instance the name of this node
 */
record EventFormat(Format format, String application, Supplier<String> instance) {

	/**
	 * What is the same in all formats but for its name. A dot in a name is an object.
	 */
	private static final List<Field> FIELDS = List.of(
			new Field("reason", "event.reason", "status_detail", SecurityEvent::reason),
			new Field("user", "user.name", "", SecurityEvent::principal),
			new Field("issuer", "user.domain", "", SecurityEvent::issuer),
			new Field("token_id", "api_security.token_id", "unmapped.token_id", EventFormat::tokenId),
			new Field("trace_id", "trace.id", "metadata.correlation_uid", SecurityEvent::traceId),
			Field.ofRequest("request_id", "http.request.id", "http_request.uid", RequestDetails::id),
			Field.ofRequest("source_ip", "source.address", "", RequestDetails::clientAddress),
			Field.ofRequest("request_method", "http.request.method", "http_request.http_method",
					RequestDetails::method),
			Field.ofRequest("request_uri", "url.path", "http_request.url.path", RequestDetails::path),
			Field.ofRequest("route", "api_security.route", "unmapped.route", RequestDetails::pathTemplate),
			Field.ofRequest("resource_ids", "api_security.resource_ids", "unmapped.resource_ids",
					RequestDetails::resourceIds),
			Field.ofRequest("useragent", "user_agent.original", "http_request.user_agent", RequestDetails::userAgent),
			new Field("details", "api_security.details", "unmapped.details", SecurityEvent::details));

	/**
	 * Objects whose members have any name.
	 */
	private static final Set<String> OPEN = Set.of("details", "resource_ids");

	private static final List<List<String>> CALLER = List.of(List.of("user.name", "actor.user.name"),
			List.of("source_ip", "source.address", "source.ip", "src_endpoint.ip", "src_endpoint.name"));

	private static final List<String> TELLING = Stream.of("details.", "api_security.details.", "unmapped.details.")
		.flatMap((details) -> Stream.of("attempted_user", "subject", "value", "key", "address")
			.map((detail) -> details + detail))
		.toList();

	private static final int MAX_LENGTH = 512;

	private static final int MAX_ELEMENTS = 100;

	private static final int MAX_DEPTH = 4;

	private static final int TOKEN_HASH_BYTES = 16;

	/**
	 * Line ends and other controls of ASCII are escaped by JSON; these would reach a
	 * terminal, or are no characters at all.
	 */
	private static final Pattern INVISIBLE = Pattern
		.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}&&[^\\x00-\\x1f]]");

	private static final HexFormat hex = HexFormat.of();

	Map<String, Object> document(SecurityEvent event) {
		Document document = new Document();
		switch (this.format) {
			case OWASP -> owasp(document, event);
			case ECS -> EcsFormat.write(document, event, this.application, this.instance.get());
			case OCSF -> OcsfFormat.write(document, event, this.application, this.instance.get());
		}
		return document;
	}

	/**
	 * Return the names that no event has. Details and variables of a path have any.
	 * @param names the names, with a dot for each object
	 * @return those that are wrong
	 */
	List<String> unknown(Collection<String> names) {
		if (names.isEmpty()) {
			return List.of();
		}
		Map<String, String> any = Map.of("-", "-");
		RequestDetails request = new RequestDetails("-", "192.0.2.1", "GET", "-", "-", any, "-");
		List<Map<String, Object>> samples = Stream.of("authn_login_fail", "authz_fail", "attack_found", "sys_startup")
			.map((id) -> document(new SecurityEvent(Instant.EPOCH, new SecurityEventType(id, Outcome.SUCCESS), "-", "-",
					"-", "-", "-", request, Map.copyOf(any))))
			.toList();
		return names.stream()
			.filter((name) -> samples.stream().noneMatch((sample) -> has(sample, List.of(name.split("\\.")))))
			.toList();
	}

	/**
	 * Return what is to be erased with the members that are named: where the name or the
	 * address of a caller stands in other events, and details that tell them.
	 * @param personal the names
	 * @return all names
	 */
	static Set<String> erasable(Collection<String> personal) {
		Set<String> erasable = new HashSet<>(personal);
		CALLER.stream()
			.filter((same) -> personal.stream()
				.anyMatch((name) -> same.stream().anyMatch((path) -> (path + '.').startsWith(name + '.'))))
			.forEach((same) -> {
				erasable.addAll(same);
				erasable.addAll(TELLING);
			});
		return erasable;
	}

	private static boolean has(@Nullable Object value, List<String> path) {
		return path.isEmpty() || (value instanceof Map<?, ?> members && members.containsKey(path.get(0))
				&& (OPEN.contains(path.get(0)) || has(members.get(path.get(0)), path.subList(1, path.size()))));
	}

	// Flat members with the names of the OWASP logging vocabulary.
	private void owasp(Document document, SecurityEvent event) {
		document.path("time", event.time());
		document.path("event", event.type().id());
		document.path("outcome", event.type().outcome().id());
		document.path("level", event.type().severity());
		addFields(document, event, Field::owasp);
		document.path("appid", this.application);
		document.path("hostname", this.instance.get());
	}

	static void addFields(Document document, SecurityEvent event, Function<Field, String> naming) {
		for (Field field : FIELDS) {
			String name = naming.apply(field);
			if (!name.isEmpty()) {
				document.path(name, field.value().apply(event));
			}
		}
	}

	// Events of a token are found, the token is not.
	private static @Nullable String tokenId(SecurityEvent event) {
		return (event.tokenId() != null) ? Sha256.hex(event.tokenId(), TOKEN_HASH_BYTES) : null;
	}

	static int severity(SecurityEvent event) {
		return switch (event.type().severity()) {
			case INFO -> 1;
			case WARNING -> 3;
			case CRITICAL -> 5;
		};
	}

	/**
	 * Return details that no other thread changes or asks for their text.
	 * @param details the details
	 * @return those given where they are plain
	 */
	static Map<String, Object> detached(Map<String, Object> details) {
		for (Object value : details.values()) {
			if (!isPlain(value)) {
				Map<String, Object> detached = new HashMap<>(details);
				detached.replaceAll((name, detail) -> isPlain(detail) ? detail : Document.safe(detail, 1));
				return detached;
			}
		}
		return details;
	}

	private static boolean isPlain(Object value) {
		return value instanceof String || value instanceof Boolean || value instanceof Integer || value instanceof Long
				|| (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
						&& List.copyOf(list) == list);
	}

	/**
	 * Replace characters by their codes.
	 * @param text the text
	 * @param characters the characters
	 * @return the text, in which the codes are written as in JSON
	 */
	static String escape(String text, Pattern characters) {
		return characters.matcher(text)
			.replaceAll((match) -> match.group()
				.chars()
				.mapToObj((character) -> "\\\\u" + hex.toHexDigits((char) character))
				.collect(Collectors.joining()));
	}

	/**
	 * One value in all formats.
	 *
	 * @param owasp its name in the vocabulary of OWASP
	 * @param ecs its name in the Elastic Common Schema
	 * @param ocsf its name in the Open Cybersecurity Schema Framework, empty when that
	 * depends on the event
	 * @param value the value of an event
	 */
	record Field(String owasp, String ecs, String ocsf, Function<SecurityEvent, @Nullable Object> value) {

		static Field ofRequest(String owasp, String ecs, String ocsf,
				Function<RequestDetails, @Nullable Object> value) {
			return new Field(owasp, ecs, ocsf,
					(event) -> (event.request() != null) ? value.apply(event.request()) : null);
		}

	}

	/**
	 * A document that leaves out what is missing.
	 */
	static final class Document extends LinkedHashMap<String, Object> {

		/**
		 * Add a member.
		 * @param path the name; each dot in it is an object
		 * @param value the value, {@code null} for none
		 */
		void path(String path, @Nullable Object value) {
			Object safe = (value != null) ? safe(value, 0) : Map.of();
			if (safe instanceof Map<?, ?> map && map.isEmpty()) {
				return;
			}
			Document parent = this;
			int start = 0;
			for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', start)) {
				parent = (Document) parent.computeIfAbsent(path.substring(start, dot), (name) -> new Document());
				start = dot + 1;
			}
			parent.put(path.substring(start), safe);
		}

		private static Object safe(Object value, int depth) {
			if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
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
			String cut = value.substring(0, Math.min(value.length(), MAX_LENGTH));
			if (RecordChain.isCommitment(cut)) {
				// Nothing that is recorded looks as if it was erased.
				return "\\u0073" + cut.substring(1);
			}
			return (cut.chars().allMatch((character) -> character < 0x7f)) ? cut : escape(cut, INVISIBLE);
		}

	}

}
