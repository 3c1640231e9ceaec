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

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.util.Assert;

/**
 * Issues the tokens. A bank has an identity provider for this; the sample brings its own
 * so that it runs with nothing installed. The signing key is made at each start.
 */
@Configuration(proxyBeanMethods = false)
class AuthorizationServerConfiguration {

	private static final String ROLE_PREFIX = "ROLE_";

	@Bean
	@Order(1)
	SecurityFilterChain authorizationServerChain(HttpSecurity http) {
		http.oauth2AuthorizationServer((server) -> {
			http.securityMatcher(server.getEndpointsMatcher());
			server.oidc(Customizer.withDefaults());
		});
		http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated());
		http.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(Customizer.withDefaults()));
		http.exceptionHandling((exceptions) -> exceptions.defaultAuthenticationEntryPointFor(
				new LoginUrlAuthenticationEntryPoint(Identity.LOGIN_PAGE),
				new MediaTypeRequestMatcher(MediaType.TEXT_HTML)));
		return http.build();
	}

	@Bean
	RegisteredClientRepository registeredClientRepository() {
		return new InMemoryRegisteredClientRepository(
				Clients.machine("viewer", "{bcrypt}$2a$10$vBv7IMEKfT5ZLy9f8CP9kumYr6TaVRIsnyUq4N7Sp4VH6ap99cfAS",
						"VIEWER"),
				Clients.machine("editor", "{bcrypt}$2a$10$N3/LH11qVHSABb9scKdoN.7dE/f.IyekdqhwPEGkpjxdYRy3S.dLi",
						"EDITOR"),
				Clients.machine("admin", "{bcrypt}$2a$10$w/nByPAhWSuqOrndW0aQhOlj8flNH1OE0RUhFNTE.0MC6OI1zCdrC",
						"ADMIN"),
				Clients.publicApplication("web"), Clients.webApplication("portal",
						"{bcrypt}$2a$10$i4F182Vf/YKt6zJtDMBjCOUQoP2VdG1BfafZ8rEKRQoyuHXiokCNe"));
	}

	@Bean
	OAuth2TokenCustomizer<JwtEncodingContext> accessTokenCustomizer() {
		return (context) -> {
			if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
				context.getClaims().audience(List.of(Identity.AUDIENCE)).claim(Identity.ROLES_CLAIM, rolesOf(context));
				Instant authenticatedAt = authenticatedAt(context);
				if (authenticatedAt != null) {
					context.getClaims().claim(Identity.AUTH_TIME_CLAIM, authenticatedAt.getEpochSecond());
				}
			}
		};
	}

	// A person: when the password was typed, also for tokens that were refreshed since. A
	// machine that asks for the scope: now, as it has just presented its secret.
	private static @Nullable Instant authenticatedAt(JwtEncodingContext context) {
		if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
			return context.getAuthorizedScopes().contains(Identity.TRANSFERS_SCOPE) ? Instant.now() : null;
		}
		Authentication person = context.getPrincipal();
		Assert.state(person != null, "'principal' must not be null");
		return person.getAuthorities()
			.stream()
			.filter(FactorGrantedAuthority.class::isInstance)
			.map((authority) -> ((FactorGrantedAuthority) authority).getIssuedAt())
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

	private static List<String> rolesOf(JwtEncodingContext context) {
		if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType())) {
			return Clients.rolesOf(context.getRegisteredClient());
		}
		Authentication person = context.getPrincipal();
		Assert.state(person != null, "'principal' must not be null");
		return person.getAuthorities()
			.stream()
			.map(GrantedAuthority::getAuthority)
			.filter((authority) -> authority != null && authority.startsWith(ROLE_PREFIX))
			.map((authority) -> authority.substring(ROLE_PREFIX.length()))
			.toList();
	}

}
