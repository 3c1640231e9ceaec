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

import java.time.Instant;

import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * {@link Endpoint @Endpoint} by which tokens and API keys are revoked on all nodes.
 */
@Endpoint(id = "revocations")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(RevocationsEndpoint.class)
class RevocationsEndpoint {

	private final RevokedCredentials revoked;

	RevocationsEndpoint(RevokedCredentials revoked) {
		this.revoked = revoked;
	}

	/**
	 * Return the state of the list, which holds no names.
	 * @return the state
	 */
	@ReadOperation
	RevokedCredentials.State state() {
		return this.revoked.state();
	}

	/**
	 * Revoke.
	 * @param kind what the value names
	 * @param issuer the issuer, empty for tokens without
	 * @param value the value, not needed for an issuer
	 * @param before the time until which issued tokens are refused, now when not given
	 * @return nothing, with status 503 while the other nodes cannot be told
	 * @throws InvalidEndpointRequestException when the value or the time is not valid
	 */
	@WriteOperation
	@Nullable WebEndpointResponse<Void> revoke(@Selector Kind kind, @Nullable String issuer, @Nullable String value,
			@Nullable Instant before) {
		String named = (value != null) ? value : (kind == Kind.ISSUER) ? issuer : null;
		if (issuer == null || named == null) {
			throw new InvalidEndpointRequestException("The issuer or the value is missing", "Missing issuer or value");
		}
		try {
			this.revoked.revoke(kind, issuer, named, (before != null) ? before : Instant.now());
			return null;
		}
		catch (SharedStateUnavailableException ex) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException("The value or the time is not valid", "Bad value");
		}
		catch (IllegalStateException ex) {
			throw new InvalidEndpointRequestException("The list is full", "Full list");
		}
	}

}
