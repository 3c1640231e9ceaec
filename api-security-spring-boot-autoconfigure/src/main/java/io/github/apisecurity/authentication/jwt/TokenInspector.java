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

package io.github.apisecurity.authentication.jwt;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses every token that must not be accepted whoever signed it. It runs before the
 * signature is verified, because it is cheap and because what it reads is what is signed.
 */
class TokenInspector {

	private final TrustedIssuers issuers;

	private final int maxSize;

	private final @Nullable TokenCache cache;

	private final InstantSource clock;

	/**
	 * The token that is being authenticated on this thread. A decoder is given a text and
	 * nothing else; this spares it a second inspection.
	 */
	private final ThreadLocal<InspectedToken> current = new ThreadLocal<>();

	TokenInspector(TrustedIssuers issuers, int maxSize, @Nullable TokenCache cache, InstantSource clock) {
		this.issuers = issuers;
		this.maxSize = maxSize;
		this.cache = cache;
		this.clock = clock;
	}

	/**
	 * Return an inspector of tokens that the configuration does not speak of.
	 * @param issuers their issuers
	 * @return the inspector
	 */
	TokenInspector of(TrustedIssuers issuers) {
		return new TokenInspector(issuers, this.maxSize, null, this.clock);
	}

	/**
	 * Inspect a token, unless it is the one that is being authenticated.
	 * @param value the token
	 * @return the token
	 * @throws TokenRejectedException when it must not be accepted
	 */
	InspectedToken inspect(String value) {
		InspectedToken token = this.current.get();
		return (token != null && token.value().equals(value)) ? token : parse(value);
	}

	/**
	 * Do something with a token that was inspected.
	 * @param <T> the type of the result
	 * @param token the token
	 * @param action what to do
	 * @return the result
	 */
	<T> T with(InspectedToken token, Supplier<T> action) {
		this.current.set(token);
		try {
			return action.get();
		}
		finally {
			this.current.remove();
		}
	}

	/**
	 * Remember a token that is good in every respect, in place of what was known of it.
	 * @param value the token
	 * @param token what is known of it
	 */
	void remember(String value, VerifiedToken token) {
		if (this.cache != null) {
			this.cache.put(value, token);
		}
	}

	private InspectedToken parse(String value) {
		VerifiedToken verified = (this.cache != null && value.length() <= this.maxSize) ? this.cache.find(value) : null;
		if (verified != null) {
			TrustedIssuer issuer = this.issuers.find(verified.claims().get("iss"));
			ClaimRules.checkDates(verified.claims(), issuer.policy().lifetime(), this.clock.instant());
			return new InspectedToken(value, verified.header(), verified.claims(), issuer, verified);
		}
		InspectedToken token = read(value);
		TokenPolicy policy = token.issuer().policy();
		policy.header().check(token.header());
		ClaimRules.check(token.header(), token.claims(), policy, this.clock.instant());
		return token;
	}

	/**
	 * Read a token of whatever kind, without looking at what is in it.
	 * @param value the token
	 * @return the token
	 * @throws TokenRejectedException when it cannot be read or nobody knows its issuer
	 */
	InspectedToken read(String value) {
		TokenRejectedException.throwIf(value.length() > this.maxSize, "token_too_large", value.length(), this.maxSize);
		int first = value.indexOf('.');
		int last = value.lastIndexOf('.');
		if (first == last || value.indexOf('.', first + 1) != last) {
			throw TokenParser.malformed();
		}
		Map<String, Object> header = TokenParser.object(value.substring(0, first));
		Map<String, Object> claims = TokenParser.object(value.substring(first + 1, last));
		TokenParser.bytes(value.substring(last + 1));
		return new InspectedToken(value, header, claims, this.issuers.find(claims.get("iss")), null);
	}

}
