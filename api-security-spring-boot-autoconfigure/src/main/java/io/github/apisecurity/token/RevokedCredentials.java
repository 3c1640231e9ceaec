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

package io.github.apisecurity.token;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.apisecurity.audit.CredentialDetails;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.audit.TokenClaims;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.shared.SharedMarks;
import io.github.apisecurity.shared.SharedStates;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.util.Assert;

/**
 * The credentials that were revoked: for each a time, until which what was issued is
 * refused, and when the last of it has expired.
 */
class RevokedCredentials implements TokenRevocation, CredentialCheck {

	static final SecurityEventType REVOKED = new SecurityEventType("authn_token_revoked", Outcome.SUCCESS);

	private static final Log log = LogFactory.getLog(RevokedCredentials.class);

	private static final int MAX_LENGTH = 2000;

	/**
	 * Seconds are counted from 2020, so that two of them fit into one number.
	 */
	private static final long EPOCH = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

	private static final long ALWAYS = Integer.MAX_VALUE;

	/**
	 * What does not begin anew, so that it does not matter whose clock is right.
	 */
	private static final Set<Kind> WHOLE = EnumSet.of(Kind.TOKEN, Kind.SESSION, Kind.GRANT);

	/**
	 * When something was issued that does not say so: before any mark.
	 */
	private static final long NEVER_ISSUED = 1;

	/**
	 * Clocks that differ must not let a token outlive its entry.
	 */
	private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

	private final SharedStates states;

	private final Settings settings;

	private final SecurityEventPublisher events;

	private final InstantSource clock;

	private final SharedMarks marks;

	/**
	 * The kinds there are entries of; most applications pay for two of six.
	 */
	private volatile int kinds;

	private volatile boolean warned;

	RevokedCredentials(SharedStates states, Settings settings, SecurityEventPublisher events, InstantSource clock) {
		this.states = states;
		this.settings = settings;
		this.events = events;
		this.clock = clock;
		this.marks = states.openMarks("revocation", (mark) -> end(mark) < now(), this::changed);
	}

	// Also by other nodes, whose entries are never refused.
	private void changed(SharedMarks marks, long key) {
		int bit = RevocationKey.bit(key);
		if ((this.kinds & bit) == 0) {
			this.kinds = this.kinds | bit;
		}
		if (!this.warned && marks.size() >= this.settings.maxEntries() / 10 * 8) {
			this.warned = true;
			log.warn("The list of revoked tokens has " + marks.size() + " entries of "
					+ "'api-security.token.revocation.max-entries', " + this.settings.maxEntries());
		}
	}

	private int kinds() {
		if (!this.settings.allowedWhenStale() && !this.states.isFresh(this.settings.maxStalenessNanos())) {
			throw new AuthenticationServiceException("What was revoked is not known");
		}
		return this.kinds;
	}

	@Override
	public boolean isRevoked(Kind kind, @Nullable String issuer, String value, Instant issuedAt) {
		return isMarked(kinds(), kind, issuer, value, seconds(issuedAt));
	}

	@Override
	public boolean isInForce(Authentication credential) {
		int kinds = kinds();
		if (kinds == 0) {
			return true;
		}
		Map<String, Object> claims = TokenClaims.of(credential);
		if (!claims.isEmpty()) {
			return !isRevoked(kinds, claims, credential);
		}
		if (credential.getCredentials() instanceof X509Certificate) {
			return !isMarked(kinds, Kind.SUBJECT, CERTIFICATES, credential.getName(), NEVER_ISSUED);
		}
		return !(credential instanceof CredentialDetails details)
				|| !(isMarked(kinds, Kind.TOKEN, API_KEYS, details.getCredentialId(), NEVER_ISSUED)
						|| isMarked(kinds, Kind.SUBJECT, API_KEYS, credential.getName(), NEVER_ISSUED)
						|| isMarked(kinds, Kind.ISSUER, API_KEYS, API_KEYS, NEVER_ISSUED));
	}

	private boolean isRevoked(int kinds, Map<String, Object> claims, Authentication credential) {
		String issuer = text(claims, "iss");
		long issuedAt = seconds(claims.get("iat"));
		return ((kinds & RevocationKey.bit(Kind.TOKEN)) != 0
				&& isMarked(kinds, Kind.TOKEN, issuer, tokenId(claims, credential), issuedAt))
				|| isMarked(kinds, Kind.SUBJECT, issuer, text(claims, "sub"), issuedAt)
				|| isMarked(kinds, Kind.SESSION, issuer, text(claims, "sid"), issuedAt)
				|| isMarked(kinds, Kind.CLIENT, issuer, text(claims, "client_id"), issuedAt)
				|| isMarked(kinds, Kind.CLIENT, issuer, text(claims, "azp"), issuedAt)
				|| isMarked(kinds, Kind.GRANT, issuer, text(claims, "grant_id"), issuedAt)
				|| isMarked(kinds, Kind.ISSUER, issuer, issuer, issuedAt);
	}

	private boolean isMarked(int kinds, Kind kind, @Nullable String issuer, @Nullable String value, long issuedAt) {
		if (value == null || (kinds & RevocationKey.bit(kind)) == 0) {
			return false;
		}
		return issuedAt <= this.marks.get(RevocationKey.of(kind, issuer, value)) >>> Integer.SIZE;
	}

