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

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.apisecurity.audit.SecurityEventPublisher;
import io.github.apisecurity.audit.SecurityEventType;
import io.github.apisecurity.audit.TokenClaims;
import io.github.apisecurity.config.RareWarning;
import io.github.apisecurity.guard.CredentialCheck;
import io.github.apisecurity.guard.ReservedAuthorities;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.DPoPAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.util.ClassUtils;

/**
 * {@link AuthenticationManager} around the one of a chain, whatever decoder and converter
 * that has: inspects the token before, strips what it must not grant after, and turns
 * every failure into one that tells the caller nothing.
 */
class AccessTokenAuthenticationManager implements AuthenticationManager {

	/**
	 * Whether a copy of an authentication is of the same class.
	 */
	private static final ClassValue<Boolean> REBUILT = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return ClassUtils.getMethod(type, "toBuilder").getDeclaringClass() == type;
		}

	};

	/**
	 * Claims by which an opaque token can be revoked, or of what was not taken apart.
	 */
	private static final List<String> IDENTIFYING = List.of("active", "jti", "sub", "client_id");

	private final RareWarning unchecked = new RareWarning(LogFactory.getLog(AccessTokenAuthenticationManager.class));

	private final AuthenticationManager delegate;

	private final Function<String, @Nullable TokenInspector> inspectors;

	private final ReservedAuthorities reservedAuthorities;

	private final List<CredentialCheck> checks;

	private final AuthenticationEventPublisher authenticationEvents;

	private final SecurityEventPublisher securityEvents;

	/**
	 * The proof that is being verified on this thread, whose token comes as a bearer
	 * token.
	 */
	private final ThreadLocal<DPoPAuthenticationToken> currentProof = new ThreadLocal<>();

	AccessTokenAuthenticationManager(AuthenticationManager delegate,
			Function<String, @Nullable TokenInspector> inspectors, ReservedAuthorities reservedAuthorities,
			List<CredentialCheck> checks, AuthenticationEventPublisher authenticationEvents,
			SecurityEventPublisher securityEvents) {
		this.delegate = delegate;
		this.inspectors = inspectors;
		this.reservedAuthorities = reservedAuthorities;
		this.checks = checks;
		this.authenticationEvents = authenticationEvents;
		this.securityEvents = securityEvents;
	}

	@Override
	public Authentication authenticate(Authentication authentication) throws AuthenticationException {
		if (authentication instanceof DPoPAuthenticationToken proof) {
			return authenticateProof(proof);
		}
		if (!(authentication instanceof BearerTokenAuthenticationToken bearer)) {
			return this.delegate.authenticate(authentication);
		}
		try {
			TokenInspector inspector = this.inspectors.apply(bearer.getToken());
			if (inspector == null) {
				return secure(this.delegate.authenticate(bearer), bearer.getToken(), null);
			}
			InspectedToken inspected = inspector.inspect(bearer.getToken());
			return secure(inspector.with(inspected, () -> this.delegate.authenticate(bearer)), bearer.getToken(),
					inspected);
		}
		catch (OAuth2AuthenticationException ex) {
			throw invalidToken(ex);
		}
		catch (TokenRejectedException ex) {
			throw publish(bearer, ex);
		}
		catch (ClassCastException | IllegalArgumentException ex) {
			// A decoder or converter stumbled over a claim of a type it did not expect.
			throw publish(bearer, new TokenRejectedException(ClaimReader.MALFORMED));
		}
	}

	private Authentication authenticateProof(DPoPAuthenticationToken proof) {
		try {
			// The token within comes back here as a bearer token.
			this.currentProof.set(proof);
			return this.delegate.authenticate(proof);
		}
		catch (InvalidBearerTokenException ex) {
			throw ex;
		}
		catch (OAuth2AuthenticationException ex) {
			publish(proof, new TokenRejectedException("proof_invalid"));
			throw ex;
		}
		catch (IllegalArgumentException ex) {
			// Spring Security refuses to compare some URIs.
			throw publish(proof, new TokenRejectedException("proof_invalid"));
		}
		finally {
			this.currentProof.remove();
		}
	}

	// Where JWTs and opaque tokens pass, whatever decoder and converter there is and
	// whether
	// they knew the token already.
	private Authentication secure(Authentication authentication, String value, @Nullable InspectedToken inspected) {
		Map<String, Object> claims = claims(authentication, inspected);
		ClaimRules.checkBinding(claims.get("cnf"), this.currentProof.get() != null);
		if (!this.checks.isEmpty()) {
			Authentication token = token(authentication, value, claims, inspected);
			for (CredentialCheck check : this.checks) {
				TokenRejectedException.throwIf(!check.isInForce(token), "token_revoked");
			}
		}
		return strip(authentication, claims);
	}

	private static Map<String, Object> claims(Authentication authentication, @Nullable InspectedToken inspected) {
		if (inspected != null) {
			return inspected.claims();
		}
		// The principal may be the user, with attributes of its own.
		Map<String, Object> claims = TokenClaims.of(authentication);
		return (claims.isEmpty() && authentication.getPrincipal() instanceof OAuth2AuthenticatedPrincipal principal)
				? principal.getAttributes() : claims;
	}

	/**
	 * Return what can be asked about a token, whatever a converter made of it.
	 * @param authentication what the converter made
	 * @param value the token
	 * @param claims what is known of the token
	 * @param inspected the token when it is a JWT
	 * @return the token
	 */
	private Authentication token(Authentication authentication, String value, Map<String, Object> claims,
			@Nullable InspectedToken inspected) {
		if (inspected != null) {
			return inspected.isWhole(authentication) ? authentication : new JwtAuthenticationToken(inspected.toJwt(),
					authentication.getAuthorities(), authentication.getName());
		}
		if (IDENTIFYING.stream().noneMatch(claims::containsKey)) {
			this.unchecked.warn(() -> "Access tokens are refused: nothing tells whether they were revoked of what a"
					+ " converter makes of opaque ones, " + authentication.getClass().getName()
					+ ". Let its principal be the OAuth2AuthenticatedPrincipal that the converter was given");
			throw new TokenRejectedException("token_unchecked");
		}
		return (authentication instanceof AbstractOAuth2TokenAuthenticationToken<?>) ? authentication
				: new BearerTokenAuthentication(
						new DefaultOAuth2AuthenticatedPrincipal(authentication.getName(), claims, null),
						new OAuth2AccessToken(TokenType.BEARER, value, null, null), List.of());
	}

	private Authentication strip(Authentication authentication, Map<String, Object> claims) {
		List<GrantedAuthority> kept = new ArrayList<>();
		List<String> forged = new ArrayList<>();
		boolean changed = false;
		for (GrantedAuthority authority : authentication.getAuthorities()) {
			if (this.reservedAuthorities.isForged(authority)) {
				forged.add(String.valueOf(authority.getAuthority()));
			}
			else if (ClaimReader.isClean(authority.getAuthority())) {
				GrantedAuthority dated = date(authority, claims);
				changed |= dated != authority;
				kept.add(dated);
			}
		}
		if (!forged.isEmpty()) {
			Collections.sort(forged);
			this.securityEvents.publish(SecurityEventType.ACCESS_DENIED, "reserved_authority",
					Map.of("authorities", forged));
		}
		boolean fewer = kept.size() < authentication.getAuthorities().size();
		if (!changed && !fewer) {
			return authentication;
		}
		if (!REBUILT.get(authentication.getClass())) {
			// A copy would be of another class and without what this one adds.
			TokenRejectedException.throwIf(fewer, "reserved_authority");
			return authentication;
		}
		return authentication.toBuilder().authorities((authorities) -> {
			authorities.clear();
			authorities.addAll(kept);
		}).build();
	}

	/**
	 * Return the factor "presented a bearer token" with the time the caller authenticated
	 * instead of now, which every request would renew.
	 * @param authority the authority
	 * @param claims the claims of the token
	 * @return the authority
	 */
	private static GrantedAuthority date(GrantedAuthority authority, Map<String, Object> claims) {
		if (!(authority instanceof FactorGrantedAuthority)
				|| !FactorGrantedAuthority.BEARER_AUTHORITY.equals(authority.getAuthority())) {
			return authority;
		}
		Object authenticated = claims.get("auth_time");
		Instant time = TokenClaims.time((authenticated != null) ? authenticated : claims.get("iat"));
		return FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.BEARER_AUTHORITY)
			.issuedAt((time != null) ? time : Instant.EPOCH)
			.build();
	}

	private InvalidBearerTokenException publish(Authentication authentication, TokenRejectedException rejection) {
		InvalidBearerTokenException exception = invalidToken(rejection);
		this.authenticationEvents.publishAuthenticationFailure(exception, authentication);
		return exception;
	}

	private static InvalidBearerTokenException invalidToken(Throwable cause) {
		return new InvalidBearerTokenException(TokenRejectedException.MESSAGE, cause);
	}

}
