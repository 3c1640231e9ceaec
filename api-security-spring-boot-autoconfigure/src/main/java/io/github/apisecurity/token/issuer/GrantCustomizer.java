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

import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * Names the grant in access tokens and identifier tokens, and in the former the client,
 * after the customizers of the application.
 *
 * @param <C> what they change
 * @param customizers those of the application, this one among them
 * @param claims changes the claims of a context
 */
record GrantCustomizer<C extends OAuth2TokenContext>(ObjectProvider<OAuth2TokenCustomizer<C>> customizers,
		BiConsumer<C, Consumer<Map<String, Object>>> claims) implements OAuth2TokenCustomizer<C> {

	@Override
	public void customize(C context) {
		this.customizers.orderedStream()
			.filter((customizer) -> customizer != this)
			.forEach((customizer) -> customizer.customize(context));
		boolean accessToken = OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType());
		OAuth2Authorization authorization = context.getAuthorization();
		if (accessToken) {
			this.claims.accept(context,
					(claims) -> claims.put("client_id", context.getRegisteredClient().getClientId()));
		}
		if (authorization != null
				&& (accessToken || OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue()))) {
			// What is exchanged for a token is of the login of that token.
			boolean exchanged = AuthorizationGrantType.TOKEN_EXCHANGE.equals(context.getAuthorizationGrantType());
			Object login = (exchanged) ? LoginRevocation.claims(authorization).get("grant_id") : null;
			this.claims.accept(context,
					(claims) -> claims.put("grant_id", (login != null) ? login : authorization.getId()));
		}
	}

}
