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
import java.util.Map;
import java.util.Set;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.authentication.apikey.ApiKeyFormat.PresentedKey;
import io.github.apisecurity.guard.ReservedAuthorities;
import io.github.apisecurity.network.IpRange;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Makes, rotates and revokes API keys.
 *
 * @since 0.1.0
 */
public class ApiKeyService {

	private static final SecurityEventType CHANGED = new SecurityEventType("authn_admin", Outcome.SUCCESS);

	private static final int ATTEMPTS = 5;

	private final ApiKeyFormat format;

	private final ApiKeyHasher hasher;

	private final ApiKeyRepository repository;

	private final ApiKeyVerifier verifier;

	private final SecurityEventPublisher events;

	private final InstantSource clock;

	ApiKeyService(ApiKeyFormat format, ApiKeyHasher hasher, ApiKeyRepository repository, ApiKeyVerifier verifier,
			SecurityEventPublisher events, InstantSource clock) {
		this.format = format;
		this.hasher = hasher;
		this.repository = repository;
		this.verifier = verifier;
		this.events = events;
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
	 * @throws IllegalArgumentException when the owner is empty, or an authority is one
	 * that no credential grants, such as {@code FACTOR_PASSWORD}
	 */
	public NewApiKey create(String owner, Set<String> authorities, @Nullable Duration validFor, Set<String> networks,
			@Nullable String rateTier) {
		Assert.hasText(owner, "'owner' must not be empty");
		Assert.isTrue(!ReservedAuthorities.DEFAULT.isAnyForged(authorities),
				"'authorities' must not hold reserved ones");
		networks.forEach((network) -> IpRange.parse("networks", network));
		Instant expiresAt = (validFor != null) ? this.clock.instant().plus(validFor) : null;
		NewApiKey key = store(owner, authorities, expiresAt, networks, rateTier);
		publish("api_key_created", Map.of("api_key", key.id(), "owner", owner, "authorities", authorities, "networks",
				networks, "expires_at", (expiresAt != null) ? expiresAt.toString() : "never"));
		return key;
	}

	/**
	 * Make a successor of a key with the same rights. The old key is valid for a while.
	 * @param id the identifier of the old key
	 * @param overlap how long the old key stays valid
	 * @return the new key with its secret, or {@code null} when there is no such key, or
	 * it is expired, revoked, or has a successor already
	 */
	public @Nullable NewApiKey rotate(String id, Duration overlap) {
		ApiKey old = this.repository.findById(id);
		Instant now = this.clock.instant();
		if (old == null || old.revokedAt() != null || old.replacedBy() != null || old.isExpired(now)) {
			return null;
		}
		NewApiKey successor = store(old.owner(), old.authorities(), old.expiresAt(), old.networks(), old.rateTier());
		Instant end = now.plus(overlap);
		if (!replace(old, old.replaced(successor.id(),
				(old.expiresAt() == null || end.isBefore(old.expiresAt())) ? end : old.expiresAt()))) {
			// Somebody revoked or rotated it meanwhile, which counts.
			revoke(successor.id());
			return null;
		}
		publish("api_key_rotated", Map.of("api_key", id, "successor", successor.id()));
		return successor;
	}

	/**
	 * Revoke a key.
	 * @param id the identifier
	 * @return whether there is such a key
	 * @throws IllegalStateException when others change the key all the time
	 */
	public boolean revoke(String id) {
		for (int i = 0; i < ATTEMPTS; i++) {
			ApiKey key = this.repository.findById(id);
			if (key == null) {
				return false;
			}
			if (key.revokedAt() != null || replace(key, key.revoked(this.clock.instant()))) {
				publish("api_key_revoked", Map.of("api_key", id));
				return true;
			}
		}
		throw new IllegalStateException("The API key is changed all the time");
	}

	private NewApiKey store(String owner, Set<String> authorities, @Nullable Instant expiresAt, Set<String> networks,
			@Nullable String rateTier) {
		PresentedKey key = this.format.generate();
		this.repository.save(new ApiKey(key.id(), owner, this.hasher.hash(key), authorities, null, expiresAt, null,
				networks, rateTier, null, null));
		this.verifier.changed(key.id());
		return new NewApiKey(key.id(), this.format.format(key), expiresAt);
	}

	private boolean replace(ApiKey before, ApiKey after) {
		boolean replaced = this.repository.replace(before, after);
		this.verifier.changed(after.id());
		return replaced;
	}

	private void publish(String reason, Map<String, Object> details) {
		this.events.publish(CHANGED, reason, details);
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
