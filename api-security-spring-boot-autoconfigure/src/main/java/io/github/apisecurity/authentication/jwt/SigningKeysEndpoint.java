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

import java.util.Map;
import java.util.Set;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/**
 * {@link Endpoint @Endpoint} by which a signing key that was stolen is distrusted at
 * once, on all nodes.
 */
@Endpoint(id = "signingkeys")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(SigningKeysEndpoint.class)
class SigningKeysEndpoint {

	private static final SecurityEventType CHANGED = new SecurityEventType("authn_admin", Outcome.SUCCESS);

	private static final String INVALID = "The key is not valid, or there is no room for it";

	private final TrustedIssuers issuers;

	private final DistrustedKeys distrusted;

	private final SecurityEventPublisher events;

	SigningKeysEndpoint(TrustedIssuers issuers, DistrustedKeys distrusted, SecurityEventPublisher events) {
		this.issuers = issuers;
		this.distrusted = distrusted;
		this.events = events;
	}

	/**
	 * Return what is known of the keys of each issuer, and which keys are distrusted.
	 * @return the keys
	 */
	@ReadOperation
	SigningKeys keys() {
		return new SigningKeys(this.issuers.keyStates(), this.distrusted.all());
	}

	/**
	 * Distrust a key.
	 * @param key the {@code kid} or the JWK thumbprint (RFC 7638)
	 * @return nothing, with status 503 while the other nodes cannot be told
	 */
	@WriteOperation
	@Nullable WebEndpointResponse<Void> distrust(@Selector String key) {
		return set(key, true);
	}

	/**
	 * Trust a key again, unless the configuration distrusts it.
	 * @param key the {@code kid} or the JWK thumbprint (RFC 7638)
	 * @return nothing, with status 503 while the other nodes cannot be told
	 */
	@DeleteOperation
	@Nullable WebEndpointResponse<Void> trust(@Selector String key) {
		return set(key, false);
	}

	private @Nullable WebEndpointResponse<Void> set(String key, boolean distrusted) {
		WebEndpointResponse<Void> answer = null;
		try {
			this.distrusted.set(key, distrusted);
		}
		catch (SharedStateUnavailableException ex) {
			answer = new WebEndpointResponse<>(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			throw new InvalidEndpointRequestException(INVALID, INVALID);
		}
		if (answer == null || distrusted) {
			this.events.publish(CHANGED, distrusted ? "key_distrusted" : "key_trusted", Map.of("key", key));
		}
		return answer;
	}

	/**
	 * The keys.
	 *
	 * @param issuers what is known of the keys of each issuer
	 * @param distrusted the keys that are distrusted
	 */
	record SigningKeys(Map<String, ?> issuers, Set<String> distrusted) {
	}

}
