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
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.apisecurity.authentication.apikey.ApiKeyFormat.PresentedKey;
import io.github.apisecurity.guard.ReservedAuthorities;
import io.github.apisecurity.network.IpAddress;
import io.github.apisecurity.network.IpRange;
import io.github.apisecurity.shared.SharedMap;
import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.shared.SharedStates;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Finds the key for a text and decides whether it is good for now and from there.
 */
class ApiKeyVerifier {

	private static final Log log = LogFactory.getLog(ApiKeyVerifier.class);

	private static final int MAX_CACHED = 10_000;

	/**
	 * What the nodes tell one another is which of these parts of the keys has changed.
	 */
	private static final int SLOTS = 1024;

	private static final Duration USE_INTERVAL = Duration.ofMinutes(1);

	private final ApiKeyFormat format;

	private final ApiKeyHasher hasher;

	private final ApiKeyRepository repository;

	private final InstantSource clock;

	private final Cache<String, Optional<StoredKey>> cache;

	private final SharedMap<Long> changes;

	private final Cache<String, Instant> uses = Caffeine.newBuilder()
		.maximumSize(MAX_CACHED)
		.expireAfterWrite(USE_INTERVAL)
		.build();

	ApiKeyVerifier(ApiKeyFormat format, ApiKeyHasher hasher, ApiKeyRepository repository, Duration cacheTimeToLive,
			SharedStates states, InstantSource clock) {
		this.format = format;
		this.hasher = hasher;
		this.repository = repository;
		this.clock = clock;
		this.cache = Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(cacheTimeToLive).build();
		this.changes = states.open("api-key-changes", String::valueOf, Long::valueOf, SLOTS,
				(slot, change) -> this.cache.asMap().keySet().removeIf((id) -> slot(id).equals(slot)));
	}

	/**
	 * Verify a key.
	 * @param text the key as presented
	 * @param address the address of the client
	 * @return the stored key
	 * @throws ApiKeyRejectedException when the key is refused
	 */
	StoredKey verify(String text, String address) {
		PresentedKey presented = this.format.parse(text);
		if (presented == null) {
			throw new ApiKeyRejectedException("api_key_malformed", null);
		}
		StoredKey stored = find(presented.id()).orElse(null);
		// Also without a key, so that the time does not tell which identifiers exist.
		boolean matches = this.hasher.matches(presented, (stored != null) ? stored.key().hash() : null);
		if (stored == null) {
			throw new ApiKeyRejectedException("api_key_unknown", presented.id());
		}
		Instant now = this.clock.instant();
		String reason = matches ? stored.reason(now, address) : "api_key_wrong";
		if (reason != null) {
			throw new ApiKeyRejectedException(reason, presented.id());
		}
		if (this.uses.getIfPresent(presented.id()) == null
				&& this.uses.asMap().putIfAbsent(presented.id(), now) == null) {
			recordUse(presented.id(), now);
		}
		return stored;
	}

	// Read outside the cache, whose other keys would have to wait for the store.
	private Optional<StoredKey> find(String id) {
		Optional<StoredKey> known = this.cache.getIfPresent(id);
		if (known == null) {
			Long change = this.changes.get(slot(id));
			known = Optional.ofNullable(this.repository.findById(id)).map(StoredKey::of);
			this.cache.put(id, known);
			if (!Objects.equals(change, this.changes.get(slot(id)))) {
				// It may have been read before it was changed.
				this.cache.invalidate(id);
			}
		}
		return known;
	}

	private void recordUse(String id, Instant now) {
		try {
			this.repository.recordUse(id, now);
		}
		catch (RuntimeException ex) {
			// Not worth a refusal.
			log.debug("The use of an API key could not be recorded: " + ex.getClass().getName());
		}
	}

	/**
	 * Forget a key that was changed here, on all nodes.
	 * @param id the identifier
	 */
	void changed(String id) {
		this.cache.invalidate(id);
		try {
			this.changes.update(slot(id), (count) -> (count != null) ? count + 1 : 1);
		}
		catch (SharedStateUnavailableException ex) {
			log.warn("Other nodes learn of the change of an API key when their copy is too old: " + ex.getMessage());
		}
	}

	private static String slot(String id) {
		return String.valueOf(Math.floorMod(id.hashCode(), SLOTS));
	}

	/**
	 * A key with what is made of it once.
	 *
	 * @param key the key
	 * @param networks the networks it may be used from
	 * @param authorities the authorities of the caller
	 */
	record StoredKey(ApiKey key, List<IpRange> networks, List<GrantedAuthority> authorities) {

		static StoredKey of(ApiKey key) {
			return new StoredKey(key,
					key.networks()
						.stream()
						.map((network) -> IpRange.parse("the networks of API key " + key.id(), network))
						.toList(),
					AuthorityUtils.createAuthorityList(key.authorities())
						.stream()
						.filter((authority) -> !ReservedAuthorities.DEFAULT.isForged(authority))
						.toList());
		}

		/**
		 * Return why the key is not good.
		 * @param now the time
		 * @param address the address of the client
		 * @return the reason or {@code null}
		 */
		@Nullable String reason(Instant now, String address) {
			if (this.key.revokedAt() != null) {
				return "api_key_revoked";
			}
			if (this.key.notBefore() != null && now.isBefore(this.key.notBefore())) {
				return "api_key_not_yet_valid";
			}
			if (this.key.isExpired(now)) {
				return "api_key_expired";
			}
			return (this.networks.isEmpty() || isAllowedFrom(IpAddress.parse(address))) ? null
					: "api_key_wrong_network";
		}

		private boolean isAllowedFrom(@Nullable IpAddress client) {
			return this.networks.stream().anyMatch((network) -> network.contains(client));
		}

	}

}
