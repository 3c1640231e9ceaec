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

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.apisecurity.audit.Sha256;
import io.github.apisecurity.authentication.jwt.TrustedIssuers.TrustedIssuer;
import io.github.apisecurity.network.BoundedHttpClient;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties.Opaquetoken;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionAuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;

/**
 * {@link OpaqueTokenIntrospector} that asks in bounded time, believes no more of an
 * answer than of a JWT, and remembers good ones for a moment. That of Spring Security is
 * not underneath: it reads answers of any size, and hands on a name that stands twice in
 * one as if it stood there once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662.html">RFC 7662</a>
 */
class StrictTokenIntrospector implements OpaqueTokenIntrospector {

	private static final int MAX_ENTRIES = 10_000;

	private static final List<String> DATES = List.of("iat", "exp", "nbf");

	private final Opaquetoken properties;

	private final BoundedHttpClient client;

	private final TrustedIssuer issuer;

	private final int maxSize;

	private final Duration timeToLive;

	private final InstantSource clock;

	private final Cache<ByteBuffer, OAuth2AuthenticatedPrincipal> cache = Caffeine.newBuilder()
		.maximumSize(MAX_ENTRIES)
		.expireAfter(Expiry.<ByteBuffer, OAuth2AuthenticatedPrincipal>creating((key, principal) -> duration(principal)))
		.build();

	StrictTokenIntrospector(Opaquetoken properties, BoundedHttpClient client, TrustedIssuer issuer, int maxSize,
			Duration timeToLive, InstantSource clock) {
		this.properties = properties;
		this.client = client;
		this.issuer = issuer;
		this.maxSize = maxSize;
		this.timeToLive = timeToLive;
		this.clock = clock;
	}

	TrustedIssuer issuer() {
		return this.issuer;
	}

	@Override
	public OAuth2AuthenticatedPrincipal introspect(String token) {
		try {
			TokenRejectedException.throwIf(token.length() > this.maxSize, "token_too_large", token.length(),
					this.maxSize);
			OAuth2AuthenticatedPrincipal principal = this.timeToLive.isZero() ? ask(token) : remembered(token);
			// The clock of the cache stands still while nobody asks.
			TokenRejectedException.throwIf(isExpired(principal), "token_expired");
			ClaimRules.checkBinding(principal.getAttribute("cnf"), false);
			return principal;
		}
		catch (TokenRejectedException ex) {
			throw new BadOpaqueTokenException(TokenRejectedException.MESSAGE, ex);
		}
	}

	// Asked outside the cache, whose other tokens would have to wait for the answer.
	private OAuth2AuthenticatedPrincipal remembered(String token) {
		ByteBuffer key = Sha256.of(token);
		OAuth2AuthenticatedPrincipal principal = this.cache.getIfPresent(key);
		if (principal == null) {
			principal = ask(token);
			this.cache.put(key, principal);
		}
		return principal;
	}

	private boolean isExpired(OAuth2AuthenticatedPrincipal principal) {
		Instant end = principal.getAttribute("exp");
		return end != null && !end.plus(this.issuer.policy().lifetime().clockSkew()).isAfter(this.clock.instant());
	}

	private Duration duration(OAuth2AuthenticatedPrincipal principal) {
		Instant end = principal.getAttribute("exp");
		Duration rest = (end != null) ? Duration.between(this.clock.instant(), end) : this.timeToLive;
		return (rest.compareTo(this.timeToLive) > 0) ? this.timeToLive : rest.isNegative() ? Duration.ZERO : rest;
	}

	private OAuth2AuthenticatedPrincipal ask(String token) {
		Map<String, Object> answer = answer(token);
		TokenRejectedException.throwIf(!Boolean.TRUE.equals(answer.get("active")), "token_inactive");
		ClaimRules.check(Map.of(), answer, this.issuer.policy(), this.clock.instant());
		Map<String, Object> claims = new LinkedHashMap<>(answer);
		claims.values().removeIf((value) -> value == null);
		DATES.forEach((name) -> claims.computeIfPresent(name,
				(date, seconds) -> Instant.ofEpochSecond(((Number) seconds).longValue())));
		return new OAuth2IntrospectionAuthenticatedPrincipal(this.issuer.identity().name(claims), claims,
				List.copyOf(this.issuer.identity().authorities(claims)));
	}

	private Map<String, Object> answer(String token) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.properties.getIntrospectionUri()))
			.header(HttpHeaders.AUTHORIZATION,
					"Basic " + HttpHeaders.encodeBasicAuth(encode(this.properties.getClientId()),
							encode(this.properties.getClientSecret()), null))
			.header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_FORM_URLENCODED_VALUE)
			.POST(BodyPublishers.ofString("token=" + encode(token) + "&token_type_hint=access_token"));
		try {
			return TokenParser.json(this.client.send(request, this.client.startDeadline()));
		}
		catch (IOException ex) {
			throw new OAuth2IntrospectionException("The issuer cannot be asked: " + ex.getMessage());
		}
		catch (TokenRejectedException ex) {
			throw new OAuth2IntrospectionException("The answer of the issuer is no JSON object");
		}
	}

	private static String encode(@Nullable String text) {
		return (text != null) ? URLEncoder.encode(text, StandardCharsets.UTF_8) : "";
	}

}
