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

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.token.TokenRevocation;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2AccessTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2RefreshTokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;

/**
 * A node of an authorization server, without HTTP: what is wrapped is that of Spring.
 */
class IssuerNode {

	static final String ISSUER = "https://id.example.com";

	private final OAuth2TokenGenerator<?> generator;

	final RotatingAuthorizationService authorizations;

	final IssuerPosture posture = new IssuerPosture();

	private final BoundedClients clients;

	private final RotatingRefreshTokenProvider provider;

	IssuerNode(OAuth2AuthorizationService stored, TokenFamilies families, TokenRevocation revocation,
			SecurityEventPublisher events) {
		this(stored, families, revocation, events, null);
	}

	IssuerNode(OAuth2AuthorizationService stored, TokenFamilies families, TokenRevocation revocation,
			SecurityEventPublisher events, JWKSource<SecurityContext> keys) {
		OAuth2AccessTokenGenerator accessTokens = new OAuth2AccessTokenGenerator();
		accessTokens.setAccessTokenCustomizer((context) -> {
			Jwt proof = context.get(OAuth2TokenContext.DPOP_PROOF_KEY);
			if (proof != null) {
				context.getClaims().claim("cnf", Map.of("jkt", KeyBinding.of(proof.getTokenValue())));
			}
		});
		this.generator = new DelegatingOAuth2TokenGenerator(accessTokens, new OAuth2RefreshTokenGenerator());
		this.clients = new BoundedClients(registeredClients(), Duration.ofMinutes(15), Duration.ofHours(8));
		this.authorizations = new RotatingAuthorizationService(stored, families,
				new LoginRevocation(revocation, this.clients, Duration.ofMinutes(15)), new IssuedTokens(() -> keys),
				this.posture);
		this.provider = new RotatingRefreshTokenProvider(
				new OAuth2RefreshTokenAuthenticationProvider(this.authorizations, this.generator), this.authorizations,
				families, events);
	}

	static InMemoryRegisteredClientRepository registeredClients() {
		return new InMemoryRegisteredClientRepository(client("web", ClientAuthenticationMethod.CLIENT_SECRET_BASIC),
				client("other", ClientAuthenticationMethod.CLIENT_SECRET_BASIC),
				client("mtls", ClientAuthenticationMethod.TLS_CLIENT_AUTH),
				client("browser", ClientAuthenticationMethod.NONE));
	}

	private static RegisteredClient client(String id, ClientAuthenticationMethod method) {
		return RegisteredClient.withId(id)
			.clientId(id)
			.clientSecret("{noop}secret-of-" + id)
			.clientAuthenticationMethod(method)
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
			.redirectUri("https://app.example.com")
			.tokenSettings(TokenSettings.builder()
				.accessTokenFormat(OAuth2TokenFormat.REFERENCE)
				.x509CertificateBoundAccessTokens(id.equals("mtls"))
				.build())
			.build();
	}

	/**
	 * Log in.
	 * @param clientId the client
	 * @return the refresh token
	 */
	String login(String clientId) {
		return login(clientId, Map.of());
	}

	RegisteredClient client(String clientId) {
		return this.clients.findByClientId(clientId);
	}

	String login(String clientId, Map<String, Object> confirmation) {
		RegisteredClient client = this.clients.findByClientId(clientId);
		Authentication user = UsernamePasswordAuthenticationToken.authenticated("ada", null,
				AuthorityUtils.createAuthorityList("ROLE_USER"));
		OAuth2Authorization authorization = OAuth2Authorization.withRegisteredClient(client)
			.principalName("ada")
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.authorizedScopes(Set.of("read"))
			.attribute(Principal.class.getName(), user)
			.build();
		DefaultOAuth2TokenContext.Builder context = DefaultOAuth2TokenContext.builder()
			.registeredClient(client)
			.principal(user)
			.authorization(authorization)
			.authorizedScopes(Set.of("read"))
			.authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
			.authorizationServerContext(new Context());
		OAuth2Token generated = this.generator.generate(context.tokenType(OAuth2TokenType.ACCESS_TOKEN).build());
		OAuth2AccessToken access = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, generated.getTokenValue(),
				generated.getIssuedAt(), generated.getExpiresAt());
		OAuth2RefreshToken refresh = (OAuth2RefreshToken) this.generator
			.generate(context.tokenType(OAuth2TokenType.REFRESH_TOKEN).build());
		Map<String, Object> claims = new HashMap<>(
				Map.of("iss", ISSUER, "sub", "ada", "jti", "t-" + authorization.getId(), "iat", Instant.now()));
		if (!confirmation.isEmpty()) {
			claims.put("cnf", confirmation);
		}
		this.authorizations.save(OAuth2Authorization.from(authorization)
			.token(access, (metadata) -> metadata.put(OAuth2Authorization.Token.CLAIMS_METADATA_NAME, claims))
			.refreshToken(refresh)
			.build());
		return refresh.getTokenValue();
	}

	String refresh(String token) {
		return refresh("web", token, Map.of()).getRefreshToken().getTokenValue();
	}

	OAuth2AccessTokenAuthenticationToken refresh(String clientId, String token, Map<String, Object> parameters) {
		return refresh(clientId, token, parameters, "secret");
	}

	OAuth2AccessTokenAuthenticationToken refresh(String clientId, String token, Map<String, Object> parameters,
			Object credentials) {
		RegisteredClient client = this.clients.findByClientId(clientId);
		AuthorizationServerContextHolder.setContext(new Context());
		try {
			return (OAuth2AccessTokenAuthenticationToken) this.provider
				.authenticate(new OAuth2RefreshTokenAuthenticationToken(token,
						new OAuth2ClientAuthenticationToken(client,
								List.copyOf(client.getClientAuthenticationMethods()).get(0), credentials),
						Set.of(), parameters));
		}
		finally {
			AuthorizationServerContextHolder.resetContext();
		}
	}

	/**
	 * What a request would say.
	 */
	private static final class Context implements AuthorizationServerContext {

		@Override
		public String getIssuer() {
			return ISSUER;
		}

		@Override
		public AuthorizationServerSettings getAuthorizationServerSettings() {
			return AuthorizationServerSettings.builder().issuer(ISSUER).build();
		}

	}

}
