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

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the tokens of Spring Authorization Server.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.token.issuer")
public class IssuerProperties {

	/**
	 * Whether refresh tokens rotate and the lifetimes below apply.
	 */
	private boolean enabled;

	/**
	 * Longest lifetime of an access token, and that of clients with the default of Spring
	 * Authorization Server.
	 */
	private Duration accessToken = Duration.ofMinutes(15);

	private final RefreshToken refreshToken = new RefreshToken();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Duration getAccessToken() {
		return this.accessToken;
	}

	public void setAccessToken(Duration accessToken) {
		this.accessToken = accessToken;
	}

	public RefreshToken getRefreshToken() {
		return this.refreshToken;
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

}
