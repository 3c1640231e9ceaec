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
import java.util.Map;

import io.github.apisecurity.shared.SharedStateUnavailableException;
import io.github.apisecurity.token.TokenRevocation;
import io.github.apisecurity.token.TokenRevocation.Kind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization.Token;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;

/**
 * What was revoked of the logins at the issuer, by whatever names them.
 */
class LoginRevocation {

	private static final Log log = LogFactory.getLog(LoginRevocation.class);

	private final TokenRevocation revocation;

	private final RegisteredClientRepository clients;

	private final Duration accessTokenLifetime;

	private volatile boolean warned;

	LoginRevocation(TokenRevocation revocation, RegisteredClientRepository clients, Duration accessTokenLifetime) {
		this.revocation = revocation;
		this.clients = clients;
		this.accessTokenLifetime = accessTokenLifetime;
	}

	/**
	 * Return whether a login was revoked, or one of its tokens.
	 * @param authorization the login
	 * @param found the token
	 * @return whether the token is not good
	 */
	boolean isRevoked(OAuth2Authorization authorization, @Nullable Token<?> found) {
		Map<String, Object> claims = claims(authorization);
		Token<OidcIdToken> idToken = authorization.getToken(OidcIdToken.class);
		Instant issuedAt = issuedAt(found);
		// The login, since another node may not have known of it when the token was
		// issued.
		Instant login = (authorization.getRefreshToken() != null) ? issuedAt(authorization.getRefreshToken())
				: issuedAt;
		try {
			return isRevoked(Kind.SUBJECT, authorization, claims.getOrDefault("sub", authorization.getPrincipalName()),
					login) || isRevoked(Kind.GRANT, authorization, authorization.getId(), login)
					|| isRevoked(Kind.GRANT, authorization, claims.get("grant_id"), login)
					|| isRevoked(Kind.SESSION, authorization,
							(idToken != null) ? idToken.getToken().getClaim("sid") : null, login)
					|| isRevoked(Kind.CLIENT, authorization, clientId(authorization, claims), login)
					|| (found != null && found.getToken() instanceof OAuth2AccessToken
							&& (isRevoked(Kind.TOKEN, authorization, claims.get("jti"), issuedAt)
									|| isRevoked(Kind.ISSUER, authorization, issuer(authorization), issuedAt)));
		}
		catch (AuthenticationServiceException ex) {
			throw TokenFamilies.tryAgain();
		}
	}

	private boolean isRevoked(Kind kind, OAuth2Authorization authorization, @Nullable Object value, Instant issuedAt) {
		return value != null && this.revocation.isRevoked(kind, issuer(authorization), value.toString(), issuedAt);
	}

	private @Nullable Object clientId(OAuth2Authorization authorization, Map<String, Object> claims) {
		Object named = claims.get("client_id");
		RegisteredClient client = (named != null) ? null : this.clients.findById(authorization.getRegisteredClientId());
		return (client != null) ? client.getClientId() : named;
	}

	private static Instant issuedAt(@Nullable Token<?> token) {
		Instant issuedAt = (token != null) ? token.getToken().getIssuedAt() : null;
		return (issuedAt != null) ? issuedAt : Instant.EPOCH;
	}

	void revokeLogin(OAuth2Authorization authorization) {
		revoke(Kind.GRANT, authorization, authorization.getId());
		revokeAccessToken(authorization);
	}

	// One that does not name its grant is revoked by itself.
	void revokeAccessToken(OAuth2Authorization authorization) {
		if (claims(authorization).get("jti") instanceof String id) {
			revoke(Kind.TOKEN, authorization, id);
		}
	}

	void revoke(Authentication caller) {
		tell(() -> this.revocation.revoke(caller));
	}

	// No longer than its access tokens live, so that logins that end do not fill the
	// list.
	private void revoke(Kind kind, OAuth2Authorization authorization, String value) {
		Token<OAuth2AccessToken> last = authorization.getAccessToken();
		Instant expiry = (last != null) ? last.getToken().getExpiresAt() : null;
		Instant now = Instant.now();
		Instant end = now.plus(this.accessTokenLifetime);
		tell(() -> this.revocation.revoke(kind, issuer(authorization), value, now,
				(expiry != null && expiry.isAfter(end)) ? expiry : end));
	}

	private void tell(Runnable revocation) {
		try {
			revocation.run();
			this.warned = false;
		}
		catch (SharedStateUnavailableException ex) {
			// It holds here, and the refresh token is gone.
			log.warn("Other nodes could not be told yet that access tokens of a grant are revoked: " + ex);
		}
		catch (RuntimeException ex) {
			if (!this.warned) {
				this.warned = true;
				log.error("Access tokens of a grant cannot be revoked and are good until they expire", ex);
			}
			throw TokenFamilies.tryAgain();
		}
	}

	// A code comes before the first access token.
	private static @Nullable String issuer(OAuth2Authorization authorization) {
		Object named = claims(authorization).get("iss");
		AuthorizationServerContext context = AuthorizationServerContextHolder.getContext();
		return (named != null) ? named.toString() : (context != null) ? context.getIssuer() : null;
	}

	/**
	 * Return the claims of the access token.
	 * @param authorization the login
	 * @return the claims, none when there is no token or it has none
	 */
	static Map<String, Object> claims(OAuth2Authorization authorization) {
		Token<?> accessToken = authorization.getAccessToken();
		Map<String, Object> claims = (accessToken != null) ? accessToken.getClaims() : null;
		return (claims != null) ? claims : Map.of();
	}

}
