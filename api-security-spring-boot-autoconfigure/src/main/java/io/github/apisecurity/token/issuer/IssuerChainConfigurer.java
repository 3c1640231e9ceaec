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
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
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
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;

/**
 * Changes a chain with an authorization server, and leaves every other chain alone. It is
 * applied before the configuration of the application, so that it sees the result, and
 * does not replace beans, which an application may use by their class.
 */
class IssuerChainConfigurer extends AbstractHttpConfigurer<IssuerChainConfigurer, HttpSecurity> {

	private final ObjectProvider<RegisteredClientRepository> clients;

	private final ObjectProvider<OAuth2AuthorizationService> authorizations;

	private final ObjectProvider<JWKSource<SecurityContext>> keys;

	private final Settings settings;

	IssuerChainConfigurer(ObjectProvider<RegisteredClientRepository> clients,
			ObjectProvider<OAuth2AuthorizationService> authorizations, ObjectProvider<JWKSource<SecurityContext>> keys,
			Settings settings) {
		this.clients = clients;
		this.authorizations = authorizations;
		this.keys = keys;
		this.settings = settings;
	}

	@Override
	public void init(HttpSecurity http) {
		OAuth2AuthorizationServerConfigurer server = http.getConfigurer(OAuth2AuthorizationServerConfigurer.class);
		if (server == null) {
			return;
		}
		this.settings.posture().issuerFound();
		RegisteredClientRepository ownClients = http.getSharedObject(RegisteredClientRepository.class);
		BoundedClients bounded = new BoundedClients((ownClients != null) ? ownClients : this.clients.getObject(),
				this.settings.accessToken(), this.settings.idle());
		server.registeredClientRepository(bounded);
		OAuth2AuthorizationService own = http.getSharedObject(OAuth2AuthorizationService.class);
		OAuth2AuthorizationService stored = (own != null) ? own
				: this.authorizations.getIfUnique(InMemoryOAuth2AuthorizationService::new);
		if (this.settings.families().isInMemory() && !(stored instanceof InMemoryOAuth2AuthorizationService)) {
			this.settings.posture().familiesLost();
		}
		RotatingAuthorizationService rotating = new RotatingAuthorizationService(stored, this.settings.families(),
				new LoginRevocation(this.settings.revocation(), bounded, this.settings.accessToken()),
				new IssuedTokens(this.keys::getIfAvailable), this.settings.posture());
		server.authorizationService(rotating);
		server.addObjectPostProcessor(new ProviderPostProcessor((provider) -> {
			if (provider instanceof OAuth2RefreshTokenAuthenticationProvider) {
				return new RotatingRefreshTokenProvider(provider, rotating, this.settings.families(),
						this.settings.events());
			}
			if (provider instanceof OAuth2TokenRevocationAuthenticationProvider) {
				return new Followed(provider, (request, result) -> revokeReplaced(rotating, request, result));
			}
			return (provider instanceof OidcLogoutAuthenticationProvider)
					? new Followed(provider, (request, result) -> logOut(rotating, result)) : provider;
		}));
	}

	// An identifier token alone, which stands in addresses, logs nobody out.
	private static void logOut(RotatingAuthorizationService authorizations, @Nullable Authentication result) {
		if (result instanceof OidcLogoutAuthenticationToken logout && logout.isPrincipalAuthenticated()) {
			authorizations.logOut(logout.getIdTokenHint());
		}
	}

	// The request comes back when the token is not stored: it may be one that was good
	// when a client refreshed, and still is.
	private static void revokeReplaced(RotatingAuthorizationService authorizations, Authentication request,
			@Nullable Authentication result) {
		if (result == request && request instanceof OAuth2TokenRevocationAuthenticationToken revocation
				&& revocation.getPrincipal() instanceof OAuth2ClientAuthenticationToken client) {
			authorizations.revokeReplaced(revocation.getToken(), client.getRegisteredClient());
		}
	}

	/**
	 * What is the same for all chains.
	 *
	 * @param accessToken the longest lifetime of an access token
	 * @param idle the longest time that a refresh token can stay unused
	 * @param families the families of refresh tokens
	 * @param revocation revokes access tokens
	 * @param events the audit trail
	 * @param posture is told of chains that issue tokens
	 */
	record Settings(Duration accessToken, Duration idle, TokenFamilies families, TokenRevocation revocation,
			SecurityEventPublisher events, IssuerPosture posture) {

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
	 * Does something after a provider.
	 */
	private record Followed(AuthenticationProvider delegate,
			BiConsumer<Authentication, @Nullable Authentication> action) implements AuthenticationProvider {

		@Override
		public @Nullable Authentication authenticate(Authentication authentication) {
			Authentication result = this.delegate.authenticate(authentication);
			this.action.accept(authentication, result);
			return result;
		}

		@Override
		public boolean supports(Class<?> authentication) {
			return this.delegate.supports(authentication);
		}

	}

}
