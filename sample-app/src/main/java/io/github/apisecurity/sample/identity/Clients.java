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

package io.github.apisecurity.sample.identity;

import java.time.Duration;
import java.util.List;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/**
 * The software that may ask for tokens. Only hashes of the secrets are kept; the secrets
 * themselves are in {@code docs/quickstart.md} and are for this sample only.
 */
final class Clients {

	private static final String ROLES_SETTING = "bank.roles";

	private Clients() {
	}

	// A program that acts on its own behalf, with one role.
	static RegisteredClient machine(String id, String secretHash, String role) {
		return RegisteredClient.withId(id)
			.clientId(id)
			.clientSecret(secretHash)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
			.authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
			.scope(Identity.TRANSFERS_SCOPE)
			.clientSettings(ClientSettings.builder().setting(ROLES_SETTING, List.of(role)).build())
			.tokenSettings(tokens().build())
			.build();
	}

	// A browser or mobile application, which can keep no secret and proves itself with
	// PKCE. It gets no refresh token, as the authorization server gives none to public
	// clients.
	static RegisteredClient publicApplication(String id) {
		return person(id).clientAuthenticationMethod(ClientAuthenticationMethod.NONE).build();
	}

	// A web application that keeps the tokens of people on its server, and may refresh
	// them: every refresh token is good for one use.
	static RegisteredClient webApplication(String id, String secretHash) {
		return person(id).clientSecret(secretHash)
			.clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
			.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
			.build();
	}

	static List<String> rolesOf(RegisteredClient client) {
		List<String> roles = client.getClientSettings().getSetting(ROLES_SETTING);
		return (roles != null) ? roles : List.of();
	}

	private static RegisteredClient.Builder person(String id) {
		return RegisteredClient.withId(id)
			.clientId(id)
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.redirectUri("http://127.0.0.1:8080/authorized")
			.redirectUri("https://127.0.0.1:8443/authorized")
			.scope(OidcScopes.OPENID)
			.clientSettings(ClientSettings.builder().requireProofKey(true).requireAuthorizationConsent(false).build())
			.tokenSettings(tokens().build());
	}

	private static TokenSettings.Builder tokens() {
		return TokenSettings.builder()
			.accessTokenTimeToLive(Duration.ofMinutes(15))
			.refreshTokenTimeToLive(Duration.ofHours(8))
			.reuseRefreshTokens(false);
	}

}
