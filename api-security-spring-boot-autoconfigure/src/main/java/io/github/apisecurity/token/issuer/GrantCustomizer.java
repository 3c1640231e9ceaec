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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * Names the grant and the client in access tokens, after the customizers of the
 * application.
 */
class GrantCustomizer implements OAuth2TokenCustomizer<JwtEncodingContext> {

	private final ObjectProvider<OAuth2TokenCustomizer<JwtEncodingContext>> customizers;

	GrantCustomizer(ObjectProvider<OAuth2TokenCustomizer<JwtEncodingContext>> customizers) {
		this.customizers = customizers;
	}

	@Override
	public void customize(JwtEncodingContext context) {
		this.customizers.orderedStream()
			.filter((customizer) -> customizer != this)
			.forEach((customizer) -> customizer.customize(context));
		OAuth2Authorization authorization = context.getAuthorization();
		if (authorization != null && OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
			context.getClaims()
				.claim("grant_id", authorization.getId())
				.claim("client_id", context.getRegisteredClient().getClientId());
		}
	}

}
