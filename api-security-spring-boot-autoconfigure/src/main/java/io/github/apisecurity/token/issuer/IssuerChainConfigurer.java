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
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
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

	private static final OAuth2TokenType ID_TOKEN = new OAuth2TokenType(OidcParameterNames.ID_TOKEN);

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
		RotatingAuthorizationService rotating = new RotatingAuthorizationService(
				(own != null) ? own : this.authorizations.getIfUnique(InMemoryOAuth2AuthorizationService::new),
				this.settings.families(),
				new LoginRevocation(this.settings.revocation(), bounded, this.settings.accessToken()),
				this.settings.posture());
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
			OAuth2Authorization authorization = authorizations.findByToken(logout.getIdTokenHint(), ID_TOKEN);
			if (authorization != null) {
				authorizations.invalidate(authorization);
			}
		}
	}

	// The request comes back when the token is not stored: it may be one that was good
	// when a client refreshed, and still is.
	private void revokeReplaced(RotatingAuthorizationService authorizations, Authentication request,
			@Nullable Authentication result) {
		JWKSource<SecurityContext> source = this.keys.getIfAvailable();
		if (result == request && source != null
				&& request instanceof OAuth2TokenRevocationAuthenticationToken revocation
				&& revocation.getPrincipal() instanceof OAuth2ClientAuthenticationToken client) {
			try {
				authorizations.revokeReplaced(
						OAuth2AuthorizationServerConfiguration.jwtDecoder(source).decode(revocation.getToken()),
						client.getRegisteredClient());
			}
			catch (JwtException ex) {
				// Not one of ours, or it has expired.
			}
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
