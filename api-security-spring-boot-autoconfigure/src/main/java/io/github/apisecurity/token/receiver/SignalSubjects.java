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

package io.github.apisecurity.token.receiver;

import java.util.List;
import java.util.Map;

import io.github.apisecurity.token.TokenRevocation.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose tokens an event is about. A transmitter speaks of the tokens of one
 * issuer only.
 *
 * @param resolver finds subjects of further formats, {@code null} when nobody does
 * @param tokenIssuer the issuer of the tokens, {@code null} when it is that of the events
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9493.html">RFC 9493</a>
 */
record SignalSubjects(@Nullable SignalSubjectResolver resolver, @Nullable String tokenIssuer) {

	private static final int MAX_ALIASES = 20;

	String tokenIssuer(String issuer) {
		return (this.tokenIssuer != null) ? this.tokenIssuer : issuer;
	}

	/**
	 * Find what is to be revoked.
	 * @param issuer the issuer of the event
	 * @param subject the subject identifier
	 * @param session whether a session ends
	 * @return what is to be revoked, empty when it is nobody known here
	 */
	List<Target> find(String issuer, Map<String, Object> subject, boolean session) {
		return switch (format(subject)) {
			case "complex" -> complex(issuer, subject.get("session"), subject.get("user"), session);
			case "aliases" -> aliases(issuer, subject.get("identifiers"), session);
			// What ends is a session, by its identifier or by that of its user.
			case "opaque" ->
				session ? List.of(new Target(Kind.SESSION, id(subject)), new Target(Kind.SUBJECT, id(subject)))
						: List.of(new Target(Kind.SUBJECT, id(subject)));
			case "iss_sub" -> ofIssuer(issuer, Kind.SUBJECT, subject, "sub");
			case "jwt_id" -> ofIssuer(issuer, Kind.TOKEN, subject, "jti");
			default -> {
				String found = (this.resolver != null) ? this.resolver.resolve(issuer, subject) : null;
				yield (found != null) ? List.of(new Target(Kind.SUBJECT, found)) : List.of();
			}
		};
	}

	private List<Target> complex(String issuer, @Nullable Object session, @Nullable Object user, boolean ends) {
		if (session != null && (ends || user == null)) {
			return List.of(new Target(Kind.SESSION, id(EventTokens.object(session))));
		}
		return (user != null) ? find(issuer, EventTokens.object(user), false) : List.of();
	}

	private List<Target> aliases(String issuer, @Nullable Object identifiers, boolean session) {
		if (!(identifiers instanceof List<?> names) || names.size() > MAX_ALIASES) {
			throw new EventRejectedException("claim_malformed");
		}
		return names.stream().flatMap((name) -> find(issuer, EventTokens.object(name), session).stream()).toList();
	}

	private static String id(Map<String, Object> subject) {
		String id = EventTokens.text(subject, subject.containsKey("id") ? "id" : "sub");
		EventRejectedException.throwIf(id == null, "claim_malformed");
		return id;
	}

	private List<Target> ofIssuer(String issuer, Kind kind, Map<String, Object> subject, String member) {
		String named = EventTokens.text(subject, "iss");
		String value = EventTokens.text(subject, member);
		EventRejectedException.throwIf(named == null || value == null, "claim_malformed");
		return (issuer.equals(named) || tokenIssuer(issuer).equals(named)) ? List.of(new Target(kind, value))
				: List.of();
	}

	// Older transmitters have another name for it, and write it with a dash.
	private static String format(Map<String, Object> subject) {
		String format = EventTokens.text(subject, subject.containsKey("format") ? "format" : "subject_type");
		boolean complex = subject.containsKey("user") || subject.containsKey("session");
		return complex ? "complex" : (format != null) ? format.replace('-', '_') : "";
	}

	/**
	 * What is to be revoked.
	 *
	 * @param kind what the value names
	 * @param value the value
	 */
	record Target(Kind kind, String value) {

	}

}
