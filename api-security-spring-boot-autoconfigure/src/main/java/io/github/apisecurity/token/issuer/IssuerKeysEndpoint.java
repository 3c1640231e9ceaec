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
import java.util.List;
import java.util.Locale;

import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import io.github.apisecurity.token.issuer.SigningKeys.State;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link Endpoint @Endpoint} that shows the signing keys and retires one at once.
 */
@Endpoint(id = "issuerkeys")
class IssuerKeysEndpoint {

	private final SigningKeys keys;

	private final TokenRevocation revocation;

	private final @Nullable String issuer;

	IssuerKeysEndpoint(SigningKeys keys, TokenRevocation revocation, @Nullable String issuer) {
		this.keys = keys;
		this.revocation = revocation;
		this.issuer = issuer;
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
	 * @return nothing, with status 404 when there is none and 503 while other nodes
	 * cannot be told
	 */
	@DeleteOperation
	WebEndpointResponse<Void> retire(@Selector String kid) {
		try {
			State state = this.keys.retire(kid);
			if ((state == State.CURRENT || state == State.RETIRED) && this.issuer != null) {
				this.revocation.revoke(Kind.ISSUER, this.issuer, this.issuer);
			}
			return new WebEndpointResponse<>((state != State.ENDED) ? WebEndpointResponse.STATUS_NO_CONTENT
					: WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (SharedStateUnavailableException ex) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
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
