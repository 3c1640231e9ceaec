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
import java.util.function.BiFunction;

import io.github.apisecurity.chain.ChainFilter;
import io.github.apisecurity.chain.ChainOrder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Hardens a chain that accepts access tokens, and leaves every other chain alone. It is
 * applied before the configuration of the application, so that it sees the result.
 */
class AccessTokenChainConfigurer extends AbstractHttpConfigurer<AccessTokenChainConfigurer, HttpSecurity> {

	private static final Log log = LogFactory.getLog(AccessTokenChainConfigurer.class);

	private final AccessTokenRequestFilter requestFilter;

	private final BiFunction<AuthenticationManager, List<AuthenticationProvider>, AuthenticationManager> hardening;

	AccessTokenChainConfigurer(AccessTokenRequestFilter requestFilter,
			BiFunction<AuthenticationManager, List<AuthenticationProvider>, AuthenticationManager> hardening) {
		this.requestFilter = requestFilter;
		this.hardening = hardening;
	}

	@Override
	@SuppressWarnings("unchecked")
	public void configure(HttpSecurity http) {
		if (http.getConfigurer(OAuth2ResourceServerConfigurer.class) == null) {
			return;
		}
		new ChainFilter(ChainOrder.CREDENTIAL_PLACEMENT, this.requestFilter).customize(http);
		AuthenticationManager manager = http.getSharedObject(AuthenticationManager.class);
		if (manager == null || (manager instanceof ProviderManager providers && providers.getProviders()
			.stream()
			.noneMatch((provider) -> provider.supports(BearerTokenAuthenticationToken.class)))) {
			log.warn("A filter chain has an authentication manager of its own for access tokens: the rules of"
					+ " 'api-security.authentication' for what stands in them do not apply there");
			return;
		}
		http.setSharedObject(AuthenticationManager.class, this.hardening.apply(manager, providers(http)));
	}

	// Those of the builder: the manager of the chain may be wrapped for observations.
	private static List<AuthenticationProvider> providers(HttpSecurity http) {
		return (http.getSharedObject(AuthenticationManagerBuilder.class)
			.getOrBuild() instanceof ProviderManager manager) ? manager.getProviders() : List.of();
	}

}
