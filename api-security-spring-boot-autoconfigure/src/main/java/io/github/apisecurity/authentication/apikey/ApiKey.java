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

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * An API key as it is stored: everything but the secret.
 *
 * @param id the identifier, the third part of the key
 * @param owner whom the key authenticates
 * @param hash the version of the pepper and the HMAC of the secret
 * @param authorities the authorities of the caller
 * @param notBefore when the key starts to be valid, {@code null} for at once
 * @param expiresAt when the key ceases to be valid, {@code null} for never
 * @param revokedAt when the key was revoked, {@code null} when it was not
 * @param networks the addresses and CIDR ranges the key may be used from, all when empty
 * @param rateTier the rate tier, {@code null} when there is none
 * @param replacedBy the identifier of the successor, {@code null} when there is none
 * @param lastUsedAt when the key was last used, as far as it is recorded
 * @since 0.1.0
 */
public record ApiKey(String id, String owner, String hash, Set<String> authorities, @Nullable Instant notBefore,
		@Nullable Instant expiresAt, @Nullable Instant revokedAt, Set<String> networks, @Nullable String rateTier,
		@Nullable String replacedBy, @Nullable Instant lastUsedAt) {

	public ApiKey {
		authorities = Set.copyOf(authorities);
		networks = Set.copyOf(networks);
	}

	boolean isExpired(Instant now) {
		return this.expiresAt != null && !now.isBefore(this.expiresAt);
	}

	ApiKey revoked(Instant time) {
		return new ApiKey(this.id, this.owner, this.hash, this.authorities, this.notBefore, this.expiresAt, time,
				this.networks, this.rateTier, this.replacedBy, this.lastUsedAt);
	}

	ApiKey replaced(String successor, @Nullable Instant end) {
		return new ApiKey(this.id, this.owner, this.hash, this.authorities, this.notBefore, end, this.revokedAt,
				this.networks, this.rateTier, successor, this.lastUsedAt);
	}

	ApiKey lastUsed(@Nullable Instant time) {
		return new ApiKey(this.id, this.owner, this.hash, this.authorities, this.notBefore, this.expiresAt,
				this.revokedAt, this.networks, this.rateTier, this.replacedBy, time);
	}

	/**
	 * Return whether this is the key in the state that the other has: a change that was
	 * made of that can be stored.
	 * @param other the other
	 * @return whether neither of them was revoked or replaced since the other
	 */
	boolean isInStateOf(ApiKey other) {
		return Objects.equals(this.revokedAt, other.revokedAt) && Objects.equals(this.replacedBy, other.replacedBy);
	}

	@Override
	public String toString() {
		return "ApiKey[" + this.id + " of " + this.owner + "]";
	}

}
