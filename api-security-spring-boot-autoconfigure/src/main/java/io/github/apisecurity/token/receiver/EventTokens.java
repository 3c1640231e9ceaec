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

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.guard.IssuerTokens;
import org.jspecify.annotations.Nullable;

/**
 * Reads security event tokens, of which logout tokens are a kind. One that is sent again
 * says the same about the same time, so that acting on it again changes nothing.
 *
 * @param tokens verifies who made a token
 * @param types the types of tokens that are events
 * @param audiences whom they are for
 * @param clock the clock
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8417.html">RFC 8417</a>
 */
record EventTokens(IssuerTokens tokens, Set<String> types, Set<String> audiences, InstantSource clock) {

	private static final long CLOCK_SKEW_SECONDS = 60;

	private static final int MAX_EVENTS = 20;

	private static final int MAX_LENGTH = 1000;

	EventTokens {
		types = Set.copyOf(types);
		audiences = Set.copyOf(audiences);
	}

	EventToken read(String token) {
		Map<String, Object> claims = this.tokens.verify(token, this.types);
		Object audience = claims.get("aud");
		EventRejectedException.throwIf(!(audience instanceof String name && this.audiences.contains(name))
				&& !(audience instanceof Collection<?> names && names.stream().anyMatch(this.audiences::contains)),
				"audience_mismatch");
		Instant now = this.clock.instant();
		Instant issued = time(claims.get("iat"));
		EventRejectedException.throwIf(issued == null || text(claims, "jti") == null, "claim_missing");
		EventRejectedException.throwIf(issued.isAfter(now.plusSeconds(CLOCK_SKEW_SECONDS)), "issued_in_future");
		Instant end = time(claims.get("exp"));
		EventRejectedException.throwIf(
				claims.containsKey("exp") && (end == null || end.isBefore(now.minusSeconds(CLOCK_SKEW_SECONDS))),
				"token_expired");
		// What has a nonce is an ID token.
		EventRejectedException.throwIf(claims.containsKey("nonce"), "not_an_event");
		String issuer = text(claims, "iss");
		EventRejectedException.throwIf(issuer == null, "issuer_missing");
		return new EventToken(issuer, claims, events(claims.get("events")), earlier(issued, now));
	}

	private static Map<String, Map<String, Object>> events(@Nullable Object claim) {
		Map<String, Map<String, Object>> events = new LinkedHashMap<>();
		if (claim instanceof Map<?, ?> members && members.size() <= MAX_EVENTS) {
			members.forEach((type, event) -> events.put(String.valueOf(type), object(event)));
		}
		EventRejectedException.throwIf(events.isEmpty(), "not_an_event");
		return events;
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> object(@Nullable Object value) {
		if (!(value instanceof Map<?, ?> members)) {
			throw new EventRejectedException("claim_malformed");
		}
		return (Map<String, Object>) members;
	}

	static @Nullable String text(Map<String, Object> members, String name) {
		Object value = members.get(name);
		EventRejectedException.throwIf(value != null && !(value instanceof String text && text.length() <= MAX_LENGTH),
				"claim_malformed");
		return (value instanceof String text && !text.isBlank()) ? text : null;
	}

	static @Nullable Instant time(@Nullable Object value) {
		// What is no second within the next thousand years is another unit, or an attack.
		return (value instanceof Number number && number.longValue() >= 0 && number.longValue() < 40_000_000_000L)
				? Instant.ofEpochSecond(number.longValue()) : null;
	}

	static Instant earlier(@Nullable Instant time, Instant now) {
		return (time != null && time.isBefore(now)) ? time : now;
	}

	/**
	 * A token that is good.
	 *
	 * @param issuer who says so
	 * @param claims the claims
	 * @param events the events by type
	 * @param time when it was issued, never in the future
	 */
	record EventToken(String issuer, Map<String, Object> claims, Map<String, Map<String, Object>> events,
			Instant time) {

	}

}
