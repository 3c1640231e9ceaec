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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;

/**
 * Configuration properties for API keys.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.authentication.api-keys")
public class ApiKeyProperties {

	/**
	 * Where keys are stored, unless there is an ApiKeyRepository bean.
	 */
	private Store store = Store.YAML;

	/**
	 * Header that carries the key. 'Authorization: ApiKey' is understood, too.
	 */
	private String headerName = "X-API-Key";

	/**
	 * First part of the keys, by which a leaked one is recognized.
	 */
	private String prefix = "ask";

	/**
	 * Second part of the keys.
	 */
	private String environment = "live";

	/**
	 * Secrets of the hashes by version, Base64 of at least 32 bytes.
	 */
	private final Map<String, String> peppers = new LinkedHashMap<>();

	/**
	 * Version of the pepper of new hashes. Needed when there are several.
	 */
	private @Nullable String currentPepper;

	/**
	 * How long keys of a store are kept in memory, which delays revocations.
	 */
	private Duration cacheTimeToLive = Duration.ofSeconds(5);

	/**
	 * Keys of the store 'yaml' by identifier.
	 */
	private final Map<String, Key> keys = new LinkedHashMap<>();

	public Store getStore() {
		return this.store;
	}

	public void setStore(Store store) {
		this.store = store;
	}

	public String getHeaderName() {
		return this.headerName;
	}

	public void setHeaderName(String headerName) {
		this.headerName = headerName;
	}

	public String getPrefix() {
		return this.prefix;
	}

	public void setPrefix(String prefix) {
		this.prefix = prefix;
	}

	public String getEnvironment() {
		return this.environment;
	}

	public void setEnvironment(String environment) {
		this.environment = environment;
	}

	public Map<String, String> getPeppers() {
		return this.peppers;
	}

	public @Nullable String getCurrentPepper() {
		return this.currentPepper;
	}

	public void setCurrentPepper(@Nullable String currentPepper) {
		this.currentPepper = currentPepper;
	}

	public Duration getCacheTimeToLive() {
		return this.cacheTimeToLive;
	}

	public void setCacheTimeToLive(Duration cacheTimeToLive) {
		this.cacheTimeToLive = cacheTimeToLive;
	}

	public Map<String, Key> getKeys() {
		return this.keys;
	}

	/**
	 * An API key.
	 */
	@ConfigurationPropertiesSource
	public static class Key {

		/**
		 * Owner of the key, the name of the caller.
		 */
		private @Nullable String owner;

		/**
		 * Version of the pepper and hash, as printed by ApiKeyGenerator.
		 */
		private @Nullable String hash;

		/**
		 * Authorities of the caller.
		 */
		private final Set<String> authorities = new LinkedHashSet<>();

		/**
		 * Time from which the key is valid.
		 */
		private @Nullable Instant notBefore;

		/**
		 * Time until which the key is valid.
		 */
		private @Nullable Instant expiresAt;

		/**
		 * Whether the key is revoked.
		 */
		private boolean revoked;

		/**
		 * Addresses and CIDR ranges the key may be used from. All when empty.
		 */
		private final Set<String> networks = new LinkedHashSet<>();

		/**
		 * Rate tier of the key.
		 */
		private @Nullable String rateTier;

		public @Nullable String getOwner() {
			return this.owner;
		}

		public void setOwner(@Nullable String owner) {
			this.owner = owner;
		}

		public @Nullable String getHash() {
			return this.hash;
		}

		public void setHash(@Nullable String hash) {
			this.hash = hash;
		}

		public Set<String> getAuthorities() {
			return this.authorities;
		}

		public @Nullable Instant getNotBefore() {
			return this.notBefore;
		}

		public void setNotBefore(@Nullable Instant notBefore) {
			this.notBefore = notBefore;
		}

		public @Nullable Instant getExpiresAt() {
			return this.expiresAt;
		}

		public void setExpiresAt(@Nullable Instant expiresAt) {
			this.expiresAt = expiresAt;
		}

		public boolean isRevoked() {
			return this.revoked;
		}

		public void setRevoked(boolean revoked) {
			this.revoked = revoked;
		}

		public Set<String> getNetworks() {
			return this.networks;
		}

		public @Nullable String getRateTier() {
			return this.rateTier;
		}

		public void setRateTier(@Nullable String rateTier) {
			this.rateTier = rateTier;
		}

	}

	/**
	 * Where API keys are stored.
	 */
	public enum Store {

		/**
		 * In the configuration, read-only.
		 */
		YAML,

		/**
		 * In Redis.
		 */
		REDIS,

		/**
		 * In a relational database.
		 */
		JDBC

	}

}
