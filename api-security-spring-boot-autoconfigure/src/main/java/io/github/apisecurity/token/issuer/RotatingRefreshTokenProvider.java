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

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.SecurityEventType.Outcome;
import io.github.apisecurity.audit.SecurityEventType.Severity;
import io.github.apisecurity.token.issuer.TokenFamily.Use;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/**
 * Exchanges a refresh token for its successor, of which there is one (RFC 9700 section
 * 4.14.2). The access token is issued by the provider of Spring Authorization Server,
 * which checks all that it always checks; only then does the token become the next one.
 *
 * @param delegate issues the tokens
 * @param authorizations the authorizations
 * @param families the refresh tokens of each login
 * @param events hears of stolen tokens
 */
record RotatingRefreshTokenProvider(AuthenticationProvider delegate, RotatingAuthorizationService authorizations,
		TokenFamilies families, SecurityEventPublisher events) implements AuthenticationProvider {

	static final SecurityEventType TOKEN_REUSE = new SecurityEventType("authn_token_reuse", Outcome.FAILURE,
			Severity.CRITICAL);

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		OAuth2RefreshTokenAuthenticationToken request = (OAuth2RefreshTokenAuthenticationToken) authentication;
		Instant time = this.families.now();
		PresentedToken token = PresentedToken.of(request.getRefreshToken());
		TokenFamily family = (token != null) ? this.families.find(token.family()) : null;
		if (token == null || family == null) {
			// Made up, ended, or issued before there were families.
			return this.delegate.authenticate(request);
		}
		Use use = this.families.use(family, token, time);
		String binding = KeyBinding.of(request);
		switch (use) {
			case CURRENT, REPEATED -> checkKey(request, use, family, binding);
			case REPEATED_TOO_OFTEN -> throw TokenFamilies.tryAgain();
			case REUSED -> end(request, token);
			case ENDED -> throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
		}
		Authentication issued = this.delegate.authenticate(request);
		TokenFamily advanced = this.families.advance(token, time, binding);
		if (advanced == null || !(issued instanceof OAuth2AccessTokenAuthenticationToken tokens)) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
		}
		return withRefreshToken(tokens, token.successor(family.salt()), advanced);
	}

	// A public client has nothing but its key, and so has whoever repeats a request.
	private static void checkKey(OAuth2RefreshTokenAuthenticationToken request, Use use, TokenFamily family,
			String binding) {
		if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken client)) {
			throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
		}
		boolean publicClient = ClientAuthenticationMethod.NONE.equals(client.getClientAuthenticationMethod());
		if ((publicClient || use == Use.REPEATED) && !family.binding().equals(binding)) {
			throw new OAuth2AuthenticationException((client.getCredentials() instanceof X509Certificate[])
					? OAuth2ErrorCodes.INVALID_GRANT : OAuth2ErrorCodes.INVALID_DPOP_PROOF);
		}
	}

	private void end(OAuth2RefreshTokenAuthenticationToken request, PresentedToken token) {
		OAuth2Authorization authorization = this.authorizations.findByFamily(token);
		RegisteredClient client = (request.getPrincipal() instanceof OAuth2ClientAuthenticationToken principal)
				? principal.getRegisteredClient() : null;
		// Another client cannot log out the users of this one.
		if (authorization != null && client != null && client.getId().equals(authorization.getRegisteredClientId())) {
			this.events.publish(TOKEN_REUSE, "refresh_token_reused", Map.of("client", client.getClientId(), "grant",
					authorization.getId(), "subject", authorization.getPrincipalName()));
			this.authorizations.invalidate(authorization);
		}
		throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
	}

	private static Authentication withRefreshToken(OAuth2AccessTokenAuthenticationToken tokens, PresentedToken token,
			TokenFamily family) {
		return new OAuth2AccessTokenAuthenticationToken(tokens.getRegisteredClient(),
				(Authentication) tokens.getPrincipal(), tokens.getAccessToken(),
				new OAuth2RefreshToken(token.value(), family.rotatedAt(), family.end()),
				tokens.getAdditionalParameters());
	}

	@Override
	public boolean supports(Class<?> authentication) {
		return this.delegate.supports(authentication);
	}

}
