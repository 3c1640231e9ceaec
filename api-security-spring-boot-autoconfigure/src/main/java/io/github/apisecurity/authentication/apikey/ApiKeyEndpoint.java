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

package io.github.apisecurity.authentication.apikey;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

import io.github.apisecurity.authentication.apikey.ApiKeyService.NewApiKey;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * {@link Endpoint @Endpoint} by which administrators make, rotate and revoke API keys.
 */
@Endpoint(id = "apikeys")
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(ApiKeyEndpoint.class)
class ApiKeyEndpoint {

	private static final String INVALID = "The owner or a network is not valid";

	private static final String READ_ONLY = "Keys of this store are changed where they are configured";

	private final ApiKeyService service;

	ApiKeyEndpoint(ApiKeyService service) {
		this.service = service;
	}

	/**
	 * Make a key.
	 * @param owner whom the key authenticates
	 * @param authorities the authorities of the caller
	 * @param validFor how long the key is valid
	 * @param networks where the key may be used from
	 * @param rateTier the rate tier
	 * @return the key with its secret, shown this once
	 */
	@WriteOperation
	NewApiKey create(String owner, @Nullable Set<String> authorities, @Nullable Duration validFor,
			@Nullable Set<String> networks, @Nullable String rateTier) {
		try {
			return change(() -> this.service.create(owner, (authorities != null) ? authorities : Set.of(), validFor,
					(networks != null) ? networks : Set.of(), rateTier));
		}
		catch (IllegalArgumentException | InvalidConfigurationPropertyValueException ex) {
			throw new InvalidEndpointRequestException(INVALID, INVALID);
		}
	}

	/**
	 * Make a successor of a key.
	 * @param id the identifier of the old key
	 * @param overlap how long the old key stays valid
	 * @return the key with its secret, shown this once
	 */
	@WriteOperation
	WebEndpointResponse<@Nullable NewApiKey> rotate(@Selector String id, @Nullable Duration overlap) {
		NewApiKey successor = change(() -> this.service.rotate(id, (overlap != null) ? overlap : Duration.ofDays(1)));
		return new WebEndpointResponse<>(successor,
				(successor != null) ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Revoke a key.
	 * @param id the identifier
	 * @return nothing
	 */
	@DeleteOperation
	WebEndpointResponse<Void> revoke(@Selector String id) {
		return new WebEndpointResponse<>(change(() -> this.service.revoke(id)) ? WebEndpointResponse.STATUS_NO_CONTENT
				: WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private static <T extends @Nullable Object> T change(Supplier<T> operation) {
		try {
			return operation.get();
		}
		catch (UnsupportedOperationException ex) {
			throw new InvalidEndpointRequestException(READ_ONLY, READ_ONLY);
		}
	}

}
