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

package io.github.apisecurity.token.issuer;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import io.github.apisecurity.token.issuer.SigningKeys.State;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;

/**
 * {@link Endpoint @Endpoint} that shows the signing keys and retires one at once.
 */
@Endpoint(id = "issuerkeys")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(IssuerKeysEndpoint.class)
class IssuerKeysEndpoint {

	private final SigningKeys keys;

	private final TokenRevocation revocation;

	private final ObjectProvider<AuthorizationServerSettings> settings;

	IssuerKeysEndpoint(SigningKeys keys, TokenRevocation revocation,
			ObjectProvider<AuthorizationServerSettings> settings) {
		this.keys = keys;
		this.revocation = revocation;
		this.settings = settings;
	}

	/**
	 * Return the keys.
	 * @return their identifiers and states
	 */
	@ReadOperation
	List<Description> keys() {
		return this.keys.keys()
			.stream()
			.map((key) -> new Description(key.key().getKeyID(), key.state().name().toLowerCase(Locale.ROOT),
					key.from()))
			.toList();
	}

	/**
	 * Retire a key at once. All access tokens issued until now are revoked, unless it has
	 * signed none.
	 * @param kid the identifier of the key
	 * @param issuer the {@code iss} of the tokens, where the settings name none
	 * @return nothing, with status 404 when there is none and 503 while other nodes
	 * cannot be told
	 * @throws InvalidEndpointRequestException when it is not known what to revoke
	 */
	@DeleteOperation
	WebEndpointResponse<Void> retire(@Selector String kid, @Nullable Set<String> issuer) {
		Set<String> issuers = new HashSet<>((issuer != null) ? issuer : Set.of());
		this.settings.stream()
			.map(AuthorizationServerSettings::getIssuer)
			.filter(Objects::nonNull)
			.forEach(issuers::add);
		if (issuers.isEmpty()) {
			throw new InvalidEndpointRequestException("Name the 'issuer' whose tokens the key has signed",
					"Missing issuer");
		}
		State state = this.keys.state(kid);
		// Before the key goes: whoever has to try again finds it.
		boolean told = state == State.ENDED || state == State.NEXT
				|| issuers.stream()
					.map((name) -> told(() -> this.revocation.revoke(Kind.ISSUER, name, name)))
					.reduce(true, Boolean::logicalAnd);
		told &= told(() -> this.keys.retire(kid));
		return new WebEndpointResponse<>((state == State.ENDED) ? WebEndpointResponse.STATUS_NOT_FOUND
				: (told) ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
	}

	private static boolean told(Runnable change) {
		try {
			change.run();
			return true;
		}
		catch (SharedStateUnavailableException ex) {
			return false;
		}
	}

	/**
	 * One key.
	 *
	 * @param kid the identifier
	 * @param state what it is for
	 * @param from when it begins or began to sign
	 */
	record Description(String kid, String state, Instant from) {

	}

}
