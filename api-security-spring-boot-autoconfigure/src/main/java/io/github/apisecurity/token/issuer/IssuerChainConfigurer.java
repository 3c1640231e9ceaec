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
import java.util.function.UnaryOperator;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.token.TokenRevocation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;

/**
 * Changes a chain with an authorization server, and leaves every other chain alone. It is
 * applied before the configuration of the application, so that it sees the result, and
 * does not replace beans, which an application may use by their class.
 */
class IssuerChainConfigurer extends AbstractHttpConfigurer<IssuerChainConfigurer, HttpSecurity> {

	private static final OAuth2TokenType ID_TOKEN = new OAuth2TokenType(OidcParameterNames.ID_TOKEN);

	private final ObjectProvider<RegisteredClientRepository> clients;

	private final ObjectProvider<OAuth2AuthorizationService> authorizations;

	private final Settings settings;

	IssuerChainConfigurer(ObjectProvider<RegisteredClientRepository> clients,
			ObjectProvider<OAuth2AuthorizationService> authorizations, Settings settings) {
		this.clients = clients;
		this.authorizations = authorizations;
		this.settings = settings;
	}

	@Override
	public void init(HttpSecurity http) {
		OAuth2AuthorizationServerConfigurer server = http.getConfigurer(OAuth2AuthorizationServerConfigurer.class);
		if (server == null) {
			return;
		}
		RegisteredClientRepository ownClients = http.getSharedObject(RegisteredClientRepository.class);
		server
			.registeredClientRepository(new BoundedClients((ownClients != null) ? ownClients : this.clients.getObject(),
					this.settings.accessToken(), this.settings.idle()));
		OAuth2AuthorizationService own = http.getSharedObject(OAuth2AuthorizationService.class);
		RotatingAuthorizationService rotating = new RotatingAuthorizationService(
				(own != null) ? own : this.authorizations.getIfUnique(InMemoryOAuth2AuthorizationService::new),
				this.settings.families(), this.settings.revocation());
		server.authorizationService(rotating);
		server.addObjectPostProcessor(new ProviderPostProcessor((provider) -> {
			if (provider instanceof OAuth2RefreshTokenAuthenticationProvider) {
				return new RotatingRefreshTokenProvider(provider, rotating, this.settings.families(),
						this.settings.events());
			}
			return (provider instanceof OidcLogoutAuthenticationProvider) ? new Logout(provider, rotating) : provider;
		}));
	}

	/**
	 * What is the same for all chains.
	 *
	 * @param accessToken the longest lifetime of an access token
	 * @param idle the longest time that a refresh token can stay unused
	 * @param families the families of refresh tokens
	 * @param revocation revokes access tokens
	 * @param events the audit trail
	 */
	record Settings(Duration accessToken, Duration idle, TokenFamilies families, TokenRevocation revocation,
			SecurityEventPublisher events) {

	}

	/**
	 * Replaces providers.
	 */
	private record ProviderPostProcessor(
			UnaryOperator<AuthenticationProvider> replacement) implements ObjectPostProcessor<AuthenticationProvider> {

		@Override
		@SuppressWarnings("unchecked")
		public <O extends AuthenticationProvider> O postProcess(O provider) {
			return (O) this.replacement.apply(provider);
		}

	}

	/**
	 * Ends the authorization of a client at which somebody logs out.
	 */
	private record Logout(AuthenticationProvider delegate,
			RotatingAuthorizationService authorizations) implements AuthenticationProvider {

		@Override
		public @Nullable Authentication authenticate(Authentication authentication) {
			Authentication result = this.delegate.authenticate(authentication);
			// An identifier token alone, which stands in addresses, logs nobody out.
			if (result instanceof OidcLogoutAuthenticationToken logout && logout.isPrincipalAuthenticated()) {
				OAuth2Authorization authorization = this.authorizations.findByToken(logout.getIdTokenHint(), ID_TOKEN);
				if (authorization != null) {
					this.authorizations.invalidate(authorization);
				}
			}
			return result;
		}

		@Override
		public boolean supports(Class<?> authentication) {
			return this.delegate.supports(authentication);
		}

	}

}
