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
import java.util.Set;

import io.github.apisecurity.authentication.apikey.ApiKeyFormat.PresentedKey;
import io.github.apisecurity.network.IpRange;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Makes, rotates and revokes API keys.
 *
 * @since 0.1.0
 */
public class ApiKeyService {

	private final ApiKeyFormat format;

	private final ApiKeyHasher hasher;

	private final ApiKeyRepository repository;

	private final ApiKeyVerifier verifier;

	private final InstantSource clock;

	ApiKeyService(ApiKeyFormat format, ApiKeyHasher hasher, ApiKeyRepository repository, ApiKeyVerifier verifier,
			InstantSource clock) {
		this.format = format;
		this.hasher = hasher;
		this.repository = repository;
		this.verifier = verifier;
		this.clock = clock;
	}

	/**
	 * Make a key and store it.
	 * @param owner whom the key authenticates
	 * @param authorities the authorities of the caller
	 * @param validFor how long the key is valid, {@code null} for ever
	 * @param networks the addresses and CIDR ranges the key may be used from, all when
	 * empty
	 * @param rateTier the rate tier or {@code null}
	 * @return the key with its secret, which cannot be had again
	 */
	public NewApiKey create(String owner, Set<String> authorities, @Nullable Duration validFor, Set<String> networks,
			@Nullable String rateTier) {
		Assert.hasText(owner, "'owner' must not be empty");
		networks.forEach((network) -> IpRange.parse("networks", network));
		Instant expiresAt = (validFor != null) ? this.clock.instant().plus(validFor) : null;
		return store(owner, authorities, expiresAt, networks, rateTier);
	}

	/**
	 * Make a successor of a key with the same rights. The old key is valid for a while.
	 * @param id the identifier of the old key
	 * @param overlap how long the old key stays valid
	 * @return the new key with its secret, or {@code null} when there is no such key
	 */
	public @Nullable NewApiKey rotate(String id, Duration overlap) {
		ApiKey old = this.repository.findById(id);
		if (old == null || old.revokedAt() != null) {
			return null;
		}
		NewApiKey successor = store(old.owner(), old.authorities(), old.expiresAt(), old.networks(), old.rateTier());
		Instant end = this.clock.instant().plus(overlap);
		if (old.expiresAt() == null || end.isBefore(old.expiresAt())) {
			save(old.withTimes(end, old.revokedAt(), old.lastUsedAt()));
		}
		return successor;
	}

	/**
	 * Revoke a key.
	 * @param id the identifier
	 * @return whether there is such a key
	 */
	public boolean revoke(String id) {
		ApiKey key = this.repository.findById(id);
		if (key == null) {
			return false;
		}
		save(key.withTimes(key.expiresAt(), this.clock.instant(), key.lastUsedAt()));
		return true;
	}

	private NewApiKey store(String owner, Set<String> authorities, @Nullable Instant expiresAt, Set<String> networks,
			@Nullable String rateTier) {
		PresentedKey key = this.format.generate();
		save(new ApiKey(key.id(), owner, this.hasher.hash(key), authorities, null, expiresAt, null, networks, rateTier,
				null));
		return new NewApiKey(key.id(), this.format.format(key), expiresAt);
	}

	private void save(ApiKey key) {
		this.repository.save(key);
		this.verifier.forget(key.id());
	}

	/**
	 * A new key.
	 *
	 * @param id the identifier
	 * @param key the key with its secret
	 * @param expiresAt when the key ceases to be valid
	 */
	public record NewApiKey(String id, String key, @Nullable Instant expiresAt) {

		@Override
		public String toString() {
			return "NewApiKey[" + this.id + "]";
		}

	}

}