	@Override
	public void revoke(Authentication credential) {
		Map<String, Object> claims = TokenClaims.of(credential);
		if (!claims.isEmpty()) {
			// What a converter made of it may not name the token that comes back.
			Map<String, Object> own = RevocationKey.claims(Objects.requireNonNull(TokenClaims.value(credential)));
			try {
				revoke(claims, credential);
			}
			finally {
				if (!own.isEmpty() && !(Objects.equals(text(own, "jti"), text(claims, "jti"))
						&& Objects.equals(text(own, "iss"), text(claims, "iss")))) {
					revoke(own, credential);
				}
			}
		}
		else if (credential instanceof CredentialDetails details) {
			mark(Kind.TOKEN, API_KEYS, details.getCredentialId(), ALWAYS, ALWAYS, details.getCredentialId());
		}
		else {
			throw new IllegalArgumentException("Neither an access token nor an API key");
		}
	}

	private void revoke(Map<String, Object> claims, Authentication credential) {
		Object expiry = claims.get("exp");
		String id = tokenId(claims, credential);
		// What has no identifier is a credential, whole or in part.
		mark(Kind.TOKEN, text(claims, "iss"), id, ALWAYS, (expiry != null) ? seconds(expiry) : ALWAYS,
				id.equals(text(claims, "jti")) ? id : Sha256.hex(id, 32));
	}

	@Override
	public void revoke(Kind kind, @Nullable String issuer, String value, Instant time) {
		revoke(kind, issuer, value, time, (API_KEYS.equals(issuer) || CERTIFICATES.equals(issuer)) ? Instant.MAX
				: this.clock.instant().plus(this.settings.retention()));
	}

	@Override
	public void revoke(Kind kind, @Nullable String issuer, String value, Instant time, Instant end) {
		Assert.isTrue(!value.isEmpty() && value.length() <= MAX_LENGTH, "'value' must have 1 to 2000 characters");
		Assert.isTrue(!time.isAfter(this.clock.instant().plus(CLOCK_SKEW)), "'time' must not be in the future");
		Assert.isTrue(kind != Kind.ISSUER || value.equals(issuer), "'value' must be the issuer");
		boolean token = kind == Kind.TOKEN && !API_KEYS.equals(issuer);
		// It may be the token itself, which is in no event.
		String named = (token) ? RevocationKey.ofToken(value) : value;
		mark(kind, issuer, named, WHOLE.contains(kind) ? ALWAYS : seconds(time), seconds(end),
				(token) ? Sha256.hex(named, 32) : named);
	}

	private void mark(Kind kind, @Nullable String issuer, String value, long until, long end, String named) {
		// A script that lists tokens must not take the room of the marks that stop an
		// attack, and the emergency switch needs none.
		int room = (kind == Kind.TOKEN) ? this.settings.maxEntries() / 10 * 9 : this.settings.maxEntries();
		long key = RevocationKey.of(kind, issuer, value);
		long held = this.marks.get(key);
		if (held == 0 && kind != Kind.ISSUER && this.marks.size() >= room) {
			throw new IllegalStateException("There is no room for another revocation of a " + kind);
		}
		Map<String, Object> details = new LinkedHashMap<>(Map.of("kind", kind.name().toLowerCase(Locale.ROOT)));
		details.put("value", named);
		if (issuer != null) {
			details.put("issuer", issuer);
		}
		// Before the store is asked: whatever becomes of that, it holds here.
		this.events.publish(REVOKED, details.get("kind") + "_revoked", details);
		long kept = (end == ALWAYS) ? ALWAYS : end + CLOCK_SKEW.toSeconds();
		this.marks.raise(key,
				(Math.min(until, ALWAYS) << Integer.SIZE) | Math.max(held & ALWAYS, Math.min(kept, ALWAYS)));
	}

	State state() {
		return new State(this.marks.size(), this.settings.maxEntries(),
				this.states.isFresh(this.settings.maxStalenessNanos()), this.states.age());
	}

	private long now() {
		return this.clock.instant().getEpochSecond() - EPOCH;
	}

	private static long end(long mark) {
		return ((mark & ALWAYS) == ALWAYS) ? Long.MAX_VALUE : mark & ALWAYS;
	}

	private static String tokenId(Map<String, Object> claims, Authentication credential) {
		String id = text(claims, "jti");
		return (id != null && !id.isBlank()) ? id
				: RevocationKey.payload(Objects.requireNonNull(TokenClaims.value(credential)));
	}

	private static @Nullable String text(Map<String, Object> claims, String name) {
		Object value = claims.get(name);
		return (value != null) ? value.toString() : null;
	}

	/**
	 * Return a time in seconds.
	 * @param time the value of a claim
	 * @return the seconds, {@link #NEVER_ISSUED} when it is no time
	 */
	private static long seconds(@Nullable Object time) {
		long seconds = (time instanceof Instant instant) ? instant.getEpochSecond() - EPOCH
				: (time instanceof Date date) ? date.toInstant().getEpochSecond() - EPOCH
						: (time instanceof Number number) ? number.longValue() - EPOCH : NEVER_ISSUED;
		return Math.max(NEVER_ISSUED, Math.min(seconds, ALWAYS));
	}

	/**
	 * State of the list.
	 *
	 * @param entries the number of entries
	 * @param maxEntries the number of entries it can have
	 * @param fresh whether the copy can be relied on
	 * @param age the time since it was refreshed
	 */
	record State(int entries, int maxEntries, boolean fresh, Duration age) {

	}

	/**
	 * What is decided once.
	 *
	 * @param maxStalenessNanos the age of the copy from which it is stale
	 * @param allowedWhenStale whether the copy counts then
	 * @param retention how long a mark is kept
	 * @param maxEntries the number of entries
	 */
	record Settings(long maxStalenessNanos, boolean allowedWhenStale, Duration retention, int maxEntries) {

	}

}
