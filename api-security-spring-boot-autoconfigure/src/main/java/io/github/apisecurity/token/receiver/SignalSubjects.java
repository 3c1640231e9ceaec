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
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9493.html">RFC 9493</a>
 */
class SignalSubjects {

	private final @Nullable SignalSubjectResolver resolver;

	private final @Nullable String tokenIssuer;

	SignalSubjects(@Nullable SignalSubjectResolver resolver, @Nullable String tokenIssuer) {
		this.resolver = resolver;
		this.tokenIssuer = tokenIssuer;
	}

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
		String format = format(subject);
		if (!format.equals("complex")) {
			return simple(issuer, format, subject, session);
		}
		if (session && subject.containsKey("session")) {
			return List.of(new Target(Kind.SESSION, id(EventTokens.object(subject.get("session")))));
		}
		return subject.containsKey("user") ? simple(issuer, EventTokens.object(subject.get("user"))) : List.of();
	}

	private List<Target> simple(String issuer, Map<String, Object> subject) {
		return simple(issuer, format(subject), subject, false);
	}

	private List<Target> simple(String issuer, String format, Map<String, Object> subject, boolean session) {
		return switch (format) {
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

	private static String id(Map<String, Object> subject) {
		String id = EventTokens.text(subject, subject.containsKey("id") ? "id" : "sub");
		if (id == null) {
			throw new EventRejectedException("claim_malformed");
		}
		return id;
	}

	private List<Target> ofIssuer(String issuer, Kind kind, Map<String, Object> subject, String member) {
		String named = EventTokens.text(subject, "iss");
		String value = EventTokens.text(subject, member);
		if (named == null || value == null) {
			throw new EventRejectedException("claim_malformed");
		}
		return (issuer.equals(named) || tokenIssuer(issuer).equals(named)) ? List.of(new Target(kind, value))
				: List.of();
	}

	// Older transmitters have another name for it, and write it with a dash.
	private static String format(Map<String, Object> subject) {
		String format = EventTokens.text(subject, "format");
		String type = EventTokens.text(subject, "subject_type");
		boolean complex = subject.containsKey("user") || subject.containsKey("session");
		return complex ? "complex" : (format != null) ? format : (type != null) ? type.replace('-', '_') : "";
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
