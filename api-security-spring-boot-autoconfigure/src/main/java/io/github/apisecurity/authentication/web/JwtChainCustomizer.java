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

package io.github.apisecurity.authentication.web;

import io.github.apisecurity.chain.ApiSecurityChainCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;

/**
 * Adds the check of access tokens when there is a decoder for JWTs or, failing that, an
 * introspector for opaque ones. Without either every request is answered with the
 * challenge.
 */
class JwtChainCustomizer implements ApiSecurityChainCustomizer, Ordered {

	private final ObjectProvider<JwtDecoder> decoder;

	private final ObjectProvider<OpaqueTokenIntrospector> introspector;

	JwtChainCustomizer(ObjectProvider<JwtDecoder> decoder, ObjectProvider<OpaqueTokenIntrospector> introspector) {
		this.decoder = decoder;
		this.introspector = introspector;
	}

	@Override
	public void customize(HttpSecurity http) {
		http.exceptionHandling(
				(exceptions) -> exceptions.authenticationEntryPoint(new BearerTokenAuthenticationEntryPoint()));
		if (this.decoder.getIfAvailable() != null) {
			http.oauth2ResourceServer((resourceServer) -> resourceServer.jwt(Customizer.withDefaults()));
		}
		else if (this.introspector.getIfAvailable() != null) {
			http.oauth2ResourceServer((resourceServer) -> resourceServer.opaqueToken(Customizer.withDefaults()));
		}
	}

	@Override
	public int getOrder() {
		return 0;
	}

}
