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

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the tokens of Spring Authorization Server.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.token.issuer")
public class IssuerProperties {

	/**
	 * Longest lifetime of an access token, and that of clients with the default of Spring
	 * Authorization Server.
	 */
	private Duration accessToken = Duration.ofMinutes(15);

	private final RefreshToken refreshToken = new RefreshToken();

	private final SigningKeys signingKeys = new SigningKeys();

	public Duration getAccessToken() {
		return this.accessToken;
	}

	public void setAccessToken(Duration accessToken) {
		this.accessToken = accessToken;
	}

	public RefreshToken getRefreshToken() {
		return this.refreshToken;
	}

	public SigningKeys getSigningKeys() {
		return this.signingKeys;
	}

	/**
	 * Refresh tokens.
	 */
	public static class RefreshToken {

		/**
		 * Longest time a refresh token can stay unused, and that of clients with the
		 * default of Spring Authorization Server.
		 */
		private Duration idle = Duration.ofHours(8);

		/**
		 * Time after which a refresh token and all its successors end, however often they
		 * are used.
		 */
		private Duration maxLifetime = Duration.ofDays(30);

		/**
		 * Time during which a refresh token that was exchanged already is exchanged for
		 * the same successor again, since an answer may be lost.
		 */
		private Duration reuseGrace = Duration.ofSeconds(10);

		public Duration getIdle() {
			return this.idle;
		}

		public void setIdle(Duration idle) {
			this.idle = idle;
		}

		public Duration getMaxLifetime() {
			return this.maxLifetime;
		}

		public void setMaxLifetime(Duration maxLifetime) {
			this.maxLifetime = maxLifetime;
		}

		public Duration getReuseGrace() {
			return this.reuseGrace;
		}

		public void setReuseGrace(Duration reuseGrace) {
			this.reuseGrace = reuseGrace;
		}

	}

	/**
	 * Keys that sign tokens.
	 */
	public static class SigningKeys {

		/**
		 * Time for which a key signs.
		 */
		private Duration rotationPeriod = Duration.ofDays(90);

		/**
		 * Where the keys are.
		 */
		private KeyStoreType store = KeyStoreType.SHARED;

		/**
		 * Directory of the store "file", which all nodes have in common.
		 */
		private @Nullable Path directory;

		/**
		 * Base64 of the 32 bytes that the stored keys are encrypted with.
		 */
		private @Nullable String encryptionKey;

		public Duration getRotationPeriod() {
			return this.rotationPeriod;
		}

		public void setRotationPeriod(Duration rotationPeriod) {
			this.rotationPeriod = rotationPeriod;
		}

		public KeyStoreType getStore() {
			return this.store;
		}

		public void setStore(KeyStoreType store) {
			this.store = store;
		}

		public @Nullable Path getDirectory() {
			return this.directory;
		}

		public void setDirectory(@Nullable Path directory) {
			this.directory = directory;
		}

		public @Nullable String getEncryptionKey() {
			return this.encryptionKey;
		}

		public void setEncryptionKey(@Nullable String encryptionKey) {
			this.encryptionKey = encryptionKey;
		}

	}

	/**
	 * Stores of signing keys.
	 */
	public enum KeyStoreType {

		/**
		 * Where {@code api-security.shared.store} says, which is a database or Redis.
		 */
		SHARED,

		/**
		 * A directory.
		 */
		FILE,

		/**
		 * The database of the shared state.
		 */
		JDBC

	}

}
