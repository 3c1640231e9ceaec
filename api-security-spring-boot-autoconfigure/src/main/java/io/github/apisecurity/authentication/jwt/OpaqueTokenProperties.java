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

package io.github.apisecurity.authentication.jwt;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Opaque tokens, of which 'spring.security.oauth2.resourceserver.opaquetoken' says who is
 * asked.
 *
 * @since 0.1.0
 */
public class OpaqueTokenProperties extends AccessTokenClaimsProperties {

	/**
	 * How long an answer counts, never longer than the token. Zero asks each time.
	 */
	private Duration cacheTimeToLive = Duration.ofSeconds(10);

	/**
	 * Time a question may take as a whole. The read timeout of 'spring.http.clients' or
	 * two seconds when not set.
	 */
	private @Nullable Duration timeout;

	public OpaqueTokenProperties() {
		setRequireIssuedAt(false);
	}

	public Duration getCacheTimeToLive() {
		return this.cacheTimeToLive;
	}

	public void setCacheTimeToLive(Duration cacheTimeToLive) {
		this.cacheTimeToLive = cacheTimeToLive;
	}

	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

}
