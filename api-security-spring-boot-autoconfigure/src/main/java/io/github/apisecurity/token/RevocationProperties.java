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

package io.github.apisecurity.token;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Configuration properties for the revocation of access tokens and API keys.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("api-security.token.revocation")
public class RevocationProperties {

	/**
	 * Age from which the copy of the list is stale, since the store cannot be asked.
	 */
	private Duration maxStaleness = Duration.ofMinutes(5);

	/**
	 * Answer to requests while the copy is stale.
	 */
	private OnStale onStale = OnStale.DENY;

	/**
	 * Time for which it is remembered that all tokens of a subject, client, grant or
	 * issuer were revoked, and tokens and sessions whose end is not known. At least the
	 * longest time between the issue of a token and its end.
	 */
	private Duration retention = Duration.ofDays(30);

	/**
	 * Number of entries of the list, of which each takes less than 40 bytes of memory.
	 */
	private int maxEntries = 1_000_000;

	public Duration getMaxStaleness() {
		return this.maxStaleness;
	}

	public void setMaxStaleness(Duration maxStaleness) {
		this.maxStaleness = maxStaleness;
	}

	public OnStale getOnStale() {
		return this.onStale;
	}

	public void setOnStale(OnStale onStale) {
		this.onStale = onStale;
	}

	public Duration getRetention() {
		return this.retention;
	}

	public void setRetention(Duration retention) {
		this.retention = retention;
	}

	public int getMaxEntries() {
		return this.maxEntries;
	}

	public void setMaxEntries(int maxEntries) {
		this.maxEntries = maxEntries;
	}

	/**
	 * Answers while it is not known what was revoked.
	 */
	public enum OnStale {

		/**
		 * Status 503.
		 */
		DENY,

		/**
		 * As if the copy were fresh.
		 */
		ALLOW

	}

}
