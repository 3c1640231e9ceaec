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

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * Clients whose tokens live no longer than allowed.
 *
 * @param delegate the clients
 * @param accessToken how long an access token is good at most
 * @param refreshToken how long a refresh token can stay unused at most
 */
record BoundedClients(RegisteredClientRepository delegate, Duration accessToken,
		Duration refreshToken) implements RegisteredClientRepository {

	/**
	 * What says nobody: a client that was given these very values looks the same.
	 */
	private static final TokenSettings DEFAULTS = TokenSettings.builder().build();

	// Spring Authorization Server saves what it was given, such as with another secret.
	@Override
	public void save(RegisteredClient client) {
		RegisteredClient stored = this.delegate.findById(client.getId());
		this.delegate.save((stored != null)
				? RegisteredClient.from(client).tokenSettings(stored.getTokenSettings()).build() : client);
	}

	@Override
	public @Nullable RegisteredClient findById(String id) {
		return bounded(this.delegate.findById(id));
	}

	@Override
	public @Nullable RegisteredClient findByClientId(String clientId) {
		return bounded(this.delegate.findByClientId(clientId));
	}

	private @Nullable RegisteredClient bounded(@Nullable RegisteredClient client) {
		if (client == null) {
			return null;
		}
		TokenSettings settings = client.getTokenSettings();
		return RegisteredClient.from(client)
			.tokenSettings(TokenSettings.withSettings(settings.getSettings())
				.accessTokenTimeToLive(bounded(settings.getAccessTokenTimeToLive(), DEFAULTS.getAccessTokenTimeToLive(),
						this.accessToken))
				.refreshTokenTimeToLive(bounded(settings.getRefreshTokenTimeToLive(),
						DEFAULTS.getRefreshTokenTimeToLive(), this.refreshToken))
				// Another one is made by whoever knows the family.
				.reuseRefreshTokens(true)
				.build())
			.build();
	}

	private static Duration bounded(Duration value, Duration unset, Duration longest) {
		return (value.equals(unset) || value.compareTo(longest) > 0) ? longest : value;
	}

}
