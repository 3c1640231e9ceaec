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

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.PropertyAccessor;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;

/**
 * Finds what inspects the tokens of a chain.
 *
 * @param configured knows the issuers and audiences of the configuration
 * @param any knows none of them
 * @param decoder the decoder of the application, {@code null} when there is none or
 * several
 */
record TokenInspectors(TokenInspector configured, TokenInspector any, @Nullable JwtDecoder decoder) {

	/**
	 * Return what inspects a token.
	 * @param providers what the chain authenticates with
	 * @return the inspector of a token, {@code null} when it is no JWT
	 */
	Function<String, @Nullable TokenInspector> of(List<AuthenticationProvider> providers) {
		List<@Nullable Object> decoders = providers.stream()
			.filter(JwtAuthenticationProvider.class::isInstance)
			.<@Nullable Object>map(TokenInspectors::decoder)
			.toList();
		TokenInspector inspector = decoders.isEmpty() ? null : isForeign(decoders) ? this.any : this.configured;
		boolean both = providers.stream().anyMatch(OpaqueTokenAuthenticationProvider.class::isInstance);
		return (token) -> (both && !isJwt(token)) ? null : inspector;
	}

	// Two dots make a signed JWT and four an encrypted one, whatever else its decoder is
	// lenient about.
	private static boolean isJwt(String token) {
		long dots = token.chars().filter((character) -> character == '.').count();
		return dots == 2 || dots == 4;
	}

	// Ours asks for the issuer and the audience itself, should it be behind a proxy.
	private boolean isForeign(List<@Nullable Object> decoders) {
		return this.decoder instanceof StrictJwtDecoder && !decoders.contains(null) && !decoders.contains(this.decoder);
	}

	private static @Nullable Object decoder(AuthenticationProvider provider) {
		PropertyAccessor fields = new DirectFieldAccessor(provider);
		return fields.isReadableProperty("jwtDecoder") ? fields.getPropertyValue("jwtDecoder") : null;
	}

}
