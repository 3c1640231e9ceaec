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
import java.time.Instant;

import io.github.apisecurity.token.issuer.TokenFamily.Use;
import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2UserCode;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Keeps the name of the family in place of the refresh token, so that an authorization is
 * found by any token of the family and none can be read out of the store. What ends an
 * authorization also ends its family and its access tokens.
 *
 * @param delegate stores the authorizations
 * @param families the refresh tokens of each login
 * @param revocation revokes what a login was given
 * @param issued reads tokens that were replaced
 * @param posture hears of what was issued
 */
record RotatingAuthorizationService(OAuth2AuthorizationService delegate, TokenFamilies families,
		LoginRevocation revocation, IssuedTokens issued, IssuerPosture posture) implements OAuth2AuthorizationService {

	/**
	 * No token of a client looks like this.
	 */
	private static final String PREFIX = "family:";

	private static final String FAMILY = "api-security.family";

	private static final OAuth2TokenType ID_TOKEN = new OAuth2TokenType(OidcParameterNames.ID_TOKEN);

	@Override
	public void save(OAuth2Authorization authorization) {
		Token<OAuth2RefreshToken> refreshToken = authorization.getRefreshToken();
		Token<OAuth2AccessToken> accessToken = authorization.getAccessToken();
		boolean ended = refreshToken != null && refreshToken.isInvalidated();
		String family = (refreshToken != null) ? family(authorization, refreshToken, ended) : null;
		try {
			if (ended) {
				end(authorization, family);
			}
			else if (accessToken != null && accessToken.isInvalidated()) {
				this.revocation.revokeAccessToken(authorization);
			}
			else if (refreshToken != null) {
				this.posture.tokenIssued(authorization);
			}
		}
		finally {
			this.delegate.save((refreshToken != null && family != null)
					? withRefreshToken(authorization, PREFIX + family, null, family, ended) : authorization);
		}
	}

	// A family begins with a token that was just issued, or was before there were any.
	private String family(OAuth2Authorization authorization, Token<OAuth2RefreshToken> refreshToken, boolean ended) {
		String known = refreshToken.getMetadata(FAMILY);
		if (known != null) {
			return known;
		}
		OAuth2RefreshToken token = refreshToken.getToken();
		PresentedToken presented = PresentedToken.of(token.getTokenValue());
		Instant issuedAt = token.getIssuedAt();
		Instant expiresAt = token.getExpiresAt();
		if (presented == null || issuedAt == null || expiresAt == null) {
			throw new IllegalStateException("Refresh tokens must have two times 256 random bits, such as those of"
					+ " OAuth2RefreshTokenGenerator, and an end");
		}
		if (!ended) {
			this.families.begin(presented, Duration.between(issuedAt, expiresAt), KeyBinding.of(authorization));
		}
		return presented.family();
	}

	@Override
	public void remove(OAuth2Authorization authorization) {
		Token<OAuth2RefreshToken> refreshToken = authorization.getRefreshToken();
		String family = (refreshToken != null) ? refreshToken.getMetadata(FAMILY) : null;
		if (family != null || authorization.getAccessToken() != null) {
			end(authorization, family);
		}
		OAuth2Authorization stored = this.delegate.findById(authorization.getId());
		this.delegate.remove((stored != null) ? stored : authorization);
	}

	@Override
	public @Nullable OAuth2Authorization findById(String id) {
		return this.delegate.findById(id);
	}

	// The type may be null, which the interface does not say in all versions.
	@Override
	@SuppressWarnings("NullAway")
	public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType tokenType) {
		boolean refreshTokensOnly = OAuth2TokenType.REFRESH_TOKEN.equals(tokenType);
		if (token.startsWith(PREFIX)) {
			return null;
		}
		PresentedToken presented = (refreshTokensOnly || tokenType == null) ? PresentedToken.of(token) : null;
		OAuth2Authorization authorization = (presented != null) ? findByFamily(presented) : null;
		if (presented == null || authorization == null) {
			OAuth2Authorization found = this.delegate.findByToken(token, tokenType);
			return (found == null && ID_TOKEN.equals(tokenType)) ? findByIdToken(token) : checked(found, token);
		}
		TokenFamily family = this.families.find(presented.family());
		Instant now = this.families.now();
		Use use = (family != null && !isRevoked(authorization, authorization.getRefreshToken()))
				? this.families.use(family, presented, now) : Use.ENDED;
		if (family != null && (use == Use.CURRENT || (refreshTokensOnly && use == Use.REPEATED))) {
			return withRefreshToken(authorization, token, family.end(now), presented.family(), false);
		}
		if (!refreshTokensOnly) {
			// Whoever introspects it learns that it is not active, and may revoke the
			// rest.
			return withRefreshToken(authorization, token, null, presented.family(), true);
		}
		if (use == Use.ENDED) {
			return null;
		}
		// It was good when the request came: others were faster.
		throw TokenFamilies.tryAgain();
	}

	/**
	 * Return what a token of a family is part of, whether it is current or not.
	 * @param token the token
	 * @return the authorization, {@code null} when there is none
	 */
	@Nullable OAuth2Authorization findByFamily(PresentedToken token) {
		return this.delegate.findByToken(PREFIX + token.family(), OAuth2TokenType.REFRESH_TOKEN);
	}

	// Whatever it is exchanged for, or introspected: one that was revoked is not active.
	private @Nullable OAuth2Authorization checked(@Nullable OAuth2Authorization authorization, String value) {
		Token<?> found = (authorization != null) ? authorization.getToken(value) : null;
		// With the other two somebody logs in or out, and nothing is issued.
		return (authorization == null || found == null || found.getToken() instanceof OidcIdToken
				|| found.getToken() instanceof OAuth2UserCode || !isRevoked(authorization, found)) ? authorization
						: OAuth2Authorization.from(authorization).invalidate(found.getToken()).build();
	}

	// With a login goes what its tokens were exchanged for.
	private boolean isRevoked(OAuth2Authorization authorization, @Nullable Token<?> found) {
		Object grant = LoginRevocation.claims(authorization).get("grant_id");
		OAuth2Authorization login = (grant != null && !grant.equals(authorization.getId())) ? findById(grant.toString())
				: null;
		Token<?> token = (login != null && login.getRefreshToken() != null) ? login.getRefreshToken()
				: (login != null) ? login.getAccessToken() : null;
		return this.revocation.isRevoked(authorization, found)
				|| (login != null && this.revocation.isRevoked(login, token));
	}

	// The one of the login, whose place another one has taken when the client refreshed.
	private @Nullable OAuth2Authorization findByIdToken(String value) {
		Jwt token = this.issued.read(value);
		OAuth2Authorization login = (token != null && !token.hasClaim("client_id")) ? findLogin(token) : null;
		return (token == null || login == null) ? null
				: OAuth2Authorization.from(login)
					.token(new OidcIdToken(value, token.getIssuedAt(), token.getExpiresAt(), token.getClaims()),
							(metadata) -> metadata.put(Token.CLAIMS_METADATA_NAME, token.getClaims()))
					.build();
	}

	private @Nullable OAuth2Authorization findLogin(Jwt token) {
		String grant = token.getClaimAsString("grant_id");
		return (grant != null) ? findById(grant) : null;
	}

	/**
	 * Revoke an access token whose place in the authorization another one has taken.
	 * @param value the token
	 * @param client the client that revokes it
	 */
	void revokeReplaced(String value, @Nullable RegisteredClient client) {
		Jwt token = this.issued.read(value);
		Instant end = (token != null) ? token.getExpiresAt() : null;
		OAuth2Authorization login = (token != null && end != null && end.isAfter(Instant.now())) ? findLogin(token)
				: null;
		if (token != null && login != null && client != null && login.getRegisteredClientId().equals(client.getId())) {
			this.revocation.revoke(new JwtAuthenticationToken(token));
		}
	}

	/**
	 * End the login of an identifier token on all nodes.
	 * @param idToken the token
	 */
	void logOut(String idToken) {
		OAuth2Authorization authorization = findByToken(idToken, ID_TOKEN);
		// As it is stored, with the identifier token of today.
		OAuth2Authorization stored = (authorization != null) ? findById(authorization.getId()) : null;
		if (stored != null) {
			invalidate(stored);
		}
	}

	/**
	 * End an authorization on all nodes.
	 * @param authorization the authorization
	 */
	void invalidate(OAuth2Authorization authorization) {
		Token<OAuth2RefreshToken> refreshToken = authorization.getRefreshToken();
		Token<?> token = (refreshToken != null) ? refreshToken : authorization.getAccessToken();
		if (token != null) {
			save(OAuth2Authorization.from(authorization).invalidate(token.getToken()).build());
		}
	}

	private void end(OAuth2Authorization authorization, @Nullable String family) {
		if (family != null) {
			this.families.end(family);
		}
		this.revocation.revokeLogin(authorization);
	}

	private static OAuth2Authorization withRefreshToken(OAuth2Authorization authorization, String value,
			@Nullable Instant end, String family, boolean invalidated) {
		Token<OAuth2RefreshToken> before = authorization.getRefreshToken();
		Instant issuedAt = (before != null) ? before.getToken().getIssuedAt() : null;
		Instant endBefore = (before != null) ? before.getToken().getExpiresAt() : null;
		return OAuth2Authorization.from(authorization)
			.token(new OAuth2RefreshToken(value, issuedAt, (end != null) ? end : endBefore), (metadata) -> {
				metadata.put(FAMILY, family);
				if (invalidated) {
					metadata.put(Token.INVALIDATED_METADATA_NAME, true);
				}
			})
			.build();
	}

}
