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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.authentication.apikey.ApiKeyFormat.PresentedKey;
import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.network.IpRange;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key for a text and decides whether it is good for now and from there.
 */
class ApiKeyVerifier {

	private static final int MAX_CACHED = 10_000;

	private static final Duration USE_INTERVAL = Duration.ofMinutes(1);

	private final ApiKeyFormat format;

	private final ApiKeyHasher hasher;

	private final ApiKeyRepository repository;

	private final InstantSource clock;

	private final Cache<String, Optional<ApiKey>> cache;

	private final Cache<String, Instant> uses = Caffeine.newBuilder()
		.maximumSize(MAX_CACHED)
		.expireAfterWrite(USE_INTERVAL)
		.build();

	ApiKeyVerifier(ApiKeyFormat format, ApiKeyHasher hasher, ApiKeyRepository repository, Duration cacheTimeToLive,
			InstantSource clock) {
		this.format = format;
		this.hasher = hasher;
		this.repository = repository;
		this.clock = clock;
		this.cache = Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(cacheTimeToLive).build();
	}

	/**
	 * Verify a key.
	 * @param text the key as presented
	 * @param address the address of the client
	 * @return the stored key
	 * @throws ApiKeyRejectedException when the key is refused
	 */
	ApiKey verify(String text, String address) {
		PresentedKey presented = this.format.parse(text);
		if (presented == null) {
			throw new ApiKeyRejectedException("api_key_malformed");
		}
		ApiKey key = this.cache.get(presented.id(), (id) -> Optional.ofNullable(this.repository.findById(id)))
			.orElse(null);
		// Also without a key, so that the time does not tell which identifiers exist.
		boolean matches = this.hasher.matches(presented, (key != null) ? key.hash() : null);
		if (key == null || !matches) {
			throw new ApiKeyRejectedException((key != null) ? "api_key_wrong" : "api_key_unknown");
		}
		Instant now = this.clock.instant();
		checkState(key, now);
		checkNetwork(key, address);
		this.uses.get(key.id(), (used) -> {
			this.repository.recordUse(used, now);
			return now;
		});
		return key;
	}

	/**
	 * Forget a key that was changed here.
	 * @param id the identifier
	 */
	void forget(String id) {
		this.cache.invalidate(id);
	}

	private void checkState(ApiKey key, Instant now) {
		ApiKeyRejectedException.throwIf(key.revokedAt() != null, "api_key_revoked");
		ApiKeyRejectedException.throwIf(key.notBefore() != null && now.isBefore(key.notBefore()),
				"api_key_not_yet_valid");
		ApiKeyRejectedException.throwIf(key.expiresAt() != null && !now.isBefore(key.expiresAt()), "api_key_expired");
	}

	private void checkNetwork(ApiKey key, String address) {
		if (key.networks().isEmpty()) {
			return;
		}
		@Nullable IpAddress client = IpAddress.parse(address);
		ApiKeyRejectedException.throwIf(
				key.networks().stream().noneMatch((network) -> IpRange.parse("networks", network).contains(client)),
				"api_key_wrong_network");
	}

}
